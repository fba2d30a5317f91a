package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const functionsDir = "../functions"

// newNodeFunction creates a function and its log group. The module is a file in functionsDir, without ".mjs". The props add what is special.
func newNodeFunction(scope constructs.Construct, id, module string, props awslambda.FunctionProps) awslambda.Function {
	props.Handler = jsii.String(module + ".handler")
	props.Code = awslambda.Code_FromAsset(jsii.String(functionsDir), nil)
	props.Runtime = awslambda.Runtime_NODEJS_24_X()
	props.MemorySize = jsii.Number(256)
	if props.Timeout == nil {
		props.Timeout = awscdk.Duration_Seconds(jsii.Number(10))
	}
	// The stream has the telemetry, so a short retention is enough here.
	props.LogGroup = awslogs.NewLogGroup(scope, jsii.String(id+"Logs"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_DAY,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	return awslambda.NewFunction(scope, jsii.String(id), &props)
}
