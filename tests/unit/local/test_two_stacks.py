"""Two stacks in an account, or one stack in two regions, can be deployed together: no name is used twice."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.paths import ROOT, TEMPLATE
from local.tools import plain_environment, tool

# The template after SAM CLI's transformation, with its loops expanded, for each stack and region. SAM CLI writes its
# YAML twice, once for a log that nobody keeps: JSON takes a tenth of the time.
TRANSLATE = """
import json, sys
from copy import deepcopy
from pathlib import Path
from samcli.lib.translate import sam_template_validator
from samcli.yamlhelper import yaml_parse
path, *stacks = sys.argv[1:]
sam_template_validator.yaml_dump = json.dumps
template = yaml_parse(Path(path).read_text())
for stack, region in zip(stacks[::2], stacks[1::2]):
    print(sam_template_validator.SamTemplateValidator(
        deepcopy(template), None, region=region, language_extensions_enabled=True, parameter_overrides={
            "AWS::StackName": stack, "AWS::Region": region, "SenderAddress": f"{stack}@example.com"
        },
    ).get_translated_template_if_valid())
"""
STACKS = [("first", "us-east-1"), ("second", "us-east-1"), ("first", "eu-central-1")]
NAMING = {
    "AlarmName", "BucketName", "DashboardName", "EmailIdentity", "LayerName", "Name", "PolicyName", "QueueName",
    "RoleName", "SecretName", "TableName", "TopicName",
}  # fmt: skip
NAMED_BY = {"AWS::Lambda::Function": "FunctionName", "AWS::Logs::LogGroup": "LogGroupName"}
OF_THE_WHOLE_ACCOUNT = ("AWS::CloudFront::", "AWS::IAM::", "AWS::S3::Bucket")


@cache
def all_translated() -> dict[tuple[str, str], dict[str, Any]]:
    """The resources that CloudFormation would create for each of STACKS."""
    python = Path(tool("sam")).parent / "python"
    done = subprocess.run(
        [str(python), "-c", TRANSLATE, str(TEMPLATE), *(word for stack in STACKS for word in stack)],
        cwd=ROOT, env={**plain_environment(), "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": "us-east-1"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {stack: json.loads(line)["Resources"] for stack, line in zip(STACKS, done.stdout.splitlines(), strict=True)}


def translated(stack: str, region: str) -> dict[str, Any]:
    return all_translated()[stack, region]


def names(stack: str, region: str) -> set[tuple[str, str]]:
    """All names that the template sets: the type and the name."""
    found = set()
    for resource in translated(stack, region).values():
        properties = resource.get("Properties") or {}
        # The names of inline policies are local to their role; CloudFront's names are one level deeper.
        below = [value for key, value in properties.items() if key.endswith("Config") and isinstance(value, dict)]
        for level in (properties, *below):
            for key in NAMING | {NAMED_BY.get(resource["Type"], "Name")}:
                if key in level:
                    found.add((resource["Type"], json.dumps(level[key])))
    return found


def test_the_template_is_translated_with_each_loop_written_out() -> None:
    resources = translated("first", "us-east-1")
    assert {"PortalLogs", "PortalErrors", "FailedWorkQueue", "CreateSessionLate"} <= set(resources)
    assert not [name for name in resources if name.startswith("Fn::")]


def test_two_stacks_in_a_region_share_no_name() -> None:
    first, second = names("first", "us-east-1"), names("second", "us-east-1")
    assert len(first) > 8
    assert first & second == set()


def test_two_regions_share_no_name_of_the_whole_account() -> None:
    first, second = names("first", "us-east-1"), names("first", "eu-central-1")
    assert {name for name in first & second if name[0].startswith(OF_THE_WHOLE_ACCOUNT)} == set()


@pytest.mark.parametrize(
    "kind", ["AWS::Scheduler::Schedule", "AWS::DynamoDB::Table", "AWS::SQS::Queue", "AWS::SNS::Topic"]
)
def test_resources_that_need_no_name_have_none(kind: str) -> None:
    found = [one["Properties"] for one in translated("first", "us-east-1").values() if one["Type"] == kind]
    assert found
    assert [key for one in found for key in one if key in NAMING] == []


def test_a_sweep_that_failed_is_left_to_the_next_minute() -> None:
    resources = translated("first", "us-east-1").values()
    scheduled = [one["Properties"]["Target"] for one in resources if one["Type"] == "AWS::Scheduler::Schedule"]
    functions = {target["Arn"]["Fn::GetAtt"][0] for target in scheduled}
    retries = {
        one["Properties"]["FunctionName"]["Ref"]: one["Properties"]["MaximumRetryAttempts"]
        for one in resources
        if one["Type"] == "AWS::Lambda::EventInvokeConfig"
    }
    assert functions
    assert {name: retries.get(name) for name in functions} == dict.fromkeys(functions, 0)
    assert [target["RetryPolicy"]["MaximumRetryAttempts"] for target in scheduled] == [0] * len(scheduled)
