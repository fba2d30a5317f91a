package com.example.webshop;

import io.github.cdk_kinesis_telemetry_extension.AttachOptions;
import io.github.cdk_kinesis_telemetry_extension.IKinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtension;
import io.github.cdk_kinesis_telemetry_extension.KinesisTelemetryExtensionParameters;
import io.github.cdk_kinesis_telemetry_extension.RecordFormat;
import io.github.cdk_kinesis_telemetry_extension.TelemetryVpcEndpointProps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.AspectOptions;
import software.amazon.awscdk.AspectPriority;
import software.amazon.awscdk.Aspects;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.amazon.awscdk.services.ec2.SubnetConfiguration;
import software.amazon.awscdk.services.ec2.SubnetSelection;
import software.amazon.awscdk.services.ec2.SubnetType;
import software.amazon.awscdk.services.ec2.Vpc;
import software.amazon.awscdk.services.lambda.DockerImageCode;
import software.amazon.awscdk.services.lambda.DockerImageFunction;
import software.amazon.awscdk.services.lambda.Function;
import software.constructs.Construct;

/** Another app in the same account: it knows the platform team's prefix in SSM. */
public class BackOfficeStack extends Stack {
    private static final String IMAGE = "../image";

    public BackOfficeStack(final Construct scope, final String id) {
        super(scope, id, StackProps.builder().description("A back office that uses the stream of all teams").build());

        final IKinesisTelemetryExtension telemetry = KinesisTelemetryExtension.fromParameters(this, "Telemetry",
                KinesisTelemetryExtensionParameters.builder()
                        .parameterPrefix(PlatformStack.PARAMETER_PREFIX)
                        // Settings are not shared. This is the format that the platform team reads.
                        .recordFormat(RecordFormat.KPL_AGGREGATED)
                        .attributes(Map.of("team", "back-office"))
                        .build());
        // Attaches every function of the stack, also those that are added later.
        Aspects.of(this).add(telemetry.asAspect(), AspectOptions.builder().priority(AspectPriority.MUTATING).build());

        // Functions without a route to the internet.
        final Vpc vpc = Vpc.Builder.create(this, "Vpc")
                .maxAzs(2)
                .natGateways(0)
                .subnetConfiguration(List.of(SubnetConfiguration.builder()
                        .name("isolated")
                        .subnetType(SubnetType.PRIVATE_ISOLATED)
                        .build()))
                .build();
        telemetry.addVpcEndpoint(vpc, TelemetryVpcEndpointProps.builder().onlyThisStream(true).build());
        NodeFunction.create(this, "Ledger", "reports")
                .vpc(vpc)
                .vpcSubnets(SubnetSelection.builder().subnetType(SubnetType.PRIVATE_ISOLATED).build())
                .build();

        // A container image has no layers: its Dockerfile unpacks the extension.
        copyExtensionTo(Path.of(IMAGE, "kinesis-telemetry-extension.zip"));
        final DockerImageFunction invoices = DockerImageFunction.Builder.create(this, "Invoices")
                .code(DockerImageCode.fromImageAsset(IMAGE))
                .memorySize(512)
                .build();
        telemetry.attachTo(invoices, AttachOptions.builder().extensionInImage(true).build());

        // A tag keeps functions out. The nearest tag counts.
        final Construct experiments = new Construct(this, "Experiments");
        NodeFunction.create(experiments, "Forecast", "reports").build();
        final Function audit = NodeFunction.create(experiments, "Audit", "reports").build();
        Tags.of(experiments).add("kinesis-telemetry", "off");
        Tags.of(audit).add("kinesis-telemetry", "on");
    }

    private static void copyExtensionTo(final Path target) {
        try {
            Files.copy(Path.of(KinesisTelemetryExtension.LAYER_ARCHIVE), target, StandardCopyOption.REPLACE_EXISTING);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
