package com.example.webshop;

import software.amazon.awscdk.App;
import software.amazon.awscdk.StackProps;

public final class WebShopApp {
    private WebShopApp() {
    }

    public static void main(final String[] args) {
        final App app = new App();

        final WebShopStack shop = new WebShopStack(app, "WebShop", StackProps.builder()
                .description("A web shop, and the Kinesis stream that its telemetry goes to")
                .build());

        final BackOfficeStack backOffice = new BackOfficeStack(app, "BackOffice", StackProps.builder()
                .description("Reports on the web shop, by another team")
                .build());
        // The parameters must be there first.
        backOffice.addDependency(shop);

        app.synth();
    }
}
