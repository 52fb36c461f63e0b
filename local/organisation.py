"""`make org`: makes an organisation with an admin's token, in the running local cloud or, with AWS_PROFILE, in AWS."""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from local.aws import Account
from local.deploy import stack_name
from local.say import LocalError, run_main
from local.stack import Stack, describe, read_stack


@dataclass(frozen=True)
class Founded:
    org_id: str
    token: str


def found_on(stack: Stack, name: str, policy: dict[str, Any]) -> Founded:
    return found(
        Account(stack.endpoint_url.replace("localhost", "127.0.0.1"), stack.region), stack.tables, name, policy
    )


def found(account: Account, tables: dict[str, str], name: str, policy: dict[str, Any]) -> Founded:
    raise NotImplementedError


def wanted_policy() -> dict[str, Any]:
    text = os.environ.get("POLICY") or "{}"
    try:
        policy = json.loads(text)
    except ValueError as error:
        raise LocalError(f"POLICY is not JSON: {error}.", 2) from error
    if not isinstance(policy, dict):
        raise LocalError("POLICY must be a JSON object, such as '{\"min_notice_minutes\": 0}'.", 2)
    return policy


def main() -> int:
    name = os.environ.get("NAME", "").strip()
    if not name:
        raise LocalError('Name the organisation: make org NAME="Acme"', 2)
    policy = wanted_policy()
    if os.environ.get("AWS_PROFILE"):
        account = Account(None)
        founded = found(account, describe(account, stack_name()).of("AWS::DynamoDB::Table"), name, policy)
    else:
        founded = found_on(read_stack(), name, policy)
    json.dump({"org_id": founded.org_id, "token": founded.token}, sys.stdout)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    run_main(main)
