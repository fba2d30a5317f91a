import { App, Aspects, NestedStack, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { AwsSolutionsChecks } from 'cdk-nag';
import { CHANGING_COMPOSITIONS, COMPOSITIONS } from '../compositions/compositions';
import { FEATURE_FLAGS, newApp } from '../construct/fixtures';

/** The findings of cdk-nag in all stacks and stages, and the rules that it could not evaluate. */
function findingsIn(app: App): string[] {
  Aspects.of(app).add(new AwsSolutionsChecks({ verbose: true }));
  app.synth();
  return app.node.findAll().flatMap(({ node }) => node.metadata
    .filter(({ type, data }) => /:(error|warning)$/.test(type) && /AwsSolutions-|CdkNagValidationFailure/.test(String(data)))
    .map(({ data }) => `${node.path}: ${String(data)}`));
}

describe.each(FEATURE_FLAGS)('with %s', (_, context) => {
  test.each(Object.entries({ ...COMPOSITIONS, ...CHANGING_COMPOSITIONS }))('cdk-nag finds nothing in the composition %s', (__, compose) => {
    const app = newApp(context);
    compose(app);
    expect(findingsIn(app)).toEqual([]);
  });
});

test('cdk-nag finds a stream without encryption', () => {
  const app = newApp();
  new kinesis.Stream(new NestedStack(new Stack(app, 'Stack'), 'Nested'), 'Stream', { encryption: kinesis.StreamEncryption.UNENCRYPTED });
  expect(findingsIn(app)).toEqual([expect.stringContaining('AwsSolutions-KDS1')]);
});
