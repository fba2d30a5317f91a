package com.example.webshop;

import static com.example.webshop.Templates.STREAM_VARIABLE;
import static com.example.webshop.Templates.attached;
import static com.example.webshop.Templates.environment;
import static com.example.webshop.Templates.function;
import static com.example.webshop.Templates.getAtt;
import static com.example.webshop.Templates.idOfOnly;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.App;
import software.amazon.awscdk.assertions.Template;

class SearchStackTest {
    private static Template template;

    @BeforeAll
    static void synthesize() {
        template = Template.fromStack(new SearchStack(new App(), "Search"));
    }

    @Test
    void writesLogSubscriptionsToTheExistingStream() {
        final var update = environment(function(template, "CatalogUpdate"));

        assertEquals(getAtt(idOfOnly(template, "AWS::Kinesis::Stream"), "Arn"), update.get(STREAM_VARIABLE));
        assertEquals("cloudwatch-logs", update.get("KINESIS_TELEMETRY_RECORD_FORMAT"));
    }

    @Test
    void attachesWhatIsIncludedAndNotExcluded() {
        assertEquals(Set.of("CatalogUpdate"), attached(template));
    }

    @Test
    void archivesToTheExistingBucket() {
        template.hasResourceProperties("AWS::KinesisFirehose::DeliveryStream", Map.of("ExtendedS3DestinationConfiguration", Map.of(
                "BucketARN", getAtt(idOfOnly(template, "AWS::S3::Bucket"), "Arn"))));
    }

    @Test
    void indexReadsTheStream() {
        template.hasResourceProperties("AWS::Lambda::EventSourceMapping", Map.of("BatchSize", 500, "StartingPosition", "TRIM_HORIZON"));
    }
}
