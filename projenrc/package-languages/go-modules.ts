import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './facts';
import { pacmakVersion, runPacmak } from './pacmak';
import { finish } from './run';

/** A Go module that is generated from an npm package, as ours is. */
export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** the npm package, in node_modules */
  readonly folder: string;
}

interface Assembly {
  readonly name: string;
  readonly version: string;
  readonly dependencyClosure: Record<string, { readonly targets: { readonly go?: { readonly moduleName: string; readonly packageName: string } } }>;
}

/** The modules that our Go package needs: those of the versions that npm has installed, as jsii-pacmak writes into go.mod. */
export function neededModules(): GoModule[] {
  const { dependencyClosure } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as Assembly;
  return Object.entries(dependencyClosure).map(([name, { targets: { go } }]) => {
    if (!go) throw new Error(`${name} has no Go module`);
    const folder = join(ROOT, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    const major = Number(version.split('.')[0]);
    return { path: `${go.moduleName}/${go.packageName}${major > 1 ? `/v${major}` : ''}`, version: `v${version}`, folder };
  });
}

/** Some proxies do not give every version of a module: what cannot be downloaded has to be made. */
export async function modulesThatTheProxyRefuses(): Promise<GoModule[]> {
  const folder = mkdtempSync(join(tmpdir(), 'go-proxy-'));
  try {
    writeFileSync(join(folder, 'go.mod'), 'module probe\n');
    const refused: GoModule[] = [];
    for (const goModule of neededModules()) {
      const { status } = await finish('go', ['mod', 'download', `${goModule.path}@${goModule.version}`], { cwd: folder });
      if (status !== 0) refused.push(goModule);
    }
    return refused;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a module as its authors do: from its npm package, by jsii-pacmak. Once for each version of both. @returns its folder */
export async function generateModule({ path, version, folder }: GoModule): Promise<string> {
  const home = join(ROOT, '.cache', 'go-modules', `${path.replaceAll('/', '-')}@${version}-pacmak-${pacmakVersion()}`);
  if (!existsSync(home)) {
    mkdirSync(join(ROOT, '.cache', 'go-modules'), { recursive: true });
    const started = `${home}-${process.pid}`;
    try {
      await runPacmak(['go'], { codeOnly: true, outdir: started, project: folder });
      renameSync(started, home);
    } finally {
      rmSync(started, { recursive: true, force: true });
    }
  }
  const [name] = readdirSync(join(home, 'go'));
  return join(home, 'go', name);
}
