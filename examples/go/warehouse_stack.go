package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// Replace these with your own account, and with the outputs of the stack Platform.
const (
	account   = "222222222222"
	region    = "eu-west-1"
	layerArn  = "arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1"
	streamArn = "arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry"
	keyArn    = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
)

// NewWarehouseStack is an app in another account: it knows the ARNs of the platform team.
func NewWarehouseStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("A warehouse in another account that uses the stream of all teams"),
		Env:         &awscdk.Environment{Account: jsii.String(account), Region: jsii.String(region)},
	})

	telemetry := kinesistelemetry.KinesisTelemetryExtension_FromAttributes(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionAttributes{
		LayerVersionArn:     jsii.String(layerArn),
		StreamArn:           jsii.String(streamArn),
		StreamEncryptionKey: awskms.Key_FromKeyArn(stack, jsii.String("Key"), jsii.String(keyArn)),
		RecordFormat:        kinesistelemetry.RecordFormat_KPL_AGGREGATED(),
		// Events arrive sooner, in smaller records.
		DispatchThreshold:      jsii.Number(100),
		DispatchInterval:       awscdk.Duration_Millis(jsii.Number(200)),
		Linger:                 awscdk.Duration_Millis(jsii.Number(0)),
		LocalApiConnectTimeout: awscdk.Duration_Seconds(jsii.Number(1)),
	})
	telemetry.AttachTo(newNodeFunction(stack, "Parcels", "orders", awslambda.FunctionProps{}), nil)

	// Synth cannot see that the platform team has shared the stream.
	awscdk.Annotations_Of(stack).AcknowledgeWarning(jsii.String("cdk-kinesis-telemetry-extension:streamOfAnotherAccount"), nil)
	return stack
}
