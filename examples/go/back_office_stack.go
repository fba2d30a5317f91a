package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// NewBackOfficeStack is another stack, maybe another team's: it attaches by what the first has left in SSM.
func NewBackOfficeStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), props)

	telemetry := kinesistelemetry.KinesisTelemetryExtension_FromParameters(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionParameters{
		ParameterPrefix: jsii.String(parameterPrefix),
		Attributes:      &map[string]*string{"team": jsii.String("back-office")},
	})

	telemetry.AttachTo(newShopFunction(stack, "Reports", "reports", awslambda.FunctionProps{
		Runtime: awslambda.Runtime_NODEJS_24_X(),
		Timeout: awscdk.Duration_Seconds(jsii.Number(2)),
	}), nil)
	return stack
}
