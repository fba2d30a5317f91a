package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// buildReceipts compiles the function for Lambda's custom runtime, at each synth.
var buildReceipts = jsii.Strings("env", "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0",
	"go", "build", "-trimpath", "-tags", "lambda.norpc", "-o", "build/receipts/bootstrap", "./receipts")

// NewReceiptsStack has a function in Go. Functions in any language are attached in the same way.
func NewReceiptsStack(scope constructs.Construct, id string, telemetry kinesistelemetry.IKinesisTelemetryExtension) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("The web shop's receipts"),
	})

	receipts := awslambda.NewFunction(stack, jsii.String("Receipts"), &awslambda.FunctionProps{
		Runtime:      awslambda.Runtime_PROVIDED_AL2023(),
		Architecture: awslambda.Architecture_ARM_64(),
		Handler:      jsii.String("bootstrap"),
		Code:         awslambda.Code_FromCustomCommand(jsii.String("build/receipts"), buildReceipts, nil),
		LogGroup: awslogs.NewLogGroup(stack, jsii.String("ReceiptsLogs"), &awslogs.LogGroupProps{
			Retention:     awslogs.RetentionDays_ONE_DAY,
			RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
		}),
	})
	telemetry.AttachTo(receipts, nil)
	return stack
}
