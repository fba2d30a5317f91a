package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.AttachOptions;
import io.github.cdk_kinesis_telemetry_extension.AttachToAllOptions;
import io.github.cdk_kinesis_telemetry_extension.IKinesisTelemetryExtension;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.lambda.Alias;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/** Another stack of the same app. It gets a layer and a policy of its own when its first function is attached. */
public class ReportsStack extends Stack {
    public ReportsStack(final Construct scope, final String id, final IKinesisTelemetryExtension telemetry) {
        super(scope, id, StackProps.builder().description("Reports on the web shop, by the same team").build());

        final Function reports = NodeFunction.create(this, "Reports", "reports").build();
        final Alias live = Alias.Builder.create(this, "Live")
                .aliasName("live")
                .version(reports.getCurrentVersion())
                .build();
        // Attaches the function of the alias, which gets a new version. The logs are in the stream only, so CloudWatch Logs
        // does not bill them again.
        telemetry.attachTo(live, AttachOptions.builder().stopCloudWatchLogs(true).build());

        final Construct nightly = new Construct(this, "Nightly");
        NodeFunction.create(nightly, "Totals", "reports").build();
        // Off until you set KINESIS_TELEMETRY_ENABLED=true on the function.
        nightly.with(telemetry.asMixin(AttachToAllOptions.builder().enabled(false).build()));
    }
}
