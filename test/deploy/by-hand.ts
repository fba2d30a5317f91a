import { deepStrictEqual, ok } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AttachRolePolicyCommand, CreateRoleCommand, DeleteRoleCommand, DetachRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { zipSync } from 'fflate';
import { runFunction } from './function-run';
import { Arns, Stage, STREAM_VARIABLE } from './stage';
import { arrivedComplete } from './telemetry';

/** Attaches a function without CDK, as README.md says: layer, variable and policy. Runs it without the policy first. */
export async function byHand(arns: Arns, stage: Stage): Promise<void> {
  const { account, example, report } = stage;
  const name = 'made-in-the-console';
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }] };
  const { Role } = await account.iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  const code = Object.fromEntries(readdirSync(example.functions).map((file) => [file, readFileSync(join(example.functions, file))]));
  await account.lambda.send(new CreateFunctionCommand({
    FunctionName: name, Runtime: 'nodejs22.x', Handler: 'checkout.handler', Role: Role!.Arn, Timeout: 5, MemorySize: 256, Code: { ZipFile: zipSync(code) },
  }));
  const events = [{ cart: ['tea'], customer: 'by hand' }, { cart: ['strainer'] }];
  const run = () => runFunction({ ...stage, functionName: name, codeDirectory: example.functions, events, streamArn: arns.stream });

  const untouched = await run();
  deepStrictEqual([untouched.statuses, untouched.log, untouched.arrived.lines], [['success', 'success'], [], []]);

  await account.lambda.send(new UpdateFunctionConfigurationCommand({
    FunctionName: name, Layers: [arns.layer], Environment: { Variables: { [STREAM_VARIABLE]: arns.stream } },
  }));
  const denied = await run();
  deepStrictEqual([denied.statuses, denied.arrived.lines], [['success', 'success'], []]);
  ok(denied.log.some((line) => /AccessDenied/.test(line)), `the log does not name the missing permission:\n${denied.log.join('\n')}`);
  report.covered('by hand, without the policy: the function works, the stream gets nothing, and the log says why');

  await account.iam.send(new AttachRolePolicyCommand({ RoleName: name, PolicyArn: arns.policy }));
  const attached = await run();
  arrivedComplete(attached, events.length);
  report.covered(`by hand, with the layer, one variable and the policy: ${attached.arrived.lines.length} events in the stream, none missing`);

  await account.iam.send(new DetachRolePolicyCommand({ RoleName: name, PolicyArn: arns.policy }));
  await account.lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
  await account.iam.send(new DeleteRoleCommand({ RoleName: name }));
}
