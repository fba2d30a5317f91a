package com.example.webshop;

import static software.amazon.awscdk.services.lambda.LoggingFormat.JSON;
import static software.amazon.awscdk.services.lambda.Runtime.NODEJS_22_X;
import static software.amazon.awscdk.services.lambda.Runtime.NODEJS_24_X;

import io.github.cdk_kinesis_telemetry_extension.AlarmOverride;
import io.github.cdk_kinesis_telemetry_extension.AlarmOverrides;
import io.github.cdk_kinesis_telemetry_extension.AttachOptions;
import io.github.cdk_kinesis_telemetry_extension.FlushStrategy;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.RecordFormat;
import io.github.cdk_kinesis_telemetry_extension.TelemetryConsumerProps;
import io.github.cdk_kinesis_telemetry_extension.TelemetryType;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.sns.Topic;
import software.constructs.Construct;

/** Makes stream and layer; attaches one function with settings of its own, and the other two by one line. */
public class WebShopStack extends Stack {
    /** Where the ARNs of layer, policy and stream are in SSM, for other stacks and teams. */
    static final String PARAMETER_PREFIX = "/web-shop/telemetry";

    public WebShopStack(final Construct scope, final String id) {
        this(scope, id, null);
    }

    public WebShopStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        final KinesisTelemetryExtension telemetry = KinesisTelemetryExtension.Builder.create(this, "Telemetry")
                .parameterPrefix(PARAMETER_PREFIX)
                .telemetryTypes(List.of(TelemetryType.PLATFORM, TelemetryType.FUNCTION))
                .recordFormat(RecordFormat.NDJSON)
                .streamRetention(Duration.hours(48))
                .attributes(Map.of("team", "shop"))
                .build();

        final Function payments = ShopFunction.create(this, "Payments", "payments")
                .runtime(NODEJS_22_X)
                .loggingFormat(JSON)
                .build();
        telemetry.attachTo(payments, AttachOptions.builder()
                .flushStrategy(FlushStrategy.endOfInvocation())
                .attributes(Map.of("service", "payments"))
                .build());

        ShopFunction.create(this, "Checkout", "checkout").runtime(NODEJS_22_X).build();
        ShopFunction.create(this, "Orders", "orders").runtime(NODEJS_24_X).loggingFormat(JSON).build();
        telemetry.attachToAll(this);

        // Not attached: what reads the stream would feed itself.
        final Function watch = ShopFunction.create(this, "Watch", "watch")
                .runtime(NODEJS_24_X)
                .timeout(Duration.seconds(30))
                .build();
        telemetry.addConsumer(watch, TelemetryConsumerProps.builder().batchSize(500).build());

        final Topic pager = Topic.Builder.create(this, "Pager").enforceSsl(true).build();
        telemetry.addAlarms(pager, AlarmOverrides.builder()
                .throttledRecords(AlarmOverride.builder().threshold(5).build())
                .build());

        CfnOutput.Builder.create(this, "StreamArn").value(telemetry.getStream().getStreamArn()).build();
    }
}
