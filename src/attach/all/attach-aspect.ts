import { IAspect } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { AttacherOfMany } from './attach-to-all';

/** Attaches each function that CDK visits at synth time. */
export class AttachAspect implements IAspect {
  constructor(private readonly attacher: AttacherOfMany) {}

  public visit(node: IConstruct): void {
    this.attacher.attachOne(node);
  }
}
