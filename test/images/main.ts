import { resolve } from 'node:path';
import type { Image } from './images';
import { busyboxImage, emptyImage, emulated, imageByRecipe, loaderImage } from './images';
import { hostsIn } from '../../tools/layer/hosts-in';
import { EXTENSION, Stage, logOf, missing } from '../end-to-end/harness';

const LAYER = resolve(__dirname, '../../assets/layer.zip');
const DOCKERFILE = resolve(__dirname, '../../examples/image/Dockerfile');
const HANDLERS = resolve(__dirname, '../end-to-end/handlers');

/** Runs a function here, and its extension in other images and architectures: everything must arrive. */
async function main(): Promise<void> {
  const targets = hostsIn(LAYER);
  const own = targets.find(({ nodeArchitecture }) => nodeArchitecture === process.arch);
  if (!own) throw new Error('the layer has no native host for this machine: npm run build:layer');
  const others = targets.filter((target) => target !== own);
  const stage = await Stage.start();
  try {
    await check(stage, emptyImage(LAYER, own));
    await check(stage, await imageByRecipe(LAYER, DOCKERFILE));
    await check(stage, await busyboxImage(LAYER));
    await check(stage, await loaderImage(LAYER, own, 'musl'));
    await check(stage, await loaderImage(LAYER, own, 'glibc'));
    for (const other of others) await check(stage, await emulated(LAYER, other));
    if (others.length === 0) console.log('NOT COVERED: the other architecture, which the layer lacks: npm run build:layer -- --all');
  } finally {
    await stage.stop();
  }
}

async function check(stage: Stage, { name, layer, remove }: Image): Promise<void> {
  try {
    const environment = await stage.environment({ layers: [layer], codeDirectory: HANDLERS, functionName: 'lines' });
    const { status } = await environment.invoke({ lines: 100 });
    const { extensions } = await environment.shutdown();
    const arrived = await stage.arrived(environment);
    const extension = extensions.find((each) => each.name === EXTENSION);
    const problems = [
      ...status === 'success' ? [] : [`the invocation ended with ${status}`],
      ...extension?.exitCode === 0 ? [] : [`the extension ended with ${JSON.stringify(extension)}`],
      ...arrived.envelopes.length > 100 ? [] : [`only ${arrived.envelopes.length} events arrived`],
      ...missing(environment, arrived),
    ];
    if (problems.length > 0) throw new Error(`${name}:\n${problems.slice(0, 20).join('\n')}\n${logOf(environment).join('\n')}`);
    console.log(`${name}: ${arrived.envelopes.length} events, none missing`);
  } finally {
    await stage.disposeEnvironments();
    remove();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
