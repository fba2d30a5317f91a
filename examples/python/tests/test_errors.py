"""What developers read when a value is invalid."""

import re

import pytest
from aws_cdk import App, Duration, Stack
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension


@pytest.fixture
def stack() -> Stack:
    """Return an empty stack."""
    return Stack(App(), "Stack")


def test_prefix_without_a_slash(stack: Stack) -> None:
    message = 'parameterPrefix must start with a slash, got "web-shop"'
    with pytest.raises(RuntimeError, match=re.escape(message)):
        KinesisTelemetryExtension(stack, "Telemetry", parameter_prefix="web-shop")


def test_retention_of_an_hour(stack: Stack) -> None:
    message = (
        "streamRetention must be whole hours from 24 hours to 365 days, got 1 hour"
    )
    with pytest.raises(RuntimeError, match=re.escape(message)):
        KinesisTelemetryExtension(
            stack,
            "Telemetry",
            stream_retention=Duration.hours(1),
        )


def test_value_of_another_type(stack: Stack) -> None:
    with pytest.raises(TypeError, match="stream_name"):
        KinesisTelemetryExtension(stack, "Telemetry", stream_name=42)  # type: ignore[arg-type]
