import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { contentsOf } from './archive';
import { checkDotnetProject, checkNupkg } from './check-dotnet';
import { checkGo } from './check-go';
import { checkJar, checkJavadoc, checkPom, checkSources } from './check-java';
import { checkNpm } from './check-npm';
import { checkSdist, checkWheel } from './check-python';
import { DIST } from './facts';
import type { Facts } from './facts';
import { Inspection } from './inspection';
import { limitOf } from './sizes';
import type { Target } from './targets';

export interface Checked {
  /** from dist/ */
  readonly name: string;
  readonly bytes: number;
  readonly limit: number;
}

type Check = (inspection: Inspection, facts: Facts) => void;

/** Looks at each package as those will find it who install it. @returns what there is; an error with all that is wrong */
export function checkPackages(targets: readonly Target[], generatedOnly: readonly Target[], facts: Facts): Checked[] {
  const problems: string[] = [];
  const npm = npmPackageIn(DIST);
  const npmPackage = readFileSync(npm);

  const check = (path: string, ...checks: readonly Check[]): Checked => {
    const name = relative(DIST, path);
    const contents = contentsOf(path);
    const bytes = statSync(path).isFile() ? statSync(path).size : [...contents.values()].reduce((sum, { length }) => sum + length, 0);
    const inspection = new Inspection(name, contents);
    for (const each of checks) each(inspection, facts);
    inspection.expect(bytes <= limitOf(name), `it has ${bytes} bytes, more than ${limitOf(name)}`);
    problems.push(...inspection.problems);
    return { name, bytes, limit: limitOf(name) };
  };
  const holdsNpmPackage: Check = (inspection) => inspection.holdsNpmPackageOnce(npmPackage);

  const packages: Record<Target, () => Checked[]> = {
    js: () => [check(npm, checkNpm)],
    python: () => {
      const name = join(DIST, 'python', `${facts.jsii.targets.python.distName.replaceAll('-', '_')}-${facts.version}`);
      return [check(`${name}-py3-none-any.whl`, checkWheel, holdsNpmPackage), check(`${name}.tar.gz`, checkSdist, holdsNpmPackage)];
    },
    java: () => {
      const { groupId, artifactId } = facts.jsii.targets.java.maven;
      const name = join(DIST, 'java', ...groupId.split('.'), artifactId, facts.version, `${artifactId}-${facts.version}`);
      const pom = readFileSync(`${name}.pom`, 'utf8');
      return [
        check(`${name}.jar`, checkJar, holdsNpmPackage, (inspection) => checkPom(inspection, pom, facts)),
        check(`${name}-sources.jar`, checkSources, holdsNpmPackage),
        check(`${name}-javadoc.jar`, checkJavadoc),
      ];
    },
    go: () => [check(join(DIST, 'go', facts.jsii.targets.go.packageName), checkGo, holdsNpmPackage)],
    dotnet: () => {
      const { packageId } = facts.jsii.targets.dotnet;
      if (generatedOnly.includes('dotnet')) return [check(join(DIST, 'dotnet', packageId), checkDotnetProject, holdsNpmPackage)];
      return readdirSync(join(DIST, 'dotnet')).filter((file) => file.endsWith('.nupkg')).map((file) => check(join(DIST, 'dotnet', file), checkNupkg));
    },
  };
  const checked = targets.flatMap((target) => packages[target]());
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return checked;
}

export function npmPackageIn(dist: string): string {
  const folder = join(dist, 'js');
  const tarballs = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.tgz')) : [];
  if (tarballs.length !== 1) throw new Error(`${folder} has ${tarballs.length} npm packages, not one`);
  return join(folder, tarballs[0]);
}
