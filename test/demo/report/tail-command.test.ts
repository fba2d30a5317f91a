import { PassThrough } from 'node:stream';
import { Terminal } from '../../../command-line/terminal';
import { printTail, tailCommand } from '../../../demo/report/tail-command';

const KINESIS = { endpoint: 'http://127.0.0.1:4567', stream: 'telemetry', region: 'eu-west-1', accountId: '123456789012' };

function printed(isKept: boolean): string[] {
  const stream = new PassThrough();
  printTail({ kinesis: KINESIS }, isKept, new Terminal(stream as unknown as NodeJS.WriteStream, {}));
  return String(stream.read()).trimEnd().split('\n');
}

test('the last line of the demo is the command, which can be copied', () => {
  for (const isKept of [true, false]) expect(printed(isKept).at(-1)).toBe(tailCommand(KINESIS));
  expect(tailCommand(KINESIS)).toBe('AWS_ENDPOINT_URL_KINESIS=http://127.0.0.1:4567 AWS_REGION=eu-west-1 AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=local '
    + 'npx cdk-kinesis-telemetry-extension tail telemetry --since 1h --group');
});

test('says that Kinesis must be kept up, unless it is', () => {
  expect(printed(false).join('\n')).toContain('npm run demo -- --keep');
  expect(printed(true).join('\n')).not.toContain('--keep');
});
