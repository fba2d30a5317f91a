"""Another stack, maybe another team's, in the same account and region."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_lambda as lambda_
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension
from constructs import Construct

from web_shop import PARAMETER_PREFIX
from web_shop.node_function import NodeFunction


class BackOfficeStack(Stack):
    """Attaches by what the web shop has left in SSM."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str | None = None,
    ) -> None:
        """Attach a function to a stream that another stack has made."""
        super().__init__(scope, construct_id, description=description)

        telemetry = KinesisTelemetryExtension.from_parameters(
            self,
            "Telemetry",
            parameter_prefix=PARAMETER_PREFIX,
            attributes={"team": "back-office"},
        )
        reports = NodeFunction(
            self,
            "Reports",
            module="reports",
            runtime=lambda_.Runtime.NODEJS_24_X,
            timeout=Duration.seconds(2),
        )
        telemetry.attach_to(reports)
