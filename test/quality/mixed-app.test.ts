import { App, Stage } from 'aws-cdk-lib';
import { FUNCTIONS_IN_SERVICES, mixedApp } from '../compositions/mixed-app';
import { SynthesizedTemplate, templatesIn } from '../compositions/templates';
import { withoutTelemetry } from '../compositions/without-telemetry';
import { newApp } from '../construct/fixtures';

/** `npm run bench:synth -- --only mixed` does the same with 3,000 functions. */
const FUNCTIONS = 2 * FUNCTIONS_IN_SERVICES;
const FUNCTION_TYPES = ['AWS::Lambda::Function', 'AWS::Serverless::Function'];

function synthesize(telemetry: 'with telemetry' | 'without telemetry'): { readonly app: App; readonly templates: SynthesizedTemplate[] } {
  const app = newApp();
  mixedApp(app, FUNCTIONS, telemetry);
  return { app, templates: templatesIn(app.synth().directory) };
}

const attached = synthesize('with telemetry');
const plain = synthesize('without telemetry');

function countOf(types: readonly string[], condition: (text: string) => boolean = () => true): number {
  return attached.templates.flatMap(({ Resources }) => Object.values(Resources))
    .filter((resource) => types.includes(resource.Type) && condition(JSON.stringify(resource))).length;
}

describe(`an app of ${FUNCTIONS} functions of all kinds, in nested stacks and stages, with attachToAll`, () => {
  test('has the templates that it has without, but for what is ours', () => {
    expect(attached.templates.map(({ file }) => file)).toEqual(plain.templates.map(({ file }) => file));
    for (const [index, template] of attached.templates.entries()) {
      expect(withoutTelemetry(template)).toEqual(withoutTelemetry(plain.templates[index]));
    }
  });

  test('has the same templates in each synth', () => {
    expect(synthesize('with telemetry').templates.map(({ text }) => text)).toEqual(attached.templates.map(({ text }) => text));
  });

  test('attaches most functions, and lists the others in their stacks', () => {
    const isAttached = (text: string) => text.includes('KINESIS_TELEMETRY_STREAM_ARN');
    expect(countOf(FUNCTION_TYPES)).toBeGreaterThanOrEqual(FUNCTIONS);
    expect(countOf(['AWS::Serverless::Function'], isAttached)).toBe(countOf(['AWS::Serverless::Function']));
    const stacks = attached.app.node.children.filter((child) => Stage.isStage(child)).flatMap((stage) => stage.synth().stacks);
    const lines = stacks.flatMap(({ messages }) => messages.flatMap(({ entry }) => String(entry.data).split('\n')));
    const listed = new Set(lines.filter((line) => line.startsWith('- ')));
    expect(countOf(FUNCTION_TYPES, isAttached) + listed.size).toBe(countOf(FUNCTION_TYPES));
  });
});
