import { awscdk, github } from 'projen';

const { JobPermission } = github.workflows;

/** Trusted publishing needs npm 11.5.1, which comes with Node.js 24. */
export const WORKFLOW_NODE_VERSION = '24';

/** The tools of a workflow that runs `.ci/run`. */
const TOOLS = {
  node: { version: WORKFLOW_NODE_VERSION },
  python: { version: '3.11' },
  java: { version: '17' },
  go: { version: '1.26' },
};

/** Reads extension-host/rust-toolchain.toml, which pins the version. rustup is on GitHub's runners. */
const INSTALL_RUST = { name: 'Install Rust', run: 'rustup toolchain install', workingDirectory: 'extension-host' };

/** Without it, the check of advisories would be reported as not covered. */
const INSTALL_CARGO_AUDIT = { name: 'Install cargo-audit', run: 'cargo install --locked cargo-audit@0.22.2' };

/** The steps of a generated job that builds the layer, before it does. */
export const BEFORE_BUILD: github.workflows.JobStep[] = [INSTALL_RUST];
export const BEFORE_RELEASE: github.workflows.JobStep[] = [INSTALL_RUST, INSTALL_CARGO_AUDIT];

/** Additions to the workflows that projen generates. */
export function configureWorkflows(project: awscdk.AwsCdkConstructLibrary): void {
  runAllChecksOnPullRequests(project);
  requireAllHosts(project);
  attachSbom(project);
  // The job that builds a release only reads; those that publish have their own permissions.
  project.github?.tryFindWorkflow('release')?.file?.addOverride('jobs.release.permissions.contents', JobPermission.READ);
}

/** CI runs `.ci/run`, like a developer. */
function runAllChecksOnPullRequests(project: awscdk.AwsCdkConstructLibrary): void {
  project.github?.tryFindWorkflow('build')?.addJob('checks', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 60,
    tools: TOOLS,
    steps: [
      github.WorkflowSteps.checkout(),
      INSTALL_RUST,
      INSTALL_CARGO_AUDIT,
      // The extension runs in other roots there, for which Ubuntu's default asks for root.
      { name: 'Allow user namespaces', run: 'sudo sysctl --write kernel.apparmor_restrict_unprivileged_userns=0' },
      { name: 'All checks', run: 'bash .ci/run' },
    ],
  });
  project.autoMerge?.addConditions('status-success=checks');
}

/** What may be published contains the native host for both architectures: the build fails without. */
function requireAllHosts(project: awscdk.AwsCdkConstructLibrary): void {
  for (const name of ['build', 'release']) {
    project.github?.tryFindWorkflow(name)?.file?.addOverride(`jobs.${name}.env.LAYER_HOSTS`, 'all');
  }
}

/** The SBOM is attached to the GitHub release. */
function attachSbom(project: awscdk.AwsCdkConstructLibrary): void {
  project.release?.publisher.addGitHubPostPublishingSteps({
    name: 'Attach the SBOM',
    if: '${{ !inputs.dry_run }}',
    env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    run: 'gh release upload "$(cat dist/releasetag.txt)" dist/sbom.cdx.json --clobber -R "$GITHUB_REPOSITORY"',
  });
}
