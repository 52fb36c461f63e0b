"""`make permissions`: a table of the permissions of each function's role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from local.say import run_main
from local.template import Intrinsic, template

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
    """A resource or condition in short: `BookingsTable`, `SlotsTable/index/*`."""
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


def main() -> int:
    print("\n".join([HEADER, *(permission.as_row() for permission in permissions())]))
    return 0


if __name__ == "__main__":
    run_main(main)
