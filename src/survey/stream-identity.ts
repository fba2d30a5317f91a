import { CfnParameter, CfnResource, Stack, Token } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { IConstruct } from 'constructs';
import { ReadingTime, referencesIn } from './references';
import { UNKNOWN_PART } from '../template/template-value';

/** Where something is deployed. Undefined if it is known only at deployment. */
interface Place {
  readonly account?: string;
  readonly region?: string;
}

/** A way to name a stream: the resource in this app, its name in a place, or an SSM parameter with its ARN. */
export interface StreamIdentity extends Place {
  readonly kind: 'resource' | 'name' | 'parameter';
  readonly name: string;
}

const STREAM = 'AWS::Kinesis::Stream';
const STREAM_CONSUMER = 'AWS::Kinesis::StreamConsumer';

/** Also matches the ARN of a consumer of the stream. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html */
const STREAM_ARN = /^(?:arn|\?):[^:]*:kinesis:([^:]*):([^:]*):stream\/([^/?]+)/;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-ssm.html */
const DYNAMIC_REFERENCE = /^\{\{resolve:ssm:([^:}]+)/;

/** Returns the ways in which a value names a stream: none if it is not the ARN of a stream, or not known at synth. */
export function streamIdentitiesOf(value: unknown, scope: IConstruct, time: ReadingTime): StreamIdentity[] {
  const { constructs, text } = referencesIn(value, scope, time);
  const [, region, account, name] = STREAM_ARN.exec(text) ?? [];
  const [, parameter] = DYNAMIC_REFERENCE.exec(text) ?? [];
  return [
    ...constructs.flatMap((construct) => identitiesOfConstruct(construct, time)),
    ...name === undefined ? [] : [{ kind: 'name' as const, name, region: known(region), account: known(account) }],
    ...parameter === undefined ? [] : [{ kind: 'parameter' as const, name: parameter, ...placeOf(scope) }],
  ];
}

function identitiesOfConstruct(construct: IConstruct, time: ReadingTime): StreamIdentity[] {
  if (construct instanceof CfnParameter) {
    const name: unknown = construct.default;
    return construct.type.startsWith('AWS::SSM::Parameter::Value') && typeof name === 'string'
      ? [{ kind: 'parameter', name, ...placeOf(construct) }] : [];
  }
  if (!CfnResource.isCfnResource(construct)) return [];
  if (construct.cfnResourceType === STREAM_CONSUMER) return streamIdentitiesOf((construct as kinesis.CfnStreamConsumer).streamArn, construct, time);
  if (construct.cfnResourceType !== STREAM) return [];
  const { name } = construct as kinesis.CfnStream;
  const resource: StreamIdentity = { kind: 'resource', name: construct.node.path };
  return name === undefined || Token.isUnresolved(name) ? [resource] : [resource, { kind: 'name', name, ...placeOf(construct) }];
}

/** The identity of an SSM parameter, as its readers name it. */
export function parameterIdentity(name: string, scope: IConstruct): StreamIdentity {
  return { kind: 'parameter', name, ...placeOf(scope) };
}

/** Whether both name the same stream, or could do so: an unknown account or region could be any. */
export function isSameStream(one: StreamIdentity, other: StreamIdentity): boolean {
  return one.kind === other.kind && one.name === other.name && isSame(one.account, other.account) && isSame(one.region, other.region);
}

function isSame(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function placeOf(scope: IConstruct): Place {
  const { account, region } = Stack.of(scope);
  return { account: Token.isUnresolved(account) ? undefined : account, region: Token.isUnresolved(region) ? undefined : region };
}

function known(part: string): string | undefined {
  return part === '' || part.includes(UNKNOWN_PART) ? undefined : part;
}
