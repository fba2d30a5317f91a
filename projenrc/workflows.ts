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

/** Additions to the workflows that projen generates. */
export function configureWorkflows(project: awscdk.AwsCdkConstructLibrary): void {
  runAllChecksOnPullRequests(project);
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
      { name: 'All checks', run: 'bash .ci/run' },
    ],
  });
  project.autoMerge?.addConditions('status-success=checks');
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
