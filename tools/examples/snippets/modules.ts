import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './extract';

/** Names of a module of the CDK, or of ours, in other languages. */
export interface Module {
  /** as TypeScript imports it */
  readonly name: string;
  readonly java: string;
  readonly goPath: string;
  readonly goPackage: string;
}

interface Targets {
  readonly java: { readonly package: string };
  readonly go: { readonly moduleName: string; readonly packageName?: string };
}

const SUBMODULE = /node_modules\/aws-cdk-lib\/(aws-[a-z0-9-]+)\//;

/** @returns the module whose declarations are in a file, if it is one that other languages have, too */
export function moduleOfFile(file: string): Module | undefined {
  const submodule = SUBMODULE.exec(file)?.[1];
  if (submodule) return submoduleOfCdk(submodule);
  if (file.includes('node_modules/aws-cdk-lib/core/')) return cdk();
  if (file.includes('node_modules/constructs/')) return constructs();
  return file.startsWith(join(ROOT, 'lib')) || file.startsWith(join(ROOT, 'src')) ? ours() : undefined;
}

/** @returns what TypeScript imports by that name, if other languages have it, too */
export function moduleOfImport(name: string): Module | undefined {
  if (name.startsWith('aws-cdk-lib/')) return submoduleOfCdk(name.slice('aws-cdk-lib/'.length));
  return [cdk(), constructs(), ours()].find((module) => module.name === name);
}

function submoduleOfCdk(submodule: string): Module {
  const { targets: { java } } = json(`node_modules/aws-cdk-lib/${submodule}/.jsiirc.json`) as { targets: Targets };
  const goPackage = submodule.replace(/-/g, '');
  return { name: `aws-cdk-lib/${submodule}`, java: java.package, goPath: `${cdk().goPath}/${goPackage}`, goPackage };
}

function cdk(): Module {
  return topLevel('node_modules/aws-cdk-lib');
}

function constructs(): Module {
  return topLevel('node_modules/constructs');
}

function ours(): Module {
  return topLevel('.');
}

function topLevel(folder: string): Module {
  const { name, version, jsii: { targets: { java, go } } } = json(`${folder}/package.json`) as { name: string; version: string; jsii: { targets: Targets } };
  const goPackage = go.packageName ?? name;
  const major = Number(version.split('.')[0]);
  return { name, java: java.package, goPath: `${go.moduleName}/${goPackage}${major > 1 ? `/v${major}` : ''}`, goPackage };
}

function json(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}
