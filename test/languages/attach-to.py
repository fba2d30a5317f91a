"""What a user of pyright writes: attach_to and add_consumer take every kind of function, also where CDK's own protocols do not match (IFunction)."""

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from cdk_kinesis_telemetry_extension import IKinesisTelemetryExtension


def attach(stack: cdk.Stack, telemetry: IKinesisTelemetryExtension, fn: lambda_.Function) -> None:
    telemetry.attach_to(fn)
    telemetry.attach_to(fn, raise_memory=True)
    telemetry.attach_to(fn.current_version)
    telemetry.attach_to(fn.add_alias("live"))
    telemetry.attach_to(
        lambda_.CfnFunction(stack, "Bare", code=lambda_.CfnFunction.CodeProperty(zip_file="x"), role="arn:aws:iam::111111111111:role/theirs")
    )
    telemetry.attach_to_all(stack, exclude=[fn])
    telemetry.add_consumer(fn)
    telemetry.add_consumer(fn.add_alias("reader"))
