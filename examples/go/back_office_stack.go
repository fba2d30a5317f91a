package main

import (
	"os"
	"path/filepath"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

const imageDir = "../image"

// NewBackOfficeStack is another app in the same account: it knows the platform team's prefix in SSM.
func NewBackOfficeStack(scope constructs.Construct, id string) awscdk.Stack {
	stack := awscdk.NewStack(scope, jsii.String(id), &awscdk.StackProps{
		Description: jsii.String("A back office that uses the stream of all teams"),
	})

	telemetry := kinesistelemetry.KinesisTelemetryExtension_FromParameters(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionParameters{
		ParameterPrefix: jsii.String(parameterPrefix),
		// Settings are not shared. This is the format that the platform team reads.
		RecordFormat: kinesistelemetry.RecordFormat_KPL_AGGREGATED(),
		Attributes:   &map[string]*string{"team": jsii.String("back-office")},
	})
	// Attaches every function of the stack, also those that are added later.
	awscdk.Aspects_Of(stack).Add(telemetry.AsAspect(nil), &awscdk.AspectOptions{Priority: awscdk.AspectPriority_MUTATING()})

	// Functions without a route to the internet.
	vpc := awsec2.NewVpc(stack, jsii.String("Vpc"), &awsec2.VpcProps{
		MaxAzs:      jsii.Number(2),
		NatGateways: jsii.Number(0),
		SubnetConfiguration: &[]*awsec2.SubnetConfiguration{
			{Name: jsii.String("isolated"), SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
		},
	})
	telemetry.AddVpcEndpoint(vpc, &kinesistelemetry.TelemetryVpcEndpointProps{OnlyThisStream: jsii.Bool(true)})
	newNodeFunction(stack, "Ledger", "reports", awslambda.FunctionProps{
		Vpc:        vpc,
		VpcSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_ISOLATED},
	})

	// A container image has no layers: its Dockerfile unpacks the extension.
	copyExtensionTo(filepath.Join(imageDir, "kinesis-telemetry-extension.zip"))
	invoices := awslambda.NewDockerImageFunction(stack, jsii.String("Invoices"), &awslambda.DockerImageFunctionProps{
		Code:       awslambda.DockerImageCode_FromImageAsset(jsii.String(imageDir), nil),
		MemorySize: jsii.Number(512),
	})
	telemetry.AttachTo(invoices, &kinesistelemetry.AttachOptions{ExtensionInImage: jsii.Bool(true)})

	// A tag keeps functions out. The nearest tag counts.
	experiments := constructs.NewConstruct(stack, jsii.String("Experiments"))
	newNodeFunction(experiments, "Forecast", "reports", awslambda.FunctionProps{})
	audit := newNodeFunction(experiments, "Audit", "reports", awslambda.FunctionProps{})
	awscdk.Tags_Of(experiments).Add(jsii.String("kinesis-telemetry"), jsii.String("off"), nil)
	awscdk.Tags_Of(audit).Add(jsii.String("kinesis-telemetry"), jsii.String("on"), nil)
	return stack
}

func copyExtensionTo(target string) {
	archive, err := os.ReadFile(*kinesistelemetry.KinesisTelemetryExtension_LAYER_ARCHIVE())
	if err == nil {
		err = os.WriteFile(target, archive, 0o644)
	}
	if err != nil {
		panic(err)
	}
}
