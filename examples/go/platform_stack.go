package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// parameterPrefix is where other apps find the ARNs of the layer, the policy and the stream in SSM.
const parameterPrefix = "/platform/telemetry"

// Replace these ids with your own before you deploy.
const (
	organization     = "o-a1b2c3d4e5"
	partnerAccount   = "333333333333"
	warehouseAccount = "222222222222"
)

// NewPlatformStack belongs to the platform team: one stream for all teams and accounts.
func NewPlatformStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("The telemetry stream of all teams"),
	})

	key := awskms.NewKey(stack, jsii.String("Key"), &awskms.KeyProps{EnableKeyRotation: jsii.Bool(true)})
	telemetry := kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
		ParameterPrefix:     jsii.String(parameterPrefix),
		StreamName:          jsii.String("telemetry"),
		StreamCapacity:      kinesistelemetry.StreamCapacity_Provisioned(jsii.Number(2)),
		StreamRetention:     awscdk.Duration_Days(jsii.Number(3)),
		StreamEncryptionKey: key,
		StreamTags:          &map[string]*string{"data-classification": jsii.String("internal")},
		RemovalPolicy:       awscdk.RemovalPolicy_RETAIN,
		LayerVersionName:    jsii.String("telemetry"),
		Description:         jsii.String("Streams telemetry to the platform team"),
		PolicyName:          jsii.String("write-telemetry"),
		RecordFormat:        kinesistelemetry.RecordFormat_KPL_AGGREGATED(),
	})

	// The layer, for all accounts of the organization and for a partner.
	telemetry.ShareWithOrganization(jsii.String(organization))
	telemetry.ShareWithAccount(jsii.String(partnerAccount))
	// The stream and its key, for one account.
	telemetry.ShareStreamWithAccount(jsii.String(warehouseAccount))

	// For teams that deploy without the CDK.
	deployer := awsiam.NewRole(stack, jsii.String("Deployer"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	telemetry.LayerArnParameter().GrantRead(deployer)
	telemetry.PolicyArnParameter().GrantRead(deployer)
	telemetry.StreamArnParameter().GrantRead(deployer)

	NewOperations(stack, "Operations", telemetry)

	output := func(id string, value *string) {
		awscdk.NewCfnOutput(stack, jsii.String(id), &awscdk.CfnOutputProps{Value: value})
	}
	output("LayerArn", telemetry.Layer().LayerVersionArn())
	output("PolicyArn", telemetry.Policy().ManagedPolicyArn())
	output("StreamArn", telemetry.Stream().StreamArn())
	output("KeyArn", key.KeyArn())
	return stack
}
