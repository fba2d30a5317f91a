import { Inspection } from '../../tools/packages/inspection';
import { limitOf } from '../../tools/packages/sizes';

const LAYER = Buffer.from('the layer');
const NPM = Buffer.from('the npm package');

function problemsOf(files: Record<string, string | Buffer>, inspect: (inspection: Inspection) => void): string[] {
  const contents = new Map(Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]));
  const inspection = new Inspection('package', contents, LAYER);
  inspect(inspection);
  return inspection.problems;
}

describe('the npm package inside another package', () => {
  const inspect = (inspection: Inspection) => inspection.holdsNpmPackageOnce(NPM);

  test('is there once', () => {
    expect(problemsOf({ 'a/jsii.tgz': NPM, 'code': 'x' }, inspect)).toEqual([]);
  });

  test.each([
    ['missing', { code: 'x' }, 'package: the npm package is in it 0 times'],
    ['there twice', { 'a.tgz': NPM, 'b.tgz': NPM }, 'package: the npm package is in it 2 times'],
    ['a different one', { 'a.tgz': 'older' }, 'package: a.tgz is not the npm package'],
    ['not alone: a layer', { 'a.tgz': NPM, 'layer.zip': LAYER }, 'package: there is a layer beside the one in the npm package'],
    ['not alone: a layer within another file', { 'a.tgz': NPM, 'b.bin': Buffer.concat([NPM, LAYER, NPM]) }, 'package: there is a layer beside the one in the npm package'],
  ])('is %s', (_, files, problem) => {
    expect(problemsOf(files, inspect)).toEqual([problem]);
  });
});

test.each([[0, {}], [2, { 'a.zip': LAYER, 'b.zip': LAYER }], [0, { 'a.zip': 'the layer of yesterday' }]])('the layer is in the npm package %i times', (count, files) => {
  expect(problemsOf(files, (inspection) => inspection.holdsLayerOnce())).toEqual([`package: assets/layer.zip is in it ${count} times`]);
});

test('reports an example that is not translated', () => {
  const inspect = (code: string) => problemsOf({}, (inspection) => inspection.examplesAreTranslated(`Text.\n\n\`\`\`python\n${code}\n\`\`\`\n`, 'python'));
  expect(inspect('import aws_cdk as cdk\nconstant = 1')).toEqual([]);
  expect(inspect('import { App } from \'aws-cdk-lib\';')).toHaveLength(1);
  expect(inspect('declare const app: App;')).toHaveLength(1);
});

test('reports a readme without examples', () => {
  expect(problemsOf({}, (inspection) => inspection.examplesAreTranslated('Text.', 'go'))).toEqual(['package: the readme has no example in go']);
});

test('has a size limit for each package', () => {
  expect(limitOf('java/x/x-javadoc.jar')).not.toBe(limitOf('java/x/x.jar'));
  expect(() => limitOf('java/x/x.exe')).toThrow('java/x/x.exe is no package that is expected here');
});
