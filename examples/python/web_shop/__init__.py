"""A web shop on AWS Lambda, whose telemetry goes to a Kinesis data stream."""

# Where the web shop leaves in SSM what others need to attach their functions.
PARAMETER_PREFIX = "/web-shop/telemetry"
