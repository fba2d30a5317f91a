package com.example.webshop;

import static com.example.webshop.Templates.attached;
import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.getAtt;
import static com.example.webshop.Templates.idOfOnly;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class ReportsStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        final var app = new App();
        final var shop = new WebShopStack(app, "WebShop");
        template = Template.fromStack(new ReportsStack(app, "Reports", shop.getTelemetry()));
    }

    @Test
    void hasALayerButNoStreamOfItsOwn() {
        template.resourceCountIs("AWS::Lambda::LayerVersion", 1);
        template.resourceCountIs("AWS::Kinesis::Stream", 0);
    }

    @Test
    void attachesTheFunctionOfTheAlias() {
        assertTrue(attached(template).contains("Reports"));
        template.hasResourceProperties("AWS::Lambda::Alias", Map.of(
                "Name", "live",
                "FunctionVersion", getAtt(idOfOnly(template, "AWS::Lambda::Version"), "Version")));
    }

    @Test
    void keepsLogsOfReportsOutOfCloudWatch() {
        template.hasResourceProperties("AWS::IAM::Policy", Map.of("PolicyDocument", Map.of("Statement", List.of(Match.objectLike(Map.of(
                "Effect", "Deny",
                "Action", Match.arrayWith(List.of("logs:PutLogEvents"))))))));
    }

    @Test
    void nightlyTotalsStreamNothingYet() {
        assertEquals("false", environment(function(template, "NightlyTotals")).get("KINESIS_TELEMETRY_ENABLED"));
    }
}
