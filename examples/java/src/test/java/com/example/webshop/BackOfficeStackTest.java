package com.example.webshop;

import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.ref;
import static com.example.webshop.Templates.roleOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

class BackOfficeStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new BackOfficeStack(new App(), "BackOffice"));
    }

    @Test
    void hasNothingOfItsOwnToStreamTo() {
        template.resourceCountIs("AWS::Kinesis::Stream", 0);
        template.resourceCountIs("AWS::Lambda::LayerVersion", 0);
        template.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
    }

    @Test
    void attachesByWhatTheWebShopHasLeftInSsm() {
        final var reports = function(template, "reports.handler");

        assertEquals(List.of(readFromSsm("/web-shop/telemetry/extension/arn")), reports.get("Layers"));
        assertEquals(readFromSsm("/web-shop/telemetry/stream/arn"), environment(reports).get("KINESIS_TELEMETRY_STREAM_ARN"));
        assertTrue(((List<?>) roleOf(template, reports).get("ManagedPolicyArns")).contains(readFromSsm("/web-shop/telemetry/runtime/policy/arn")));
    }

    @Test
    void saysWhoseTelemetryItIs() {
        assertEquals("{\"team\":\"back-office\"}", environment(function(template, "reports.handler")).get("KINESIS_TELEMETRY_ATTRIBUTES"));
    }

    /** A reference to the template's parameter whose value CloudFormation takes from SSM. */
    private static Map<String, Object> readFromSsm(final String name) {
        final var found = template.findParameters("*", Map.of("Type", "AWS::SSM::Parameter::Value<String>", "Default", name));
        assertEquals(1, found.size(), name);
        return ref(found.keySet().iterator().next());
    }
}
