"""Checks examples/without-cdk, in the environment of cfn-lint (sam, serverless) or of python-hcl2 (terraform)."""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "without-cdk"
PREFIX = "/telemetry/kinesis/"
VARIABLE = "KINESIS_TELEMETRY_STREAM_ARN"


def same(what, actual, expected):
    if actual != expected:
        sys.exit(f"{what} must be {expected}, got {actual}")


def sam():
    from cfnlint.api import lint_all
    from samtranslator.yaml_helper import yaml_parse
    from samtranslator.translator.translator import Translator
    from samtranslator.parser.parser import Parser

    text = (FOLDER / "template.yaml").read_text()
    # Informational findings are advice about style, as in test/quality/check-templates.ts.
    findings = [finding for finding in lint_all(text) if finding.rule.severity != "informational"]
    if findings:
        sys.exit("\n".join(str(finding) for finding in findings))

    # CodeUri is a folder that `sam package` uploads first.
    parsed = yaml_parse(text)
    parsed["Resources"]["Orders"]["Properties"]["CodeUri"] = "s3://bucket/key"
    names = {name: parameter["Default"] for name, parameter in parsed["Parameters"].items()}
    same("the parameters", sorted(names.values()), sorted(PREFIX + name for name in ("extension/arn", "runtime/policy/arn", "stream/arn")))
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")  # The translator asks for it.
    template = Translator({}, Parser()).translate(parsed, names)
    fn = template["Resources"]["Orders"]["Properties"]
    role = template["Resources"]["OrdersRole"]["Properties"]
    same("the layers", fn["Layers"], [{"Ref": "TelemetryLayer"}])
    same("the variables", fn["Environment"]["Variables"], {VARIABLE: {"Ref": "TelemetryStream"}})
    same("the policy", role["ManagedPolicyArns"][-1], {"Ref": "TelemetryPolicy"})


def serverless():
    import yaml

    service = yaml.safe_load((FOLDER / "serverless.yml").read_text())
    provider = service["provider"]
    same("the layers", service["functions"]["orders"]["layers"], [f"${{ssm:{PREFIX}extension/arn}}"])
    same("the variables", provider["environment"], {VARIABLE: f"${{ssm:{PREFIX}stream/arn}}"})
    same("the policies", provider["iam"]["role"]["managedPolicies"], [f"${{ssm:{PREFIX}runtime/policy/arn}}"])


def terraform():
    import hcl2

    document = hcl2.loads((FOLDER / "main.tf").read_text())
    resources = {}
    for block in document["resource"]:
        for kind, named in block.items():
            for name, body in named.items():
                resources[f"{kind}.{name}"] = body
    parameters = document["data"][0]["aws_ssm_parameter"]["telemetry"]
    same("the names of the parameters", parameters["name"], PREFIX + "${each.key}")
    same("the parameters", parameters["for_each"], "${toset([extension/arn, runtime/policy/arn, stream/arn])}")

    def value(name):
        return f'${{data.aws_ssm_parameter.telemetry["{name}"].insecure_value}}'

    fn = resources["aws_lambda_function.orders"]
    same("the layers", fn["layers"], [value("extension/arn")])
    same("the variables", fn["environment"], [{"variables": {VARIABLE: value("stream/arn")}}])
    policy = resources["aws_iam_role_policy_attachment.telemetry"]
    same("the policy", policy, {"role": "${aws_iam_role.orders.name}", "policy_arn": value("runtime/policy/arn")})


{"sam": sam, "serverless": serverless, "terraform": terraform}[sys.argv[1]]()
print(f"examples/without-cdk: {sys.argv[1]} is as it should be")
