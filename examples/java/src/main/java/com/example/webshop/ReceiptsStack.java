package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.IKinesisTelemetryExtension;
import java.util.List;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.amazon.awscdk.services.s3.assets.AssetOptions;
import software.constructs.Construct;

/** A function in Java. Functions in any language are attached in the same way. */
public class ReceiptsStack extends Stack {
    /** What Maven compiles. The function has no dependencies; for one that has some, deploy the jar of the Maven Shade plugin. */
    private static final String CLASSES = "target/classes";

    public ReceiptsStack(final Construct scope, final String id, final IKinesisTelemetryExtension telemetry) {
        super(scope, id, StackProps.builder().description("The web shop's receipts").build());

        final Function receipts = Function.Builder.create(this, "Receipts")
                .runtime(Runtime.JAVA_21)
                .architecture(Architecture.ARM_64)
                .handler("com.example.receipts.Receipts::handle")
                .code(Code.fromAsset(CLASSES, AssetOptions.builder().exclude(List.of("com/example/webshop/**")).build()))
                .memorySize(512)
                .timeout(Duration.seconds(10))
                .logGroup(LogGroup.Builder.create(this, "ReceiptsLogs")
                        .retention(RetentionDays.ONE_DAY)
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build())
                .build();
        telemetry.attachTo(receipts);
    }
}
