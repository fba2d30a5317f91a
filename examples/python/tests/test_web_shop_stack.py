"""What the web shop's stack promises."""

from typing import Any

from aws_cdk.assertions import Match, Template

Properties = dict[str, Any]

STREAM_VARIABLE = "KINESIS_TELEMETRY_STREAM_ARN"


def functions_by_handler(template: Template) -> dict[str, Properties]:
    """Return the properties of each function, by its handler."""
    functions = template.find_resources("AWS::Lambda::Function").values()
    return {f["Properties"]["Handler"]: f["Properties"] for f in functions}


def variables_of(function: Properties) -> Properties:
    """Return the environment variables of a function."""
    variables: Properties = function.get("Environment", {}).get("Variables", {})
    return variables


def test_every_function_but_the_reader_is_attached(shop: Template) -> None:
    attached = {
        handler
        for handler, function in functions_by_handler(shop).items()
        if STREAM_VARIABLE in variables_of(function)
    }
    assert attached == {"payments.handler", "checkout.handler", "orders.handler"}


def test_attached_functions_share_one_layer(shop: Template) -> None:
    shop.resource_count_is("AWS::Lambda::LayerVersion", 1)
    (layer,) = shop.find_resources("AWS::Lambda::LayerVersion")
    payments = functions_by_handler(shop)["payments.handler"]
    assert payments["Layers"] == [{"Ref": layer}]


def test_payments_has_settings_of_its_own(shop: Template) -> None:
    functions = functions_by_handler(shop)
    payments = variables_of(functions["payments.handler"])
    orders = variables_of(functions["orders.handler"])
    differing = {name for name in payments if payments[name] != orders.get(name)}
    assert differing == {
        "KINESIS_TELEMETRY_FLUSH_STRATEGY",
        "KINESIS_TELEMETRY_ATTRIBUTES",
    }


def test_stream_keeps_two_days(shop: Template) -> None:
    shop.has_resource_properties("AWS::Kinesis::Stream", {"RetentionPeriodHours": 48})


def test_reader_takes_500_records_at_once(shop: Template) -> None:
    shop.has_resource_properties(
        "AWS::Lambda::EventSourceMapping",
        {"BatchSize": 500, "FunctionResponseTypes": ["ReportBatchItemFailures"]},
    )


def test_alarms_page(shop: Template) -> None:
    (pager,) = shop.find_resources("AWS::SNS::Topic")
    alarms = shop.find_resources("AWS::CloudWatch::Alarm")
    assert alarms
    for alarm in alarms.values():
        assert alarm["Properties"]["AlarmActions"] == [{"Ref": pager}]
    shop.has_resource_properties(
        "AWS::CloudWatch::Alarm",
        {
            "Threshold": 5,
            "AlarmDescription": Match.string_like_regexp("refuses records"),
        },
    )


def test_others_find_their_parameters(shop: Template) -> None:
    names = {
        parameter["Properties"]["Name"]
        for parameter in shop.find_resources("AWS::SSM::Parameter").values()
    }
    assert names == {
        "/web-shop/telemetry/extension/arn",
        "/web-shop/telemetry/runtime/policy/arn",
        "/web-shop/telemetry/stream/arn",
    }
