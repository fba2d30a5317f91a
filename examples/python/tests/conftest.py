"""What the tests share. To synthesize takes seconds, so it is done once."""

import pytest
from aws_cdk import App
from aws_cdk.assertions import Template

from web_shop.back_office_stack import BackOfficeStack
from web_shop.web_shop_stack import WebShopStack


@pytest.fixture(scope="session")
def shop() -> Template:
    """Give the template of the web shop."""
    return Template.from_stack(WebShopStack(App(), "WebShop"))


@pytest.fixture(scope="session")
def office() -> Template:
    """Give the template of the back office."""
    return Template.from_stack(BackOfficeStack(App(), "BackOffice"))
