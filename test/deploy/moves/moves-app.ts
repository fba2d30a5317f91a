import { ok } from 'node:assert';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Shape, StackName } from './shape';
import { Stage } from '../stage';

/** Deploys the app of this folder, in changing shapes. */
export class MovesApp {
  constructor(private readonly stage: Stage) {
    for (const file of ['app.ts', 'shape.ts']) cpSync(join(__dirname, file), join(stage.example.app, 'moves', file));
  }

  /** Deploys stacks one by one in the given order, each of them alone. */
  public async deploy(shape: Shape, ...order: StackName[]): Promise<void> {
    for (const stack of order) {
      await this.stage.cdk.run('deploy', stack, '--exclusively', ...argumentsFor(shape), '--require-approval', 'never');
      this.checkTemplate(stack);
    }
  }

  /** Deploys all stacks in the order that the CDK CLI chooses. */
  public async deployAll(shape: Shape): Promise<void> {
    await this.stage.cdk.run('deploy', '--all', ...argumentsFor(shape), '--require-approval', 'never');
  }

  public async destroy(shape: Shape): Promise<void> {
    await this.stage.cdk.run('destroy', '--all', '--force', ...argumentsFor(shape));
  }

  /** Telemetry causes no export and no import. */
  private checkTemplate(stack: StackName): void {
    const template = readFileSync(join(this.stage.example.app, 'cdk.out', `${stack}.template.json`), 'utf8');
    ok(!/"Fn::ImportValue"|"Export"/.test(template), `${stack} has an export or an import:\n${template}`);
  }
}

function argumentsFor(shape: Shape): string[] {
  return ['--app', 'npx tsx moves/app.ts', '-c', `shape=${JSON.stringify(shape)}`];
}
