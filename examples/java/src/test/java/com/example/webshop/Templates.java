package com.example.webshop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import software.amazon.awscdk.assertions.Template;

/** What the tests read of a template. */
final class Templates {
    static final String STREAM_VARIABLE = "KINESIS_TELEMETRY_STREAM_ARN";

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

    static Map<String, Object> getAtt(final String logicalId, final String attribute) {
        return Map.of("Fn::GetAtt", List.of(logicalId, attribute));
    }

    /** The reference to what CloudFormation reads from a parameter in SSM. */
    static Map<String, Object> readFromSsm(final Template template, final String name) {
        final var found = template.findParameters("*", Map.of("Type", "AWS::SSM::Parameter::Value<String>", "Default", name));
        assertEquals(1, found.size(), name);
        return ref(found.keySet().iterator().next());
    }

    /** The properties of a function, by its construct id, to which CDK appends a hash of 8 characters. */
    static Map<String, Object> function(final Template template, final String constructId) {
        final var id = functionIds(template).stream().filter(found -> constructId.equals(withoutHash(found))).findFirst().orElseThrow();
        return properties(template.findResources("AWS::Lambda::Function").get(id));
    }

    static Map<String, Object> environment(final Map<String, Object> function) {
        return map(map(function.getOrDefault("Environment", Map.of())).getOrDefault("Variables", Map.of()));
    }

    /** The construct ids of the functions that write to a stream. */
    static Set<String> attached(final Template template) {
        final var found = new TreeSet<String>();
        for (final var id : functionIds(template)) {
            if (environment(function(template, withoutHash(id))).containsKey(STREAM_VARIABLE)) {
                found.add(withoutHash(id));
            }
        }
        return found;
    }

    static Map<String, Object> properties(final Map<String, ?> resource) {
        return map(resource.get("Properties"));
    }

    private static Set<String> functionIds(final Template template) {
        return template.findResources("AWS::Lambda::Function").keySet();
    }

    private static String withoutHash(final String logicalId) {
        return logicalId.substring(0, logicalId.length() - 8);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(final Object value) {
        return (Map<String, Object>) value;
    }
}
