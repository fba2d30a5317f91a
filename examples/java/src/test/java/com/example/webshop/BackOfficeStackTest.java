package com.example.webshop;

import static com.example.webshop.Templates.STREAM_VARIABLE;
import static com.example.webshop.Templates.attached;
import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.readFromSsm;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class BackOfficeStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new BackOfficeStack(new App(), "BackOffice"));
    }

    @Test
    void hasNeitherStreamNorLayerOfItsOwn() {
        template.resourceCountIs("AWS::Kinesis::Stream", 0);
        template.resourceCountIs("AWS::Lambda::LayerVersion", 0);
        template.resourceCountIs("AWS::IAM::ManagedPolicy", 0);
    }

    @Test
    void readsThePlatformTeamsParameters() {
        final var ledger = function(template, "Ledger");

        assertEquals(List.of(readFromSsm(template, "/platform/telemetry/extension/arn")), ledger.get("Layers"));
        assertEquals(readFromSsm(template, "/platform/telemetry/stream/arn"), environment(ledger).get(STREAM_VARIABLE));
        template.hasResourceProperties("AWS::IAM::Role", Map.of("ManagedPolicyArns", Match.arrayWith(List.of(
                readFromSsm(template, "/platform/telemetry/runtime/policy/arn")))));
    }

    @Test
    void aTagKeepsFunctionsOut() {
        assertEquals(Set.of("Ledger", "Invoices", "ExperimentsAudit"), attached(template));
    }

    @Test
    void containerImageGetsSettingsButNoLayer() {
        final var invoices = function(template, "Invoices");

        assertFalse(invoices.containsKey("Layers"));
        assertEquals("kpl-aggregated", environment(invoices).get("KINESIS_TELEMETRY_RECORD_FORMAT"));
    }

    @Test
    void functionsInTheVpcReachKinesis() {
        template.hasResourceProperties("AWS::EC2::VPCEndpoint", Map.of("VpcEndpointType", "Interface", "PrivateDnsEnabled", true));
    }
}
