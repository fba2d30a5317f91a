import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as ts from 'typescript';
import { eventRecord, lineOf, ndjson } from './records';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(resolve(ROOT, 'docs/consuming.md'), 'utf8');

const snippets = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, code]) => code);

test('every TypeScript snippet compiles', () => {
  const files = new Map(snippets('ts').map((code, index) => [resolve(ROOT, `docs/snippet-${index}.ts`), code]));
  expect(files.size).toBeGreaterThan(5);
  const { options } = ts.parseJsonConfigFileContent(ts.readConfigFile(resolve(ROOT, 'tsconfig.dev.json'), ts.sys.readFile).config, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const code = files.get(name);
    return code === undefined ? getSourceFile(name, version, ...rest) : ts.createSourceFile(name, code, version);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  const problems = [...files.keys()].flatMap((name) => ts.getPreEmitDiagnostics(program, program.getSourceFile(name)));
  expect(ts.formatDiagnostics(problems, host)).toBe('');
});

const python = spawnSync('python3', ['--version']).status === 0 ? test : test.skip;

python('the Python snippet reads NDJSON with and without gzip, and names the first record that it cannot read', () => {
  const event = {
    Records: [
      eventRecord(ndjson(lineOf(1)), '1'), eventRecord(gzipSync(ndjson(lineOf(2), lineOf(3, { record: { a: 'é' } }))), '2'),
      eventRecord(Buffer.from('x'), '3'), eventRecord(ndjson(lineOf(4)), '4'),
    ],
  };
  const code = `${snippets('python').join('\n')}\nimport sys\nprint(json.dumps(handler(json.load(sys.stdin), None)))\n`;
  const output = execFileSync('python3', ['-c', code], { input: JSON.stringify(event), env: { ...process.env, PYTHONIOENCODING: 'utf8' } }).toString();
  expect(output.trim().split('\n')).toEqual([
    '2026-11-20T09:00:00.123Z function hello', '2026-11-20T09:00:00.123Z function hello', '2026-11-20T09:00:00.123Z function {\'a\': \'é\'}',
    '3 not NDJSON', '{"batchItemFailures": [{"itemIdentifier": "3"}]}',
  ]);
});
