"""What all Lambda functions of the app have in common."""

from pathlib import Path

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

FUNCTIONS = Path(__file__).resolve().parents[2] / "functions"


class NodeFunction(lambda_.Function):
    """A function from the folder `functions`, and its log group."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        module: str,
        logging_format: lambda_.LoggingFormat | None = None,
        timeout: Duration | None = None,
        vpc: ec2.IVpc | None = None,
        vpc_subnets: ec2.SubnetSelection | None = None,
    ) -> None:
        """Create the function whose handler the module exports."""
        super().__init__(
            scope,
            construct_id,
            handler=f"{module}.handler",
            code=lambda_.Code.from_asset(str(FUNCTIONS)),
            runtime=lambda_.Runtime.NODEJS_24_X,
            memory_size=256,
            timeout=timeout or Duration.seconds(10),
            logging_format=logging_format,
            vpc=vpc,
            vpc_subnets=vpc_subnets,
            # The stream has the telemetry, so a short retention is enough here.
            log_group=logs.LogGroup(
                scope,
                f"{construct_id}Logs",
                retention=logs.RetentionDays.ONE_DAY,
                removal_policy=RemovalPolicy.DESTROY,
            ),
        )
