import { deepStrictEqual, ok } from 'node:assert';
import { FunctionRun, runFunction } from './function-run';
import { Arns, configurationOf, Stage } from './stage';

/** Invokes a function of a stack in the simulator, as it was deployed: all of its telemetry must come into the stream. */
export async function telemetryOfDeployed(
  stackName: string, title: string, events: readonly unknown[], arns: Arns, stage: Stage,
): Promise<FunctionRun> {
  const { FunctionName } = await configurationOf(stackName, title, stage.account);
  const run = await runFunction({ ...stage, functionName: FunctionName!, codeDirectory: stage.example.functions, events, streamArn: arns.stream });
  arrivedComplete(run, events.length);
  stage.report.covered(`${stackName}'s ${title}, run in the simulator as it was deployed: ${run.arrived.lines.length} events by PutRecords into the deployed stream, none missing`);
  return run;
}

export function arrivedComplete({ statuses, missing, arrived, log }: FunctionRun, invocations: number): void {
  deepStrictEqual(statuses, Array.from({ length: invocations }, () => 'success'));
  deepStrictEqual(missing, [], log.join('\n'));
  ok(arrived.envelopes.filter(({ type }) => type === 'platform.runtimeDone').length >= invocations, 'the stream has the end of each invocation');
}
