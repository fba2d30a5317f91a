import { App } from 'aws-cdk-lib';
import { manyFunctions } from '../../test/compositions/many-functions';

/** Attaches many functions at once, and prints the CPU time of attachToAll and of the synth, in milliseconds. */
const [outdir, count] = process.argv.slice(2);

const app = new App({ outdir, analyticsReporting: false });
const telemetry = manyFunctions(app, Number(count));
const attachMs = cpuTimeOf(() => telemetry.attachToAll(app));
const synthMs = cpuTimeOf(() => { app.synth(); });
console.log(JSON.stringify({ attachMs, synthMs }));

function cpuTimeOf(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}
