"""The web shop: three functions, one stream, a function that reads it, alarms."""

from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from cdk_kinesis_telemetry_extension import (
    AlarmOverride,
    FlushStrategy,
    KinesisTelemetryExtension,
    RecordFormat,
    TelemetryType,
)
from constructs import Construct

from web_shop import PARAMETER_PREFIX
from web_shop.node_function import NodeFunction


class WebShopStack(Stack):
    """Makes stream and layer, and attaches all functions."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str | None = None,
    ) -> None:
        """Attach one function with settings of its own, the others by one line."""
        super().__init__(scope, construct_id, description=description)

        telemetry = KinesisTelemetryExtension(
            self,
            "Telemetry",
            parameter_prefix=PARAMETER_PREFIX,
            telemetry_types=[TelemetryType.PLATFORM, TelemetryType.FUNCTION],
            record_format=RecordFormat.NDJSON,
            stream_retention=Duration.hours(48),
            attributes={"team": "shop"},
        )

        payments = NodeFunction(
            self,
            "Payments",
            module="payments",
            runtime=lambda_.Runtime.NODEJS_22_X,
            logging_format=lambda_.LoggingFormat.JSON,
        )
        telemetry.attach_to(
            payments,
            flush_strategy=FlushStrategy.end_of_invocation(),
            attributes={"service": "payments"},
        )

        NodeFunction(
            self,
            "Checkout",
            module="checkout",
            runtime=lambda_.Runtime.NODEJS_22_X,
        )
        NodeFunction(
            self,
            "Orders",
            module="orders",
            runtime=lambda_.Runtime.NODEJS_24_X,
            logging_format=lambda_.LoggingFormat.JSON,
        )
        telemetry.attach_to_all(self)

        # Not attached: what reads the stream would feed itself.
        watch = NodeFunction(
            self,
            "Watch",
            module="watch",
            runtime=lambda_.Runtime.NODEJS_24_X,
            timeout=Duration.seconds(30),
        )
        telemetry.add_consumer(watch, batch_size=500)

        pager = sns.Topic(self, "Pager", enforce_ssl=True)
        telemetry.add_alarms(pager, throttled_records=AlarmOverride(threshold=5))

        CfnOutput(self, "StreamArn", value=telemetry.stream.stream_arn)
