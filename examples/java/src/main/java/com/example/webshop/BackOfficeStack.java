package com.example.webshop;

import static software.amazon.awscdk.services.lambda.Runtime.NODEJS_24_X;

import io.github.cdk_kinesis_telemetry_extension.IKinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtensionParameters;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.constructs.Construct;

/** Another stack, maybe another team's: attaches by what the first has left in SSM. */
public class BackOfficeStack extends Stack {
    public BackOfficeStack(final Construct scope, final String id) {
        this(scope, id, null);
    }

    public BackOfficeStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        final IKinesisTelemetryExtension telemetry = KinesisTelemetryExtension.fromParameters(this, "Telemetry",
                KinesisTelemetryExtensionParameters.builder()
                        .parameterPrefix(WebShopStack.PARAMETER_PREFIX)
                        .attributes(Map.of("team", "back-office"))
                        .build());

        telemetry.attachTo(ShopFunction.create(this, "Reports", "reports")
                .runtime(NODEJS_24_X)
                .timeout(Duration.seconds(2))
                .build());
    }
}
