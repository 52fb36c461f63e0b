"""What each role may do, exactly. docs/permissions.md is the list that people review; the template must not differ."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.faults.tables import Intrinsic, template

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
HEADER = "| role | may | on | if |\n|---|---|---|---|"


@dataclass(frozen=True)
class Permission:
    role: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    condition: str

    def as_row(self) -> str:
        return f"| {self.role} | {', '.join(self.actions)} | {', '.join(self.resources)} | {self.condition} |"


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def words(value: Any) -> str:
    """A resource or condition as people read it: `BookingsTable`, `SlotsTable/index/*`."""
    if isinstance(value, Intrinsic):
        if value.name == "GetAtt":
            return str(value.value if isinstance(value.value, str) else ".".join(value.value)).removesuffix(".Arn")
        if value.name == "Sub":
            text = str(value.value[0] if isinstance(value.value, list) else value.value)
            for noise in ("arn:${AWS::Partition}:", "${AWS::Region}", "${AWS::AccountId}", "${AWS::StackName}", ".Arn"):
                text = text.replace(noise, "")
            return re.sub(r"\$\{(\w+)\}", r"\1", text).replace("::", ":")
        return str(value.value)
    if isinstance(value, dict):
        return "; ".join(f"{name} {words(inner)}" for name, inner in value.items())
    return str(value)


def permissions() -> Iterator[Permission]:
    for logical_id, resource in template()["Resources"].items():
        if resource["Type"] != "AWS::IAM::Role":
            continue
        for policy in resource["Properties"].get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield Permission(
                    logical_id.removesuffix("Role"),
                    tuple(sorted(as_list(statement["Action"]))),
                    tuple(sorted(words(found) for found in as_list(statement["Resource"]))),
                    words(statement.get("Condition", "")),
                )


ALL = list(permissions())


def test_the_document_lists_exactly_what_the_template_grants() -> None:
    table = "\n".join([HEADER, *(permission.as_row() for permission in ALL)])
    assert table in DOCUMENT.read_text(), f"docs/permissions.md should hold:\n{table}"


def test_every_function_has_a_role_of_its_own_and_nothing_is_attached_to_it() -> None:
    resources = template()["Resources"]
    functions = {name: found for name, found in resources.items() if found["Type"] == "AWS::Serverless::Function"}
    roles = {name: found["Properties"]["Role"].value for name, found in functions.items()}
    assert roles == {name: f"{name.removesuffix('Function')}Role.Arn" for name in functions}
    for name, resource in resources.items():
        if resource["Type"] == "AWS::IAM::Role":
            assert "ManagedPolicyArns" not in resource["Properties"], name
    assert not any("Policies" in found["Properties"] for found in functions.values())


@pytest.mark.parametrize("permission", ALL, ids=lambda permission: f"{permission.role}: {permission.actions[0]}")
def test_nothing_is_granted_by_a_wildcard(permission: Permission) -> None:
    assert not any("*" in action for action in permission.actions)
    # The stream mapping must be able to list streams, and SES knows identities by the sender's condition.
    allowed = {"dynamodb:ListStreams"}
    assert "*" not in permission.resources or set(permission.actions) <= allowed


def test_nobody_may_scan_a_table() -> None:
    assert [permission for permission in ALL if "dynamodb:Scan" in permission.actions] == []


def test_the_audit_log_is_added_to_and_read_and_changed_by_nobody_but_the_erasure_of_a_candidate() -> None:
    on_the_log = {
        (permission.role, action)
        for permission in ALL
        if "InterviewLogsTable" in permission.resources
        for action in permission.actions
        if action.removeprefix("dynamodb:") not in {"PutItem", "Query", "GetItem", "BatchGetItem"}
    }
    assert on_the_log <= {("RecruiterApi", "dynamodb:UpdateItem"), ("StatusSweeper", "dynamodb:UpdateItem")}


def test_mail_is_sent_only_from_the_senders_address() -> None:
    senders = [permission for permission in ALL if any(action.startswith("ses:") for action in permission.actions)]
    assert senders
    assert {permission.condition for permission in senders} == {"StringEquals ses:FromAddress SenderAddress"}
