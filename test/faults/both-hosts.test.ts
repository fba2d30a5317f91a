import * as fc from 'fast-check';
import { ScenarioRunner } from './scenario-runner';
import { eventTextOf } from '../../faults/oracle/envelope';
import { telemetry } from '../extension/telemetry/telemetry-bodies';

const BODIES = fc.sample(telemetry, { seed: 20_261_130, numRuns: 120 });
const EVENTS = new Set(BODIES.flatMap(({ events }) => events));

let runner: ScenarioRunner;
beforeAll(async () => { runner = await ScenarioRunner.open(); });
afterAll(() => runner.close());

/** Posts the bodies while an invocation runs, and returns their events as they arrived, in the order of the sequence numbers. */
async function arrived(host: 'native' | 'nodejs22.x', settings: Record<string, string>) {
  let own: unknown;
  const { envelopes } = await runner.run({
    play: (rig) => rig.during(async () => {
      // It says which invocation runs, and must not come in the middle.
      await rig.environment.telemetry.waitUntil(({ events: emitted }) => emitted.some(({ json, deliveries }) => json.includes('"type":"platform.start"')
        && deliveries.some(({ acknowledged }) => acknowledged > 0)));
      own = (rig.environment.telemetry.ofType('platform.start')[0].record as { requestId?: unknown }).requestId;
      for (const { text, events } of BODIES) await rig.injectText(text, events.length);
    }),
  }, host, settings);
  return [...envelopes].sort((a, b) => a.sequence - b.sequence)
    .map((envelope) => ({ event: eventTextOf(envelope), requestId: envelope.requestId === own ? 'own' : envelope.requestId }))
    .filter(({ event }) => EVENTS.has(event));
}

// Where the layer has no native host, the first host is Node.js, and there is nothing to compare.
describe('the same telemetry gives the same records on both hosts', () => {
  test.each<[string, Record<string, string>]>([
    ['with the defaults', {}],
    ['with small records and the request as the key', { RECORD_BYTES: '2048', PARTITION_KEY: 'request' }],
    ['without platform events', { TYPES: 'function,extension' }],
  ])('%s', async (_name, settings) => {
    const [native, nodejs] = [await arrived('native', settings), await arrived('nodejs22.x', settings)];
    expect(native.length).toBeGreaterThan(100);
    expect(native).toEqual(nodejs);
  });
});
