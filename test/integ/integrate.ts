import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { App } from 'aws-cdk-lib';
import { COMPOSITIONS } from '../compositions/compositions';

/** Creates an app for `integ-runner` from a composition. */
export function integrate(name: string): void {
  const app = new App();
  new IntegTest(app, 'Integ', {
    testCases: COMPOSITIONS[name](app),
    // Otherwise the snapshot would contain the layer itself.
    stackUpdateWorkflow: false,
  });
}
