"""What the platform team's stack promises."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template
from templates import id_of_only

from web_shop.platform_stack import ORGANIZATION, PARTNER_ACCOUNT, PlatformStack


@pytest.fixture(scope="module")
def template() -> Template:
    """Return the template. A synth takes a second, so there is one for all tests."""
    return Template.from_stack(PlatformStack(App(), "Platform"))


def test_stream_is_sized_kept_and_encrypted(template: Template) -> None:
    key = id_of_only(template, "AWS::KMS::Key")
    template.has_resource_properties(
        "AWS::Kinesis::Stream",
        {
            "ShardCount": 2,
            "RetentionPeriodHours": 72,
            "StreamEncryption": {"KeyId": {"Fn::GetAtt": [key, "Arn"]}},
        },
    )
    template.has_resource("AWS::Kinesis::Stream", {"DeletionPolicy": "Retain"})


def test_other_apps_find_the_arns_in_ssm(template: Template) -> None:
    names = {
        parameter["Properties"]["Name"]
        for parameter in template.find_resources("AWS::SSM::Parameter").values()
    }
    assert names == {
        "/platform/telemetry/extension/arn",
        "/platform/telemetry/runtime/policy/arn",
        "/platform/telemetry/stream/arn",
        "/platform/telemetry/stream/key/arn",
    }


def test_organization_and_partner_may_use_the_layer(template: Template) -> None:
    permissions = template.find_resources("AWS::Lambda::LayerVersionPermission")
    shared_with = {
        permission["Properties"].get(
            "OrganizationId",
            permission["Properties"]["Principal"],
        )
        for permission in permissions.values()
    }
    assert shared_with == {ORGANIZATION, PARTNER_ACCOUNT}


def test_warehouse_account_may_write_to_the_stream(template: Template) -> None:
    template.has_resource_properties(
        "AWS::Kinesis::ResourcePolicy",
        {
            "ResourcePolicy": {
                "Statement": [
                    Match.object_like(
                        {"Action": "kinesis:PutRecords", "Effect": "Allow"},
                    ),
                ],
            },
        },
    )


def test_reader_gets_reports_only(template: Template) -> None:
    consumer = id_of_only(template, "AWS::Kinesis::StreamConsumer")
    template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {
            "EventSourceArn": {"Fn::GetAtt": [consumer, "ConsumerARN"]},
            "FilterCriteria": {
                "Filters": [{"Pattern": '{"data":{"type":["platform.report"]}}'}],
            },
        },
    )


def test_archive_expires_after_a_year(template: Template) -> None:
    template.has_resource_properties(
        "AWS::S3::Bucket",
        {
            "LifecycleConfiguration": {
                "Rules": Match.array_with(
                    [Match.object_like({"ExpirationInDays": 365})]
                ),
            },
            # The bucket for access logs has none.
            "LoggingConfiguration": Match.any_value(),
        },
    )


def test_nobody_is_paged_about_slow_readers(template: Template) -> None:
    alarms = template.find_resources("AWS::CloudWatch::Alarm")
    assert not [logical_id for logical_id in alarms if "IteratorAge" in logical_id]


def test_dashboard_has_a_name(template: Template) -> None:
    template.has_resource_properties(
        "AWS::CloudWatch::Dashboard",
        {"DashboardName": "telemetry"},
    )
