"""What the back office's stack promises."""

from aws_cdk.assertions import Template


def test_makes_neither_stream_nor_layer(office: Template) -> None:
    office.resource_count_is("AWS::Kinesis::Stream", 0)
    office.resource_count_is("AWS::Lambda::LayerVersion", 0)


def test_reads_the_web_shops_parameters(office: Template) -> None:
    parameters = office.find_parameters(
        "*",
        {"Type": "AWS::SSM::Parameter::Value<String>"},
    )
    shop = {
        parameter["Default"]
        for parameter in parameters.values()
        if parameter["Default"].startswith("/web-shop/")
    }
    assert shop == {
        "/web-shop/telemetry/extension/arn",
        "/web-shop/telemetry/runtime/policy/arn",
        "/web-shop/telemetry/stream/arn",
    }


def test_reports_says_whose_it_is(office: Template) -> None:
    office.has_resource_properties(
        "AWS::Lambda::Function",
        {
            "Handler": "reports.handler",
            "Environment": {
                "Variables": {"KINESIS_TELEMETRY_ATTRIBUTES": '{"team":"back-office"}'},
            },
        },
    )
