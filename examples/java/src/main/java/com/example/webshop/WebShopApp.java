package com.example.webshop;

import software.amazon.awscdk.App;

/** The CDK app. Copy the stacks that you need. */
public final class WebShopApp {
    private WebShopApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();

        final WebShopStack shop = new WebShopStack(app, "WebShop");
        new ReportsStack(app, "Reports", shop.getTelemetry());
        new ReceiptsStack(app, "Receipts", shop.getTelemetry());
        new SearchStack(app, "Search");

        final PlatformStack platform = new PlatformStack(app, "Platform");
        final BackOfficeStack backOffice = new BackOfficeStack(app, "BackOffice");
        // CloudFormation reads the SSM parameters when it deploys the back office.
        backOffice.addDependency(platform);
        new WarehouseStack(app, "Warehouse");

        app.synth();
    }
}
