package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// The functions are beside this app: they are in JavaScript, whatever language the app is in.
const functionsDir = "../functions"

// newShopFunction makes a function of file (without .mjs). What props leaves out is as for all functions of the shop.
func newShopFunction(scope constructs.Construct, id, file string, props awslambda.FunctionProps) awslambda.Function {
	props.Handler = jsii.String(file + ".handler")
	props.Code = awslambda.Code_FromAsset(jsii.String(functionsDir), nil)
	props.MemorySize = jsii.Number(256)
	if props.Timeout == nil {
		props.Timeout = awscdk.Duration_Seconds(jsii.Number(10))
	}
	// The telemetry is in the stream: CloudWatch need not keep a copy of it for long.
	props.LogGroup = awslogs.NewLogGroup(scope, jsii.String(id+"Logs"), &awslogs.LogGroupProps{
		Retention:     awslogs.RetentionDays_ONE_DAY,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	return awslambda.NewFunction(scope, jsii.String(id), &props)
}
