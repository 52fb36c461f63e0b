"""`make token ORG=org_…`: a new admin token for an organisation whose last one is lost, locally or with AWS_PROFILE."""

import json
import os
import sys

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import Organisations
from greenroom.clock import utc_now
from greenroom.errors import GreenroomError
from greenroom.identifiers import new_id
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role
from greenroom.settings import TABLE_VARIABLES, Tables
from greenroom.usecases.tokens import Issued, issue_token
from local.aws import Account
from local.chosen_account import chosen_stack
from local.say import LocalError, run_main
from local.stack import Resources, describe

NAME = "recovered"


def issue(account: Account, resources: Resources, org_id: str) -> Issued:
    """Create an admin token that does not expire. Raises LocalError with exit status 2 for an unknown organisation."""
    physical = resources.of("AWS::DynamoDB::Table")
    tables = Tables(**dict.fromkeys(TABLE_VARIABLES, "") | {"organisations": physical["OrganisationsTable"]})
    organisations = Organisations(Database(account.dynamodb), tables)
    by = Caller(org_id, "make token", Role.ADMIN)
    try:
        organisations.organisation(org_id)
        return issue_token(new_id("tok"), NAME, Role.ADMIN, None, by=by, organisations=organisations, now=utc_now())
    except GreenroomError as error:
        raise LocalError(f"ORG={org_id}: {error.message}", 2) from error


def main() -> int:
    org_id = os.environ.get("ORG", "").strip()
    if not org_id:
        raise LocalError("Name the organisation: make token ORG=org_…", 2)
    account, stack = chosen_stack()
    issued = issue(account, describe(account, stack), org_id)
    json.dump({"org_id": org_id, "token_id": issued.token.token_id, "token": issued.secret}, sys.stdout)
    sys.stdout.write("\n")
    return 0


if __name__ == "__main__":
    run_main(main)
