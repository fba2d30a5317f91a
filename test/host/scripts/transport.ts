import '../../../extension-src/host/native/globals';
import { describeFailure } from '../../../extension-src/delivery/failure';
import { createTransport } from '../../../extension-src/host/native/kinesis/kinesis-transport';
import { parseStreamArn } from '../../../src/settings/settings';
import type { Outcome, Step } from '../transport-steps';

/** Takes the steps of a test with the native host's transport. Prints the outcome of each as one line of JSON. */
async function main(): Promise<void> {
  const { STREAM_ARN = '', STEPS = '[]', PROXY } = engine.env;
  let offsetMs = 0;
  const transport = createTransport(parseStreamArn(STREAM_ARN), engine.env, () => Date.now() + offsetMs, PROXY);

  const take = async (step: Step): Promise<Outcome> => {
    const { connection } = transport;
    switch (step.do) {
      case 'put': {
        const abort = new AbortController();
        if (step.abortAfterMs !== undefined) engine.setTimer(step.abortAfterMs, () => abort.abort(new Error('given up')));
        try {
          const codes = await transport.putRecords(step.records.map((text, index) => ({
            data: Buffer.from(text), partitionKey: `key-${index}`, environment: 'e', createdAt: 0, firstSequence: 1, lastSequence: 1, heldBytes: 0, drops: [],
          })), abort.signal);
          return { connection, codes: codes.map((code) => code ?? null) };
        } catch (error) {
          const { name, message, code } = error as Error & { code?: string };
          return { connection, error: { name, message, code }, failure: describeFailure(error, connection === 'new') };
        }
      }
      case 'warmUp': return transport.warmUp().then(() => ({ connection }), ({ name, message }: Error) => ({ connection, error: { name, message } }));
      case 'reset': transport.reset(); break;
      case 'renewCredentials': transport.renewCredentials(); break;
      case 'clock': offsetMs = step.offsetMs; break;
    }
    return { connection };
  };

  for (const step of JSON.parse(STEPS) as Step[]) engine.writeStdout(Buffer.from(`${JSON.stringify(await take(step))}\n`));
}

main().then(() => engine.exit(0), (error: Error) => {
  engine.writeStdout(Buffer.from(`${error.message} ${error.stack}\n`));
  engine.exit(1);
});
