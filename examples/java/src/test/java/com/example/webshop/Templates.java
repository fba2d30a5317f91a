package com.example.webshop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import software.amazon.awscdk.assertions.Template;

/** What Template does not offer: one resource's id, and its properties as a map. */
final class Templates {
    private Templates() {
    }

    static String idOfOnly(final Template template, final String type) {
        final var found = template.findResources(type);
        assertEquals(1, found.size(), () -> "resources of type " + type);
        return found.keySet().iterator().next();
    }

    static Map<String, Object> ref(final String logicalId) {
        return Map.of("Ref", logicalId);
    }

    static Map<String, Object> function(final Template template, final String handler) {
        final var found = template.findResources("AWS::Lambda::Function", Map.of("Properties", Map.of("Handler", handler)));
        assertEquals(1, found.size(), () -> "functions with the handler " + handler);
        return properties(found.values().iterator().next());
    }

    static Map<String, Object> environment(final Map<String, Object> function) {
        return map(map(function.getOrDefault("Environment", Map.of())).getOrDefault("Variables", Map.of()));
    }

    static Map<String, Object> roleOf(final Template template, final Map<String, Object> function) {
        // {"Fn::GetAtt": [role, "Arn"]}
        final var role = ((java.util.List<?>) map(function.get("Role")).get("Fn::GetAtt")).get(0);
        return properties(template.findResources("AWS::IAM::Role").get(role));
    }

    static Map<String, Object> properties(final Map<String, ?> resource) {
        return map(resource.get("Properties"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(final Object value) {
        return (Map<String, Object>) value;
    }
}
