import { App } from 'aws-cdk-lib';
import { largeApp } from '../../test/compositions/large-app';

/** One synth in a fresh process: prints the milliseconds from the first construct to the last template, without the loading of modules. */
const outdir = process.argv[2];
const telemetry = process.argv[3] === 'with' ? 'with telemetry' : 'without telemetry';

const start = process.hrtime.bigint();
const app = new App({ outdir, analyticsReporting: false });
largeApp(app, telemetry);
app.synth();
console.log(Number(process.hrtime.bigint() - start) / 1e6);
