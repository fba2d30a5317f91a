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

  const ONE_GRAPH = {
    widgets: [{
      type: 'metric' as const, x: 12, y: 4, width: 12, height: 6,
      properties: {
        title: 'A & B', view: 'timeSeries' as const,
        metrics: [['N', 'shown', { label: 'this', color: '#123456', yAxis: 'right' }], ['N', 'part', { visible: false, label: 'hidden' }]],
      },
    }],
  };

  test('shows each widget at its position, with its title, its visible metrics and their values', () => {
    const picture = drawDashboard(ONE_GRAPH, { shown: [0, 300, 1_200_000] });
    expect(picture).toContain('translate(579 139)');
    expect(picture).toContain('>A &amp; B</text>');
    expect(picture).toContain('fill="#123456"/>');
    expect(picture).toContain('>this (right)</text>');
    expect(picture).not.toContain('hidden');
    expect(picture).toContain('>2 M</text>');
    expect(picture).toMatch(/<polyline points="52\.0,148\.0 285\.0,\d+\.\d 518\.0,\d+\.\d" fill="none" stroke="#123456"/);
  });

  test('shows a sum for the whole time, and else the last value', () => {
    const widget = (properties: object) => ({
      type: 'metric' as const, x: 0, y: 0, width: 6, height: 4,
      properties: { view: 'singleValue' as const, metrics: [[{ expression: 'a + b', label: 'x' }]], ...properties },
    });
    const figures = { 'a + b': [1_000, 20, 3] };
    expect(drawDashboard({ widgets: [widget({ setPeriodToTimeRange: true })] }, figures)).toContain('>1,023</text>');
    expect(drawDashboard({ widgets: [widget({ sparkline: true })] }, figures)).toContain('>3</text>');
  });

  test('is an error if a metric has no values', () => {
    expect(() => drawDashboard(ONE_GRAPH, {})).toThrow('The picture of the dashboard has no figures for shown. Add them to tools/dashboard/example-figures.ts');
  });
});
