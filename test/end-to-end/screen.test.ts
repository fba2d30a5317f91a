import { HOSTS, Stage } from './harness';
import { isType } from '../../consumer-src';
import type { TelemetrySummary } from '../../consumer-src';

let stage: Stage;

beforeAll(async () => { stage = await Stage.startWithSink(); });
afterEach(() => stage.disposeEnvironments());
afterAll(() => stage.stop());

describe.each(HOSTS)('on the host $name', (on) => {
  test('what a filter leaves out and what a mask hides never reaches the stream, and is counted there', async () => {
    const environment = await stage.environment({
      ...on,
      environment: {
        KINESIS_TELEMETRY_FILTER: JSON.stringify({ rules: [{ name: 'health', exclude: 'GET /health' }] }),
        KINESIS_TELEMETRY_MASK: JSON.stringify({ builtIns: ['email', 'payment-card'], patterns: [{ name: 'customer', pattern: 'cust-\\d+' }] }),
      },
    });
    await environment.invoke({ print: 'GET /health 200' });
    await environment.invoke({ print: 'ann@example.com paid with 4111 1111 1111 1111 for cust-42' });
    await environment.invoke({ print: 'nothing to hide' });
    await environment.shutdown();
    const { envelopes, lines } = await stage.arrived(environment);

    const all = lines.join('\n');
    for (const secret of ['ann@example.com', '4111 1111', 'cust-42', '/health 200']) expect(all).not.toContain(secret);
    const hidden = envelopes.find((envelope) => envelope.line?.includes('paid with'));
    expect(hidden?.record).toContain('*** paid with *** for ***');
    expect(hidden?.line).toContain('"masked":{"email":1,"payment-card":1,"customer":1}');
    expect(envelopes.find((envelope) => envelope.line?.includes('nothing to hide'))?.line).not.toContain('"masked"');
    expect(envelopes.filter((envelope) => isType(envelope, 'telemetry.omitted')).map(({ record }) => record))
      .toEqual([expect.objectContaining({ count: 1, reasons: [expect.objectContaining({ reason: 'filter', rule: 'health', count: 1 })] })]);
    expect(envelopes.at(-1)?.record as TelemetrySummary).toMatchObject({ omitted: 1, dropped: 0 });
  });
});
