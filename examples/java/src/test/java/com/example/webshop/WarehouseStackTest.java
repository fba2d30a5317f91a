package com.example.webshop;

import static com.example.webshop.Templates.STREAM_VARIABLE;
import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class WarehouseStackTest {
    private static WarehouseStack stack;
    private static Template template;

    @BeforeAll
    static void synthesize() {
        stack = new WarehouseStack(new App(), "Warehouse");
        template = Template.fromStack(stack);
    }

    @Test
    void writesToTheStreamOfTheOtherAccount() {
        final var parcels = function(template, "Parcels");

        assertEquals(List.of(WarehouseStack.LAYER_ARN), parcels.get("Layers"));
        assertEquals(WarehouseStack.STREAM_ARN, environment(parcels).get(STREAM_VARIABLE));
    }

    @Test
    void hasAPolicyOfItsOwnAccount() {
        template.hasResourceProperties("AWS::IAM::ManagedPolicy", Map.of("PolicyDocument", Map.of("Statement", Match.arrayWith(List.of(Map.of(
                "Effect", "Allow",
                "Action", "kinesis:PutRecords",
                "Resource", WarehouseStack.STREAM_ARN))))));
    }

    @Test
    void warnsOfNothing() {
        assertEquals(List.of(), Annotations.fromStack(stack).findWarning("*", Match.anyValue()));
    }
}
