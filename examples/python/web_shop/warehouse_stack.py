"""An app in another account: it knows the ARNs of the platform team."""

from aws_cdk import Annotations, Duration, Environment, Stack
from aws_cdk import aws_kms as kms
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension, RecordFormat
from constructs import Construct

from web_shop.node_function import NodeFunction

# Replace these with your own account, and with the outputs of the stack Platform.
ACCOUNT = "222222222222"
REGION = "eu-west-1"
LAYER_ARN = "arn:aws:lambda:eu-west-1:111111111111:layer:telemetry:1"
STREAM_ARN = "arn:aws:kinesis:eu-west-1:111111111111:stream/telemetry"
KEY_ARN = "arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"


class WarehouseStack(Stack):
    """Writes to a stream of another account."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        """Attach a function by ARNs."""
        super().__init__(
            scope,
            construct_id,
            description="A warehouse in another account "
            "that uses the stream of all teams",
            env=Environment(account=ACCOUNT, region=REGION),
        )

        telemetry = KinesisTelemetryExtension.from_attributes(
            self,
            "Telemetry",
            layer_version_arn=LAYER_ARN,
            stream_arn=STREAM_ARN,
            stream_encryption_key=kms.Key.from_key_arn(self, "Key", KEY_ARN),
            record_format=RecordFormat.KPL_AGGREGATED,
            # Events arrive sooner, in smaller records.
            dispatch_threshold=100,
            dispatch_interval=Duration.millis(200),
            linger=Duration.millis(0),
            local_api_connect_timeout=Duration.seconds(1),
        )
        telemetry.attach_to(NodeFunction(self, "Parcels", module="orders"))

        # Synth cannot see that the platform team has shared the stream.
        Annotations.of(self).acknowledge_warning(
            "cdk-kinesis-telemetry-extension:streamOfAnotherAccount",
        )
