import { awscdk } from 'projen';
import { UNLESS_COMPILED } from './already-compiled';

/** Deploys the example by the real CDK CLI to an AWS on this machine. */
export function configureDeploy(project: awscdk.AwsCdkConstructLibrary): void {
  project.addDevDeps(
    // The one that integ-runner brings: two would be twice as much to install.
    'aws-cdk@2.1115.1',
    // Not newer than the layer's client for Kinesis: what they share with it stays as it is.
    '@aws-sdk/client-cloudformation@3.1143.0',
    '@aws-sdk/client-cloudwatch-logs@3.1142.0',
    '@aws-sdk/client-iam@3.1143.0',
    '@aws-sdk/client-lambda@3.1143.0',
    '@aws-sdk/client-s3@3.1143.0',
    '@aws-sdk/client-sqs@3.1143.0',
    '@aws-sdk/client-ssm@3.1142.0',
    '@aws-sdk/client-sts@3.1143.0',
  );
  const deploy = project.addTask('test:deploy', {
    description: 'Deploy the example to a local AWS (moto) with the CDK CLI, use what was deployed, update it, destroy it',
  });
  deploy.spawn(project.preCompileTask, UNLESS_COMPILED);
  deploy.spawn(project.compileTask, UNLESS_COMPILED);
  deploy.exec('tsx --tsconfig tsconfig.dev.json test/deploy/main.ts', { receiveArgs: true });
}
