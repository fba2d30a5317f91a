import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BARE_SENDER_NAME, writeBareLayer } from '../../../benchmark/contestants/bare-layer';
import type { Contestant } from '../../../benchmark/contestants/contestant';
import { NAIVE_EXTENSION_NAME, writeNaiveLayer } from '../../../benchmark/contestants/naive-layer';
import { LocalKinesis } from '../../../benchmark/kinesis/local-kinesis';
import { BareSender } from '../../../benchmark/measures/bare-sender';
import { measureMemory } from '../../../benchmark/measures/memory';
import { measureStartUp } from '../../../benchmark/measures/start-up';
import { measureWire } from '../../../benchmark/measures/wire';
import { shareOf } from '../../../simulator/cpu/cpu-share';
import * as cpu from '../../../simulator/cpu/open-cpu-share';

const runtime = 'nodejs22.x';
let folder: string;
let naive: Contestant;
let kinesis: LocalKinesis;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'telemetry-contestants-'));
  naive = { name: 'naive', extensionName: NAIVE_EXTENSION_NAME, layer: join(folder, 'naive.zip') };
  await writeNaiveLayer(naive.layer);
  kinesis = await LocalKinesis.start();
});

afterAll(async () => {
  await kinesis.stop();
  await rm(folder, { recursive: true, force: true });
});

test('the naive extension delivers every event, each in a record of its own', async () => {
  const { events, records, putUnits, bytes, wireBytes, calls } = await measureWire({
    runtime, contestant: naive, format: { name: 'one event per record', settings: {} }, events: 1_000,
  });
  expect(events).toBe(1_000);
  expect(records).toBeGreaterThanOrEqual(1_000);
  expect(putUnits).toBe(records);
  expect(calls).toBeGreaterThan(1);
  expect(wireBytes).toBeGreaterThan(bytes);
});

test('the bare sender holds each invocation for one call', async () => {
  const extension = { extensionName: BARE_SENDER_NAME, layer: join(folder, 'sender.zip'), environment: { BUFFERING_TIMEOUT_MS: '25' } };
  await writeBareLayer(extension.layer, BARE_SENDER_NAME);
  const distant = await LocalKinesis.start({ latencyMs: 20 });
  try {
    const sender = await BareSender.start(runtime, extension, distant);
    try {
      for (const counts of [false, true, true]) await sender.invoke(counts);
      const { holdMs, roundTripMs } = await sender.finish();
      expect([holdMs.count, roundTripMs.count]).toEqual([2, 2]);
      expect(roundTripMs.lower).toBeGreaterThanOrEqual(20);
      // Lambda buffers for 25 ms.
      expect(holdMs.lower).toBeGreaterThanOrEqual(24 + 20);
      expect(distant.statistics.calls).toBe(3);
    } finally {
      await sender.dispose();
    }
  } finally {
    await distant.stop();
  }
});

test('measures the steps of a start in order', async () => {
  const { registerMs, subscribeMs, readyMs, initMs, functionInitMs } = await measureStartUp({ runtime, contestant: naive, kinesis });
  const steps = [0, registerMs, subscribeMs, readyMs, initMs];
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(functionInitMs).toBeLessThan(initMs);
});

test('limits function and extension to the CPU share of the memory until the start is measured', async () => {
  const limited: number[] = [];
  const close = jest.fn(() => Promise.resolve());
  const open = jest.spyOn(cpu, 'openCpuShare').mockResolvedValue({ means: 'cgroup', add: (pid) => limited.push(pid), close });
  const { means } = await measureStartUp({ runtime, contestant: naive, kinesis, limitedToMB: 256 });
  expect(means).toBe('cgroup');
  expect(open.mock.calls).toEqual([[shareOf(256), false]]);
  expect(new Set(limited).size).toBe(2);
  expect(close).toHaveBeenCalledTimes(1);
  open.mockRestore();
});

test('measures memory before the first invocation and after the first flush', async () => {
  const { idle, afterFirstFlush } = await measureMemory({ runtime, contestant: naive, kinesis });
  expect(idle.rssMB).toBeGreaterThan(idle.pssMB);
  expect(afterFirstFlush.rssMB).toBeGreaterThan(idle.rssMB * 0.9);
});
