import { FUNCTIONS_IN_LARGE_APP, largeApp } from '../compositions/large-app';
import { Resource, SynthesizedTemplate, templatesIn } from '../compositions/templates';
import { newApp } from '../construct/fixtures';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_TEMPLATE_BYTES = 1_000_000;
const MAX_RESOURCES = 500;
const MAX_PARAMETERS = 200;
const MAX_OUTPUTS = 200;
/** The default quota. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const MAX_MANAGED_POLICIES = 10;
/** The basic execution policy of Lambda, which a role has without the library. */
const MANAGED_POLICIES_WITHOUT_US = 1;

const app = newApp();
largeApp(app, 'with telemetry');
const templates = templatesIn(app.synth().directory);
const all = (type: string): Resource[] => templates.flatMap((template) => ofType(template, type));

function ofType({ Resources }: SynthesizedTemplate, type: string): Resource[] {
  return Object.values(Resources).filter((resource) => resource.Type === type);
}

function listIn(resource: Resource, property: string): string[] {
  return (resource.Properties?.[property] as unknown[] ?? []).map((item) => JSON.stringify(item));
}

describe('an app of 300 functions in nested stacks and stages, attached by an Aspect', () => {
  test('has three stages with four nested stacks each', () => {
    expect(templates.filter(({ file }) => file.endsWith('.nested.template.json'))).toHaveLength(12);
    expect(all('AWS::CloudFormation::Stack')).toHaveLength(12);
    expect(all('AWS::Lambda::Function')).toHaveLength(FUNCTIONS_IN_LARGE_APP);
  });

  test('has one layer for each deployed stack, which its nested stacks share', () => {
    const withLayers = templates.filter((template) => ofType(template, 'AWS::Lambda::LayerVersion').length > 0);
    expect(withLayers.map(({ file }) => file)).toEqual(['Beta', 'Gamma', 'Production']
      .flatMap((stage) => ['Platform', 'Services'].map((stack) => expect.stringMatching(`^assembly-${stage}/${stage}${stack}\\w+\\.template\\.json$`))));
    expect(all('AWS::Lambda::LayerVersion')).toHaveLength(6);
    expect(all('AWS::IAM::ManagedPolicy')).toHaveLength(6);
    expect(all('AWS::Kinesis::Stream')).toHaveLength(3);
  });

  test('gives each function the layer once', () => {
    expect(new Set(all('AWS::Lambda::Function').map((fn) => listIn(fn, 'Layers').length))).toEqual(new Set([1]));
  });

  test('adds one policy to each role, and none twice', () => {
    for (const role of all('AWS::IAM::Role')) {
      const policies = listIn(role, 'ManagedPolicyArns');
      expect(policies).toHaveLength(MANAGED_POLICIES_WITHOUT_US + 1);
      expect(new Set(policies).size).toBe(policies.length);
      expect(policies.length).toBeLessThanOrEqual(MAX_MANAGED_POLICIES);
    }
  });

  test('passes at most layer, policy and stream to each nested stack, however many functions it has', () => {
    for (const { Properties } of all('AWS::CloudFormation::Stack')) {
      const count = Object.keys(Properties?.Parameters as object).length;
      expect(count).toBeGreaterThanOrEqual(2);
      expect(count).toBeLessThanOrEqual(3);
    }
  });

  test.each(templates.map((template) => [template.file, template] as const))('%s is within the limits of CloudFormation', (_, template) => {
    expect(Buffer.byteLength(template.text)).toBeLessThanOrEqual(MAX_TEMPLATE_BYTES);
    expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(MAX_RESOURCES);
    expect(Object.keys(template.Parameters).length).toBeLessThanOrEqual(MAX_PARAMETERS);
    expect(Object.keys(template.Outputs).length).toBeLessThanOrEqual(MAX_OUTPUTS);
  });
});
