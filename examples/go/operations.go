package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	kinesistelemetry "github.com/cdk-kinesis-telemetry-extension/cdk-kinesis-telemetry-extension-go/kinesistelemetryextension"
)

// NewOperations adds the archive, the readers, the alarms and the dashboard of a stream.
func NewOperations(scope constructs.Construct, id string, telemetry kinesistelemetry.KinesisTelemetryExtension) constructs.Construct {
	operations := constructs.NewConstruct(scope, jsii.String(id))

	// Firehose writes to a new bucket: telemetry/function=…/date=…/hour=…/
	archive := telemetry.AddArchive(jsii.String("Archive"), &kinesistelemetry.TelemetryArchiveProps{
		Partitioning:    kinesistelemetry.ArchivePartitioning_FUNCTION_AND_DATE(),
		TransitionAfter: awscdk.Duration_Days(jsii.Number(30)),
		ExpireAfter:     awscdk.Duration_Days(jsii.Number(365)),
	})
	// Athena queries it: a view, a workgroup and saved queries.
	table := archive.AddTable(&kinesistelemetry.TelemetryTableProps{
		ScanLimit:       awscdk.Size_Gibibytes(jsii.Number(20)),
		ResultRetention: awscdk.Duration_Days(jsii.Number(7)),
	})

	watch := newNodeFunction(operations, "Watch", "watch", awslambda.FunctionProps{Timeout: awscdk.Duration_Minutes(jsii.Number(1))})
	// Lambda filters aggregated records, and only with enhanced fan-out.
	reports := awslambda.FilterCriteria_Filter(&map[string]any{"data": map[string]any{"type": []string{"platform.report"}}})
	consumer := telemetry.AddConsumer(watch, &kinesistelemetry.TelemetryConsumerProps{
		EnhancedFanOut:        jsii.Bool(true),
		Filters:               &[]*map[string]any{reports},
		BatchSize:             jsii.Number(1_000),
		ParallelizationFactor: jsii.Number(2),
		OnFailure:             awslambdaeventsources.NewS3OnFailureDestination(archive.Bucket()),
	})

	analysts := awsiam.NewRole(operations, jsii.String("Analysts"), &awsiam.RoleProps{AssumedBy: awsiam.NewAccountRootPrincipal()})
	telemetry.GrantRead(analysts)
	table.GrantQuery(analysts)
	// A producer of your own, such as a container.
	courier := awsiam.NewRole(operations, jsii.String("Courier"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("ecs-tasks.amazonaws.com"), nil),
	})
	telemetry.GrantWrite(courier)

	pager := awssns.NewTopic(operations, jsii.String("Pager"), &awssns.TopicProps{EnforceSSL: jsii.Bool(true)})
	telemetry.AddAlarms(&kinesistelemetry.TelemetryAlarmsProps{
		AlarmActions:     &[]awscloudwatch.IAlarmAction{awscloudwatchactions.NewSnsAction(pager)},
		LostEvents:       &kinesistelemetry.AlarmOverride{Threshold: jsii.Number(100)},
		ThrottledRecords: &kinesistelemetry.AlarmOverride{Threshold: jsii.Number(5), Period: awscdk.Duration_Minutes(jsii.Number(1))},
		IteratorAge:      &kinesistelemetry.AlarmOverride{Enabled: jsii.Bool(false)},
	})

	dashboard := telemetry.AddDashboard(&kinesistelemetry.TelemetryDashboardProps{
		DashboardName:   jsii.String("telemetry"),
		DefaultInterval: awscdk.Duration_Days(jsii.Number(1)),
	})
	// All metrics are in docs/operations.md.
	dashboard.AddWidgets(
		awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
			Title: jsii.String("Time that invocations were held"),
			Left: &[]awscloudwatch.IMetric{telemetry.MetricHoldTime(&awscloudwatch.MetricOptions{
				Period: awscdk.Duration_Hours(jsii.Number(1)),
			})},
		}),
		awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
			Title: jsii.String("How far readers are behind"),
			Left:  &[]awscloudwatch.IMetric{consumer.MetricIteratorAge(nil)},
			Right: &[]awscloudwatch.IMetric{archive.MetricFreshness(nil)},
		}),
	)
	return operations
}
