import { EXTENSION, HOSTS, logOf, Stage } from './harness';
import { CompletenessChecker, isType } from '../../consumer-src';
import type { Envelope, TelemetrySummary } from '../../consumer-src';
import { isInShare } from '../../extension-src/selection/share';

let stage: Stage;

beforeAll(async () => { stage = await Stage.startWithSink(); });
afterEach(() => stage.disposeEnvironments());
afterAll(() => stage.stop());

const sampling = (settings: object) => ({ KINESIS_TELEMETRY_SAMPLING: JSON.stringify(settings) });

const of = (envelopes: readonly Envelope[], requestId: string) => envelopes.filter((envelope) => envelope.requestId === requestId);

describe.each(HOSTS)('on the host $name, sampling', (on) => {
  test('keeps all that a request said that failed, and says what it left out of the others', async () => {
    const environment = await stage.environment({ ...on, environment: sampling({ keep: ['error'] }) });
    const fine = await environment.invoke({ lines: 3, print: 'fine' });
    const failed = await environment.invoke({ lines: 3, print: 'what led to it', throws: true });
    await environment.shutdown();
    const { envelopes } = await stage.arrived(environment);

    expect(of(envelopes, fine.requestId)).toEqual([]);
    const kept = of(envelopes, failed.requestId);
    expect(kept[0].type).toBe('platform.start');
    expect(JSON.stringify(kept)).toContain('what led to it');
    expect(kept.map(({ type }) => type)).toEqual(expect.arrayContaining(['function', 'platform.runtimeDone', 'platform.report']));
    const emitted = environment.telemetry.deliveredTo(EXTENSION);
    expect(kept).toHaveLength(emitted.filter(({ requestId }) => requestId === failed.requestId).length);
    expect(envelopes.some(({ type }) => type === 'platform.initStart')).toBe(true);

    const checker = new CompletenessChecker();
    envelopes.forEach((envelope) => checker.add(envelope));
    const [report] = checker.reports();
    const count = emitted.filter(({ requestId }) => requestId === fine.requestId).length;
    expect(report).toMatchObject({
      complete: true, missing: 0, unexplained: 0, omittedCount: count, omittedRequests: 1, omitted: [{ reason: 'sampling', rule: 'not-kept', count }],
    });
    expect(envelopes.filter((envelope) => isType(envelope, 'telemetry.omitted')).map(({ record }) => record))
      .toEqual([expect.objectContaining({ requests: [fine.requestId] })]);
    expect(envelopes.at(-1)?.record as TelemetrySummary).toMatchObject({ received: emitted.length, omitted: count, dropped: 0 });
  });

  test('keeps a share of the requests, each as a whole, and each event says the share', async () => {
    const environment = await stage.environment({ ...on, environment: sampling({ share: 0.5 }) });
    const requests: string[] = [];
    for (let i = 0; i < 12; i++) requests.push((await environment.invoke({ lines: 2 })).requestId);
    await environment.shutdown();
    const { envelopes } = await stage.arrived(environment);
    for (const requestId of requests) {
      const arrived = of(envelopes, requestId);
      const emitted = environment.telemetry.deliveredTo(EXTENSION).filter((event) => event.requestId === requestId);
      expect([0, emitted.length]).toContain(arrived.length);
      for (const { sampleRate } of arrived) expect(sampleRate).toBe(0.5);
    }
    const left = envelopes.flatMap((envelope) => isType(envelope, 'telemetry.omitted') ? envelope.record.requests ?? [] : []);
    expect(left.sort()).toEqual(requests.filter((requestId) => of(envelopes, requestId).length === 0).sort());
  });

  test('on Managed Instances decides by the share alone, when a request starts, and says so once', async () => {
    const environment = await stage.environment({
      ...on, initializationType: 'lambda-managed-instances', logFormat: 'JSON', environment: sampling({ share: 0.5, keep: ['error'] }),
    });
    const requests: string[] = [];
    for (let round = 0; round < 4; round++) {
      // At the same time, and some of them fail.
      const events = [{ lines: 2 }, { lines: 2, throws: true }, { lines: 1 }, { throws: true }];
      const results = await Promise.all(events.map((event) => environment.invoke(event)));
      requests.push(...results.map(({ requestId }) => requestId));
    }
    await environment.shutdown();
    const { envelopes } = await stage.arrived(environment);
    const emitted = environment.telemetry.deliveredTo(EXTENSION);
    expect(emitted.filter(({ type }) => type === 'platform.runtimeDone')).toEqual([]);
    for (const requestId of requests) {
      const all = emitted.filter(({ json }) => json.includes(requestId));
      expect(all.length).toBeGreaterThan(1);
      const arrived = of(envelopes, requestId);
      expect(arrived).toHaveLength(isInShare(requestId, 0.5) ? all.length : 0);
      for (const { sampleRate } of arrived) expect(sampleRate).toBe(0.5);
    }
    expect(logOf(environment).filter((line) => line.includes('keeps requests by the share alone'))).toEqual([
      'keeps requests by the share alone, which decides when they start: Lambda Managed Instances do not tell how requests end',
    ]);
    expect(envelopes.at(-1)?.record as TelemetrySummary).toMatchObject({ received: emitted.length, dropped: 0 });
  });

  test('sends nothing with an invalid setting, and says what is wrong', async () => {
    const environment = await stage.environment({ ...on, environment: sampling({ share: 2 }) });
    await environment.invoke({ print: 'x' });
    await environment.shutdown();
    expect((await stage.arrived(environment)).lines).toEqual([]);
    expect(logOf(environment).join('\n')).toContain('KINESIS_TELEMETRY_SAMPLING');
  });
});
