"""Another stack of the same app, attached to the web shop's stream."""

from aws_cdk import Stack
from aws_cdk import aws_lambda as lambda_
from cdk_kinesis_telemetry_extension import IKinesisTelemetryExtension
from constructs import Construct

from web_shop.node_function import NodeFunction


class ReportsStack(Stack):
    """Gets a layer and a policy of its own when its first function is attached."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        telemetry: IKinesisTelemetryExtension,
    ) -> None:
        """Attach an alias, and the functions of a construct."""
        super().__init__(
            scope,
            construct_id,
            description="Reports on the web shop, by the same team",
        )

        reports = NodeFunction(self, "Reports", module="reports")
        live = lambda_.Alias(
            self,
            "Live",
            alias_name="live",
            version=reports.current_version,
        )
        # Attaches the function of the alias, which gets a new version. The logs are
        # in the stream only, so CloudWatch Logs does not bill them again.
        telemetry.attach_to(live, stop_cloud_watch_logs=True)

        nightly = Construct(self, "Nightly")
        NodeFunction(nightly, "Totals", module="reports")
        # Off until you set KINESIS_TELEMETRY_ENABLED=true on the function.
        nightly.with_(telemetry.as_mixin(enabled=False))
