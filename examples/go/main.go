// A CDK app: Lambda functions whose telemetry goes to Kinesis data streams. Copy the stacks that you need.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)

	_, telemetry := NewWebShopStack(app, "WebShop")
	NewReportsStack(app, "Reports", telemetry)
	NewReceiptsStack(app, "Receipts", telemetry)
	NewSearchStack(app, "Search")

	platform := NewPlatformStack(app, "Platform")
	backOffice := NewBackOfficeStack(app, "BackOffice")
	// CloudFormation reads the SSM parameters when it deploys the back office.
	backOffice.AddDependency(platform, nil)
	NewWarehouseStack(app, "Warehouse")

	app.Synth(nil)
}
