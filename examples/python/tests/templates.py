"""What the tests read of a template."""

from typing import Any

from aws_cdk.assertions import Template

Properties = dict[str, Any]

STREAM_VARIABLE = "KINESIS_TELEMETRY_STREAM_ARN"


def id_of_only(template: Template, resource_type: str) -> str:
    """Return the logical id of the only resource of a type."""
    (logical_id,) = template.find_resources(resource_type)
    return logical_id


def functions_by_id(template: Template) -> dict[str, Properties]:
    """Return the properties of each function, by its construct id."""
    functions = template.find_resources("AWS::Lambda::Function")
    # CDK appends a hash of 8 characters.
    return {key[:-8]: function["Properties"] for key, function in functions.items()}


def variables_of(function: Properties) -> Properties:
    """Return the environment variables of a function."""
    variables: Properties = function.get("Environment", {}).get("Variables", {})
    return variables


def attached(template: Template) -> set[str]:
    """Return the construct ids of the functions that write to a stream."""
    return {
        construct_id
        for construct_id, function in functions_by_id(template).items()
        if STREAM_VARIABLE in variables_of(function)
    }


def read_from_ssm(template: Template, name: str) -> Properties:
    """Return the reference to what CloudFormation reads from a parameter in SSM."""
    (parameter,) = template.find_parameters(
        "*",
        {"Type": "AWS::SSM::Parameter::Value<String>", "Default": name},
    )
    return {"Ref": parameter}
