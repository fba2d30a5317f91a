"""What the receipts' stack promises."""

import logging

import pytest
from aws_cdk import App
from aws_cdk.assertions import Annotations, Match, Template
from templates import attached, functions_by_id

from receipts import handler
from web_shop.receipts_stack import ReceiptsStack
from web_shop.web_shop_stack import WebShopStack


@pytest.fixture(scope="module")
def stack() -> ReceiptsStack:
    """Return the stack. A synth takes a second, so there is one for all tests."""
    app = App()
    shop = WebShopStack(app, "WebShop")
    return ReceiptsStack(app, "Receipts", telemetry=shop.telemetry)


def test_attaches_the_function_in_python(stack: ReceiptsStack) -> None:
    template = Template.from_stack(stack)
    assert attached(template) == {"Receipts"}
    assert functions_by_id(template)["Receipts"]["Runtime"].startswith("python")
    assert len(functions_by_id(template)["Receipts"]["Layers"]) == 1


def test_warns_of_nothing(stack: ReceiptsStack) -> None:
    Template.from_stack(stack)
    assert not Annotations.from_stack(stack).find_warning("*", Match.any_value())


def test_adds_up_prices(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    order = {"order": "17", "items": [{"price": 250}, {"price": 100}]}
    assert handler(order, None) == {"order": "17", "total": 350}
    assert "receipt of order 17: 350 cents" in caplog.text
