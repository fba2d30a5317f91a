import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, npmPackage, readManifest } from '../project';

const { version, license, peerDependencies, jsii: { targets: { python, java: { maven }, go, dotnet } } } = readManifest();
const distribution = `${python.distName.replaceAll('-', '_')}-${version}`;
const jar = `${maven.groupId.replaceAll('.', '/')}/${maven.artifactId}/${version}/${maven.artifactId}-${version}.jar`;
const cdkFloor = peerDependencies['aws-cdk-lib'].replace('^', '');

export interface ExpectedPackage {
  readonly target: string;
  /** in dist/ */
  readonly path: string;
  /** a file in the package, and lines that it must have */
  readonly metadata: readonly [file: string, ...lines: readonly string[]];
}

const PACKAGES: readonly ExpectedPackage[] = [
  {
    target: 'python', path: `python/${distribution}-py3-none-any.whl`,
    metadata: [`${distribution}.dist-info/METADATA`, `Name: ${python.distName}`, `License: ${license}`, `Requires-Dist: aws-cdk-lib <3.0.0,>=${cdkFloor}`],
  },
  { target: 'python', path: `python/${distribution}.tar.gz`, metadata: [`${distribution}/PKG-INFO`, `Name: ${python.distName}`, `License: ${license}`] },
  {
    target: 'java', path: `java/${jar}`,
    metadata: [`META-INF/maven/${maven.groupId}/${maven.artifactId}/pom.xml`, `<groupId>${maven.groupId}</groupId>`, '<url>https://www.apache.org/licenses/LICENSE-2.0</url>'],
  },
  { target: 'go', path: `go/${go.packageName}`, metadata: ['go.mod', `module ${go.moduleName}/${go.packageName}`] },
  {
    target: 'dotnet', path: `dotnet/${dotnet.packageId}`,
    metadata: [`${dotnet.packageId}.csproj`, `<PackageId>${dotnet.packageId}</PackageId>`, `<PackageLicenseExpression>${license}</PackageLicenseExpression>`],
  },
];

/** What the targets make that contains the npm package. The built .NET package has it inside a DLL, so only generated code is checked. */
export function packagesOf(targets: readonly string[]): ExpectedPackage[] {
  return PACKAGES.filter(({ target, path }) => targets.includes(target) && (target !== 'dotnet' || existsSync(join(DIST, path))));
}

/** Throws unless the metadata is right and the package contains the npm package once, byte for byte. */
export function checkPackage({ path, metadata: [file, ...expected] }: ExpectedPackage): void {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    const contents = unpacked(join(DIST, path), folder);
    const lines = readFileSync(join(contents, file), 'utf8').split('\n').map((line) => line.trim());
    for (const line of expected) if (!lines.includes(line)) throw new Error(`${path}: ${file} has no line ${JSON.stringify(line)}`);
    const tarballs = readdirSync(contents, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tgz'));
    if (tarballs.length !== 1) throw new Error(`${path} contains ${tarballs.length} npm packages, not one`);
    if (!readFileSync(join(contents, tarballs[0])).equals(readFileSync(npmPackage()))) throw new Error(`${path}: ${tarballs[0]} is not ${npmPackage()}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpacked(path: string, folder: string): string {
  if (statSync(path).isDirectory()) return path;
  if (path.endsWith('.tar.gz')) execFileSync('tar', ['-xzf', path, '-C', folder]);
  else execFileSync('python3', ['-m', 'zipfile', '-e', path, folder]);
  return folder;
}
