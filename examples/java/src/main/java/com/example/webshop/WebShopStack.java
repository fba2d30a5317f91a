package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.AttachOptions;
import io.github.cdk_kinesis_telemetry_extension.Compression;
import io.github.cdk_kinesis_telemetry_extension.FilterRule;
import io.github.cdk_kinesis_telemetry_extension.FlushStrategy;
import io.github.cdk_kinesis_telemetry_extension.KeepRequests;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.LogLevel;
import io.github.cdk_kinesis_telemetry_extension.MaskBuiltIn;
import io.github.cdk_kinesis_telemetry_extension.MaskPattern;
import io.github.cdk_kinesis_telemetry_extension.OversizedEvents;
import io.github.cdk_kinesis_telemetry_extension.PartitionKey;
import io.github.cdk_kinesis_telemetry_extension.TelemetryAlarmsProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryBuffering;
import io.github.cdk_kinesis_telemetry_extension.TelemetryFilter;
import io.github.cdk_kinesis_telemetry_extension.TelemetryMask;
import io.github.cdk_kinesis_telemetry_extension.TelemetrySampling;
import io.github.cdk_kinesis_telemetry_extension.TelemetryType;
import io.github.cdk_kinesis_telemetry_extension.UndeliveredEvents;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Size;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.cloudwatch.actions.SnsAction;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.LoggingFormat;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Start here: one team with a stream of its own. */
public class WebShopStack extends Stack {
    private final KinesisTelemetryExtension telemetry;

    public WebShopStack(final Construct scope, final String id) {
        super(scope, id, StackProps.builder().description("A web shop, and the stream of its telemetry").build());

        telemetry = KinesisTelemetryExtension.Builder.create(this, "Telemetry")
                .telemetryTypes(List.of(TelemetryType.PLATFORM, TelemetryType.FUNCTION))
                .attributes(Map.of("team", "shop"))
                .filter(TelemetryFilter.builder()
                        .minLevel(LogLevel.DEBUG)
                        .rules(List.of(FilterRule.exclude("health", "GET /health")))
                        .build())
                .build();

        final Function payments = NodeFunction.create(this, "Payments", "payments")
                .loggingFormat(LoggingFormat.JSON)
                .build();
        // Every invocation waits until its telemetry is in the stream. Secrets are masked; debug lines are sent only of
        // requests that went wrong, and of 1 %.
        telemetry.attachTo(payments, AttachOptions.builder()
                .attributes(Map.of("service", "payments"))
                .flushStrategy(FlushStrategy.endOfInvocation())
                .flushTimeout(Duration.seconds(3))
                .undeliveredEvents(UndeliveredEvents.LOG)
                .mask(TelemetryMask.builder()
                        .builtIns(List.of(MaskBuiltIn.PAYMENT_CARD, MaskBuiltIn.EMAIL))
                        .fields(List.of("password"))
                        .patterns(List.of(MaskPattern.builder()
                                .name("customer")
                                .pattern("cust-\\d{6}")
                                .replacement("cust-***")
                                .build()))
                        .build())
                .sampling(TelemetrySampling.builder()
                        .keep(List.of(
                                KeepRequests.ERRORS,
                                KeepRequests.slowerThan(Duration.seconds(1)),
                                KeepRequests.loggedAtLeast(LogLevel.ERROR)))
                        .share(0.01)
                        .onlyBelow(LogLevel.INFO)
                        .build())
                .build());

        final Function orders = NodeFunction.create(this, "Orders", "orders")
                .loggingFormat(LoggingFormat.JSON)
                .build();
        // Imports log a lot: large, compressed records, spread over all shards.
        telemetry.attachTo(orders, AttachOptions.builder()
                .flushStrategy(FlushStrategy.periodic(Duration.seconds(10)))
                .buffering(TelemetryBuffering.builder()
                        .timeout(Duration.millis(500))
                        .maxSize(Size.mebibytes(1))
                        .maxItems(10_000)
                        .build())
                .bufferMaxSize(Size.mebibytes(32))
                .recordSize(Size.kibibytes(500))
                .compression(Compression.GZIP)
                .partitionKey(PartitionKey.RANDOM)
                .oversizedEvents(OversizedEvents.DROP)
                .build());

        NodeFunction.create(this, "Checkout", "checkout").build();
        // All other functions of the stack.
        telemetry.attachToAll(this);

        // Not attached: a reader must not write to the stream that it reads.
        final Function watch = NodeFunction.create(this, "Watch", "watch")
                .timeout(Duration.seconds(30))
                .build();
        telemetry.addConsumer(watch);

        final Topic pager = Topic.Builder.create(this, "Pager").enforceSsl(true).build();
        telemetry.addAlarms(TelemetryAlarmsProps.builder().alarmActions(List.of(new SnsAction(pager))).build());

        CfnOutput.Builder.create(this, "StreamArn").value(telemetry.getStream().getStreamArn()).build();
    }

    KinesisTelemetryExtension getTelemetry() {
        return telemetry;
    }
}
