"""A deployed stack: its resources, and .local/stack.json, by which other programs find it."""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.aws import Account
from local.paths import REGION, STACK_FILE, STACK_NAME, STAGE
from local.say import LocalError


@dataclass(frozen=True)
class Stack:
    """One deployed Greenroom.

    `tables` and `functions` map logical ids to physical names; `inbox` is the folder of sent mail.
    """

    endpoint_url: str
    region: str
    stack_name: str
    api_url: str
    portal_url: str
    console_url: str
    org_id: str
    token: str
    tables: dict[str, str]
    functions: dict[str, str]
    inbox: str

    def write(self, path: Path = STACK_FILE) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file, indent=2)
            file.write("\n")
        partial.replace(path)

    def with_organisation(self, org_id: str, token: str) -> "Stack":
        return replace(self, org_id=org_id, token=token)


def read_stack(path: Path = STACK_FILE) -> Stack:
    """Read a stack's file. Raises LocalError if there is none at `path`."""
    try:
        stored: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError as error:
        raise LocalError("No local cloud is running: start one with make up or make demo.") from error
    return Stack(**stored)


@dataclass(frozen=True)
class Resources:
    """A stack's resources by type and logical id, and its outputs."""

    by_type: dict[str, dict[str, str]]
    outputs: dict[str, str]

    def of(self, kind: str) -> dict[str, str]:
        return self.by_type.get(kind, {})

    def output(self, name: str) -> str:
        if name not in self.outputs:
            raise LocalError(f"The stack has no output {name}: deploy the present template.yaml.")
        return self.outputs[name]


def describe(account: Account, stack_name: str) -> Resources:
    """Describe a stack. Raises LocalError if there is none of this name in the region, ClientError if AWS refuses."""
    by_type: dict[str, dict[str, str]] = {}
    pages = account.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack_name)
    try:
        listed = [resource for page in pages for resource in page["StackResourceSummaries"]]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        raise LocalError(
            f"There is no stack {stack_name} in {account.session.region_name}: run make deploy, or set AWS_REGION to "
            "the region where it is."
        ) from error
    for resource in listed:
        named = by_type.setdefault(resource["ResourceType"], {})
        named[resource["LogicalResourceId"]] = resource.get("PhysicalResourceId", "")
    stacks = account.cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stacks[0].get("Outputs", [])}
    return Resources(by_type, outputs)


def first_failure(account: Account, stack_name: str, since: datetime) -> str | None:
    """The first resource that failed since a time, with the reason; None if CloudFormation does not report it."""
    try:
        events = account.cloudformation.describe_stack_events(StackName=stack_name)["StackEvents"]
    except (BotoCoreError, ClientError):
        return None  # an error here must not hide the failure that is reported
    failed = [
        f"{event.get('LogicalResourceId', '')}: {event['ResourceStatusReason']}"
        for event in events  # newest first
        if event["Timestamp"] >= since
        and event.get("ResourceStatus", "").endswith("_FAILED")
        and event.get("ResourceStatusReason")
    ]
    return failed[-1] if failed else None


def waiting_change_sets(account: Account, stack_name: str) -> set[str]:
    """The change sets that nobody has confirmed yet; none if there is no stack."""
    try:
        pages = account.cloudformation.get_paginator("list_change_sets").paginate(StackName=stack_name)
        found = [one for page in pages for one in page["Summaries"]]
    except ClientError as error:
        if error.response["Error"]["Code"] in {"ValidationError", "ChangeSetNotFoundException"}:
            return set()
        raise
    return {one["ChangeSetId"] for one in found if one.get("ExecutionStatus") == "AVAILABLE"}


def local_stack(account: Account, resources: Resources, port: int, inbox: Path) -> Stack:
    """The local cloud's stack, without an organisation yet."""
    distribution = account.cloudfront.get_distribution(Id=resources.output("DistributionId"))
    label, _, _ = distribution["Distribution"]["DomainName"].partition(".")
    portal_url = f"http://{label}.cloudfront.localhost:{port}"
    return Stack(
        endpoint_url=f"http://127.0.0.1:{port}",
        region=REGION,
        stack_name=STACK_NAME,
        api_url=f"http://localhost:{port}/_aws/execute-api/{resources.output('ApiId')}/{STAGE}",
        portal_url=portal_url,
        console_url=f"{portal_url}/console",
        org_id="",
        token="",
        tables=resources.of("AWS::DynamoDB::Table"),
        functions=resources.of("AWS::Lambda::Function"),
        inbox=str(inbox),
    )
