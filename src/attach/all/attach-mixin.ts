import { IConstruct, IMixin } from 'constructs';
import { AttacherOfMany } from './attach-to-all';

/** Attaches each function that it is applied to. */
export class AttachMixin implements IMixin {
  constructor(private readonly attacher: AttacherOfMany) {}

  public supports(construct: IConstruct): boolean {
    return this.attacher.supports(construct);
  }

  public applyTo(construct: IConstruct): void {
    this.attacher.attachOne(construct);
  }
}
