package com.example.webshop;

import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.idOfOnly;
import static com.example.webshop.Templates.ref;
import static com.example.webshop.Templates.roleOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

class WebShopStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new WebShopStack(new App(), "WebShop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"payments.handler", "checkout.handler", "orders.handler"})
    void functionHasLayerSettingsAndPermission(final String handler) {
        final var function = function(template, handler);
        final var variables = environment(function);

        assertEquals(List.of(ref(idOfOnly(template, "AWS::Lambda::LayerVersion"))), function.get("Layers"));
        assertEquals(Map.of("Fn::GetAtt", List.of(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn")), variables.get("KINESIS_TELEMETRY_STREAM_ARN"));
        assertEquals("platform,function", variables.get("KINESIS_TELEMETRY_TYPES"));
        assertTrue(((List<?>) roleOf(template, function).get("ManagedPolicyArns")).contains(ref(idOfOnly(template, "AWS::IAM::ManagedPolicy"))));
    }

    @Test
    void policyAllowsToWriteIntoTheStreamAndNothingElse() {
        template.hasResourceProperties("AWS::IAM::ManagedPolicy", Map.of("PolicyDocument", Map.of("Statement", List.of(Map.of(
                "Effect", "Allow",
                "Action", "kinesis:PutRecords",
                "Resource", Map.of("Fn::GetAtt", List.of(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn")))))));
    }

    @Test
    void paymentsHasSettingsOfItsOwn() {
        final var payments = environment(function(template, "payments.handler"));
        final var checkout = environment(function(template, "checkout.handler"));
        final var attributes = (String) payments.get("KINESIS_TELEMETRY_ATTRIBUTES");

        assertEquals("end-of-invocation", payments.get("KINESIS_TELEMETRY_FLUSH_STRATEGY"));
        assertTrue(attributes.contains("\"team\":\"shop\"") && attributes.contains("\"service\":\"payments\""), attributes);
        assertFalse(checkout.containsKey("KINESIS_TELEMETRY_FLUSH_STRATEGY"));
        assertEquals("{\"team\":\"shop\"}", checkout.get("KINESIS_TELEMETRY_ATTRIBUTES"));
    }

    @Test
    void whatReadsTheStreamIsNotAttached() {
        final var watch = function(template, "watch.handler");

        assertFalse(watch.containsKey("Layers"));
        assertEquals(Map.of(), environment(watch));
        template.hasResourceProperties("AWS::Lambda::EventSourceMapping", Map.of(
                "BatchSize", 500,
                "FunctionResponseTypes", List.of("ReportBatchItemFailures")));
    }

    @Test
    void streamKeepsTelemetryForTwoDays() {
        template.hasResourceProperties("AWS::Kinesis::Stream", Map.of("RetentionPeriodHours", 48));
    }

    @Test
    void everyAlarmTellsThePager() {
        final var toPager = Map.of("AlarmActions", List.of(ref(idOfOnly(template, "AWS::SNS::Topic"))));

        template.resourceCountIs("AWS::CloudWatch::Alarm", 4);
        template.allResourcesProperties("AWS::CloudWatch::Alarm", toPager);
    }

    @Test
    void someRefusedRecordsAreBearable() {
        final var alarms = template.findResources("AWS::CloudWatch::Alarm", Map.of("Properties", Map.of("Threshold", 5)));

        assertEquals(1, alarms.size());
        assertTrue(alarms.keySet().iterator().next().contains("ThrottledRecords"));
    }

    @ParameterizedTest
    @CsvSource({
        "/web-shop/telemetry/extension/arn, AWS::Lambda::LayerVersion",
        "/web-shop/telemetry/runtime/policy/arn, AWS::IAM::ManagedPolicy",
    })
    void otherStacksFindTheArns(final String parameter, final String type) {
        template.hasResourceProperties("AWS::SSM::Parameter", Map.of("Name", parameter, "Value", ref(idOfOnly(template, type))));
    }

    @Test
    void otherStacksFindTheStream() {
        template.hasResourceProperties("AWS::SSM::Parameter", Map.of(
                "Name", "/web-shop/telemetry/stream/arn",
                "Value", Map.of("Fn::GetAtt", List.of(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn"))));
    }
}
