package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.AttachToAllOptions;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.RecordFormat;
import io.github.cdk_kinesis_telemetry_extension.TelemetryArchiveProps;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.kinesis.StreamMode;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.StartingPosition;
import software.amazon.awscdk.services.lambda.eventsources.KinesisEventSource;
import software.amazon.awscdk.services.s3.Bucket;
import software.constructs.Construct;

/** A team with an existing stream and bucket, and a reader of log subscriptions. */
public class SearchStack extends Stack {
    public SearchStack(final Construct scope, final String id) {
        super(scope, id, StackProps.builder().description("A search engine with an existing stream").build());

        final Stream logs = Stream.Builder.create(this, "Logs").streamMode(StreamMode.ON_DEMAND).build();
        final Bucket bucket = Bucket.Builder.create(this, "Bucket").enforceSsl(true).build();

        final KinesisTelemetryExtension telemetry = KinesisTelemetryExtension.Builder.create(this, "Telemetry")
                // Two extensions in one account and region need two prefixes.
                .parameterPrefix("/search/telemetry")
                .stream(logs)
                .recordFormat(RecordFormat.CLOUDWATCH_LOGS)
                .build();
        telemetry.addArchive("Archive", TelemetryArchiveProps.builder().bucket(bucket).prefix("logs/").errorPrefix("logs-errors/").build());

        final Construct catalog = new Construct(this, "Catalog");
        NodeFunction.create(catalog, "Update", "orders").build();
        final Function preview = NodeFunction.create(catalog, "Preview", "checkout").build();
        telemetry.attachToAll(this, AttachToAllOptions.builder()
                .include(List.of(catalog))
                .exclude(List.of(preview))
                .build());

        // Your own event source, instead of addConsumer.
        final Function index = NodeFunction.create(this, "Index", "index-logs").timeout(Duration.seconds(30)).build();
        index.addEventSource(KinesisEventSource.Builder.create(telemetry.getStream())
                .startingPosition(StartingPosition.TRIM_HORIZON)
                .batchSize(500)
                .maxBatchingWindow(Duration.seconds(5))
                .retryAttempts(10)
                .build());
    }
}
