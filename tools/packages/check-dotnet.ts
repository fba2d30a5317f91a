import { caretRange } from './facts';
import type { Facts } from './facts';
import type { Inspection } from './inspection';

/** The project that `dotnet pack` makes the package from: https://learn.microsoft.com/en-us/nuget/reference/msbuild-targets#pack-target */
export function checkDotnetProject(inspection: Inspection, facts: Facts): void {
  const { packageId, namespace } = facts.jsii.targets.dotnet;
  const project = inspection.text(`${packageId}.csproj`);
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(project)?.[1];
  inspection.equal('PackageId', element('PackageId'), packageId);
  inspection.equal('PackageVersion', element('PackageVersion'), facts.version);
  inspection.equal('PackageLicenseExpression', element('PackageLicenseExpression'), facts.license);
  inspection.holds('Description', element('Description') ?? '', facts.description);
  inspection.equal('Authors', element('Authors'), facts.author.name);
  inspection.equal('ProjectUrl', element('ProjectUrl'), facts.homepage);
  inspection.equal('RepositoryUrl', element('RepositoryUrl'), facts.repository.url);
  for (const [id, peer] of [['Amazon.CDK.Lib', 'aws-cdk-lib'], ['Constructs', 'constructs']]) {
    const { floor, nextMajor } = caretRange(facts.peerDependencies[peer]);
    inspection.holds('the project', project, `<PackageReference Include="${id}" Version="[${floor},${nextMajor})" />`);
  }
  // Names as C# has them.
  const code = inspection.text(`${namespace}/KinesisTelemetryExtension.cs`);
  inspection.holds('the extension', code, `namespace ${namespace}`, ' AttachToAll(', ' FromParameters(');
  inspection.files('LICENSE');
}

/** The package itself: https://learn.microsoft.com/en-us/nuget/reference/nuspec */
export function checkNupkg(inspection: Inspection, facts: Facts): void {
  const { packageId } = facts.jsii.targets.dotnet;
  const nuspec = inspection.text(`${packageId}.nuspec`);
  inspection.holds('the nuspec', nuspec, `<id>${packageId}</id>`, `<version>${facts.version}</version>`, `>${facts.license}</license>`,
    `url="${facts.repository.url}"`, facts.description);
  // The npm package is a resource of the assembly.
  inspection.theOne(/^lib\/[^/]+\/[^/]+\.dll$/);
}
