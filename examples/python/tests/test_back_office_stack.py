"""What the back office's stack promises."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from templates import (
    STREAM_VARIABLE,
    attached,
    functions_by_id,
    read_from_ssm,
    variables_of,
)

from web_shop.back_office_stack import BackOfficeStack


@pytest.fixture(scope="module")
def template() -> Template:
    """Return the template. A synth takes a second, so there is one for all tests."""
    return Template.from_stack(BackOfficeStack(App(), "BackOffice"))


def test_has_neither_stream_nor_layer_of_its_own(template: Template) -> None:
    template.resource_count_is("AWS::Kinesis::Stream", 0)
    template.resource_count_is("AWS::Lambda::LayerVersion", 0)


def test_reads_the_platform_teams_parameters(template: Template) -> None:
    ledger = functions_by_id(template)["Ledger"]
    layer = read_from_ssm(template, "/platform/telemetry/extension/arn")
    stream = read_from_ssm(template, "/platform/telemetry/stream/arn")
    assert ledger["Layers"] == [layer]
    assert variables_of(ledger)[STREAM_VARIABLE] == stream
    assert read_from_ssm(template, "/platform/telemetry/runtime/policy/arn")


def test_a_tag_keeps_functions_out(template: Template) -> None:
    assert attached(template) == {"Ledger", "Invoices", "ExperimentsAudit"}


def test_container_image_gets_settings_but_no_layer(template: Template) -> None:
    invoices = functions_by_id(template)["Invoices"]
    assert "Layers" not in invoices
    assert variables_of(invoices)["KINESIS_TELEMETRY_RECORD_FORMAT"] == "kpl-aggregated"


def test_functions_in_the_vpc_reach_kinesis(template: Template) -> None:
    template.has_resource_properties(
        "AWS::EC2::VPCEndpoint",
        {"VpcEndpointType": "Interface", "PrivateDnsEnabled": True},
    )
