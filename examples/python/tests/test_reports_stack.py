"""What the reports' stack promises."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template
from templates import attached, functions_by_id, id_of_only, variables_of

from web_shop.reports_stack import ReportsStack
from web_shop.web_shop_stack import WebShopStack


@pytest.fixture(scope="module")
def template() -> Template:
    """Return the template. A synth takes a second, so there is one for all tests."""
    app = App()
    shop = WebShopStack(app, "WebShop")
    return Template.from_stack(ReportsStack(app, "Reports", telemetry=shop.telemetry))


def test_has_a_layer_but_no_stream_of_its_own(template: Template) -> None:
    template.resource_count_is("AWS::Lambda::LayerVersion", 1)
    template.resource_count_is("AWS::Kinesis::Stream", 0)


def test_attaches_the_function_of_the_alias(template: Template) -> None:
    assert "Reports" in attached(template)
    version = id_of_only(template, "AWS::Lambda::Version")
    template.has_resource_properties(
        "AWS::Lambda::Alias",
        {"Name": "live", "FunctionVersion": {"Fn::GetAtt": [version, "Version"]}},
    )


def test_keeps_logs_of_reports_out_of_cloudwatch(template: Template) -> None:
    template.has_resource_properties(
        "AWS::IAM::Policy",
        {
            "PolicyDocument": {
                "Statement": [
                    {
                        "Effect": "Deny",
                        "Action": Match.array_with(["logs:PutLogEvents"]),
                        "Resource": Match.any_value(),
                    },
                ],
            },
        },
    )


def test_nightly_totals_stream_nothing_yet(template: Template) -> None:
    totals = variables_of(functions_by_id(template)["NightlyTotals"])
    assert totals["KINESIS_TELEMETRY_ENABLED"] == "false"
