package com.example.webshop;

import static com.example.webshop.Templates.attached;
import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.getAtt;
import static com.example.webshop.Templates.idOfOnly;
import static com.example.webshop.Templates.ref;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

class WebShopStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new WebShopStack(new App(), "WebShop"));
    }

    @Test
    void attachesEveryFunctionButTheReader() {
        assertEquals(Set.of("Payments", "Orders", "Checkout"), attached(template));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Payments", "Orders", "Checkout"})
    void attachedFunctionHasTheLayer(final String constructId) {
        assertEquals(List.of(ref(idOfOnly(template, "AWS::Lambda::LayerVersion"))), function(template, constructId).get("Layers"));
    }

    @Test
    void policyAllowsToWriteToTheStreamAndNothingElse() {
        template.hasResourceProperties("AWS::IAM::ManagedPolicy", Map.of("PolicyDocument", Map.of("Statement", List.of(Map.of(
                "Effect", "Allow",
                "Action", "kinesis:PutRecords",
                "Resource", getAtt(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn"))))));
    }

    @Test
    void paymentsWaitUntilTheirTelemetryIsDelivered() {
        final var payments = environment(function(template, "Payments"));

        assertEquals("end-of-invocation", payments.get("KINESIS_TELEMETRY_FLUSH_STRATEGY"));
        assertEquals("{\"service\":\"payments\",\"team\":\"shop\"}", payments.get("KINESIS_TELEMETRY_ATTRIBUTES"));
        assertFalse(environment(function(template, "Checkout")).containsKey("KINESIS_TELEMETRY_FLUSH_STRATEGY"));
    }

    @Test
    void paymentsSendNoSecretsAndFewDebugLines() {
        final var payments = environment(function(template, "Payments"));

        assertEquals(
                "{\"builtIns\":[\"payment-card\",\"email\"],\"fields\":[\"password\"],"
                        + "\"patterns\":[{\"name\":\"customer\",\"pattern\":\"cust-\\\\d{6}\",\"replacement\":\"cust-***\"}]}",
                payments.get("KINESIS_TELEMETRY_MASK"));
        assertEquals(
                "{\"keep\":[\"error\"],\"slowerThanMs\":1000,\"minLevel\":\"error\",\"share\":0.01,\"onlyBelow\":\"info\"}",
                payments.get("KINESIS_TELEMETRY_SAMPLING"));
    }

    @Test
    void ordersWriteCompressedRecords() {
        assertEquals("gzip", environment(function(template, "Orders")).get("KINESIS_TELEMETRY_COMPRESSION"));
    }

    @Test
    void readerGetsBatchesOfTheStream() {
        template.hasResourceProperties("AWS::Lambda::EventSourceMapping", Map.of(
                "EventSourceArn", getAtt(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn"),
                "FunctionResponseTypes", List.of("ReportBatchItemFailures")));
    }

    @Test
    void everyAlarmNotifiesThePager() {
        template.resourceCountIs("AWS::CloudWatch::Alarm", 5);
        template.allResourcesProperties("AWS::CloudWatch::Alarm", Map.of("AlarmActions", List.of(ref(idOfOnly(template, "AWS::SNS::Topic")))));
    }
}
