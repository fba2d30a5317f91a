// A web shop whose Lambda functions' telemetry goes to a Kinesis stream, and a back office that finds the stream in SSM.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)

	shop := NewWebShopStack(app, "WebShop", &awscdk.StackProps{
		Description: jsii.String("A web shop, and the Kinesis stream that its telemetry goes to"),
	})
	backOffice := NewBackOfficeStack(app, "BackOffice", &awscdk.StackProps{
		Description: jsii.String("Reports on the web shop, by another team"),
	})
	// The parameters must be there first.
	backOffice.AddDependency(shop, nil)

	app.Synth(nil)
}
