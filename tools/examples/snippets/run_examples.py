"""Runs each example in an app of its own, with real constructs for what it declares, and synthesizes the app."""

import importlib
import pathlib
import sys
import traceback
import typing

import aws_cdk as cdk
from aws_cdk import aws_kinesis as kinesis, aws_kms as kms, aws_lambda as lambda_, aws_sns as sns
from cdk_kinesis_telemetry_extension import KinesisTelemetryExtension
from constructs import Construct

ENVIRONMENT = cdk.Environment(account="111111111111", region="eu-west-1")


class World:
    """An app with a stack, and what stands in it."""

    def __init__(self) -> None:
        self.app = cdk.App(analytics_reporting=False)
        self.stack = cdk.Stack(self.app, "Stack", env=ENVIRONMENT)

    def value(self, name: str, kind: type) -> object:
        makers: dict[type, typing.Callable[[], object]] = {
            cdk.App: lambda: self.app,
            cdk.Stack: lambda: self.stack,
            Construct: lambda: Construct(self.stack, name),
            lambda_.Function: lambda: self.function(name),
            lambda_.IFunction: lambda: self.function(name),
            kinesis.IStream: lambda: kinesis.Stream(self.stack, name),
            kms.IKey: lambda: kms.Key(self.stack, name),
            sns.ITopic: lambda: sns.Topic(self.stack, name),
            KinesisTelemetryExtension: lambda: KinesisTelemetryExtension(
                cdk.Stack(self.app, name, env=ENVIRONMENT), "Telemetry", stream_name="telemetry"
            ),
        }
        return makers[kind]()

    def function(self, name: str) -> lambda_.Function:
        return lambda_.Function(
            self.stack,
            name,
            runtime=lambda_.Runtime.NODEJS_24_X,
            handler="index.handler",
            memory_size=256,
            code=lambda_.Code.from_inline("exports.handler = async () => {}"),
        )


def run(module: str) -> None:
    example = importlib.import_module(module).example
    world = World()
    parameters = typing.get_type_hints(example)
    del parameters["return"]
    example(**{name: world.value(name, kind) for name, kind in parameters.items()})
    for stack in world.app.synth().stacks:
        errors = [message.entry.data for message in stack.messages if message.level == "error"]
        if errors:
            raise AssertionError(f"synth: {errors}")


def main() -> int:
    folder = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(folder))
    failures = 0
    for file in sorted(folder.glob("*.py")):
        try:
            run(file.stem)
        except Exception:
            failures += 1
            print(f"{file.stem} fails:\n{traceback.format_exc()}", file=sys.stderr)
    return 1 if failures else 0


sys.exit(main())
