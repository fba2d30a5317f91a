import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { checkConsumer, permittedStream } from '../../demo/template/check-permissions';
import { SynthesizedStack, synthesize } from '../../demo/template/cloud-assembly';
import { readDeployment } from '../../demo/template/read-deployment';
import { SCENARIO } from '../../demo/traffic/scenario';

const EXAMPLES = path.resolve(__dirname, '../../examples');
const PLACE = { partition: 'aws', accountId: '123456789012', region: 'eu-west-1' };

let folder: string;
beforeAll(async () => { folder = await mkdtemp(path.join(os.tmpdir(), 'example-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the TypeScript example', () => {
  let stack: SynthesizedStack;
  // The Python function needs the native host, which a layer that was built without Rust does not have.
  beforeAll(async () => { [stack] = await synthesize(path.join(EXAMPLES, 'typescript'), path.join(folder, 'cdk.out'), { python: 'false' }); });

  test('has functions with both Node.js runtimes and both log formats, and the scenario has traffic for each, and for the Python function', () => {
    const { functions } = readDeployment(stack, PLACE);
    expect(new Set(functions.map((fn) => fn.runtime))).toEqual(new Set(['nodejs22.x', 'nodejs24.x']));
    expect(new Set(functions.map((fn) => fn.logFormat))).toEqual(new Set(['Text', 'JSON']));
    expect([...functions.map((fn) => fn.title), 'Inventory'].sort()).toEqual(Object.keys(SCENARIO).sort());
  });

  test('has a consumer with permission to read the stream, to which the extension is not attached', () => {
    const { consumers, streams } = readDeployment(stack, PLACE);
    expect(consumers.map(({ fn, eventSource }) => [fn.title, eventSource.streamArn, fn.layers])).toEqual([['Watch', streams[0].arn, []]]);
    expect(() => checkConsumer(consumers[0])).not.toThrow();
  });

  test('gives every function permission to write to its stream', () => {
    const deployment = readDeployment(stack, PLACE);
    for (const fn of deployment.functions) expect(permittedStream(fn, deployment).arn).toBe(deployment.streams[0].arn);
  });

  test('keeps logs in CloudWatch for a day', () => {
    const resources = Object.values(stack.template.Resources);
    const retentions = resources.filter(({ Type }) => Type === 'AWS::Logs::LogGroup').map(({ Properties }) => Properties?.RetentionInDays);
    expect(retentions).toEqual(Array.from({ length: Object.keys(SCENARIO).length }, () => 1));
  });
});

test('an app that fails to synthesize fails with its error', async () => {
  const broken = path.join(folder, 'broken');
  await mkdir(broken);
  await writeFile(path.join(broken, 'cdk.json'), '{"app":"npx tsx app.ts"}');
  await writeFile(path.join(broken, 'app.ts'), 'throw new Error("no free layer slot");');
  await expect(synthesize(broken, path.join(folder, 'broken.out'))).rejects.toThrow(/could not be synthesized:\nError: no free layer slot$/);
});
