"""The CDK app. Copy the stacks that you need."""

from aws_cdk import App

from web_shop.back_office_stack import BackOfficeStack
from web_shop.platform_stack import PlatformStack
from web_shop.receipts_stack import ReceiptsStack
from web_shop.reports_stack import ReportsStack
from web_shop.search_stack import SearchStack
from web_shop.warehouse_stack import WarehouseStack
from web_shop.web_shop_stack import WebShopStack

app = App()

shop = WebShopStack(app, "WebShop")
ReportsStack(app, "Reports", telemetry=shop.telemetry)
ReceiptsStack(app, "Receipts", telemetry=shop.telemetry)
SearchStack(app, "Search")

platform = PlatformStack(app, "Platform")
back_office = BackOfficeStack(app, "BackOffice")
# CloudFormation reads the SSM parameters when it deploys the back office.
back_office.add_dependency(platform)
WarehouseStack(app, "Warehouse")

app.synth()
