"""Starts moto's server on a free port. Prints its port on the first line, and stops when standard input closes.

moto's CloudFormation drops properties that moto's own services support. The patches pass those that our templates need to the methods of
the services. A patch that moto does not need any more prints a line with "stale".
"""
import json
import re
import sys

from moto.awslambda.models import LambdaBackend, LambdaFunction, LayerVersion
from moto.awslambda.utils import get_backend
from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend, Stack, cloudformation_backends
from moto.cloudformation.parsing import ResourceMap, clean_json, get_model_list
from moto.iam.models import ManagedPolicy, Role, iam_backends
from moto.kinesis.models import Stream as KinesisStream, kinesis_backends
from moto.kinesis.responses import KinesisResponse
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

PATCHES = {}


def patch(what):
    """Applies a patch. Its function returns whether the published moto needs it."""
    def apply(patcher):
        PATCHES[what] = bool(patcher())
    return apply


def after_create(model, pass_on):
    """Lets moto's CloudFormation create a resource, then passes dropped properties to its service."""
    create = model.create_from_cloudformation_json.__func__

    def create_and_pass_on(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        resource = create(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs)
        pass_on(resource, cloudformation_json.get("Properties", {}), account_id, region_name)
        return resource

    model.create_from_cloudformation_json = classmethod(create_and_pass_on)


def is_missing(model, method):
    """Uses the condition that moto checks before it deletes or updates."""
    found = getattr(model, method, None)
    return found is None or hasattr(found, "__isabstractmethod__")


@patch("Ref of an AWS::Lambda::LayerVersion is its ARN")
def layer_ref():
    needed = not hasattr(LayerVersion, "physical_resource_id")
    LayerVersion.physical_resource_id = property(lambda self: self.arn)
    return needed


@patch("AWS::Lambda::LayerVersion: CompatibleArchitectures")
def layer_architectures():
    def pass_on(layer, properties, *_):
        check_dropped("AWS::Lambda::LayerVersion: CompatibleArchitectures", not layer.compatible_architectures)
        layer.compatible_architectures = properties.get("CompatibleArchitectures", [])
    after_create(LayerVersion, pass_on)
    return True


@patch("AWS::Lambda::LayerVersion is deleted with its stack")
def layer_deletion():
    needed = is_missing(LayerVersion, "delete_from_cloudformation_json") and not hasattr(LayerVersion, "delete")
    LayerVersion.delete = lambda self, account_id, region: get_backend(account_id, region).delete_layer_version(self.name, str(self.version))
    return needed


@patch("AWS::Lambda::Function: Layers")
def function_layers():
    def pass_on(function, properties, *_):
        if "Layers" in properties:
            check_dropped("AWS::Lambda::Function: Layers", not function.layers)
            function.update_configuration({"Layers": properties["Layers"]})
    after_create(LambdaFunction, pass_on)
    return True


@patch("AWS::IAM::Role: ManagedPolicyArns")
def role_policies():
    def pass_on(role, properties, account_id, _):
        if properties.get("ManagedPolicyArns"):
            check_dropped("AWS::IAM::Role: ManagedPolicyArns", not role.managed_policies)
        for arn in properties.get("ManagedPolicyArns", []):
            iam_backends[account_id]["aws"].attach_role_policy(arn, role.name)
        role._arns_of_template = properties.get("ManagedPolicyArns", [])
    after_create(Role, pass_on)

    delete = Role.delete_from_cloudformation_json.__func__

    def detach_and_delete(cls, resource_name, cloudformation_json, account_id, region_name):
        backend = iam_backends[account_id]["aws"]
        for arn in list(backend.get_role(resource_name).managed_policies):
            backend.detach_role_policy(arn, resource_name)
        delete(cls, resource_name, cloudformation_json, account_id, region_name)

    Role.delete_from_cloudformation_json = classmethod(detach_and_delete)

    update = Role.update_from_cloudformation_json.__func__

    def update_and_attach(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        role = update(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name)
        backend = iam_backends[account_id]["aws"]
        wanted = cloudformation_json["Properties"].get("ManagedPolicyArns", [])
        # What is attached by an AWS::IAM::ManagedPolicy, or by hand, stays.
        for arn in set(getattr(role, "_arns_of_template", [])) - set(wanted):
            backend.detach_role_policy(arn, role.name)
        for arn in set(wanted) - set(role.managed_policies):
            backend.attach_role_policy(arn, role.name)
        role._arns_of_template = wanted
        return role

    Role.update_from_cloudformation_json = classmethod(update_and_attach)
    return True


@patch("AWS::Lambda::Function: an update removes layers and variables that the template no longer has")
def function_update():
    update = LambdaFunction.update_from_cloudformation_json.__func__

    def update_and_remove(cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name):
        properties = {"Layers": [], "Environment": {"Variables": {}}, **cloudformation_json["Properties"]}
        return update(cls, original_resource, new_resource_name, {**cloudformation_json, "Properties": properties}, account_id, region_name)

    LambdaFunction.update_from_cloudformation_json = classmethod(update_and_remove)
    return True


@patch("an update removes resources at its end, when nothing uses them any more, and forgets them, as it forgets parameters")
def removal():
    update = ResourceMap.update

    def update_then_remove(self, template, parameters=None):
        actions = self.build_resource_diff(template, parameters)
        before = dict(self._resource_json_map)
        self.build_resource_diff = lambda *_: {**actions, "Remove": []}
        try:
            update(self, template, parameters)
        finally:
            del self.build_resource_diff
        for name in set(self.resolved_parameters) - set(template.get("Parameters", {})):
            del self.resolved_parameters[name]
        # As moto does, in several passes: a resource that another one uses cannot be deleted yet.
        for last in [False] * len(actions["Remove"]) + [True]:
            for name in [name for name in actions["Remove"] if name in self._parsed_resources]:
                try:
                    self._delete_resource(self._parsed_resources[name], before[name])
                    del self._parsed_resources[name]
                except ValueError:
                    if last:
                        raise

    ResourceMap.update = update_then_remove
    return True


@patch("exports: stacks that change sets create can import and export, and an export that is imported is neither deleted nor changed")
def exports():
    create, execute, delete = CloudFormationBackend.create_change_set, CloudFormationBackend.execute_change_set, CloudFormationBackend.delete_stack

    def importing(backend, name):
        """The other stacks whose template imports the export."""
        imports = re.compile(r'"Fn::ImportValue":\s*"' + re.escape(name) + '"')
        return [stack for stack in backend.stacks.values() if imports.search(json.dumps(stack.template_dict))]

    def check_unused(backend, stack, kept):
        for export in [export for export in backend.exports.values() if export.exporting_stack_id == stack.stack_id]:
            users = importing(backend, export.name)
            if users and kept.get(export.name) != export.value:
                raise ValidationError(message=f"Cannot delete or change export {export.name} as it is in use by {', '.join(user.name for user in users)}.")

    def create_with_exports(self, *args, **kwargs):
        result = create(self, *args, **kwargs)
        # moto gives the exports only to stacks that are created without a change set.
        self.stacks[result[1]].resource_map.cross_stack_resources = self.exports
        return result

    def execute_with_exports(self, change_set_name, stack_name=None):
        # The last one of a name, as moto does.
        change_set = self.change_sets.get(change_set_name) or [
            found for found in self.change_sets.values() if found.change_set_name == change_set_name][-1]
        stack = change_set.stack
        current = {export.name: export.value for export in self.exports.values() if export.exporting_stack_id == stack.stack_id}
        outputs = change_set.template_dict.get("Outputs", {}).values() if current else []
        names = [clean_json(output["Export"]["Name"], stack.resource_map) for output in outputs if "Export" in output]
        check_unused(self, stack, {name: current.get(name) for name in names})
        execute(self, change_set_name, stack_name)
        stack.template_dict = change_set.template_dict
        stack.output_map = stack._create_output_map()
        for name in current:
            self.exports.pop(name)
        for export in stack.exports:
            self.exports[export.name] = export

    def delete_unless_used(self, name_or_stack_id):
        for stack in self.stacks.values():
            if name_or_stack_id in (stack.name, stack.stack_id):
                check_unused(self, stack, {})
        delete(self, name_or_stack_id)

    CloudFormationBackend.create_change_set = create_with_exports
    CloudFormationBackend.execute_change_set = execute_with_exports
    CloudFormationBackend.delete_stack = delete_unless_used
    return True


@patch("Fn::GetStackOutput reads an output of a stack in another region")
def stack_outputs():
    function = "Fn::GetStackOutput"
    clean = parsing.clean_json

    def clean_and_read(value, resources_map):
        if not isinstance(value, dict) or function not in value:
            return clean(value, resources_map)
        wanted = clean(value[function], resources_map)
        region = wanted.get("Region", resources_map["AWS::Region"])
        backend = cloudformation_backends[resources_map["AWS::AccountId"]][region]
        stack = backend.get_stack(wanted["StackName"])
        if wanted["OutputName"] not in stack.output_map:
            raise ValidationError(message=f"Stack {stack.name} in {region} has no output {wanted['OutputName']}")
        return stack.output_map[wanted["OutputName"]].value

    # The function calls itself by its name in the module.
    parsing.clean_json = clean_and_read
    return function in clean({function: {}}, None)


@patch("AWS::IAM::ManagedPolicy is deleted with its stack")
def policy_deletion():
    needed = is_missing(ManagedPolicy, "delete_from_cloudformation_json") and not hasattr(ManagedPolicy, "delete")

    def delete(self, account_id, _):
        if self.attachment_count > 0:
            raise ValueError("CloudFormation retries when the roles are deleted")
        iam_backends[account_id]["aws"].delete_policy(self.arn)
    ManagedPolicy.delete = delete
    return needed


@patch("AWS::Kinesis::Stream: StreamModeDetails, StreamEncryption")
def stream_properties():
    def pass_on(stream, properties, account_id, region):
        backend = kinesis_backends[account_id][region]
        mode = properties.get("StreamModeDetails")
        if mode:
            check_dropped("AWS::Kinesis::Stream: StreamModeDetails, StreamEncryption", stream.stream_mode != mode)
            backend.update_stream_mode(stream.arn, mode)
        encryption = properties.get("StreamEncryption")
        if encryption:
            backend.start_stream_encryption(stream.arn, stream.stream_name, encryption["EncryptionType"], encryption["KeyId"])
    after_create(KinesisStream, pass_on)
    return True


@patch("UsePreviousValue keeps the name of an SSM parameter and reads its value again")
def previous_value():
    resolved = Stack.stack_parameters.fget

    def names(self):
        slots = self.resource_map._template.get("Parameters", {})
        of_ssm = {key: self.resource_map.input_parameters.get(key, slot.get("Default")) for key, slot in slots.items()
                  if slot["Type"].startswith("AWS::SSM::Parameter::")}
        values = resolved(self)
        for key, name in of_ssm.items():
            check_dropped("UsePreviousValue keeps the name of an SSM parameter and reads its value again", values.get(key) != name)
        return {**values, **of_ssm}
    Stack.stack_parameters = property(names)
    return True


@patch("events of a deleted stack are an error with the message of AWS, by which the CDK CLI detects the deletion")
def deleted_stack():
    describe = CloudFormationBackend.describe_stack_events
    what = "events of a deleted stack are an error with the message of AWS, by which the CDK CLI detects the deletion"

    def with_message_of_aws(self, stack_name):
        try:
            return describe(self, stack_name)
        except ValidationError as error:
            message = f"Stack [{stack_name}] does not exist"
            check_dropped(what, message not in str(error))
            raise ValidationError(message=message) from error
    CloudFormationBackend.describe_stack_events = with_message_of_aws
    return True


@patch("IAM checks the stream of a call")
def stream_of_a_call():
    needed = not hasattr(KinesisResponse, "_determine_resource")
    KinesisResponse._determine_resource = lambda self: self._get_param("StreamARN") or "*"
    return needed


@patch("Kinesis denies a call with an error in JSON, with the names of its API")
def denial():
    needed = "_transform_response" not in vars(KinesisResponse)

    transform = KinesisResponse._transform_response

    def in_json(headers, response):
        if response is not None and len(response) == 2 and response[1].get("status") in (401, 403):
            code, message = (re.search(f"<{tag}>(.*?)</{tag}>", response[0], re.S).group(1).strip() for tag in ("Code", "Message"))
            names = {"AccessDenied": "AccessDeniedException", "SignatureDoesNotMatch": "InvalidSignatureException"}
            return 400, headers, json.dumps({"__type": names.get(code, code), "message": message})
        return transform(headers, response)

    KinesisResponse._transform_response = staticmethod(in_json)
    return needed


def check_dropped(what, dropped):
    """Checks a patch when a resource is created, as moto shows only then what it drops."""
    if not dropped:
        print(f"stale: {what}", file=sys.stderr, flush=True)


# Records must not start a function, as moto runs functions in Docker with a downloaded image. The demo runs the reader.
LambdaBackend.send_kinesis_message = lambda *_, **__: None

server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(json.dumps({
    "port": server.get_host_and_port()[1],
    "patches": PATCHES,
    "types": [model.cloudformation_type() for model in get_model_list()],
}), flush=True)
sys.stdin.read()
