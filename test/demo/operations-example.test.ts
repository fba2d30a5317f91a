import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { SynthesizedStack, synthesize } from '../../demo/template/cloud-assembly';
import { drawDashboard } from '../../tools/dashboard/dashboard-picture';
import { drawExampleDashboard, PICTURE } from '../../tools/dashboard/example-dashboard';

describe('the example of operations', () => {
  let folder: string;
  let stack: SynthesizedStack;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'operations-'));
    [stack] = await synthesize(path.resolve(__dirname, '../../examples/operations'), folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each([
    ['AWS::Kinesis::StreamConsumer', 1],
    ['AWS::Lambda::EventSourceMapping', 1],
    ['AWS::KinesisFirehose::DeliveryStream', 1],
    ['AWS::EC2::VPCEndpoint', 1],
    ['AWS::CloudWatch::Alarm', 7],
    ['AWS::CloudWatch::Dashboard', 1],
  ])('creates %s', (type, count) => {
    expect(Object.values(stack.template.Resources).filter((resource) => resource.Type === type)).toHaveLength(count);
  });

  test('creates a stream with the given shards, retention, key and tags', () => {
    const stream = Object.values(stack.template.Resources).find(({ Type }) => Type === 'AWS::Kinesis::Stream');
    expect(stream?.Properties).toMatchObject({
      ShardCount: 2, RetentionPeriodHours: 72, Tags: [{ Key: 'data-classification', Value: 'internal' }],
      StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
    });
  });
});

describe('the picture of the dashboard', () => {
  test('is what the example\'s dashboard looks like; if not: npx tsx tools/dashboard/render-dashboard.ts', async () => {
    expect(readFileSync(PICTURE, 'utf8')).toBe(await drawExampleDashboard());
  });

  test('shows each widget at its position, with its title and visible metrics', () => {
    const picture = drawDashboard({
      widgets: [{
        type: 'metric', x: 12, y: 4, width: 12, height: 6,
        properties: { title: 'A & B', view: 'timeSeries', metrics: [['N', 'shown', { label: 'this', color: '#123456', yAxis: 'right' }], ['N', 'part', { visible: false, label: 'hidden' }]] },
      }],
    });
    expect(picture).toContain('translate(579 139)');
    expect(picture).toContain('>A &amp; B</text>');
    expect(picture).toContain('fill="#123456"/>');
    expect(picture).toContain('>this (right)</text>');
    expect(picture).not.toContain('hidden');
  });
});
