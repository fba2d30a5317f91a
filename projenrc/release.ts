import { awscdk, github } from 'projen';

const { JobPermission } = github.workflows;

/** Trusted publishing needs npm 11.5.1, which comes with Node.js 24. */
export const WORKFLOW_NODE_VERSION = '24';

/** What a workflow needs that runs `.ci/run`: the versions that the checks are made with. */
const TOOLS = {
  node: { version: WORKFLOW_NODE_VERSION },
  python: { version: '3.11' },
  java: { version: '17' },
  go: { version: '1.26' },
};

/** What is checked of a release before it leaves, and the workflows that make it. */
export function configureRelease(project: awscdk.AwsCdkConstructLibrary): void {
  project.addDevDeps(
    'publint@0.3.25',
    '@arethetypeswrong/core@0.18.5',
    '@cyclonedx/cyclonedx-library@10.3.0',
    'packageurl-js@2.0.1',
    // cyclonedx-library validates with these.
    'ajv@8.20.0',
    'ajv-formats@3.0.1',
    'ajv-formats-draft2019@1.6.1',
    // The last line of pnpm that runs on our floor of Node.js.
    'pnpm@10.34.8',
    '@yarnpkg/cli-dist@4.18.1',
  );

  // What jsii writes, and what a package is that says nothing: but then Node.js has to find out.
  project.package.addField('type', 'commonjs');

  const check = project.addTask('release:check', {
    description: 'Pack the library as a release would, and look at it as a stranger does: installs, types, licences, SBOM; compile first',
    exec: 'tsx tools/release/main.ts',
  });
  // A release is checked with the version that it will have, which package.json holds only while it is built.
  project.packageTask.spawn(check, { condition: 'node -e "if (!process.env.RELEASE) process.exit(1)"' });

  runAllChecksOnPullRequests(project);
  attachSbom(project);
  // The job that builds a release only reads; those that publish have their own permissions.
  project.github?.tryFindWorkflow('release')?.file?.addOverride('jobs.release.permissions.contents', JobPermission.READ);
}

/** `.ci/run` is what CI does, wherever it runs. */
function runAllChecksOnPullRequests(project: awscdk.AwsCdkConstructLibrary): void {
  project.github?.tryFindWorkflow('build')?.addJob('checks', {
    runsOn: ['ubuntu-latest'],
    permissions: { contents: JobPermission.READ },
    timeoutMinutes: 60,
    tools: TOOLS,
    steps: [
      // With all tags: the last of them is what the API is compared with.
      github.WorkflowSteps.checkout({ with: { fetchDepth: 0 } }),
      { name: 'All checks', run: 'bash .ci/run' },
    ],
  });
  project.autoMerge?.addConditions('status-success=checks');
}

/** The bill of materials goes where people look for a release. */
function attachSbom(project: awscdk.AwsCdkConstructLibrary): void {
  project.release?.publisher.addGitHubPostPublishingSteps({
    name: 'Attach the SBOM',
    if: '${{ !inputs.dry_run }}',
    env: { GITHUB_TOKEN: '${{ secrets.GITHUB_TOKEN }}' },
    run: 'gh release upload "$(cat dist/releasetag.txt)" dist/sbom.cdx.json --clobber -R "$GITHUB_REPOSITORY"',
  });
}
