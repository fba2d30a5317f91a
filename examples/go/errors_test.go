package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

func TestWrongValueIsAPanicThatSaysWhatIsAllowed(t *testing.T) {
	for name, wrong := range map[string]struct {
		make func(awscdk.Stack)
		want string
	}{
		"a prefix without a slash": {
			func(stack awscdk.Stack) {
				kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
					ParameterPrefix: jsii.String("telemetry"),
				})
			},
			`Shop/Telemetry: parameterPrefix must start with a slash, got "telemetry"; use one such as /telemetry/kinesis`,
		},
		"an interval out of range": {
			func(stack awscdk.Stack) {
				kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
					FlushStrategy: kinesistelemetry.FlushStrategy_Periodic(awscdk.Duration_Millis(jsii.Number(1))),
				})
			},
			"Shop/Telemetry: flushStrategy.interval: KINESIS_TELEMETRY_FLUSH_INTERVAL_MS must be a whole number of milliseconds between 100 and 900000, " +
				`got "1"`,
		},
		"a host that needs Node.js": {
			func(stack awscdk.Stack) {
				telemetry := kinesistelemetry.NewKinesisTelemetryExtension(stack, jsii.String("Telemetry"), &kinesistelemetry.KinesisTelemetryExtensionProps{
					ExtensionHost: kinesistelemetry.ExtensionHost_NODEJS(),
				})
				telemetry.AttachTo(awslambda.NewFunction(stack, jsii.String("Function"), &awslambda.FunctionProps{
					Runtime: awslambda.Runtime_PYTHON_3_13(),
					Handler: jsii.String("index.handler"),
					Code:    awslambda.Code_FromInline(jsii.String("def handler(event, context): pass")),
				}), nil)
			},
			"Shop/Function runs on python3.13: ExtensionHost.NODEJS runs the extension on the function's own Node.js, which must be nodejs22.x or newer. " +
				"Remove extensionHost for this function: ExtensionHost.NATIVE runs beside every runtime",
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
			if got := panicOf(t, func() { wrong.make(stack) }); got != wrong.want {
				t.Errorf("got %s\nwant %s", got, wrong.want)
			}
		})
	}
}
