import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');

/** What the npm package may hold, and must hold. */
const ALLOWED = [
  /^lib\/[a-z-]+\.(js|d\.ts)$/,
  /^consumer\/([a-z-]+\.d\.ts|index\.(js|mjs|d\.mts))$/,
  /^docs\/.+\.md$/,
  /^(README|API|ARCHITECTURE|CHANGELOG)\.md$/,
  /^(LICENSE|THIRD-PARTY-NOTICES\.txt|package\.json|\.jsii|assets\/layer\.zip)$/,
];
const REQUIRED = ['LICENSE', 'README.md', 'API.md', 'CHANGELOG.md', 'THIRD-PARTY-NOTICES.txt', '.jsii', 'package.json', 'lib/index.js',
  'lib/index.d.ts', 'assets/layer.zip', 'consumer/index.js', 'consumer/index.mjs', 'consumer/index.d.ts', 'consumer/index.d.mts'];
const MAX_BYTES = 700_000;

/** A stranger's consumer, in which nothing is installed but the package. */
const CONSUMER = 'import { decodeRecord } from "cdk-kinesis-telemetry-extension/consumer"; console.log(`the consumer module loads: ${decodeRecord.name}`)';

/** A stranger's app: synthesizes with the unpacked package, from another working directory. */
const APP = `
  const { App, Stack, assertions } = { ...require('aws-cdk-lib'), assertions: require('aws-cdk-lib/assertions') };
  const lambda = require('aws-cdk-lib/aws-lambda');
  const { KinesisTelemetryExtension } = require('cdk-kinesis-telemetry-extension');
  const stack = new Stack(new App(), 'Stack');
  const fn = new lambda.Function(stack, 'Fn', {
    runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = () => {}'),
  });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  assertions.Template.fromStack(stack).resourceCountIs('AWS::Lambda::LayerVersion', 1);
  console.log('the unpacked package synthesizes');
`;

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const [packed] = JSON.parse(npm('pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as Array<{ filename: string }>;
    const tarball = join(folder, packed.filename);
    const files = execFileSync('tar', ['-tzf', tarball]).toString().trim().split('\n').map((file) => file.replace(/^package\//, ''));
    const problems = [
      ...files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file))).map((file) => `${file} has no place in the package`),
      ...REQUIRED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ];
    const bytes = statSync(tarball).size;
    if (bytes > MAX_BYTES) problems.push(`the package has ${bytes} bytes, more than ${MAX_BYTES}`);
    if (problems.length > 0) throw new Error(problems.join('\n'));

    const modules = join(folder, 'app', 'node_modules');
    mkdirSync(modules, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', modules]);
    const library = join(modules, 'cdk-kinesis-telemetry-extension');
    execFileSync('mv', [join(modules, 'package'), library]);
    console.log(execFileSync(process.execPath, ['--input-type=module', '-e', CONSUMER], { cwd: join(folder, 'app') }).toString().trim());
    for (const peer of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', peer), join(modules, peer));
    if (!readFileSync(join(library, 'assets/layer.zip')).equals(readFileSync(join(ROOT, 'assets/layer.zip')))) {
      throw new Error('the layer in the package is not the one that was built');
    }
    console.log(execFileSync(process.execPath, ['-e', APP], { cwd: join(folder, 'app') }).toString().trim());
    console.log(`${files.length} files, ${bytes} bytes: nothing missing, nothing too much`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] }).toString();
}

main();
