import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newFunction, newStack, OTHER_ACCOUNT } from '../fixtures';

const ROLE_ARN = 'arn:aws:iam::111111111111:role/theirs';

function attachWith(role: (stack: Stack) => iam.IRole, stack: Stack = newStack({ env: IRELAND })): Stack {
  const fn = newFunction(stack, 'Function', { role: role(stack) });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
  return stack;
}

function hasPolicyFor(stack: Stack, roles: unknown): void {
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::ManagedPolicy', { Roles: roles });
}

function hasWarning(stack: Stack, id: string): void {
  Annotations.fromStack(stack).hasWarning('/Stack/Function', Match.stringLikeRegexp(`\\[ack: cdk-kinesis-telemetry-extension:${id}\\]`));
}

function hasNoWarning(stack: Stack): void {
  Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
}

test('an imported role of the same account gets the policy, without a warning', () => {
  const stack = attachWith((scope) => iam.Role.fromRoleArn(scope, 'Role', ROLE_ARN));
  hasPolicyFor(stack, ['theirs']);
  hasNoWarning(stack);
});

test('a role that is imported by its name gets the policy without a warning', () => {
  const stack = attachWith((scope) => iam.Role.fromRoleName(scope, 'Role', 'theirs'), newStack());
  hasPolicyFor(stack, ['theirs']);
  hasNoWarning(stack);
});

test('an imported role gets the policy with a warning when the account of the stack is unknown', () => {
  const stack = attachWith((scope) => iam.Role.fromRoleArn(scope, 'Role', ROLE_ARN), newStack());
  hasPolicyFor(stack, ['theirs']);
  hasWarning(stack, 'roleOfAnotherAccount');
});

test.each<[string, (scope: Stack) => iam.IRole]>([
  ['in another account', (scope) => iam.Role.fromRoleArn(scope, 'Role', `arn:aws:iam::${OTHER_ACCOUNT.account}:role/theirs`)],
  ['that is immutable', (scope) => iam.Role.fromRoleArn(scope, 'Role', ROLE_ARN, { mutable: false })],
  ['of this app without policy updates', (scope) =>
    new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }).withoutPolicyUpdates()],
])('a role %s is not changed, and a warning says what to do', (_, role) => {
  const stack = attachWith(role);
  hasPolicyFor(stack, Match.absent());
  hasWarning(stack, 'roleNotChanged');
  Annotations.fromStack(stack).hasWarning('/Stack/Function',
    Match.stringLikeRegexp('Attach the policy of Stack/Telemetry/Policy to the role in the app that defines the role'));
});

test('several imported roles get the same policy', () => {
  const stack = newStack({ env: IRELAND });
  const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
  for (const name of ['a', 'b', 'c']) {
    telemetry.attachTo(newFunction(stack, name, { role: iam.Role.fromRoleName(stack, `${name}-role`, name) }));
  }
  hasPolicyFor(stack, ['a', 'b', 'c']);
});

test('the trust policy of a role can be changed after attachTo', () => {
  const stack = newStack();
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const trust = new iam.PolicyStatement({ actions: ['sts:AssumeRole'] });
  role.assumeRolePolicy?.addStatements(trust);
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { role }));
  trust.addPrincipals(new iam.ServicePrincipal('scheduler.amazonaws.com'));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Principal: { Service: 'scheduler.amazonaws.com' } })]) },
  });
});

test('a stream in another account is a warning', () => {
  const stack = newStack({ env: IRELAND });
  const stream = kinesis.Stream.fromStreamArn(stack, 'Stream', `arn:aws:kinesis:eu-west-1:${OTHER_ACCOUNT.account}:stream/theirs`);
  new KinesisTelemetryExtension(stack, 'Telemetry', { stream }).attachTo(newFunction(stack));
  hasWarning(stack, 'streamOfAnotherAccount');
});

