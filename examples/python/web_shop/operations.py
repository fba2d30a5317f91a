"""The archive, the readers, the alarms and the dashboard of a stream."""

from aws_cdk import Duration, Size
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_sns as sns
from cdk_kinesis_telemetry_extension import (
    AlarmOverride,
    ArchivePartitioning,
    KinesisTelemetryExtension,
)
from constructs import Construct

from web_shop.node_function import NodeFunction


class Operations(Construct):
    """Operates one stream."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        telemetry: KinesisTelemetryExtension,
    ) -> None:
        """Add an archive, a consumer, permissions, alarms and a dashboard."""
        super().__init__(scope, construct_id)

        # Firehose writes to a new bucket: telemetry/function=…/date=…/hour=…/
        archive = telemetry.add_archive(
            "Archive",
            partitioning=ArchivePartitioning.FUNCTION_AND_DATE,
            transition_after=Duration.days(30),
            expire_after=Duration.days(365),
        )
        # Athena queries it: a view, a workgroup and saved queries.
        table = archive.add_table(
            scan_limit=Size.gibibytes(20),
            result_retention=Duration.days(7),
        )

        # Lambda filters aggregated records, and only with enhanced fan-out.
        reports = lambda_.FilterCriteria.filter({"data": {"type": ["platform.report"]}})
        consumer = telemetry.add_consumer(
            NodeFunction(self, "Watch", module="watch", timeout=Duration.minutes(1)),
            enhanced_fan_out=True,
            filters=[reports],
            batch_size=1_000,
            parallelization_factor=2,
            on_failure=event_sources.S3OnFailureDestination(archive.bucket),
        )

        analysts = iam.Role(self, "Analysts", assumed_by=iam.AccountRootPrincipal())
        telemetry.grant_read(analysts)
        table.grant_query(analysts)
        # A producer of your own, such as a container.
        courier = iam.Role(
            self,
            "Courier",
            assumed_by=iam.ServicePrincipal("ecs-tasks.amazonaws.com"),
        )
        telemetry.grant_write(courier)

        pager = sns.Topic(self, "Pager", enforce_ssl=True)
        telemetry.add_alarms(
            alarm_actions=[cloudwatch_actions.SnsAction(pager)],
            lost_events=AlarmOverride(threshold=100),
            throttled_records=AlarmOverride(threshold=5, period=Duration.minutes(1)),
            iterator_age=AlarmOverride(enabled=False),
        )

        dashboard = telemetry.add_dashboard(
            dashboard_name="telemetry",
            default_interval=Duration.days(1),
        )
        # All metrics are in docs/operations.md.
        dashboard.add_widgets(
            cloudwatch.GraphWidget(
                title="Time that invocations were held",
                left=[telemetry.metric_hold_time(period=Duration.hours(1))],
            ),
            cloudwatch.GraphWidget(
                title="How far readers are behind",
                left=[consumer.metric_iterator_age()],
                right=[archive.metric_freshness()],
            ),
        )
