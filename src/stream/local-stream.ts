import { Stack, Token } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { outermostStackOf } from '../stacks/outermost-stack';
import { compareEnvironments, Environment } from '../stacks/places';
import { DeployedValue, readElsewhere, unknownEnvironment } from '../stacks/weak-reference';
import { referencesIn } from '../survey/references';

/** A stream, as the constructs of one stack refer to it: without exports of another stack. */
export interface LocalStream {
  /** Where the stream is, as far as this app knows it. */
  readonly env: Environment;
  /** For its ARN. In another stack, it has no encryption key: what only writes needs none of its stack. */
  readonly stream: kinesis.IStream;
  /** The customer managed key, and whether this stack can name it without a reference to another stack. */
  readonly key?: LocalKey;
  /** The stream for grants, with its key. */
  readonly grantable: kinesis.IStream;
}

export interface LocalKey {
  readonly key: kms.IKey;
  readonly isNear: boolean;
}

/** A stream of an extension that this app creates, and where its stack writes the ARNs. */
export interface OwnStream {
  readonly owner: Construct;
  readonly stream: kinesis.IStream;
  readonly streamArnParameter: string;
  readonly keyArnParameter: string;
}

const REMEDY = 'Set streamName, so that the ARN of the stream is known at synth';

/**
 * Returns the stream for the stack of the scope.
 *
 * @throws when the stack cannot know the ARN of the stream; the message says what to do
 */
export function localStream(scope: Construct, own: OwnStream): LocalStream {
  const { stream } = own;
  const { env, encryptionKey } = stream;
  const key = encryptionKey && { key: encryptionKey, isNear: scope === own.owner || isNear(scope, encryptionKey.keyArn) };
  if (scope === own.owner || isNear(scope, stream.streamArn) || isNamedElsewhere(scope, stream)) return { stream, env, grantable: stream, key };

  const streamArn = arnIn(scope, own);
  const imported = kinesis.Stream.fromStreamArn(scope, 'Stream', streamArn);
  let grantable: kinesis.IStream | undefined;
  return {
    stream: imported,
    env,
    key,
    /** The key is only looked up if something is granted. */
    get grantable() {
      if (!grantable) {
        const found = keyIn(scope, own, key);
        grantable = found ? kinesis.Stream.fromStreamAttributes(scope, 'EncryptedStream', { streamArn, encryptionKey: found }) : imported;
      }
      return grantable;
    },
  };
}

/**
 * Returns the ARN of the stream for a function of the same stack, which may be nested: as a text, if the stream has a name and is in another nested
 * stack. The function's stack then does not depend on the stream and its key, whose policy may name a role of the function's stack.
 */
export function streamArnFor(fn: IConstruct, stream: kinesis.IStream): string {
  const resourceName = nameOf(stream);
  const { account, region } = stream.env;
  return resourceName === undefined || Stack.of(fn) === Stack.of(stream) ? stream.streamArn
    : Stack.of(fn).formatArn({ service: 'kinesis', account, region, resource: 'stream', resourceName });
}

/** Whether a value refers to nothing in another stack than the scope's. */
export function isNear(scope: Construct, value: string): boolean {
  return referencesIn(value, scope, 'while building').constructs.every((construct) => outermostStackOf(construct) === outermostStackOf(scope));
}

/** Whether the stream has a name and is in another account or region. CDK refers to such a resource by its name. */
function isNamedElsewhere(scope: Construct, stream: kinesis.IStream): boolean {
  const { account, region } = compareEnvironments(Stack.of(scope), stream.env);
  return nameOf(stream) !== undefined && [account, region].includes('different');
}

function arnIn(scope: Construct, { owner, stream, streamArnParameter }: OwnStream): string {
  const resourceName = nameOf(stream);
  const what = 'the ARN of its stream';
  if (resourceName === undefined) return readElsewhere(scope, 'StreamArn', { owner, what, value: stream.streamArn, parameterName: streamArnParameter, remedy: REMEDY });
  const { account, region } = stream.env;
  const here = Stack.of(scope);
  // What is known of the stream is good for any stack; what is unknown must be unknown of the stack, too.
  if (Token.isUnresolved(account) && !Token.isUnresolved(here.account)) throw new Error(unknownEnvironment(here, { owner, what }, 'account'));
  if (Token.isUnresolved(region) && !Token.isUnresolved(here.region)) throw new Error(unknownEnvironment(here, { owner, what }, 'region'));
  return here.formatArn({ service: 'kinesis', account, region, resource: 'stream', resourceName });
}

/** Whether the stack of the scope can name the stream without reading anything of another stack. */
export function isArnKnown(scope: Construct, stream: kinesis.IStream): boolean {
  return nameOf(stream) !== undefined || isNear(scope, stream.streamArn);
}

function keyIn(scope: Construct, { owner, keyArnParameter }: OwnStream, found: LocalKey | undefined): kms.IKey | undefined {
  if (!found || found.isNear) return found?.key;
  const deployed: DeployedValue = {
    owner, what: 'the ARN of its key', value: found.key.keyArn, parameterName: keyArnParameter, remedy: 'Import a key by its ARN, so that it is known at synth',
  };
  return kms.Key.fromKeyArn(scope, 'StreamKey', readElsewhere(scope, 'KeyArn', deployed));
}

/** The name of a stream of this app, if it is known at synth. */
function nameOf(stream: kinesis.IStream): string | undefined {
  const { name } = stream.node.defaultChild as Partial<kinesis.CfnStream> ?? {};
  return Token.isUnresolved(name) ? undefined : name;
}
