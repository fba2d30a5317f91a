import { App, AspectPriority, Aspects } from 'aws-cdk-lib';
import { Node } from 'constructs';
import { KinesisTelemetryExtension } from '../../../../src';
import { manyFunctions } from '../../../compositions/many-functions';

/** Returns how often a whole tree is walked while an app is attached and synthesized. CDK itself walks each stack. */
function walksOf(count: number, attach: (telemetry: KinesisTelemetryExtension, app: App) => void): number {
  const app = new App({ analyticsReporting: false });
  const telemetry = manyFunctions(app, count);
  const findAll = jest.spyOn(Node.prototype, 'findAll');
  attach(telemetry, app);
  app.synth();
  const walks = findAll.mock.contexts.filter((node) => node === app.node).length;
  findAll.mockRestore();
  return walks;
}

test.each<[way: string, attach: (telemetry: KinesisTelemetryExtension, app: App) => void]>([
  ['attachToAll', (telemetry, app) => telemetry.attachToAll(app)],
  ['an Aspect', (telemetry, app) => Aspects.of(app).add(telemetry.asAspect(), { priority: AspectPriority.MUTATING })],
  ['a Mixin', (telemetry, app) => { app.with(telemetry.asMixin()); }],
])('%s walks the tree as often for 200 functions as for 100', (_, attach) => {
  const [few, many] = [walksOf(100, attach), walksOf(200, attach)];
  expect(few).toBeGreaterThan(0);
  expect(many).toBe(few);
});
