import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** Rows of widgets that are created at the end of synth, so that they include everything that was added until then. */
export class LazyWidgets implements cloudwatch.IWidget {
  private placed?: cloudwatch.IWidget;

  constructor(private readonly rows: () => cloudwatch.IWidget[][]) {}

  get width(): number {
    return this.make().width;
  }

  get height(): number {
    return this.make().height;
  }

  position(x: number, y: number): void {
    this.placed = this.make();
    this.placed.position(x, y);
  }

  toJson(): unknown[] {
    return (this.placed ?? this.make()).toJson();
  }

  private make(): cloudwatch.IWidget {
    return new cloudwatch.Column(...this.rows().map((row) => new cloudwatch.Row(...row)));
  }
}
