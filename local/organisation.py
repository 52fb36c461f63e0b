"""`make org`: makes an organisation with an admin's token, in the running local cloud or, with AWS_PROFILE, in AWS."""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import EndpointConnectionError
from pydantic import ValidationError

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import Organisations
from greenroom.adapters.usage_plan import GatewayUsagePlan
from greenroom.clock import utc_now
from greenroom.models.organisation import Policy
from greenroom.settings import TABLE_VARIABLES, Tables
from greenroom.usecases.organisations import found_organisation
from local.aws import Account
from local.deploy import settings, stack_name
from local.say import LocalError, run_main
from local.stack import Stack, describe, read_stack


@dataclass(frozen=True)
class Founded:
    """An organisation's id and its admin's token, shown this once."""

    org_id: str
    token: str


def found_on(stack: Stack, name: str, policy: dict[str, Any]) -> Founded:
    """Makes an organisation on the local cloud. Raises LocalError as `found` does, and where the cloud is gone."""
    try:
        return found(Account(stack.endpoint_url, stack.region), stack.stack_name, name, policy)
    except EndpointConnectionError as error:
        raise LocalError("The local cloud does not answer: start it with make up or make demo.") from error


def found(account: Account, stack_name: str, name: str, policy: dict[str, Any]) -> Founded:
    """Makes an organisation in a deployed stack. Raises LocalError, exit status 2, for a wrong name or policy."""
    resources = describe(account, stack_name)
    tables = dict.fromkeys(TABLE_VARIABLES, "") | {
        "organisations": resources.of("AWS::DynamoDB::Table")["OrganisationsTable"]
    }
    try:
        founded = found_organisation(
            name,
            Policy.model_validate(policy),
            organisations=Organisations(Database(account.dynamodb), Tables(**tables)),
            usage_plan=GatewayUsagePlan(account.apigateway, resources.output("OrganisationUsagePlanId")),
            now=utc_now(),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "NAME"
        raise LocalError(f"{where}: {first['msg']}.", 2) from error
    return Founded(founded.organisation.org_id, founded.token)


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
        founded = found(Account(None, settings().get("region")), stack_name(), name, policy)
    else:
        founded = found_on(read_stack(), name, policy)
    json.dump({"org_id": founded.org_id, "token": founded.token}, sys.stdout)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    run_main(main)
