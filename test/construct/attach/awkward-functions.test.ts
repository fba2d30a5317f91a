import { App, Aspects, CfnParameter, Duration, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { IConstruct } from 'constructs';
import { ArchivePartitioning, AttachToAllOptions, Compression, FlushStrategy, KinesisTelemetryExtension, RecordFormat } from '../../../src';
import { functionsIn, IRELAND, newFunction, newStack, propertiesIn } from '../fixtures';

function attachedIn(stack: Stack): string[] {
  return Object.entries(Template.fromStack(stack).findResources('AWS::Lambda::Function'))
    .filter(([, { Properties }]) => 'KINESIS_TELEMETRY_STREAM_ARN' in ((Properties as { Environment?: { Variables: object } }).Environment?.Variables ?? {}))
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ''));
}

function warningsIn(stack: Stack, id: string): string[] {
  Template.fromStack(stack);
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp(`cdk-kinesis-telemetry-extension:${id}`)).map(({ entry }) => String(entry.data));
}

function singleton(stack: Stack, id: string): lambda.SingletonFunction {
  return new lambda.SingletonFunction(stack, id, {
    uuid: 'mine', lambdaPurpose: 'Mine', runtime: lambda.Runtime.NODEJS_22_X, handler: 'index.handler', code: lambda.Code.fromInline('x'), memorySize: 256,
  });
}

function bare(stack: Stack): lambda.CfnFunction {
  return new lambda.CfnFunction(stack, 'Mine', {
    code: { zipFile: 'x' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 256, role: 'arn:aws:iam::111111111111:role/theirs',
  });
}

/** Ways to name a function. Each makes one function, whose id begins with Mine. */
const NAMES: [what: string, make: (stack: Stack) => IConstruct][] = [
  ['a version', (stack) => newFunction(stack, 'Mine').currentVersion],
  ['an alias', (stack) => new lambda.Alias(stack, 'Live', { aliasName: 'live', version: newFunction(stack, 'Mine').currentVersion })],
  ['a SingletonFunction', (stack) => singleton(stack, 'Singleton')],
  ['a CfnVersion of a CfnFunction', (stack) => new lambda.CfnVersion(stack, 'Version', { functionName: bare(stack).ref })],
  ['a CfnAlias of a CfnFunction', (stack) => new lambda.CfnAlias(stack, 'Live', { functionName: bare(stack).attrArn, functionVersion: '1', name: 'live' })],
  ['a CfnFunction that is imported', (stack) => lambda.Function.fromFunctionArn(stack, 'Imported', bare(stack).attrArn)],
];

describe.each(NAMES)('%s', (_, make) => {
  test('in attachTo means its function', () => {
    const stack = newStack();
    const fn = make(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(fn);
    expect(attachedIn(stack)).toEqual([expect.stringMatching(/^Mine/)]);
  });

  test.each<[prop: string, options: (fn: IConstruct) => AttachToAllOptions, expected: RegExp]>([
    ['exclude', (fn) => ({ exclude: [fn] }), /^Other$/],
    ['include', (fn) => ({ include: [fn] }), /^Mine/],
  ])('in %s of attachToAll means its function', (_prop, options, expected) => {
    const stack = newStack();
    const fn = make(stack);
    newFunction(stack, 'Other');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack, options(fn));
    expect(attachedIn(stack)).toEqual([expect.stringMatching(expected)]);
  });
});

describe('the opt-out tag', () => {
  test('on a SingletonFunction opts its function out', () => {
    const stack = newStack();
    Tags.of(singleton(stack, 'One')).add('kinesis-telemetry', 'off');
    singleton(stack, 'Two');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(attachedIn(stack)).toEqual([]);
  });

  test('on a SingletonFunction is an error when it is added too late', () => {
    const stack = newStack();
    const mine = singleton(stack, 'One');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    Tags.of(mine).add('kinesis-telemetry', 'off');
    expect(() => Template.fromStack(stack)).toThrow('has the tag kinesis-telemetry=off, but the tag was added after');
  });

  test('in the props of a stack opts all its functions out, but the nearest tag counts', () => {
    const app = new App();
    const stack = newStack({ tags: { 'kinesis-telemetry': 'off' } }, app);
    newFunction(stack, 'A');
    Tags.of(newFunction(stack, 'B')).add('kinesis-telemetry', 'on');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(app);
    expect(attachedIn(stack)).toEqual(['B']);
  });

  test('of a function is the one that CloudFormation gives it: the tags in the props of a stack are weaker than those of the app', () => {
    const app = new App();
    Tags.of(app).add('kinesis-telemetry', 'on');
    const stack = newStack({ tags: { 'kinesis-telemetry': 'off' } }, app);
    newFunction(stack, 'A');
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(app);
    expect(attachedIn(stack)).toEqual(['A']);
  });

  test.each<[what: string, expected: string[], tag: (stack: Stack, fn: lambda.Function) => void]>([
    ['that excludes functions', ['A'], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { excludeResourceTypes: ['AWS::Lambda::Function'] })],
    ['that excludes other types', [], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { excludeResourceTypes: ['AWS::IAM::Role'] })],
    ['that includes other types', ['A'], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { includeResourceTypes: ['AWS::IAM::Role'] })],
    ['that includes functions', [], (stack) => Tags.of(stack).add('kinesis-telemetry', 'off', { includeResourceTypes: ['AWS::Lambda::Function'] })],
    ['with a higher priority than a nearer one', [], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'off', { priority: 300 });
      Tags.of(fn).add('kinesis-telemetry', 'on');
    }],
    ['that is nearer, with a lower priority', ['A'], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'on');
      Tags.of(fn).add('kinesis-telemetry', 'off', { priority: 90 });
    }],
    ['whose removal excludes functions', [], (stack, fn) => {
      Tags.of(stack).add('kinesis-telemetry', 'off');
      Tags.of(fn).remove('kinesis-telemetry', { excludeResourceTypes: ['AWS::Lambda::Function'] });
    }],
    ['of the resource of the function', [], (_, fn) => Tags.of(fn.node.defaultChild!).add('kinesis-telemetry', 'off')],
    ['in the properties of the resource, which is weaker than another one', ['A'], (stack, fn) => {
      (fn.node.defaultChild as lambda.CfnFunction).tags.setTag('kinesis-telemetry', 'off', 50);
      Tags.of(stack).add('kinesis-telemetry', 'on');
    }],
  ])('%s: %j is attached, by attachToAll and by the Aspect', (_, expected, tag) => {
    for (const attach of [(telemetry: KinesisTelemetryExtension, stack: Stack) => telemetry.attachToAll(stack),
      (telemetry: KinesisTelemetryExtension, stack: Stack) => Aspects.of(stack).add(telemetry.asAspect())]) {
      const stack = newStack();
      const fn = newFunction(stack, 'A');
      tag(stack, fn);
      attach(new KinesisTelemetryExtension(stack, 'Telemetry'), stack);
      expect(attachedIn(stack)).toEqual(expected);
    }
  });

  test.each(['OFF', 'Off', ' off '])('may have the value %j', (value) => {
    const stack = newStack();
    Tags.of(newFunction(stack)).add('kinesis-telemetry', value);
    new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack);
    expect(attachedIn(stack)).toEqual([]);
  });
});

test('extensionInImage of attachToAll attaches the images, and gives the other functions the layer', () => {
  const stack = newStack();
  new lambda.DockerImageFunction(stack, 'Image', { code: lambda.DockerImageCode.fromEcr(ecr.Repository.fromRepositoryName(stack, 'R', 'images')) });
  newFunction(stack, 'Zip');
  new KinesisTelemetryExtension(stack, 'Telemetry').attachToAll(stack, { extensionInImage: true });
  expect(attachedIn(stack)).toEqual(['Image', 'Zip']);
  expect(functionsIn(stack).map(({ Layers }) => Layers?.length)).toEqual([undefined, 1]);
});

test.each([undefined, null, 'function'])('attachTo(%p) is an error that names the extension', (nothing) => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => telemetry.attachTo(nothing as unknown as lambda.IFunction)).toThrow(`Stack/Telemetry: attachTo needs a function, got ${String(nothing)}`);
});

test('environment variables above 4 KB are an error', () => {
  for (const [length, expected] of [[3_900, undefined], [4_100, 'Stack/Function has environment variables of']] as const) {
    const stack = newStack();
    new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack, 'Function', { environment: { LONG: 'x'.repeat(length) } }));
    if (expected) expect(() => Template.fromStack(stack)).toThrow(expected);
    else expect(() => Template.fromStack(stack)).not.toThrow();
  }
});

test.each<[call: string, make: (telemetry: KinesisTelemetryExtension) => unknown, expected: string]>([
  ['attachToAll', (telemetry) => telemetry.attachToAll(undefined as unknown as Stack), 'attachToAll needs a construct, a stack or an app, got undefined'],
  ['addConsumer', (telemetry) => telemetry.addConsumer(undefined as unknown as lambda.IFunction), 'addConsumer needs a function, got undefined'],
  ['addVpcEndpoint', (telemetry) => telemetry.addVpcEndpoint(undefined as unknown as ec2.IVpc), 'addVpcEndpoint needs a VPC, got undefined'],
])('%s of nothing is an error that names the extension', (_, make, expected) => {
  const telemetry = new KinesisTelemetryExtension(newStack(), 'Telemetry');
  expect(() => make(telemetry)).toThrow(`Stack/Telemetry: ${expected}`);
});

describe('a wrong ARN of a stream names the construct and the prop', () => {
  test('in fromAttributes', () => {
    expect(() => KinesisTelemetryExtension.fromAttributes(newStack(), 'Telemetry', {
      layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1', streamArn: 'arn:aws:sqs:eu-west-1:111111111111:queue',
    })).toThrow('Stack/Telemetry: streamArn must be an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got "arn:aws:sqs:');
  });

  test('in fromAttributes without the ARN', () => {
    expect(() => KinesisTelemetryExtension.fromAttributes(newStack(), 'Telemetry', {
      layerVersionArn: 'arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1', streamArn: undefined as unknown as string,
    })).toThrow('Stack/Telemetry: streamArn must be an ARN such as arn:aws:kinesis:eu-west-1:123456789012:stream/telemetry, got undefined');
  });

  test('in the prop stream', () => {
    const stack = newStack();
    const stream = kinesis.Stream.fromStreamArn(stack, 'Given', 'arn:aws:kinesis:eu-west-1:telemetry:stream/x');
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry', { stream })).toThrow('Stack/Telemetry: stream has an invalid ARN (Stack/Given): it must be');
  });
});

test.each([
  [{ linger: Duration.seconds(2) }, 'linger must not be longer than dispatchInterval (1000 ms), got 2000 ms'],
  [{ linger: Duration.millis(300), dispatchInterval: Duration.millis(200) }, 'linger must not be longer than dispatchInterval (200 ms), got 300 ms'],
  [{ linger: Duration.seconds(9), flushStrategy: FlushStrategy.periodic(Duration.seconds(8)) },
    'linger must not be longer than the interval of FlushStrategy.periodic (8000 ms), got 9000 ms'],
])('%p is an error', (props, expected) => {
  expect(() => new KinesisTelemetryExtension(newStack(), 'Telemetry', props)).toThrow(`Stack/Telemetry: ${expected}`);
});

describe('allowAllOutbound: false', () => {
  function warningsWith(allow: (fn: lambda.Function, vpc: ec2.Vpc, telemetry: KinesisTelemetryExtension) => void): string[] {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const fn = newFunction(stack, 'Function', { vpc, allowAllOutbound: false });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn);
    allow(fn, vpc, telemetry);
    return warningsIn(stack, 'noEgressToKinesis');
  }

  test('without a rule for port 443 is a warning', () => {
    expect(warningsWith((fn) => fn.connections.allowToAnyIpv4(ec2.Port.tcp(5432)))).toEqual([expect.stringMatching(
      '^Stack/Function has only security groups that let nothing out to port 443 \\(Stack/Function/SecurityGroup\\)')]);
  });

  test.each<[what: string, allow: Parameters<typeof warningsWith>[0]]>([
    ['a rule for port 443', (fn) => fn.connections.allowToAnyIpv4(ec2.Port.HTTPS)],
    ['a rule for all traffic to a network', (fn) => fn.connections.allowTo(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.allTraffic())],
    ['a rule for the endpoint', (fn, vpc, telemetry) => fn.connections.allowTo(telemetry.addVpcEndpoint(vpc), ec2.Port.tcpRange(400, 500))],
    ['another security group, of another app', (fn) => {
      const resource = fn.node.defaultChild as lambda.CfnFunction;
      const vpcConfig = resource.vpcConfig as lambda.CfnFunction.VpcConfigProperty;
      resource.vpcConfig = { ...vpcConfig, securityGroupIds: [...vpcConfig.securityGroupIds!, 'sg-1'] };
    }],
  ])('with %s is no warning', (_, allow) => {
    expect(warningsWith(allow)).toEqual([]);
  });

  test.each(['attach first', 'attach last'])('%s: addVpcEndpoint lets the function connect to the endpoint, and to nothing else', (order) => {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const fn = newFunction(stack, 'Function', { vpc, allowAllOutbound: false });
    newFunction(stack, 'NotAttached', { vpc, allowAllOutbound: false });
    newFunction(stack, 'Elsewhere', { vpc: new ec2.Vpc(stack, 'Other', { natGateways: 1 }), allowAllOutbound: false });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    const attach = () => telemetry.attachToAll(stack, { exclude: [stack.node.findChild('NotAttached')] });
    if (order === 'attach first') attach();
    const [endpointGroup] = telemetry.addVpcEndpoint(vpc).connections.securityGroups;
    if (order === 'attach last') attach();
    const [group] = fn.connections.securityGroups;
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([expect.objectContaining({
      GroupId: stack.resolve(group.securityGroupId), DestinationSecurityGroupId: stack.resolve(endpointGroup.securityGroupId), IpProtocol: 'tcp', FromPort: 443, ToPort: 443,
    })]);
    expect(warningsIn(stack, 'noEgressToKinesis')).toEqual([expect.stringMatching('^Stack/Elsewhere has only')]);
  });

  test('in another stack than the endpoint is a warning: the group would be an export that blocks deployments', () => {
    const app = new App();
    const [network, stack] = ['Network', 'Stack'].map((id) => newStack({ env: IRELAND }, app, id));
    const vpc = new ec2.Vpc(network, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'Function', { vpc, allowAllOutbound: false }));
    telemetry.addVpcEndpoint(vpc);
    expect(warningsIn(stack, 'noEgressToKinesis')).toHaveLength(1);
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([]);
  });
});

describe('the security groups of a function without an L2', () => {
  const rule = (port: number) => ({ ipProtocol: 'tcp', fromPort: port, toPort: port, cidrIp: '0.0.0.0/0' });

  function attachedWith(newGroups: (stack: Stack, vpc: ec2.Vpc) => string[]) {
    const stack = newStack({ env: IRELAND });
    const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 1, maxAzs: 2 });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const fn = new lambda.CfnFunction(stack, 'Function', {
      code: { zipFile: '-' }, handler: 'index.handler', runtime: 'nodejs22.x', memorySize: 512, timeout: 30, role: role.roleArn,
      vpcConfig: { subnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId), securityGroupIds: newGroups(stack, vpc) },
    });
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(fn);
    return { stack, vpc, telemetry };
  }

  test.each<[what: string, newGroups: (stack: Stack, vpc: ec2.Vpc) => string[], path: string]>([
    ['an L2 with allowAllOutbound: false', (stack, vpc) => [new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false }).securityGroupId], 'Stack/Group'],
    ['an L1 with another rule', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(5432)],
    }).attrGroupId], 'Stack/Group'],
    ['an L1 with a separate rule', (stack, vpc) => {
      const group = new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-' });
      new ec2.CfnSecurityGroupEgress(stack, 'Rule', { groupId: group.ref, ...rule(5432) });
      return [group.attrGroupId];
    }, 'Stack/Group'],
    ['a group that is named by its logical id', (stack, vpc) => {
      new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(80)] });
      return [Fn.getAtt('Group', 'GroupId').toString()];
    }, 'Stack/Group'],
  ])('%s, without a rule for port 443, is a warning', (_, newGroups, path) => {
    expect(warningsIn(attachedWith(newGroups).stack, 'noEgressToKinesis')).toEqual([expect.stringMatching(
      `^Stack/Function has only security groups that let nothing out to port 443 \\(${path}\\)`)]);
  });

  test.each<[what: string, newGroups: (stack: Stack, vpc: ec2.Vpc) => string[]]>([
    ['an L1 without rules, which lets everything out', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', { vpcId: vpc.vpcId, groupDescription: '-' }).attrGroupId]],
    ['an L1 with a rule for port 443', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [rule(443)],
    }).attrGroupId]],
    ['a protocol that is a parameter', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [{ ...rule(80), ipProtocol: new CfnParameter(stack, 'Protocol').valueAsString }],
    }).attrGroupId]],
    ['a rule that is known only at deployment', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [Fn.conditionIf('A', rule(80), rule(443))],
    }).attrGroupId]],
    ['a port that is a parameter', (stack, vpc) => [new ec2.CfnSecurityGroup(stack, 'Group', {
      vpcId: vpc.vpcId, groupDescription: '-', securityGroupEgress: [{ ...rule(80), fromPort: new CfnParameter(stack, 'Port', { type: 'Number' }).valueAsNumber, toPort: 999 }],
    }).attrGroupId]],
    ['a second group, of another app,', (stack, vpc) => [new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound: false }).securityGroupId, 'sg-1']],
    ['a list of groups that is a parameter', (stack) => new CfnParameter(stack, 'Groups', { type: 'List<AWS::EC2::SecurityGroup::Id>' }).valueAsList],
  ])('%s is no warning', (_, newGroups) => {
    expect(warningsIn(attachedWith(newGroups).stack, 'noEgressToKinesis')).toEqual([]);
  });

  test('with an L2, addVpcEndpoint lets them connect to the endpoint', () => {
    const { stack, vpc, telemetry } = attachedWith((scope, inVpc) => [new ec2.SecurityGroup(scope, 'Group', { vpc: inVpc, allowAllOutbound: false }).securityGroupId]);
    telemetry.addVpcEndpoint(vpc);
    expect(warningsIn(stack, 'noEgressToKinesis')).toEqual([]);
    expect(propertiesIn(stack, 'AWS::EC2::SecurityGroupEgress')).toEqual([expect.objectContaining({ FromPort: 443, ToPort: 443 })]);
  });
});

describe('a VPC that has an endpoint for Kinesis', () => {
  const vpcIn = (stack: Stack) => new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 2, subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
  const service = ec2.InterfaceVpcEndpointAwsService.KINESIS_STREAMS;

  test('needs no other one: addVpcEndpoint is an error that names the first', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    vpc.addInterfaceEndpoint('Theirs', { service });
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc)).toThrow(
      'Stack/Telemetry, addVpcEndpoint for Stack/Vpc: the VPC already has an endpoint for Kinesis (Stack/Vpc/Theirs), which the extension uses');
  });

  test('that another extension has added needs no other one', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'One', { parameterPrefix: '/one' }).addVpcEndpoint(vpc);
    expect(() => new KinesisTelemetryExtension(stack, 'Two').addVpcEndpoint(vpc)).toThrow('the VPC already has an endpoint for Kinesis (Stack/One/VpcEndpoint-');
  });

  test('without an L2 is named by its path', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new ec2.CfnVPCEndpoint(stack, 'Bare', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.kinesis-streams', vpcEndpointType: 'Interface', privateDnsEnabled: true });
    expect(() => new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc)).toThrow('already has an endpoint for Kinesis (Stack/Bare)');
  });

  test('that is added later is an error at the end', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc);
    vpc.addInterfaceEndpoint('Theirs', { service });
    expect(() => Template.fromStack(stack)).toThrow('the VPC already has an endpoint for Kinesis (Stack/Vpc/Theirs)');
  });

  test('without private host names may have another one', () => {
    const stack = newStack();
    const vpc = vpcIn(stack);
    new KinesisTelemetryExtension(stack, 'Telemetry').addVpcEndpoint(vpc);
    vpc.addInterfaceEndpoint('Theirs', { service, privateDnsEnabled: false });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('stopCloudWatchLogs of a function', () => {
  function warningsWith(shared: 'role' | 'role and log group', others: object = {}): string[] {
    const stack = newStack();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(stack, 'Logs');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'One', { role, logGroup }), { stopCloudWatchLogs: true });
    telemetry.attachTo(newFunction(stack, 'Two', { role, logGroup: shared === 'role' ? undefined : logGroup }), others);
    return warningsIn(stack, 'sharedLogsStopped');
  }

  test('warns of another function with the same role and log group', () => {
    expect(warningsWith('role and log group')).toEqual([expect.stringMatching('^stopCloudWatchLogs of Stack/One also stops the logs of Stack/Two, with the same role and')]);
  });

  test('warns of a function in another stack, and of one that names the log group that Lambda creates', () => {
    const app = new App();
    const [stack, other] = ['Stack', 'Other'].map((id) => newStack({ env: IRELAND }, app, id));
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new logs.LogGroup(stack, 'Logs');
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.attachTo(newFunction(stack, 'One', { role, logGroup }), { stopCloudWatchLogs: true });
    newFunction(other, 'Two', { role, logGroup });
    telemetry.attachTo(newFunction(stack, 'Three', { role, functionName: 'three' }), { stopCloudWatchLogs: true });
    newFunction(stack, 'Four', { role, logGroup: logs.LogGroup.fromLogGroupName(stack, 'OfThree', '/aws/lambda/three') });
    expect(warningsIn(stack, 'sharedLogsStopped')).toEqual([
      expect.stringMatching('^stopCloudWatchLogs of Stack/One also stops the logs of Other/Two,'), expect.stringMatching('of Stack/Three also stops the logs of Stack/Four,'),
    ]);
  });

  test('does not warn if the other logs are stopped, too, or go elsewhere', () => {
    expect(warningsWith('role and log group', { stopCloudWatchLogs: true })).toEqual([]);
    expect(warningsWith('role')).toEqual([]);
  });
});

describe('a function with a record format of its own', () => {
  test('is warned of beside a consumer with filters', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { recordFormat: RecordFormat.KPL_AGGREGATED });
    telemetry.addConsumer(newFunction(stack, 'Reader'), {
      enhancedFanOut: true, filters: [lambda.FilterCriteria.filter({ data: { type: ['function'] } })],
    });
    telemetry.attachTo(newFunction(stack, 'Same'));
    telemetry.attachTo(newFunction(stack, 'Own'), { recordFormat: RecordFormat.NDJSON });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([expect.stringMatching('^Stack/Own writes records that Stack/Reader/.*its filters match only events in')]);
  });

  test('is warned of beside an archive by function', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addArchive('Archive', { partitioning: ArchivePartitioning.FUNCTION_AND_DATE });
    telemetry.attachTo(newFunction(stack, 'Same'));
    telemetry.attachTo(newFunction(stack, 'Aggregated'), { recordFormat: RecordFormat.KPL_AGGREGATED });
    telemetry.attachTo(newFunction(stack, 'Own'), { compression: Compression.GZIP });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([expect.stringMatching('^Stack/Own writes records that .*it partitions by the function')]);
  });

  test('is no problem beside other readers', () => {
    const stack = newStack();
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry');
    telemetry.addArchive('Archive');
    telemetry.addConsumer(newFunction(stack, 'Reader'));
    telemetry.attachTo(newFunction(stack, 'Own'), { recordFormat: RecordFormat.CLOUDWATCH_LOGS });
    expect(warningsIn(stack, 'recordFormatUnreadable')).toEqual([]);
  });
});

describe('aggregated records in a stream that ignores partition keys', () => {
  function warningsWith(recordFormat: RecordFormat | undefined, strategy: string, of: 'construct' | 'function' = 'construct') {
    const stack = newStack();
    const stream = new kinesis.Stream(stack, 'Stream', { streamMode: kinesis.StreamMode.ON_DEMAND });
    (stream.node.defaultChild as kinesis.CfnStream).addPropertyOverride('RecordDistributionStrategy', strategy);
    const telemetry = new KinesisTelemetryExtension(stack, 'Telemetry', { stream, ...of === 'construct' && { recordFormat } });
    telemetry.attachTo(newFunction(stack, 'Fn'), of === 'function' ? { recordFormat } : undefined);
    return warningsIn(stack, 'aggregatedRecordsDropped');
  }

  test.each(['construct', 'function'] as const)('are warned of, as the KCL drops them there: format of the %s', (of) => {
    expect(warningsWith(RecordFormat.KPL_AGGREGATED, 'AUTO', of)).toEqual([expect.stringMatching('^Stack/Fn writes aggregated records to Stack/Stream, .*without an error')]);
  });

  test('are no problem with partition keys, and other formats are none at all', () => {
    expect(warningsWith(RecordFormat.KPL_AGGREGATED, 'USER_PARTITION_KEY')).toEqual([]);
    expect(warningsWith(undefined, 'AUTO')).toEqual([]);
  });
});

test('a role that CDK must not create gets the policy in the report of customized roles', () => {
  const app = new App();
  const stack = newStack({ env: IRELAND }, app);
  iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Stack/Function/ServiceRole': 'theirs' } });
  new KinesisTelemetryExtension(stack, 'Telemetry').attachTo(newFunction(stack));
  expect(() => Template.fromStack(stack)).not.toThrow();
  expect(attachedIn(stack)).toEqual(['Function']);
});
