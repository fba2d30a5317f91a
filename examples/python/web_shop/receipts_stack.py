"""A function in Python, attached to the web shop's stream."""

from pathlib import Path

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from cdk_kinesis_telemetry_extension import IKinesisTelemetryExtension
from constructs import Construct

RECEIPTS = Path(__file__).resolve().parents[1] / "receipts"


class ReceiptsStack(Stack):
    """Functions in any language are attached in the same way."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        telemetry: IKinesisTelemetryExtension,
    ) -> None:
        """Attach the function."""
        super().__init__(scope, construct_id, description="The web shop's receipts")

        receipts = lambda_.Function(
            self,
            "Receipts",
            runtime=lambda_.Runtime.PYTHON_3_13,
            architecture=lambda_.Architecture.ARM_64,
            handler="receipts.handler",
            code=lambda_.Code.from_asset(str(RECEIPTS)),
            log_group=logs.LogGroup(
                self,
                "ReceiptsLogs",
                retention=logs.RetentionDays.ONE_DAY,
                removal_policy=RemovalPolicy.DESTROY,
            ),
        )
        telemetry.attach_to(receipts)
