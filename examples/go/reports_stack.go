package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// NewReportsStack is another stack of the same app. It gets a layer and a policy of its own when its first function is attached.
func NewReportsStack(scope constructs.Construct, id string, telemetry kinesistelemetry.IKinesisTelemetryExtension) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("Reports on the web shop, by the same team"),
	})

	reports := newNodeFunction(stack, "Reports", "reports", awslambda.FunctionProps{})
	live := awslambda.NewAlias(stack, jsii.String("Live"), &awslambda.AliasProps{
		AliasName: jsii.String("live"),
		Version:   reports.CurrentVersion(),
	})
	// Attaches the function of the alias, which gets a new version. The logs are in the stream only, so CloudWatch Logs
	// does not bill them again.
	telemetry.AttachTo(live, &kinesistelemetry.AttachOptions{StopCloudWatchLogs: jsii.Bool(true)})

	nightly := constructs.NewConstruct(stack, jsii.String("Nightly"))
	newNodeFunction(nightly, "Totals", "reports", awslambda.FunctionProps{})
	// Off until you set KINESIS_TELEMETRY_ENABLED=true on the function.
	nightly.With(telemetry.AsMixin(&kinesistelemetry.AttachToAllOptions{Enabled: jsii.Bool(false)}))
	return stack
}
