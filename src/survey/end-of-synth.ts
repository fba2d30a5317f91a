import { IConstruct } from 'constructs';
import { stageOf, Survey } from './survey';

/** Gives each stage one survey for each synth. */
export class EndOfSynth {
  private readonly surveys = new Map<IConstruct, Survey>();

  /** Validates the construct at the end of each synth, when the tree is complete. */
  public validate(construct: IConstruct, whatIsWrong: (survey: Survey) => string[]): void {
    const stage = stageOf(construct);
    if (!this.surveys.has(stage)) {
      this.surveys.set(stage, new Survey(stage, 'at the end'));
      // CDK validates a stage before the constructs in it. An app may be synthesized again, after changes.
      stage.node.addValidation({
        validate: () => {
          this.surveys.set(stage, new Survey(stage, 'at the end'));
          return [];
        },
      });
    }
    construct.node.addValidation({ validate: () => whatIsWrong(this.surveys.get(stage) ?? new Survey(stage, 'at the end')) });
  }
}
