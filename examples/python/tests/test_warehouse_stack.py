"""What the warehouse's stack promises."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Annotations, Match, Template
from templates import STREAM_VARIABLE, functions_by_id, variables_of

from web_shop.warehouse_stack import LAYER_ARN, STREAM_ARN, WarehouseStack


@pytest.fixture(scope="module")
def stack() -> WarehouseStack:
    """Return the stack. A synth takes a second, so there is one for all tests."""
    return WarehouseStack(App(), "Warehouse")


def test_writes_to_the_stream_of_the_other_account(stack: WarehouseStack) -> None:
    parcels = functions_by_id(Template.from_stack(stack))["Parcels"]
    assert parcels["Layers"] == [LAYER_ARN]
    assert variables_of(parcels)[STREAM_VARIABLE] == STREAM_ARN


def test_has_a_policy_of_its_own_account(stack: WarehouseStack) -> None:
    Template.from_stack(stack).has_resource_properties(
        "AWS::IAM::ManagedPolicy",
        {
            "PolicyDocument": {
                "Statement": Match.array_with(
                    [
                        {
                            "Effect": "Allow",
                            "Action": "kinesis:PutRecords",
                            "Resource": STREAM_ARN,
                        },
                    ],
                ),
            },
        },
    )


def test_warns_of_nothing(stack: WarehouseStack) -> None:
    Template.from_stack(stack)
    warnings = Annotations.from_stack(stack).find_warning("*", Match.any_value())
    assert not warnings
