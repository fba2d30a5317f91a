import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { BUNDLING_STACKS } from 'aws-cdk-lib/cx-api';
import { KNOWN_FINDINGS } from './known-findings';
import { BackOfficeStack } from '../../examples/typescript/back-office-stack';
import { WebShopStack } from '../../examples/typescript/web-shop-stack';
import { CHANGING_COMPOSITIONS, COMPOSITIONS } from '../compositions/compositions';
import { largeApp } from '../compositions/large-app';
import { templatesIn } from '../compositions/templates';
import { FEATURE_FLAGS } from '../construct/fixtures';
import { pythonWith } from '../python-environment';

const REQUIREMENTS = join(__dirname, 'cfn-lint-requirements.txt');

/** Old ones and young ones: not every property of a resource is everywhere. */
const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2', 'ap-northeast-1', 'sa-east-1'];

/** What `cfn-lint --format json` says. */
interface Finding {
  readonly Filename: string;
  readonly Level: 'Error' | 'Warning' | 'Informational';
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: ReadonlyArray<string | number> | null };
}

/** Everything that is made with the library, with feature flags off, as recommended, and not given. */
const APPS: Record<string, (app: App) => void> = {
  ...COMPOSITIONS,
  ...CHANGING_COMPOSITIONS,
  'example': (app) => { new WebShopStack(app, 'WebShop'); },
  'example-back-office': (app) => { new BackOfficeStack(app, 'BackOffice'); },
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
    for (const { rule, message } of stale) console.error(`test/quality/known-findings.ts: ${rule} ${message} is not found any more, remove it`);
    if (unknown.length + stale.length > 0) throw new Error(`${unknown.length} findings that nobody has explained, ${stale.length} that are gone`);
    console.log(`${count} templates, ${REGIONS.length} regions: cfn-lint finds nothing that is not explained`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes each template once, under a name that says where it is from. */
function writeTemplates(folder: string): number {
  const seen = new Set<string>();
  for (const [flags, context] of FEATURE_FLAGS) {
    for (const [name, fill] of Object.entries(APPS)) {
      // What is in the functions is nothing to lint: it is not bundled.
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
    // Not by its script, which names the folder that the environment was made in.
    '-c', 'import sys; from cfnlint.runner import main; sys.exit(main())',
    // With the rules that are new, and the schemas of all resource types that cfn-lint brings. Advice on style is left out.
    '--include-checks', 'E', 'W', '--include-experimental', '--regions', ...REGIONS, '--format', 'json', '--', join(folder, '*.template.json'),
  ], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
  // It tells by bits what it has found: https://github.com/aws-cloudformation/cfn-lint#exit-codes
  if (status === null || status === 1) throw new Error(`cfn-lint did not work (${status}): ${stderr}`);
  return (JSON.parse(stdout) as Finding[]).filter(({ Level }) => Level !== 'Informational');
}

function pathOf({ Location }: Finding): string {
  return (Location.Path ?? []).join('/');
}

main();
