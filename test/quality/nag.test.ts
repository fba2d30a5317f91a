import { App, Aspects, NestedStack, Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as nag from 'cdk-nag';
import { Finding, PACKS, isOurs, unexplained } from './packs';
import { CHANGING_COMPOSITIONS, COMPOSITIONS } from '../compositions/compositions';
import { FEATURE_FLAGS, newApp } from '../construct/fixtures';

/** The findings of cdk-nag in all stacks and stages, and the rules that it could not evaluate. */
function findingsIn(app: App, pack: typeof PACKS[number] = 'AwsSolutionsChecks'): Finding[] {
  Aspects.of(app).add(new nag[pack]({ verbose: true }));
  app.synth();
  return app.node.findAll().flatMap(({ node: { path, metadata } }) => metadata.flatMap(({ type, data }) => {
    const rule = /^([A-Z][\w.]*-\w+|CdkNagValidationFailure)/.exec(String(data))?.[1];
    return rule && /:(error|warning)$/.test(type) ? [{ rule, path }] : [];
  }));
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
  expect(findingsIn(app)).toEqual([{ rule: 'AwsSolutions-KDS1', path: 'Stack/Nested/Stream/Resource' }]);
});

describe.each(PACKS)('the pack %s', (pack) => {
  test('finds nothing in our resources that is neither explained nor a prop', () => {
    const findings = Object.values({ ...COMPOSITIONS, ...CHANGING_COMPOSITIONS }).flatMap((compose) => {
      const app = newApp();
      compose(app);
      return findingsIn(app, pack);
    });
    expect(unexplained(findings)).toEqual([]);
  });

  test('finds nothing at all in our resources with customer managed keys and actions for alarms', () => {
    const app = newApp();
    COMPOSITIONS.regulated(app);
    expect(findingsIn(app, pack).filter(isOurs)).toEqual([]);
  });
});
