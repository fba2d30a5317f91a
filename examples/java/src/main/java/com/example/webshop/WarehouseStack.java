package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.IKinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtensionAttributes;
import io.github.cdk_kinesis_telemetry_extension.RecordFormat;
import software.amazon.awscdk.Annotations;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** An app in another account: it knows the ARNs of the platform team. */
public class WarehouseStack extends Stack {
    // Replace these with your own account, and with the outputs of the stack Platform.
    static final String ACCOUNT = "222222222222";
    static final String REGION = "eu-west-1";
    static final String LAYER_ARN = "arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1";
    static final String STREAM_ARN = "arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry";
    static final String KEY_ARN = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    public WarehouseStack(final Construct scope, final String id) {
        super(scope, id, StackProps.builder()
                .description("A warehouse in another account that uses the stream of all teams")
                .env(Environment.builder().account(ACCOUNT).region(REGION).build())
                .build());

        final IKinesisTelemetryExtension telemetry = KinesisTelemetryExtension.fromAttributes(this, "Telemetry",
                KinesisTelemetryExtensionAttributes.builder()
                        .layerVersionArn(LAYER_ARN)
                        .streamArn(STREAM_ARN)
                        .streamEncryptionKey(Key.fromKeyArn(this, "Key", KEY_ARN))
                        .recordFormat(RecordFormat.KPL_AGGREGATED)
                        // Events arrive sooner, in smaller records.
                        .dispatchThreshold(100)
                        .dispatchInterval(Duration.millis(200))
                        .linger(Duration.millis(0))
                        .localApiConnectTimeout(Duration.seconds(1))
                        .build());
        telemetry.attachTo(NodeFunction.create(this, "Parcels", "orders").build());

        // Synth cannot see that the platform team has shared the stream.
        Annotations.of(this).acknowledgeWarning("cdk-kinesis-telemetry-extension:streamOfAnotherAccount");
    }
}
