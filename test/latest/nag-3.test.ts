import { App } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CHANGING_COMPOSITIONS, COMPOSITIONS } from '../compositions/compositions';
import { newApp } from '../construct/fixtures';
import { Finding, PACKS, isOurs, unexplained } from '../quality/packs';

/**
 * What the tests need of cdk-nag 3. It requires a newer aws-cdk-lib than the floor, so tools/test-latest.sh installs it, and its types are not
 * there on the floor.
 */
interface Pack {
  validateScope(scope: IConstruct): { readonly violations: readonly Violation[] };
}
interface Violation { readonly ruleName: string; readonly violatingResources: readonly { readonly constructPath: string }[] }
type Nag = Record<typeof PACKS[number], new (scope: IConstruct) => Pack>;
const nag = jest.requireActual<Nag>('cdk-nag-3');

function findingsIn(app: App, pack: typeof PACKS[number]): Finding[] {
  app.synth();
  return new nag[pack](app).validateScope(app).violations.flatMap(({ ruleName: rule, violatingResources }) =>
    violatingResources.map(({ constructPath: path }) => ({ rule, path })));
}

describe.each(PACKS)('the pack %s of cdk-nag 3', (pack) => {
  test('finds nothing in our resources that is neither explained nor a prop', () => {
    const findings: Finding[] = [];
    for (const compose of Object.values({ ...COMPOSITIONS, ...CHANGING_COMPOSITIONS })) {
      const app = newApp();
      compose(app);
      findings.push(...findingsIn(app, pack));
    }
    expect(findings.length).toBeGreaterThan(0);
    expect(unexplained(findings)).toEqual([]);
  });

  test('finds nothing in our resources with customer managed keys and actions for alarms, but their price', () => {
    const app = newApp();
    COMPOSITIONS.regulated(app);
    // The composition suppresses the rule only for version 2.
    expect(findingsIn(app, pack).filter((finding) => isOurs(finding) && finding.rule !== 'AwsSolutions-KDS3')).toEqual([]);
  });
});

test('a second synth explains nothing twice', () => {
  const app = newApp();
  COMPOSITIONS.archive(app);
  findingsIn(app, 'AwsSolutionsChecks');
  const explained = () => app.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:acknowledged-rules')).length;
  const before = explained();
  app.synth({ force: true });
  expect(before).toBeGreaterThan(0);
  expect(explained()).toBe(before);
});
