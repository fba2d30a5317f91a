"""A team with an existing stream and bucket, and a reader of log subscriptions."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_kinesis as kinesis
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_s3 as s3
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension, RecordFormat
from constructs import Construct

from web_shop.node_function import NodeFunction


class SearchStack(Stack):
    """Replaces CloudWatch Logs subscriptions. The reader of the stream stays."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Attach some functions to the existing stream."""
        super().__init__(
            scope,
            construct_id,
            description="A search engine with an existing stream",
        )

        logs = kinesis.Stream(
            self,
            "Logs",
            stream_mode=kinesis.StreamMode.ON_DEMAND,
        )
        bucket = s3.Bucket(self, "Bucket", enforce_ssl=True)

        telemetry = KinesisTelemetryExtension(
            self,
            "Telemetry",
            # Two extensions in one account and region need two prefixes.
            parameter_prefix="/search/telemetry",
            stream=logs,
            record_format=RecordFormat.CLOUDWATCH_LOGS,
        )
        telemetry.add_archive(
            "Archive", bucket=bucket, prefix="logs/", error_prefix="logs-errors/"
        )

        catalog = Construct(self, "Catalog")
        NodeFunction(catalog, "Update", module="orders")
        preview = NodeFunction(catalog, "Preview", module="checkout")
        telemetry.attach_to_all(self, include=[catalog], exclude=[preview])

        # Your own event source, instead of add_consumer.
        index = NodeFunction(
            self,
            "Index",
            module="index-logs",
            timeout=Duration.seconds(30),
        )
        index.add_event_source(
            event_sources.KinesisEventSource(
                telemetry.stream,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=500,
                max_batching_window=Duration.seconds(5),
                retry_attempts=10,
            )
        )
