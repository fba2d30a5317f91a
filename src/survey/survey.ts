import { Stage } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { Egress } from './egress';
import { KinesisEndpoints } from './kinesis-endpoints';
import { LogGroups } from './log-groups';
import { ReadingTime } from './references';
import { Singletons } from './singletons';
import { StreamReaders } from './stream-readers';

/**
 * What the constructs of a stage say about its functions. It walks the tree once, and not once for each function, so that attaching many
 * functions takes time in proportion to their number. It is out of date as soon as the tree changes.
 */
export class Survey {
  private foundReaders?: StreamReaders;
  private foundSingletons?: Singletons;
  private foundLogGroups?: LogGroups;
  private foundEgress?: Egress;
  private foundEndpoints?: KinesisEndpoints;

  constructor(private readonly stage: IConstruct, private readonly time: ReadingTime) {}

  /** Stages cannot refer to each other, so readers of a function are in its stage. */
  public get readers(): StreamReaders {
    return this.foundReaders ??= new StreamReaders(this.stage.node.findAll(), this.time);
  }

  public get singletons(): Singletons {
    return this.foundSingletons ??= new Singletons(this.stage.node.findAll());
  }

  public get logGroups(): LogGroups {
    return this.foundLogGroups ??= new LogGroups(this.stage.node.findAll());
  }

  public get egress(): Egress {
    return this.foundEgress ??= new Egress(this.stage.node.findAll());
  }

  /** A VPC may be shared by stages: one stage creates its endpoint, the others look it up. */
  public get endpoints(): KinesisEndpoints {
    return this.foundEndpoints ??= new KinesisEndpoints(this.stage.node.root.node.findAll());
  }
}

/** Returns the construct that contains everything that the construct can refer to. */
export function stageOf(construct: IConstruct): IConstruct {
  return Stage.of(construct) ?? construct.node.root;
}
