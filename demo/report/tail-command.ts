import { Terminal } from '../../command-line/terminal';
import { DemoKinesis } from '../verdict/demo-result';

/** Prints, as the last lines of the demo, the command that shows the same telemetry in a terminal. It works while Kinesis runs. */
export function printTail(result: { readonly kinesis: DemoKinesis }, isKept: boolean, terminal: Terminal): void {
  terminal.heading(isKept ? 'Look at the telemetry, in another terminal; Ctrl-C here ends Kinesis' : 'Look at the telemetry, with Kinesis kept up by: npm run demo -- --keep');
  // Without colours: it is copied.
  terminal.line(tailCommand(result.kinesis));
}

/** Returns the command, for a shell. */
export function tailCommand({ endpoint, stream, region, accountId }: DemoKinesis): string {
  // A local Kinesis takes the account from an access key id of twelve digits, and does not look at the secret.
  const variables = { AWS_ENDPOINT_URL_KINESIS: endpoint, AWS_REGION: region, AWS_ACCESS_KEY_ID: accountId, AWS_SECRET_ACCESS_KEY: 'local' };
  const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`).join(' ');
  return `${assignments} npx cdk-kinesis-telemetry-extension tail ${stream} --since 1h --group`;
}
