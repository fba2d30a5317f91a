package com.example.webshop;

import static com.example.webshop.Templates.getAtt;
import static com.example.webshop.Templates.idOfOnly;
import static com.example.webshop.Templates.ref;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class PlatformStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new PlatformStack(new App(), "Platform"));
    }

    @Test
    void streamIsSizedKeptAndEncrypted() {
        template.hasResource("AWS::Kinesis::Stream", Map.of(
                "DeletionPolicy", "Retain",
                "Properties", Map.of(
                        "ShardCount", 2,
                        "RetentionPeriodHours", 72,
                        "StreamEncryption", Map.of("KeyId", getAtt(idOfOnly(template, "AWS::KMS::Key"), "Arn")))));
    }

    @Test
    void otherAppsFindTheLayerInSsm() {
        template.hasResourceProperties("AWS::SSM::Parameter", Map.of(
                "Name", "/platform/telemetry/extension/arn",
                "Value", ref(idOfOnly(template, "AWS::Lambda::LayerVersion"))));
    }

    @Test
    void otherAppsFindThePolicyInSsm() {
        // The archive has a policy, too.
        final var policies = template.findResources("AWS::IAM::ManagedPolicy").keySet().stream()
                .filter(id -> !id.contains("Archive")).toList();

        assertTrue(policies.size() == 1, policies::toString);
        template.hasResourceProperties("AWS::SSM::Parameter", Map.of(
                "Name", "/platform/telemetry/runtime/policy/arn",
                "Value", ref(policies.get(0))));
    }

    @Test
    void otherAppsFindTheStreamInSsm() {
        template.hasResourceProperties("AWS::SSM::Parameter", Map.of(
                "Name", "/platform/telemetry/stream/arn",
                "Value", getAtt(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn")));
    }

    @Test
    void organizationAndPartnerMayUseTheLayer() {
        template.resourceCountIs("AWS::Lambda::LayerVersionPermission", 2);
        template.hasResourceProperties("AWS::Lambda::LayerVersionPermission", Map.of("OrganizationId", PlatformStack.ORGANIZATION));
        template.hasResourceProperties("AWS::Lambda::LayerVersionPermission", Map.of("Principal", PlatformStack.PARTNER_ACCOUNT));
    }

    @Test
    void warehouseAccountMayWriteToTheStream() {
        template.hasResourceProperties("AWS::Kinesis::ResourcePolicy", Map.of("ResourcePolicy", Map.of("Statement", List.of(
                Match.objectLike(Map.of("Effect", "Allow", "Action", "kinesis:PutRecords"))))));
    }

    @Test
    void readerGetsReportsOnly() {
        template.hasResourceProperties("AWS::Lambda::EventSourceMapping", Map.of(
                "EventSourceArn", getAtt(idOfOnly(template, "AWS::Kinesis::StreamConsumer"), "ConsumerARN"),
                "FilterCriteria", Map.of("Filters", List.of(Map.of("Pattern", "{\"data\":{\"type\":[\"platform.report\"]}}")))));
    }

    @Test
    void archiveExpiresAfterAYear() {
        // The bucket for access logs has no LoggingConfiguration.
        template.hasResourceProperties("AWS::S3::Bucket", Map.of(
                "LoggingConfiguration", Match.anyValue(),
                "LifecycleConfiguration", Map.of("Rules", Match.arrayWith(List.of(
                        Match.objectLike(Map.of("ExpirationInDays", 365)))))));
    }

    @Test
    void nobodyIsPagedAboutSlowReaders() {
        final var alarms = template.findResources("AWS::CloudWatch::Alarm").keySet();

        assertTrue(alarms.stream().noneMatch(id -> id.contains("IteratorAge")), alarms::toString);
    }

    @Test
    void dashboardHasAName() {
        template.hasResourceProperties("AWS::CloudWatch::Dashboard", Map.of("DashboardName", "telemetry"));
    }
}
