package com.example.webshop;

import static com.example.webshop.Templates.attached;
import static com.example.webshop.Templates.function;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.receipts.Receipts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Annotations;
import software.amazon.awscdk.assertions.Match;
import software.amazon.awscdk.assertions.Template;

class ReceiptsStackTest {
    private static ReceiptsStack stack;
    private static Template template;

    @BeforeAll
    static void synthesize() {
        final var app = new App();
        final var shop = new WebShopStack(app, "WebShop");
        stack = new ReceiptsStack(app, "Receipts", shop.getTelemetry());
        template = Template.fromStack(stack);
    }

    @Test
    void attachesTheFunctionInJava() {
        assertEquals(Set.of("Receipts"), attached(template));
        final var receipts = function(template, "Receipts");
        assertEquals("java21", receipts.get("Runtime"));
        assertEquals(1, ((List<?>) receipts.get("Layers")).size());
    }

    @Test
    void warnsOfNothing() {
        assertEquals(List.of(), Annotations.fromStack(stack).findWarning("*", Match.anyValue()));
    }

    @Test
    void addsUpPrices() {
        final var order = new Receipts.Order();
        order.setId("17");
        order.setPrices(List.of(250, 100));
        assertEquals(Map.of("order", "17", "total", 350), new Receipts().handle(order));
    }
}
