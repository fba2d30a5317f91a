"""What the search engine's stack promises."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from templates import (
    STREAM_VARIABLE,
    attached,
    functions_by_id,
    id_of_only,
    variables_of,
)

from web_shop.search_stack import SearchStack


@pytest.fixture(scope="module")
def template() -> Template:
    """Return the template. A synth takes a second, so there is one for all tests."""
    return Template.from_stack(SearchStack(App(), "Search"))


def test_writes_log_subscriptions_to_the_existing_stream(template: Template) -> None:
    stream = id_of_only(template, "AWS::Kinesis::Stream")
    update = variables_of(functions_by_id(template)["CatalogUpdate"])
    assert update[STREAM_VARIABLE] == {"Fn::GetAtt": [stream, "Arn"]}
    assert update["KINESIS_TELEMETRY_RECORD_FORMAT"] == "cloudwatch-logs"


def test_attaches_what_is_included_and_not_excluded(template: Template) -> None:
    assert attached(template) == {"CatalogUpdate"}


def test_archives_to_the_existing_bucket(template: Template) -> None:
    template.resource_count_is("AWS::S3::Bucket", 1)
    bucket = id_of_only(template, "AWS::S3::Bucket")
    template.has_resource_properties(
        "AWS::KinesisFirehose::DeliveryStream",
        {
            "ExtendedS3DestinationConfiguration": {
                "BucketARN": {"Fn::GetAtt": [bucket, "Arn"]},
            },
        },
    )


def test_index_reads_the_stream(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {"BatchSize": 500, "StartingPosition": "TRIM_HORIZON"},
    )
