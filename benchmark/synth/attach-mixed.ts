import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { App } from 'aws-cdk-lib';
import { mixedApp } from '../../test/compositions/mixed-app';
import { SynthesizedTemplate, templatesIn } from '../../test/compositions/templates';
import { withoutTelemetry } from '../../test/compositions/without-telemetry';

/**
 * Synthesizes an app of many functions of all kinds without telemetry and twice with it, and prints the CPU times in milliseconds, and the
 * templates that differ: by more than what is ours, or from one synth to the next.
 */
const [outdir, count] = process.argv.slice(2);

// The first synth of a process also compiles the code of CDK, so it is not the one without telemetry.
const first = synthesize('with telemetry', 'first');
const without = synthesize('without telemetry', 'without');
const second = synthesize('with telemetry', 'second');
console.log(JSON.stringify({
  withoutMs: without.processorMs,
  withMs: Math.min(first.processorMs, second.processorMs),
  templates: first.templates.length,
  notOurs: differences(first.templates.map(withoutTelemetry), without.templates.map(withoutTelemetry)),
  unstable: differences(first.templates.map(({ text }) => text), second.templates.map(({ text }) => text)),
}));

interface Synth {
  readonly processorMs: number;
  readonly templates: SynthesizedTemplate[];
}

function synthesize(telemetry: 'with telemetry' | 'without telemetry', folder: string): Synth {
  const before = process.cpuUsage();
  const app = new App({ outdir: join(outdir, folder), analyticsReporting: false });
  mixedApp(app, Number(count), telemetry);
  const { directory } = app.synth();
  const { user, system } = process.cpuUsage(before);
  return { processorMs: (user + system) / 1e3, templates: templatesIn(directory) };
}

function differences(some: readonly unknown[], others: readonly unknown[]): string[] {
  if (some.length !== others.length) return [`${some.length} templates instead of ${others.length}`];
  return first.templates.filter((_, index) => !isDeepStrictEqual(some[index], others[index])).map(({ file }) => file);
}
