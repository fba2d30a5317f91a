"""Start here: one team with a stream of its own."""

from aws_cdk import CfnOutput, Duration, Size, Stack
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from cdk_kinesis_telemetry_extension import (
    Compression,
    FilterRule,
    FlushStrategy,
    KeepRequests,
    KinesisTelemetryExtension,
    LogLevel,
    MaskBuiltIn,
    MaskPattern,
    OversizedEvents,
    PartitionKey,
    TelemetryBuffering,
    TelemetryFilter,
    TelemetryMask,
    TelemetrySampling,
    TelemetryType,
    UndeliveredEvents,
)
from constructs import Construct

from web_shop.node_function import NodeFunction


class WebShopStack(Stack):
    """Creates the stream and the layer, and attaches all functions."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Attach two functions with their own settings and the others at once."""
        super().__init__(
            scope,
            construct_id,
            description="A web shop, and the stream of its telemetry",
        )

        self.telemetry = KinesisTelemetryExtension(
            self,
            "Telemetry",
            telemetry_types=[TelemetryType.PLATFORM, TelemetryType.FUNCTION],
            attributes={"team": "shop"},
            filter=TelemetryFilter(
                min_level=LogLevel.DEBUG,
                rules=[FilterRule.exclude("health", "GET /health")],
            ),
        )

        payments = NodeFunction(
            self,
            "Payments",
            module="payments",
            logging_format=lambda_.LoggingFormat.JSON,
        )
        # Every invocation waits until its telemetry is in the stream. Secrets are
        # masked; debug lines are sent only of requests that went wrong, and of 1 %.
        self.telemetry.attach_to(
            payments,
            attributes={"service": "payments"},
            flush_strategy=FlushStrategy.end_of_invocation(),
            flush_timeout=Duration.seconds(3),
            undelivered_events=UndeliveredEvents.LOG,
            mask=TelemetryMask(
                built_ins=[MaskBuiltIn.PAYMENT_CARD, MaskBuiltIn.EMAIL],
                fields=["password"],
                patterns=[
                    MaskPattern(
                        name="customer",
                        pattern=r"cust-\d{6}",
                        replacement="cust-***",
                    ),
                ],
            ),
            sampling=TelemetrySampling(
                keep=[
                    KeepRequests.ERRORS,
                    KeepRequests.slower_than(Duration.seconds(1)),
                    KeepRequests.logged_at_least(LogLevel.ERROR),
                ],
                share=0.01,
                only_below=LogLevel.INFO,
            ),
        )

        orders = NodeFunction(
            self,
            "Orders",
            module="orders",
            logging_format=lambda_.LoggingFormat.JSON,
        )
        # Imports log a lot: large, compressed records, spread over all shards.
        self.telemetry.attach_to(
            orders,
            flush_strategy=FlushStrategy.periodic(Duration.seconds(10)),
            buffering=TelemetryBuffering(
                timeout=Duration.millis(500),
                max_size=Size.mebibytes(1),
                max_items=10_000,
            ),
            buffer_max_size=Size.mebibytes(32),
            record_size=Size.kibibytes(500),
            compression=Compression.GZIP,
            partition_key=PartitionKey.RANDOM,
            oversized_events=OversizedEvents.DROP,
        )

        NodeFunction(self, "Checkout", module="checkout")
        # All other functions of the stack.
        self.telemetry.attach_to_all(self)

        # Not attached: a reader must not write to the stream that it reads.
        watch = NodeFunction(
            self,
            "Watch",
            module="watch",
            timeout=Duration.seconds(30),
        )
        self.telemetry.add_consumer(watch)

        pager = sns.Topic(self, "Pager", enforce_ssl=True)
        self.telemetry.add_alarms(alarm_actions=[cloudwatch_actions.SnsAction(pager)])

        CfnOutput(self, "StreamArn", value=self.telemetry.stream.stream_arn)
