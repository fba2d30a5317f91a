package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.RecordFormat;
import io.github.cdk_kinesis_telemetry_extension.StreamCapacity;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.iam.AccountRootPrincipal;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.kms.Key;
import software.constructs.Construct;

/** The platform team: one stream for all teams and accounts. */
public class PlatformStack extends Stack {
    /** Where other apps find the ARNs of the layer, the policy and the stream in SSM. */
    static final String PARAMETER_PREFIX = "/platform/telemetry";

    // Replace these ids with your own before you deploy.
    static final String ORGANIZATION = "o-a1b2c3d4e5";
    static final String PARTNER_ACCOUNT = "333333333333";
    static final String WAREHOUSE_ACCOUNT = "222222222222";

    public PlatformStack(final Construct scope, final String id) {
        super(scope, id, StackProps.builder().description("The telemetry stream of all teams").build());

        final Key key = Key.Builder.create(this, "Key").enableKeyRotation(true).build();
        final KinesisTelemetryExtension telemetry = KinesisTelemetryExtension.Builder.create(this, "Telemetry")
                .parameterPrefix(PARAMETER_PREFIX)
                .streamName("telemetry")
                .streamCapacity(StreamCapacity.provisioned(2))
                .streamRetention(Duration.days(3))
                .streamEncryptionKey(key)
                .streamTags(Map.of("data-classification", "internal"))
                .removalPolicy(RemovalPolicy.RETAIN)
                .layerVersionName("telemetry")
                .description("Streams telemetry to the platform team")
                .policyName("write-telemetry")
                .recordFormat(RecordFormat.KPL_AGGREGATED)
                .build();

        // The layer, for all accounts of the organization and for a partner.
        telemetry.shareWithOrganization(ORGANIZATION);
        telemetry.shareWithAccount(PARTNER_ACCOUNT);
        // The stream and its key, for one account.
        telemetry.shareStreamWithAccount(WAREHOUSE_ACCOUNT);

        // For teams that deploy without the CDK.
        final Role deployer = Role.Builder.create(this, "Deployer").assumedBy(new AccountRootPrincipal()).build();
        telemetry.getLayerArnParameter().grantRead(deployer);
        telemetry.getPolicyArnParameter().grantRead(deployer);
        telemetry.getStreamArnParameter().grantRead(deployer);

        new Operations(this, "Operations", telemetry);

        CfnOutput.Builder.create(this, "LayerArn").value(telemetry.getLayer().getLayerVersionArn()).build();
        CfnOutput.Builder.create(this, "PolicyArn").value(telemetry.getPolicy().getManagedPolicyArn()).build();
        CfnOutput.Builder.create(this, "StreamArn").value(telemetry.getStream().getStreamArn()).build();
        CfnOutput.Builder.create(this, "KeyArn").value(key.getKeyArn()).build();
    }
}
