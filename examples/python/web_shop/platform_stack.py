"""The platform team: one stream for all teams and accounts."""

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from cdk_kinesis_telemetry_extension import (
    KinesisTelemetryExtension,
    RecordFormat,
    StreamCapacity,
)
from constructs import Construct

from web_shop.operations import Operations

# Where other apps find the ARNs of the layer, the policy and the stream in SSM.
PARAMETER_PREFIX = "/platform/telemetry"

# Replace these ids with your own before you deploy.
ORGANIZATION = "o-a1b2c3d4e5"
PARTNER_ACCOUNT = "333333333333"
WAREHOUSE_ACCOUNT = "222222222222"


class PlatformStack(Stack):
    """Creates a stream that is sized, encrypted, shared and watched."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Create the stream, and share it."""
        super().__init__(
            scope,
            construct_id,
            description="The telemetry stream of all teams",
        )

        key = kms.Key(self, "Key", enable_key_rotation=True)
        telemetry = KinesisTelemetryExtension(
            self,
            "Telemetry",
            parameter_prefix=PARAMETER_PREFIX,
            stream_name="telemetry",
            stream_capacity=StreamCapacity.provisioned(2),
            stream_retention=Duration.days(3),
            stream_encryption_key=key,
            stream_tags={"data-classification": "internal"},
            removal_policy=RemovalPolicy.RETAIN,
            layer_version_name="telemetry",
            description="Streams telemetry to the platform team",
            policy_name="write-telemetry",
            record_format=RecordFormat.KPL_AGGREGATED,
        )

        # The layer, for all accounts of the organization and for a partner.
        telemetry.share_with_organization(ORGANIZATION)
        telemetry.share_with_account(PARTNER_ACCOUNT)
        # The stream and its key, for one account.
        telemetry.share_stream_with_account(WAREHOUSE_ACCOUNT)

        # For teams that deploy without the CDK.
        deployer = iam.Role(
            self,
            "Deployer",
            assumed_by=iam.AccountRootPrincipal(),
        )
        telemetry.layer_arn_parameter.grant_read(deployer)
        telemetry.policy_arn_parameter.grant_read(deployer)
        telemetry.stream_arn_parameter.grant_read(deployer)

        Operations(self, "Operations", telemetry=telemetry)

        CfnOutput(self, "LayerArn", value=telemetry.layer.layer_version_arn)
        CfnOutput(self, "PolicyArn", value=telemetry.policy.managed_policy_arn)
        CfnOutput(self, "StreamArn", value=telemetry.stream.stream_arn)
        CfnOutput(self, "KeyArn", value=key.key_arn)
