"""The CDK app: a web shop, and a back office that attaches by SSM parameters."""

from aws_cdk import App

from web_shop.back_office_stack import BackOfficeStack
from web_shop.web_shop_stack import WebShopStack

app = App()

shop = WebShopStack(
    app,
    "WebShop",
    description="A web shop, and the Kinesis stream that its telemetry goes to",
)
back_office = BackOfficeStack(
    app,
    "BackOffice",
    description="Reports on the web shop, by another team",
)
# The parameters must be there first.
back_office.add_dependency(shop)

app.synth()
