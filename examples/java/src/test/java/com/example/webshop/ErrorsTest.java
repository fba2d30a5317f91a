package com.example.webshop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.cdk_kinesis_telemetry_extension.ExtensionHost;
import io.github.cdk_kinesis_telemetry_extension.FlushStrategy;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;

/** The first line of an error says what is wrong. The stack trace of Node.js follows. */
class ErrorsTest {
    private Stack stack;

    @BeforeEach
    void createStack() {
        stack = new Stack(new App(), "Shop");
    }

    @Test
    void prefixWithoutSlash() {
        assertEquals("Shop/Telemetry: parameterPrefix must start with a slash, got \"telemetry\"; use one such as /telemetry/kinesis",
                messageOf(() -> KinesisTelemetryExtension.Builder.create(stack, "Telemetry").parameterPrefix("telemetry").build()));
    }

    @Test
    void intervalOutOfRange() {
        final var tooShort = FlushStrategy.periodic(Duration.millis(1));

        assertEquals("Shop/Telemetry: flushStrategy.interval: KINESIS_TELEMETRY_FLUSH_INTERVAL_MS must be a whole number of milliseconds between 100 "
                        + "and 900000, got \"1\"",
                messageOf(() -> KinesisTelemetryExtension.Builder.create(stack, "Telemetry").flushStrategy(tooShort).build()));
    }

    @Test
    void hostThatNeedsNodeJs() {
        final var telemetry = KinesisTelemetryExtension.Builder.create(stack, "Telemetry").extensionHost(ExtensionHost.NODEJS).build();
        final var function = Function.Builder.create(stack, "Function")
                .runtime(Runtime.PYTHON_3_13)
                .handler("index.handler")
                .code(Code.fromInline("def handler(event, context): pass"))
                .build();

        assertEquals("Shop/Function runs on python3.13: ExtensionHost.NODEJS runs the extension on the function's own Node.js, which must be nodejs22.x or newer. "
                        + "Remove extensionHost for this function: ExtensionHost.NATIVE runs beside every runtime",
                messageOf(() -> telemetry.attachTo(function)));
    }

    /** A constructor throws a JsiiError, which is a RuntimeException. A method throws a RuntimeException with "Error: " in front. */
    private static String messageOf(final Executable call) {
        final var exception = assertThrows(RuntimeException.class, call);
        return exception.getMessage().lines().findFirst().orElseThrow().replaceFirst("^Error: ", "");
    }
}
