import { Stack } from 'aws-cdk-lib';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { KinesisTelemetryExtension } from '../../../src';
import { IRELAND, newStack } from '../fixtures';

const existing = (stack: Stack) => kms.Alias.fromAliasName(stack, 'Alias', 'alias/theirs');
const created = (stack: Stack) => new kms.Key(stack, 'Key').addAlias('alias/ours');
const ATTRIBUTES = {
  layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:7', streamArn: 'arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry',
};

test.each<[string, (stack: Stack) => void, string]>([
  ['of a new stream', (stack) => new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: existing(stack) }),
    'Stack/Telemetry: streamEncryptionKey is an alias (Stack/Alias), and'],
  ['of a new stream, by an alias of this app', (stack) => new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey: created(stack) }),
    'Stack/Telemetry: streamEncryptionKey is an alias (Stack/Key/Alias'],
  ['of a given stream', (stack) => new KinesisTelemetryExtension(stack, 'Telemetry', { stream: new kinesis.Stream(stack, 'Stream', { encryptionKey: created(stack) }) }),
    'Stack/Telemetry: stream.encryptionKey is an alias'],
  ['of the stream of another app', (stack) => KinesisTelemetryExtension.fromAttributes(stack, 'Telemetry', { ...ATTRIBUTES, streamEncryptionKey: existing(stack) }),
    'Stack/Telemetry: streamEncryptionKey is an alias'],
  ['of an archive', (stack) => new KinesisTelemetryExtension(stack, 'Telemetry').addArchive('Archive', { encryptionKey: existing(stack) }),
    'Stack/Telemetry, addArchive Archive: encryptionKey is an alias'],
  ['of the log of an archive', (stack) => new KinesisTelemetryExtension(stack, 'Telemetry').addArchive('Archive', { logEncryptionKey: existing(stack) }),
    'Stack/Telemetry, addArchive Archive: logEncryptionKey is an alias'],
])('an alias as the key %s is an error, because a policy for its ARN allows nothing', (_, make, error) => {
  expect(() => make(newStack({ env: IRELAND }))).toThrow(error);
});

test('a key that is looked up by its alias is not an alias', () => {
  const stack = newStack({ env: IRELAND });
  const streamEncryptionKey = kms.Key.fromLookup(stack, 'Key', { aliasName: 'alias/theirs' });
  expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { streamEncryptionKey })).not.toThrow();
});
