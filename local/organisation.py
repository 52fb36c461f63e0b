"""`make org`: creates an organisation with an admin's token, on the local cloud or, with AWS_PROFILE, on AWS."""

import json
import os
import sys
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import EndpointConnectionError
from pydantic import TypeAdapter, ValidationError

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.members import Members
from greenroom.adapters.organisations import Organisations
from greenroom.adapters.usage_plan import GatewayUsagePlan
from greenroom.api.subjects.organisations import OrganisationName, WrittenPolicy
from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from greenroom.rules.email_addresses import email_address
from greenroom.settings import TABLE_VARIABLES, Tables
from greenroom.usecases.members import invite_member
from greenroom.usecases.organisations import found_organisation
from greenroom.usecases.pseudonyms import Pseudonyms
from local.aws import Account
from local.chosen_account import aws_account, stack_name
from local.say import LocalError, run_main
from local.stack import Resources, Stack, describe, read_stack


@dataclass(frozen=True)
class Founded:
    """An organisation's id, its admin's token, which is shown only now, and its first member, or None."""

    org_id: str
    token: str
    member_id: str | None = None


def found_on(stack: Stack, name: str, policy: dict[str, Any], email: str | None = None) -> Founded:
    """Create an organisation on the local cloud. Raises LocalError as `found` does, and if the cloud is gone."""
    try:
        return found(Account(stack.endpoint_url, stack.region), stack.stack_name, name, policy, email)
    except EndpointConnectionError as error:
        raise LocalError("The local cloud does not answer: start it with make up or make demo.") from error


def found(account: Account, stack_name: str, name: str, policy: dict[str, Any], email: str | None = None) -> Founded:
    """Create an organisation in a deployed stack. Its first admin signs in by `email`.

    Raises LocalError with exit status 2 for a wrong name, policy or address.
    """
    resources = describe(account, stack_name)
    physical = resources.of("AWS::DynamoDB::Table")
    named = {"organisations": physical["OrganisationsTable"], "members": physical["MembersTable"]}
    tables = Tables(**dict.fromkeys(TABLE_VARIABLES, "") | named)
    database = Database(account.dynamodb)
    address = _address(email) if email else None
    organisation_name: TypeAdapter[str] = TypeAdapter(OrganisationName)
    try:
        founded = found_organisation(
            organisation_name.validate_python(name),
            WrittenPolicy.model_validate(policy),
            organisations=Organisations(database, tables),
            new_usage_key=GatewayUsagePlan(account.apigateway, resources.output("OrganisationUsagePlanId")).new_key,
            now=utc_now(),
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "NAME"
        raise LocalError(f"{where}: {first['msg']}.", 2) from error
    org_id = founded.organisation.org_id
    if address is None:
        return Founded(org_id, founded.token)
    members = Members(database, tables, Pseudonyms(lambda: address_secret(account, resources)).of_address)
    member = invite_member(address, None, Role.ADMIN, org_id=org_id, members=members, now=utc_now())
    return Founded(org_id, founded.token, member.member_id)


def _address(email: str) -> str:
    try:
        return email_address(email.strip())
    except ValueError as error:
        raise LocalError(f"EMAIL: {error}.", 2) from error


def address_secret(account: Account, resources: Resources) -> str:
    """The secret from which the keyed hashes of addresses are made."""
    secret = resources.of("AWS::SecretsManager::Secret")["AddressSecret"]
    return str(account.secretsmanager.get_secret_value(SecretId=secret)["SecretString"])


def wanted_policy() -> dict[str, Any]:
    text = os.environ.get("POLICY") or "{}"
    try:
        policy = json.loads(text)
    except ValueError as error:
        raise LocalError(f"POLICY is not JSON: {error}.", 2) from error
    if not isinstance(policy, dict):
        raise LocalError("POLICY must be a JSON object, such as '{\"min_notice_minutes\": 0}'.", 2)
    return policy


NOBODY_ANSWERS = (
    "reply_to is missing in POLICY: e-mails and pages name nobody who answers candidates. "
    "Set it here, or under Settings in the console.\n"
)
ERASED_AFTER = (
    "retention_days is not in POLICY: personal data of an interview is erased {days} days after it, and candidates are "
    "told so. Set it here, or under Settings in the console; null keeps everything.\n"
)


def main() -> int:
    name = os.environ.get("NAME", "").strip()
    if not name:
        raise LocalError('Name the organisation: make org NAME="Acme"', 2)
    policy = wanted_policy()
    email = os.environ.get("EMAIL") or None
    if os.environ.get("AWS_PROFILE"):
        founded = found(aws_account(), stack_name(), name, policy, email)
    else:
        founded = found_on(read_stack(), name, policy, email)
    told = {"org_id": founded.org_id, "token": founded.token, "member_id": founded.member_id}
    json.dump({key: value for key, value in told.items() if value is not None}, sys.stdout)
    sys.stdout.write("\n")
    if not policy.get("reply_to"):
        # Not on standard output, which programs read.
        sys.stderr.write(NOBODY_ANSWERS)
    if "retention_days" not in policy:
        sys.stderr.write(ERASED_AFTER.format(days=WrittenPolicy().retention_days))
    return 0


if __name__ == "__main__":
    run_main(main)
