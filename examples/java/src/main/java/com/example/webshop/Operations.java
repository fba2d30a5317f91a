package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.AlarmOverride;
import io.github.cdk_kinesis_telemetry_extension.ArchivePartitioning;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.TelemetryAlarmsProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryArchive;
import io.github.cdk_kinesis_telemetry_extension.TelemetryArchiveProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryConsumer;
import io.github.cdk_kinesis_telemetry_extension.TelemetryConsumerProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryDashboardProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryTable;
import io.github.cdk_kinesis_telemetry_extension.TelemetryTableProps;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.services.cloudwatch.Dashboard;
import software.amazon.awscdk.services.cloudwatch.GraphWidget;
import software.amazon.awscdk.services.cloudwatch.MetricOptions;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.FilterCriteria;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.eventsources.S3OnFailureDestination;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** The archive, the readers, the alarms and the dashboard of a stream. */
public class Operations extends Construct {
    public Operations(final Construct scope, final String id, final KinesisTelemetryExtension telemetry) {
        super(scope, id);

        // Firehose writes to a new bucket: telemetry/function=…/date=…/hour=…/
        final TelemetryArchive archive = telemetry.addArchive("Archive", TelemetryArchiveProps.builder()
                .partitioning(ArchivePartitioning.FUNCTION_AND_DATE)
                .transitionAfter(Duration.days(30))
                .expireAfter(Duration.days(365))
                .build());
        // Athena queries it: a view, a workgroup and saved queries.
        final TelemetryTable table = archive.addTable(TelemetryTableProps.builder()
                .scanLimit(Size.gibibytes(20))
                .resultRetention(Duration.days(7))
                .build());

        final Function watch = NodeFunction.create(this, "Watch", "watch").timeout(Duration.minutes(1)).build();
        // Lambda filters aggregated records, and only with enhanced fan-out.
        final TelemetryConsumer consumer = telemetry.addConsumer(watch, TelemetryConsumerProps.builder()
                .enhancedFanOut(true)
                .filters(List.of(FilterCriteria.filter(Map.of("data", Map.of("type", List.of("platform.report"))))))
                .batchSize(1_000)
                .parallelizationFactor(2)
                .onFailure(new S3OnFailureDestination(archive.getBucket()))
                .build());

        final Role analysts = Role.Builder.create(this, "Analysts").assumedBy(new AccountRootPrincipal()).build();
        telemetry.grantRead(analysts);
        table.grantQuery(analysts);
        // A producer of your own, such as a container.
        telemetry.grantWrite(Role.Builder.create(this, "Courier").assumedBy(new ServicePrincipal("ecs-tasks.amazonaws.com")).build());

        final Topic pager = Topic.Builder.create(this, "Pager").enforceSsl(true).build();
        telemetry.addAlarms(TelemetryAlarmsProps.builder()
                .alarmActions(List.of(new SnsAction(pager)))
                .lostEvents(AlarmOverride.builder().threshold(100).build())
                .throttledRecords(AlarmOverride.builder().threshold(5).period(Duration.minutes(1)).build())
                .iteratorAge(AlarmOverride.builder().enabled(false).build())
                .build());

        final Dashboard dashboard = telemetry.addDashboard(TelemetryDashboardProps.builder()
                .dashboardName("telemetry")
                .defaultInterval(Duration.days(1))
                .build());
        // All metrics are in docs/operations.md.
        dashboard.addWidgets(
                GraphWidget.Builder.create()
                        .title("Time that invocations were held")
                        .left(List.of(telemetry.metricHoldTime(MetricOptions.builder().period(Duration.hours(1)).build())))
                        .build(),
                GraphWidget.Builder.create()
                        .title("How far readers are behind")
                        .left(List.of(consumer.metricIteratorAge()))
                        .right(List.of(archive.metricFreshness()))
                        .build());
    }
}
