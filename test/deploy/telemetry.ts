import { deepStrictEqual, ok } from 'node:assert';
import { FunctionRun, runFunction } from './function-run';
import { Arns, configurationOf, Stage } from './stage';

/** Invokes a deployed function in the simulator. All of its telemetry must reach the stream. */
export async function telemetryOfDeployed(
  stackName: string, title: string, events: readonly unknown[], arns: Arns, stage: Stage,
): Promise<FunctionRun> {
  const { FunctionName } = await configurationOf(stackName, title, stage.account);
  const run = await runFunction({ ...stage, functionName: FunctionName!, codeDirectory: stage.example.functions, events, streamArn: arns.stream });
  arrivedComplete(run, events.length);
  stage.report.covered(`${stackName}'s ${title}, run in the simulator as deployed: ${run.arrived.lines.length} events in the deployed stream, none missing`);
  return run;
}

export function arrivedComplete({ statuses, missing, arrived, log }: FunctionRun, invocations: number): void {
  deepStrictEqual(statuses, Array.from({ length: invocations }, () => 'success'));
  deepStrictEqual(missing, [], log.join('\n'));
  ok(arrived.envelopes.filter(({ type }) => type === 'platform.runtimeDone').length >= invocations, 'the stream lacks the end of an invocation');
}
