import { Annotations, CfnCustomResource, CfnResource, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AttachableFunction } from '../../function/attachable-function';
import { isCdksOwn } from '../../function/cdks-own';
import { ownFunctionOf } from '../../function/find-function';
import { variablesOf } from '../../function/function-configuration';
import { renderedPropertiesOf } from '../../template/rendered-properties';

/** The ids are public: apps use them to acknowledge warnings. The documentation of `attachTo` and `attachToAll` lists them. */
const TRIGGER_WARNING = 'cdk-kinesis-telemetry-extension:triggerRunsAgain';
const PROVIDERS_INFO = 'cdk-kinesis-telemetry-extension:customResourceProviders';

const TRIGGER = 'Custom::Trigger';
/** The variables by which CDK's provider framework knows the functions of the user. https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html */
const HANDLERS = ['USER_ON_EVENT_FUNCTION_ARN', 'USER_IS_COMPLETE_FUNCTION_ARN'];

/**
 * Says at the end of synth which attached functions a deployment runs: handlers of triggers, which run again whenever their version changes, and
 * providers of custom resources. One pass over the app.
 */
export function reportFunctionsOfDeployments(owner: IConstruct, isAttached: (fn: IConstruct) => boolean): void {
  let isReported = false;
  owner.node.addValidation({
    validate: () => {
      // A second synth must not report them again.
      if (!isReported) report(owner, isAttached);
      isReported = true;
      return [];
    },
  });
}

function report(owner: IConstruct, isAttached: (fn: IConstruct) => boolean): void {
  const constructs = owner.node.root.node.findAll();
  const functions = new FunctionsByReference(constructs.flatMap((construct) => ownFunctionOf(construct) ?? []));
  const providers = new Set<string>();
  for (const resource of constructs) {
    if (!CfnResource.isCfnResource(resource)) continue;
    const { cfnResourceType: type } = resource;
    if (type !== CfnCustomResource.CFN_RESOURCE_TYPE_NAME && !type.startsWith('Custom::')) continue;
    if (type === TRIGGER) {
      const fn = functions.versionReferredBy(resource, renderedPropertiesOf(resource).HandlerArn);
      if (fn && isAttached(fn.construct)) warnOfTrigger(fn.construct);
    }
    const provider = functions.referredBy(resource, renderedPropertiesOf(resource).ServiceToken);
    if (!provider) continue;
    const run = [provider, ...handlersOf(provider, functions)].filter(({ construct }) => isAttached(construct));
    for (const { construct } of run) providers.add(construct.node.path);
  }
  if (providers.size === 0) return;
  Annotations.of(owner).addInfoV2(PROVIDERS_INFO, 'These attached functions are providers of custom resources, which run in deployments: '
    + `${[...providers].sort().join(', ')}. If the telemetry of deployments is not wanted, exclude them, or opt them out by tag`);
}

function warnOfTrigger(fn: IConstruct): void {
  Annotations.of(fn).addWarningV2(TRIGGER_WARNING, `${fn.node.path} is the handler of a trigger, and its version changes when the extension is attached, `
    + 'changed or detached. The deployment then runs the trigger again. Make sure that this does no harm and acknowledge this warning, or exclude the function');
}

function handlersOf({ construct, resource }: AttachableFunction, functions: FunctionsByReference): AttachableFunction[] {
  if (!isCdksOwn(construct)) return [];
  const variables = variablesOf(resource) ?? {};
  return HANDLERS.flatMap((variable) => functions.referredBy(construct, variables[variable]) ?? []);
}

/** The functions of an app by what refers to them in their stack: their own id, and the ids of their versions. */
class FunctionsByReference {
  private readonly byId: ReadonlyMap<string, AttachableFunction>;
  private byVersion?: ReadonlyMap<string, AttachableFunction>;

  constructor(private readonly functions: AttachableFunction[]) {
    this.byId = new Map(functions.map((fn) => [key(fn.resource, idOf(fn.resource)), fn] as const));
  }

  /** Returns the function to which a resolved value refers: `Ref`, or `Fn::GetAtt`. */
  referredBy(construct: IConstruct, value: unknown): AttachableFunction | undefined {
    return this.byId.get(key(construct, referredId(value)));
  }

  /** The id of a current version is a hash of the function, which is expensive: only apps with triggers need it. */
  versionReferredBy(construct: IConstruct, value: unknown): AttachableFunction | undefined {
    this.byVersion ??= new Map(this.functions.flatMap((fn) => fn.construct.node.children.filter((child) => child instanceof lambda.Version)
      .map((version) => [key(version, idOf(version.node.defaultChild as CfnResource)), fn] as const)));
    return this.byVersion.get(key(construct, referredId(value)));
  }
}

function referredId(value: unknown): string {
  const { 'Ref': ref, 'Fn::GetAtt': attribute } = (value ?? {}) as { readonly 'Ref'?: string; readonly 'Fn::GetAtt'?: string[] };
  return ref ?? attribute?.[0] ?? '';
}

function idOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId) as string;
}

function key(construct: IConstruct, logicalId: string): string {
  return `${Stack.of(construct).node.addr}/${logicalId}`;
}
