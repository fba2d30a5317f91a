package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskinesis"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// NewSearchStack belongs to a team with an existing stream and bucket, and a reader of log subscriptions.
func NewSearchStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("A search engine with an existing stream"),
	})

	logs := awskinesis.NewStream(stack, jsii.String("Logs"), &awskinesis.StreamProps{StreamMode: awskinesis.StreamMode_ON_DEMAND})
	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), &awss3.BucketProps{EnforceSSL: jsii.Bool(true)})

	telemetry := kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
		// Two extensions in one account and region need two prefixes.
		ParameterPrefix: jsii.String("/search/telemetry"),
		Stream:          logs,
		RecordFormat:    kinesistelemetry.RecordFormat_CLOUDWATCH_LOGS(),
	})
	telemetry.AddArchive(jsii.String("Archive"), &kinesistelemetry.TelemetryArchiveProps{
		Bucket:      bucket,
		Prefix:      jsii.String("logs/"),
		ErrorPrefix: jsii.String("logs-errors/"),
	})

	catalog := constructs.NewConstruct(stack, jsii.String("Catalog"))
	newNodeFunction(catalog, "Update", "orders", awslambda.FunctionProps{})
	preview := newNodeFunction(catalog, "Preview", "checkout", awslambda.FunctionProps{})
	telemetry.AttachToAll(stack, &kinesistelemetry.AttachToAllOptions{
		Include: &[]constructs.IConstruct{catalog},
		Exclude: &[]constructs.IConstruct{preview},
	})

	// Your own event source, instead of AddConsumer.
	index := newNodeFunction(stack, "Index", "index-logs", awslambda.FunctionProps{Timeout: awscdk.Duration_Seconds(jsii.Number(30))})
	index.AddEventSource(awslambdaeventsources.NewKinesisEventSource(telemetry.Stream(), &awslambdaeventsources.KinesisEventSourceProps{
		StartingPosition:  awslambda.StartingPosition_TRIM_HORIZON,
		BatchSize:         jsii.Number(500),
		MaxBatchingWindow: awscdk.Duration_Seconds(jsii.Number(5)),
		RetryAttempts:     jsii.Number(10),
	}))
	return stack
}
