import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { KNOWN_FINDINGS } from './known-findings';
import { PlatformStack } from '../../examples/operations/platform-stack';
import { BackOfficeStack } from '../../examples/typescript/back-office-stack';
import { WebShopStack } from '../../examples/typescript/web-shop-stack';
import { ShopStack } from '../../examples/vpc/shop-stack';
import { pythonWith } from '../../tools/python-environment';
import { CHANGING_COMPOSITIONS, COMPOSITIONS } from '../compositions/compositions';
import { largeApp } from '../compositions/large-app';
import { templatesIn } from '../compositions/templates';
import { FEATURE_FLAGS } from '../construct/fixtures';

const REQUIREMENTS = join(__dirname, 'cfn-lint-requirements.txt');

/** Older and newer regions: not every region has every property of a resource. */
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1'];

/** An element of the output of `cfn-lint --format json`. */
interface Finding {
  readonly Filename: string;
  readonly Level: 'Error' | 'Warning' | 'Informational';
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: ReadonlyArray<string | number> | null };
}

/** Each app is linted with feature flags off, with those that CDK recommends, and with none. */
const APPS: Record<string, (app: App) => void> = {
  ...COMPOSITIONS,
  ...CHANGING_COMPOSITIONS,
  'example': (app) => {
    // A layer that was built without Rust has nothing for the Python function.
    app.node.setContext('python', 'false');
    new WebShopStack(app, 'WebShop');
  },
  'example-back-office': (app) => { new BackOfficeStack(app, 'BackOffice'); },
  'example-operations': (app) => { new PlatformStack(app, 'Platform'); },
  'example-vpc': (app) => { new ShopStack(app, 'Shop'); },
  'large-app': (app) => largeApp(app, 'with telemetry'),
};

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'templates-'));
  try {
    const count = writeTemplates(folder);
    const used = new Set<string>();
    const unknown = lint(folder).filter((finding) => {
      const known = KNOWN_FINDINGS.find(({ rule, message, where }) => rule === finding.Rule.Id && message.test(finding.Message)
        && where.test(`${basename(finding.Filename)} ${pathOf(finding)}`));
      if (known) used.add(known.reason);
      return !known;
    });
    const stale = KNOWN_FINDINGS.filter(({ reason }) => !used.has(reason));
    for (const finding of unknown) console.error(`${basename(finding.Filename)} ${pathOf(finding)}\n  ${finding.Rule.Id} ${finding.Message}`);
    for (const { rule, message } of stale) console.error(`test/quality/known-findings.ts: ${rule} ${message} is no longer found: remove it`);
    if (unknown.length + stale.length > 0) throw new Error(`${unknown.length} unknown findings, ${stale.length} known findings that are gone`);
    console.log(`${count} templates, ${REGIONS.length} regions: cfn-lint has no unknown findings`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes each distinct template once. The file is named after the app and its feature flags. */
function writeTemplates(folder: string): number {
  const seen = new Set<string>();
  for (const [flags, context] of FEATURE_FLAGS) {
    for (const [name, fill] of Object.entries(APPS)) {
      // The code of functions is not linted, so it is not bundled.
      const app = new App({ context: { ...context, [BUNDLING_STACKS]: [] }, outdir: join(folder, 'assemblies', flags, name), analyticsReporting: false });
      fill(app);
      for (const { file, text } of templatesIn(app.synth().directory)) {
        if (seen.has(text)) continue;
        seen.add(text);
        writeFileSync(join(folder, `${name}, ${flags}, ${basename(file)}`), text);
      }
    }
  }
  return seen.size;
}

function lint(folder: string): Finding[] {
  const { status, stdout, stderr } = spawnSync(pythonWith('cfn-lint', REQUIREMENTS), [
    // cfn-lint's own script contains the path of the folder in which the environment was created.
    '-c', 'import sys; from cfnlint.runner import main; sys.exit(main())',
    // With experimental rules, and with the resource schemas that cfn-lint ships. Style advice is left out.
    '--include-checks', 'E', 'W', '--include-experimental', '--regions', ...REGIONS, '--format', 'json', '--', join(folder, '*.template.json'),
  ], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  // The bits of the exit code stand for kinds of findings: https://github.com/aws-cloudformation/cfn-lint#exit-codes
  if (status === null || status === 1) throw new Error(`cfn-lint failed (${status}): ${stderr}`);
  return (JSON.parse(stdout) as Finding[]).filter(({ Level }) => Level !== 'Informational');
}

function pathOf({ Location }: Finding): string {
  return (Location.Path ?? []).join('/');
}

main();
