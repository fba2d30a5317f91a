"""Another app in the same account: it knows the platform team's prefix in SSM."""

import shutil
from pathlib import Path

from aws_cdk import AspectPriority, Aspects, Stack, Tags
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension, RecordFormat
from constructs import Construct

from web_shop.node_function import NodeFunction
from web_shop.platform_stack import PARAMETER_PREFIX

IMAGE = Path(__file__).resolve().parents[2] / "image"


class BackOfficeStack(Stack):
    """Attaches its functions to the stream of the platform team."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Attach functions in a VPC, in a container image, and with tags."""
        super().__init__(
            scope,
            construct_id,
            description="A back office that uses the stream of all teams",
        )

        telemetry = KinesisTelemetryExtension.from_parameters(
            self,
            "Telemetry",
            parameter_prefix=PARAMETER_PREFIX,
            # Settings are not shared. This is the format that the platform team reads.
            record_format=RecordFormat.KPL_AGGREGATED,
            attributes={"team": "back-office"},
        )
        # Attaches every function of the stack, also those that are added later.
        Aspects.of(self).add(telemetry.as_aspect(), priority=AspectPriority.MUTATING)

        # Functions without a route to the internet.
        isolated = ec2.SubnetType.PRIVATE_ISOLATED
        vpc = ec2.Vpc(
            self,
            "Vpc",
            max_azs=2,
            nat_gateways=0,
            subnet_configuration=[
                ec2.SubnetConfiguration(name="isolated", subnet_type=isolated),
            ],
        )
        telemetry.add_vpc_endpoint(vpc, only_this_stream=True)
        NodeFunction(
            self,
            "Ledger",
            module="reports",
            vpc=vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_type=isolated),
        )

        # A container image has no layers: its Dockerfile unpacks the extension.
        shutil.copy(
            KinesisTelemetryExtension.LAYER_ARCHIVE,
            IMAGE / "kinesis-telemetry-extension.zip",
        )
        invoices = lambda_.DockerImageFunction(
            self,
            "Invoices",
            code=lambda_.DockerImageCode.from_image_asset(str(IMAGE)),
            memory_size=512,
        )
        telemetry.attach_to(invoices, extension_in_image=True)

        # A tag keeps functions out. The nearest tag counts.
        experiments = Construct(self, "Experiments")
        NodeFunction(experiments, "Forecast", module="reports")
        audit = NodeFunction(experiments, "Audit", module="reports")
        Tags.of(experiments).add("kinesis-telemetry", "off")
        Tags.of(audit).add("kinesis-telemetry", "on")
