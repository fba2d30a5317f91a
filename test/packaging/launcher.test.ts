import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { LambdaRuntime } from '../../simulator';
import { nodeBinary } from '../../simulator';

const SOURCE = resolve(__dirname, '../../extension-src/kinesis-telemetry-extension.sh');
const launcher = readFileSync(SOURCE, 'utf8');

/** As much of curl as the launcher uses: whether a developer's machine has the real one must not matter. */
const CURL = `#!${process.execPath}
const options = { '-H': [], '-X': ['GET'] };
const rest = process.argv.slice(2);
let url;
while (rest.length > 0) {
  const word = rest.shift();
  if (word === '-sS') continue;
  if (word.startsWith('-')) (options[word] ??= []).push(rest.shift());
  else url = word;
}
const headers = Object.fromEntries(options['-H'].map((line) => line.split(/: */)));
require('node:http').request(url, { method: options['-X'].at(-1), headers }, (answer) => {
  answer.resume().on('end', () => {
    if (!options['-D']) return;
    const lines = answer.rawHeaders.flatMap((name, i, all) => i % 2 ? [] : [name + ': ' + all[i + 1]]);
    process.stdout.write(['HTTP/1.1 ' + answer.statusCode + ' OK', ...lines, '', ''].join('\\r\\n'));
  });
}).end(options['-d']?.[0]);
`;

/** As much of wget as the launcher uses. It prints the headers of a response to its standard error. */
const WGET = `#!${process.execPath}
const options = {};
const headers = {};
const rest = process.argv.slice(2);
let url;
while (rest.length > 0) {
  const word = rest.shift();
  if (word === '-S' || word === '-q') options[word] = true;
  else if (word === '--header') { const [name, value] = rest.shift().split(/: */); headers[name] = value; }
  else if (word.startsWith('-')) options[word] = rest.shift();
  else url = word;
}
if (options['-T'] !== '0') process.exit(4);
const body = options['--post-data'];
require('node:http').request(url, { method: body ? 'POST' : 'GET', headers }, (answer) => {
  answer.resume().on('end', () => {
    if (!options['-S']) return;
    console.error('  HTTP/1.1 200 OK');
    answer.rawHeaders.forEach((name, i, all) => { if (i % 2 === 0) console.error('  ' + name + ': ' + all[i + 1]); });
  });
}).end(body);
`;

test('has line ends that Lambda can execute', () => {
  expect(launcher.startsWith('#!/bin/sh\n')).toBe(true);
  expect(launcher).not.toContain('\r');
});

test.each<LambdaRuntime>(['nodejs22.x', 'nodejs24.x'])('removes every variable that %s documents', (runtime) => {
  const help = execFileSync(nodeBinary(runtime), ['--help'], { env: {} }).toString();
  const documented = [...help.slice(help.indexOf('Environment variables:')).matchAll(/^((?:NODE|UV|SSL|OPENSSL)_?[A-Z0-9_]*)/gm)].map(([, name]) => name);
  expect(documented.length).toBeGreaterThan(10);
  const removed = new Set(launcher.match(/[A-Z][A-Z0-9_]+/g));
  // How to find certificates is the machine's business: Lambda sets these for good reason where it sets them.
  expect(documented.filter((name) => !removed.has(name) && !name.startsWith('SSL_CERT_'))).toEqual([]);
});

const MACHINES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'x86_64', arm64: 'aarch64' };
const MACHINE = MACHINES[process.arch]!;
/** Only asked on a machine without the dynamic loader of a common libc. */
const UNAME = `#!/bin/sh\necho ${MACHINE}\n`;

/** As much of a layer as the launcher uses. */
interface Installed {
  /** the only folder of PATH */
  readonly programs?: Readonly<Record<string, string>>;
  /** beside the bundles, executable if they begin with `#!` */
  readonly hosts?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

interface Opt {
  readonly launcher: string;
  readonly env: Record<string, string>;
}

/** Installs the layer in a folder that stands for /opt. */
function install(opt: string, { programs = {}, hosts = {}, variables }: Installed): Opt {
  const files = {
    'extensions/kinesis-telemetry-extension': launcher,
    ...prefixed('kinesis-telemetry-extension/', hosts),
    ...prefixed('bin/', { uname: UNAME, ...programs }),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(opt, name)), { recursive: true });
    writeFileSync(join(opt, name), content);
    chmodSync(join(opt, name), content.startsWith('#!') ? 0o755 : 0o644);
  }
  return { launcher: join(opt, 'extensions/kinesis-telemetry-extension'), env: { PATH: join(opt, 'bin'), ...variables } };
}

function prefixed(prefix: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, content]) => [`${prefix}${name}`, content]));
}

let opt: string;

beforeEach(() => { opt = mkdtempSync(join(tmpdir(), 'launcher-')); });

afterEach(() => rmSync(opt, { recursive: true, force: true }));

/** Runs the launcher to its end. @returns what it and what it starts prints */
function printed(installed: Installed): string {
  const { launcher: file, env } = install(opt, installed);
  return execFileSync('/bin/sh', [file], { env, encoding: 'utf8' });
}

const program = (name: string) => `#!/bin/sh\necho "${name} $*"\n`;
const HOSTS = { 'host-x86_64': program('host-x86_64'), 'host-aarch64': program('host-aarch64') };
const NODE = { node: '#!/bin/sh\necho "node with $1 ${2##*/}"\n' };

describe('selects what runs the extension', () => {
  test.each([
    ['by default, the native host for this machine', {}],
    ['the native host if a variable says so', { KINESIS_TELEMETRY_HOST: 'native' }],
    ['the native host if the variable is empty', { KINESIS_TELEMETRY_HOST: '' }],
    ['the native host if the variable is none that it knows: the extension reports that', { KINESIS_TELEMETRY_HOST: 'bun' }],
  ])('%s', (_what, variables) => {
    expect(printed({ programs: NODE, hosts: HOSTS, variables })).toBe(`host-${MACHINE} \n`);
  });

  test('Node.js if the variable says so, without a word', () => {
    expect(printed({ programs: NODE, hosts: HOSTS, variables: { KINESIS_TELEMETRY_HOST: 'nodejs' } })).toBe('node with --v8-pool-size=1 main.cjs\n');
  });

  test.each([
    ['is not in the layer', {}],
    ['is only there for another architecture', { 'host-riscv64': program('host-riscv64') }],
    ['has lost its permission to run, as some ways to unpack a zip file do', { [`host-${MACHINE}`]: 'binary' }],
  ])('Node.js, with one line that says so, if the native host %s', (_what, hosts) => {
    expect(printed({ programs: NODE, hosts })).toBe(
      `[kinesis-telemetry-extension] runs on Node.js: this layer has no native host for ${MACHINE}\nnode with --v8-pool-size=1 main.cjs\n`);
  });

  test('nothing without Node.js if Node.js is asked for: the native host idles, so that the function goes on', () => {
    expect(printed({ hosts: HOSTS, variables: { KINESIS_TELEMETRY_HOST: 'nodejs' } })).toBe(
      '[kinesis-telemetry-extension] streams nothing: KINESIS_TELEMETRY_HOST is nodejs, and this runtime has no Node.js. Set it to native, or remove the layer\n'
      + `host-${MACHINE} --idle\n`);
  });
});

interface Launch {
  readonly output: string;
  /** The calls of Lambda's API. */
  readonly seen: readonly string[];
  readonly exitCode: number;
  /** Whether the process still ran when it polled for the next event. */
  readonly polledBeforeExit: boolean;
}

/** Runs the launcher without a native host, with these programs and no others. */
async function launch(programs: Readonly<Record<string, string>>): Promise<Launch> {
  const seen: string[] = [];
  let polledBeforeExit = false;
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.setEncoding('utf8').on('data', (chunk: string) => { body += chunk; }).on('end', () => {
      const { 'lambda-extension-name': name, 'lambda-extension-identifier': identifier } = incoming.headers;
      seen.push([incoming.method, incoming.url, name ?? identifier, body].join(' ').trim());
      if (incoming.url?.endsWith('/register')) {
        response.setHeader('Lambda-Extension-Identifier', 'id-123').end('{}');
      } else {
        polledBeforeExit = child.exitCode === null;
        response.end('{"eventType":"SHUTDOWN"}');
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  // A proxy of the function, where nobody listens.
  const { launcher: file, env } = install(opt, { programs, variables: { http_proxy: 'http://127.0.0.1:9', AWS_LAMBDA_RUNTIME_API: address } });
  const child = spawn('/bin/sh', [file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { output += chunk; });
    const [exitCode] = await once(child, 'close') as [number];
    return { output, seen, exitCode, polledBeforeExit };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const BASH = execFileSync('/bin/sh', ['-c', 'command -v bash']).toString().trim();

describe('with neither a native host nor Node.js', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['curl', { curl: CURL }],
    ['bash', { bash: `#!/bin/sh\nexec ${BASH} "$@"\n` }],
    ['wget', { wget: WGET }],
  ])('it says so and idles until SHUTDOWN with %s, because exiting would fail the function', async (_program, programs) => {
    const { output, seen, exitCode, polledBeforeExit } = await launch(programs);
    expect(output).toMatch(/^\[kinesis-telemetry-extension\] streams nothing: this layer has no native host for \w+, and this runtime has no Node\.js.*\n$/);
    expect(seen).toEqual([
      'POST /2020-01-01/extension/register kinesis-telemetry-extension {"events":["SHUTDOWN"]}',
      'GET /2020-01-01/extension/event/next id-123',
    ]);
    expect([polledBeforeExit, exitCode]).toEqual([true, 0]);
  });

  test('it fails at once and says why if nothing can register', async () => {
    const { output, seen, exitCode } = await launch({});
    expect(output).toMatch(/cannot idle and fails the function: this image has no curl, bash or wget to register with\. Remove the layer\n$/);
    expect(seen).toEqual([]);
    expect(exitCode).toBe(1);
  });
});

const PRINTS_HOME = '#!/bin/sh\necho "HOME is $HOME"\n';

test.each([
  ['gives Node.js a home directory where there is none', {}, 'HOME is /nonexistent\n'],
  ['gives Node.js a home directory where it is empty', { HOME: '' }, 'HOME is /nonexistent\n'],
  ['leaves the home directory as it is', { HOME: '/home/orders' }, 'HOME is /home/orders\n'],
])('%s', (_what, variables, said) => {
  expect(printed({ programs: { node: PRINTS_HOME }, variables: { KINESIS_TELEMETRY_HOST: 'nodejs', ...variables } })).toBe(said);
});
