import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { readCloudAssembly } from './cloud-assembly';
import { differences } from './differences';

const FUNCTIONS = join(__dirname, '../../examples/functions');
const LAYER = join(__dirname, '../../assets/layer.zip');

function synthesize(fill: (app: App) => void): string {
  const app = new App({ analyticsReporting: false });
  fill(app);
  return app.synth().directory;
}

function addLayer(stack: Stack, content: string): void {
  new lambda.LayerVersion(stack, 'Layer', { code: lambda.Code.fromAsset(content) });
}

test('reads the stacks, their order, and the layer', () => {
  const assembly = readCloudAssembly(synthesize((app) => {
    const first = new Stack(app, 'First');
    addLayer(first, LAYER);
    new lambda.Function(first, 'Function', { code: lambda.Code.fromAsset(FUNCTIONS), handler: 'orders.handler', runtime: lambda.Runtime.NODEJS_22_X });
    const second = new Stack(app, 'Second');
    addLayer(second, LAYER);
    second.addDependency(first);
  }));
  expect(assembly.stacks).toEqual(['First', 'Second']);
  expect(assembly.documents['order of deployment']).toEqual({ First: ['First.assets'], Second: ['First', 'Second.assets'] });
  expect(assembly.layer.equals(readFileSync(LAYER))).toBe(true);
});

test('finds a difference in the content of an asset', () => {
  const withFunction = (folder: string) => readCloudAssembly(synthesize((app) => {
    const stack = new Stack(app, 'Stack');
    addLayer(stack, LAYER);
    new lambda.Function(stack, 'Function', { code: lambda.Code.fromAsset(join(FUNCTIONS, folder)), handler: 'orders.handler', runtime: lambda.Runtime.NODEJS_22_X });
  })).documents;
  const found = differences(withFunction('.'), withFunction('../typescript'));
  expect(found.map(({ path }) => path).filter((path) => /^\/Stack\.template\.json\/.*\/S3Key$/.test(path))).toHaveLength(1);
});

test('rejects an app without a layer', () => {
  expect(() => readCloudAssembly(synthesize((app) => { new Stack(app, 'Stack'); }))).toThrow('the layers of the templates have 0 different contents, not one');
});

test('rejects an app whose layers differ', () => {
  expect(() => readCloudAssembly(synthesize((app) => {
    addLayer(new Stack(app, 'First'), LAYER);
    addLayer(new Stack(app, 'Second'), FUNCTIONS);
  }))).toThrow('the layers of the templates have 2 different contents, not one');
});
