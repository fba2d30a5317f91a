package com.example.webshop;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** What all functions of the shop have in common. */
final class ShopFunction {
    /** Beside this app: the functions are in JavaScript, whatever language the app is in. */
    private static final String CODE = "../functions";

    private ShopFunction() {
    }

    /**
     * Begins a function, to be finished by its caller.
     *
     * @param file the name of the function's file, without {@code .mjs}
     */
    static Function.Builder create(final Construct scope, final String id, final String file) {
        return Function.Builder.create(scope, id)
                .handler(file + ".handler")
                .code(Code.fromAsset(CODE))
                .memorySize(256)
                .timeout(Duration.seconds(10))
                // The telemetry is in the stream: CloudWatch need not keep a copy of it for long.
                .logGroup(LogGroup.Builder.create(scope, id + "Logs")
                        .retention(RetentionDays.ONE_DAY)
                        .removalPolicy(RemovalPolicy.DESTROY)
                        .build());
    }
}
