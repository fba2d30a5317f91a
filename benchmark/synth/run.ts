import { App } from 'aws-cdk-lib';
import { largeApp } from '../../test/compositions/large-app';

/**
 * Synthesizes an app once, and prints the milliseconds and the CPU time from the first construct to the last template, without
 * the loading of modules.
 */
const [outdir, contestant, memorySize] = process.argv.slice(2);

const cpu = process.cpuUsage();
const start = process.hrtime.bigint();
const app = new App({ outdir, analyticsReporting: false });
largeApp(app, contestant === 'with' ? 'with telemetry' : 'without telemetry', Number(memorySize));
app.synth();
const elapsedMs = Number(process.hrtime.bigint() - start) / 1e6;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ elapsedMs, processorMs: (user + system) / 1e3 }));
