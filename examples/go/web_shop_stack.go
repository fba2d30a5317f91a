package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// NewWebShopStack creates a stream and attaches all functions of one team. Start here.
func NewWebShopStack(scope constructs.Construct, id string) (awscdk.Stack, kinesistelemetry.KinesisTelemetryExtension) {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("A web shop, and the stream of its telemetry"),
	})

	telemetry := kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
		TelemetryTypes: &[]kinesistelemetry.TelemetryType{kinesistelemetry.TelemetryType_PLATFORM, kinesistelemetry.TelemetryType_FUNCTION},
		Attributes:     &map[string]*string{"team": jsii.String("shop")},
		Filter: &kinesistelemetry.TelemetryFilter{
			MinLevel: kinesistelemetry.LogLevel_DEBUG,
			Rules: &[]kinesistelemetry.FilterRule{
				kinesistelemetry.FilterRule_Exclude(jsii.String("health"), jsii.String("GET /health"), nil),
			},
		},
	})

	payments := newNodeFunction(stack, "Payments", "payments", awslambda.FunctionProps{LoggingFormat: awslambda.LoggingFormat_JSON})
	// Every invocation waits until its telemetry is in the stream. Secrets are masked; debug lines are sent only of
	// requests that went wrong, and of 1 %.
	telemetry.AttachTo(payments, &kinesistelemetry.AttachOptions{
		Attributes:        &map[string]*string{"service": jsii.String("payments")},
		FlushStrategy:     kinesistelemetry.FlushStrategy_EndOfInvocation(),
		FlushTimeout:      awscdk.Duration_Seconds(jsii.Number(3)),
		UndeliveredEvents: kinesistelemetry.UndeliveredEvents_LOG(),
		Mask: &kinesistelemetry.TelemetryMask{
			BuiltIns: &[]kinesistelemetry.MaskBuiltIn{kinesistelemetry.MaskBuiltIn_PAYMENT_CARD(), kinesistelemetry.MaskBuiltIn_EMAIL()},
			Fields:   jsii.Strings("password"),
			Patterns: &[]*kinesistelemetry.MaskPattern{
				{Name: jsii.String("customer"), Pattern: jsii.String(`cust-\d{6}`), Replacement: jsii.String("cust-***")},
			},
		},
		Sampling: &kinesistelemetry.TelemetrySampling{
			Keep: &[]kinesistelemetry.KeepRequests{
				kinesistelemetry.KeepRequests_ERRORS(),
				kinesistelemetry.KeepRequests_SlowerThan(awscdk.Duration_Seconds(jsii.Number(1))),
				kinesistelemetry.KeepRequests_LoggedAtLeast(kinesistelemetry.LogLevel_ERROR),
			},
			Share:     jsii.Number(0.01),
			OnlyBelow: kinesistelemetry.LogLevel_INFO,
		},
	})

	orders := newNodeFunction(stack, "Orders", "orders", awslambda.FunctionProps{LoggingFormat: awslambda.LoggingFormat_JSON})
	// Imports log a lot: large, compressed records, spread over all shards.
	telemetry.AttachTo(orders, &kinesistelemetry.AttachOptions{
		FlushStrategy: kinesistelemetry.FlushStrategy_Periodic(awscdk.Duration_Seconds(jsii.Number(10))),
		Buffering: &kinesistelemetry.TelemetryBuffering{
			Timeout:  awscdk.Duration_Millis(jsii.Number(500)),
			MaxSize:  awscdk.Size_Mebibytes(jsii.Number(1)),
			MaxItems: jsii.Number(10_000),
		},
		BufferMaxSize:   awscdk.Size_Mebibytes(jsii.Number(32)),
		RecordSize:      awscdk.Size_Kibibytes(jsii.Number(500)),
		Compression:     kinesistelemetry.Compression_GZIP(),
		PartitionKey:    kinesistelemetry.PartitionKey_RANDOM(),
		OversizedEvents: kinesistelemetry.OversizedEvents_DROP(),
	})

	newNodeFunction(stack, "Checkout", "checkout", awslambda.FunctionProps{})
	// All other functions of the stack.
	telemetry.AttachToAll(stack, nil)

	// Not attached: a reader must not write to the stream that it reads.
	watch := newNodeFunction(stack, "Watch", "watch", awslambda.FunctionProps{Timeout: awscdk.Duration_Seconds(jsii.Number(30))})
	telemetry.AddConsumer(watch, nil)

	pager := awssns.NewTopic(stack, jsii.String("Pager"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	telemetry.AddAlarms(&kinesistelemetry.TelemetryAlarmsProps{
		AlarmActions: &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(pager)},
	})

	awscdk.NewCfnOutput(stack, jsii.String("StreamArn"), &awscdk.CfnOutputProps{Value: telemetry.Stream().StreamArn()})
	return stack, telemetry
}
