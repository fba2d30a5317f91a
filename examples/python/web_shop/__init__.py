"""A web shop on AWS Lambda whose telemetry goes to Kinesis data streams."""
