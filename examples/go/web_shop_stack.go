package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// parameterPrefix is where the ARNs of layer, policy and stream are in SSM, for other stacks and teams.
const parameterPrefix = "/web-shop/telemetry"

// NewWebShopStack makes stream and layer; it attaches one function with settings of its own, and the other two by one line.
func NewWebShopStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), props)

	telemetry := kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
		ParameterPrefix: jsii.String(parameterPrefix),
		TelemetryTypes:  &[]kinesistelemetry.TelemetryType{kinesistelemetry.TelemetryType_PLATFORM, kinesistelemetry.TelemetryType_FUNCTION},
		RecordFormat:    kinesistelemetry.RecordFormat_NDJSON(),
		StreamRetention: awscdk.Duration_Hours(jsii.Number(48)),
		Attributes:      &map[string]*string{"team": jsii.String("shop")},
	})

	payments := newShopFunction(stack, "Payments", "payments", awslambda.FunctionProps{
		Runtime:       awslambda.Runtime_NODEJS_22_X(),
		LoggingFormat: awslambda.LoggingFormat_JSON,
	})
	telemetry.AttachTo(payments, &kinesistelemetry.AttachOptions{
		FlushStrategy: kinesistelemetry.FlushStrategy_EndOfInvocation(),
		Attributes:    &map[string]*string{"service": jsii.String("payments")},
	})

	newShopFunction(stack, "Checkout", "checkout", awslambda.FunctionProps{Runtime: awslambda.Runtime_NODEJS_22_X()})
	newShopFunction(stack, "Orders", "orders", awslambda.FunctionProps{
		Runtime:       awslambda.Runtime_NODEJS_24_X(),
		LoggingFormat: awslambda.LoggingFormat_JSON,
	})
	telemetry.AttachToAll(stack, nil)

	// Not attached: what reads the stream would feed itself.
	watch := newShopFunction(stack, "Watch", "watch", awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(),
		Timeout: awscdk.Duration_Seconds(jsii.Number(30)),
	})
	telemetry.AddConsumer(watch, &kinesistelemetry.TelemetryConsumerProps{BatchSize: jsii.Number(500)})

	pager := awssns.NewTopic(stack, jsii.String("Pager"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	telemetry.AddAlarms(pager, &kinesistelemetry.AlarmOverrides{
		ThrottledRecords: &kinesistelemetry.AlarmOverride{Threshold: jsii.Number(5)},
	})

	awscdk.NewCfnOutput(stack, jsii.String("StreamArn"), &awscdk.CfnOutputProps{Value: telemetry.Stream().StreamArn()})
	return stack
}
