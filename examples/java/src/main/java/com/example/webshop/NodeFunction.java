package com.example.webshop;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** What all Lambda functions of the app have in common. */
final class NodeFunction {
    private static final String CODE = "../functions";

    private NodeFunction() {
    }

    /**
     * Starts a function and its log group. The caller adds what is special and builds it.
     *
     * @param module a file in the folder {@code functions}, without {@code .mjs}
     */
    static Function.Builder create(final Construct scope, final String id, final String module) {
        return Function.Builder.create(scope, id)
                .handler(module + ".handler")
                .code(Code.fromAsset(CODE))
                .runtime(Runtime.NODEJS_24_X)
                .memorySize(256)
                .timeout(Duration.seconds(10))
                // The stream has the telemetry, so a short retention is enough here.
                .logGroup(LogGroup.Builder.create(scope, id + "Logs")
                        .retention(RetentionDays.ONE_DAY)
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build());
    }
}
