"""What the web shop's stack promises."""

import json

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template
from templates import attached, functions_by_id, id_of_only, variables_of

from web_shop.web_shop_stack import WebShopStack


@pytest.fixture(scope="module")
def template() -> Template:
    """Return the template. A synth takes a second, so there is one for all tests."""
    return Template.from_stack(WebShopStack(App(), "WebShop"))


def test_attaches_every_function_but_the_reader(template: Template) -> None:
    assert attached(template) == {"Payments", "Orders", "Checkout"}


def test_attached_functions_share_one_layer(template: Template) -> None:
    layer = id_of_only(template, "AWS::Lambda::LayerVersion")
    functions = functions_by_id(template)
    for construct_id in attached(template):
        assert functions[construct_id]["Layers"] == [{"Ref": layer}]


def test_payments_wait_until_their_telemetry_is_delivered(template: Template) -> None:
    functions = functions_by_id(template)
    payments = variables_of(functions["Payments"])
    checkout = variables_of(functions["Checkout"])
    own = {name for name in payments if payments[name] != checkout.get(name)}
    assert own == {
        "KINESIS_TELEMETRY_ATTRIBUTES",
        "KINESIS_TELEMETRY_FLUSH_STRATEGY",
        "KINESIS_TELEMETRY_FLUSH_TIMEOUT_MS",
        "KINESIS_TELEMETRY_MASK",
        "KINESIS_TELEMETRY_SAMPLING",
        "KINESIS_TELEMETRY_UNDELIVERED_EVENTS",
    }
    assert payments["KINESIS_TELEMETRY_FLUSH_STRATEGY"] == "end-of-invocation"


def test_payments_send_no_secrets_and_few_debug_lines(template: Template) -> None:
    payments = variables_of(functions_by_id(template)["Payments"])
    mask = json.loads(payments["KINESIS_TELEMETRY_MASK"])
    assert mask["builtIns"] == ["payment-card", "email"]
    assert mask["patterns"][0]["pattern"] == r"cust-\d{6}"
    assert json.loads(payments["KINESIS_TELEMETRY_SAMPLING"]) == {
        "keep": ["error"],
        "slowerThanMs": 1000,
        "minLevel": "error",
        "share": 0.01,
        "onlyBelow": "info",
    }


def test_orders_write_compressed_records(template: Template) -> None:
    orders = variables_of(functions_by_id(template)["Orders"])
    assert orders["KINESIS_TELEMETRY_COMPRESSION"] == "gzip"


def test_reader_gets_batches_of_the_stream(template: Template) -> None:
    stream = id_of_only(template, "AWS::Kinesis::Stream")
    template.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {
            "EventSourceArn": {"Fn::GetAtt": [stream, "Arn"]},
            "FunctionResponseTypes": ["ReportBatchItemFailures"],
        },
    )


def test_every_alarm_notifies_the_pager(template: Template) -> None:
    pager = id_of_only(template, "AWS::SNS::Topic")
    alarms = template.find_resources("AWS::CloudWatch::Alarm")
    assert alarms
    for alarm in alarms.values():
        assert alarm["Properties"]["AlarmActions"] == [{"Ref": pager}]
