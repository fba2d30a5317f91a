import { CfnOutput, CfnParameter, Stack, Stage, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { outermostStackOf } from './outermost-stack';
import { compareEnvironments } from './places';

/** CloudFormation reads these parameters in each deployment. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html */
const PARAMETER_TYPE = 'AWS::SSM::Parameter::Value<String>';

/** A value that is known only when the stack of its owner is deployed. */
export interface DeployedValue {
  readonly owner: Construct;
  /** What the value is, such as `the ARN of its stream`. */
  readonly what: string;
  readonly value: string;
  /** The SSM parameter in the owner's stack with the value. */
  readonly parameterName: string;
  /** The end of an error text: what makes the value known at synth. */
  readonly remedy: string;
}

/**
 * Reads a value of the owner's stack in another stack, without an export: CloudFormation neither deletes nor changes an export that is imported,
 * so each would fix the order in which stacks can be deployed, and block some.
 *
 * @param scope where the parameter of the other stack is created
 * @param id the id of that parameter
 * @throws when the stacks are in two accounts, or it is unknown whether they are
 */
export function readElsewhere(scope: Construct, id: string, deployed: DeployedValue): string {
  const [here, there] = [Stack.of(scope), outermostStackOf(deployed.owner)];
  checkStage(here, deployed);
  const { account, region } = compareEnvironments(here, there);
  if (account === 'unknown' || region === 'unknown') throw new Error(unknownEnvironment(here, deployed, account === 'unknown' ? 'account' : 'region'));
  if (account === 'different') {
    throw new Error(`${here.node.path} is in account ${here.account}, and ${deployed.owner.node.path} in account ${there.account}: no other account can look `
      + `up ${deployed.what}. ${deployed.remedy}`);
  }
  const value = region === 'same' ? readParameter(scope, id, deployed) : readOutput(there, id, deployed);
  here.addDependency(there, `${here.node.path} reads ${deployed.what} of ${deployed.owner.node.path} when it is deployed. ${deployed.remedy}`);
  return value;
}

/** Reads an SSM parameter by its name, when the stack is deployed. */
export function readParameterNamed(scope: Construct, id: string, name: string): string {
  return new CfnParameter(scope, id, {
    type: PARAMETER_TYPE, default: name, description: 'The name of an SSM parameter: see cdk-kinesis-telemetry-extension',
  }).valueAsString;
}

/** The text of the error for a stack with an account or a region beside a stack without it. */
export function unknownEnvironment(here: Stack, { owner, what }: Pick<DeployedValue, 'owner' | 'what'>, part: 'account' | 'region'): string {
  const there = outermostStackOf(owner);
  const describe = (stack: Stack) => `${stack.node.path} has ${Token.isUnresolved(stack[part]) ? `no ${part}` : `the ${part} ${stack[part]}`}`;
  return `${describe(here)}, and ${describe(there)}, the stack of ${owner.node.path}: synth cannot know whether they are the same, and so where to find ${what}. `
    + 'Give both stacks an env: new Stack(app, id, { env: { account, region } })';
}

/** Stages are deployed independently of each other. */
function checkStage(here: IConstruct, { owner, what }: DeployedValue): void {
  if (Stage.of(here) === Stage.of(owner)) return;
  throw new Error(`${here.node.path} is in another stage than ${owner.node.path}, and stages cannot refer to each other, so it cannot read ${what}. Create a `
    + 'KinesisTelemetryExtension in each stage, or pass a stream that is imported by its ARN (kinesis.Stream.fromStreamArn)');
}

function readParameter(scope: Construct, id: string, { owner, what, parameterName, remedy }: DeployedValue): string {
  if (!Token.isUnresolved(parameterName)) return readParameterNamed(scope, id, parameterName);
  throw new Error(`${Stack.of(scope).node.path} reads ${what} from an SSM parameter of ${owner.node.path}, whose parameterPrefix must therefore be known at `
    + `synth, but is a token. Use a literal parameterPrefix. ${remedy}`);
}

/**
 * SSM parameters can be read only in their own region. The output has no export.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getstackoutput.html
 */
function readOutput(there: Stack, id: string, { owner, value }: DeployedValue): string {
  // In the outermost stack: nobody knows the name of a nested one.
  const outputId = `KinesisTelemetryExtension-${owner.node.addr.slice(-8)}-${id}`;
  const output = there.node.tryFindChild(outputId) as CfnOutput | undefined ?? new CfnOutput(there, outputId, { value });
  return Token.asString({ 'Fn::GetStackOutput': { StackName: there.stackName, OutputName: output.logicalId, Region: there.region } });
}
