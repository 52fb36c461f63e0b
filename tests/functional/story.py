"""The output of `make story` about the audit log."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from greenroom.settings import settings
from local.story import told_in_audit_log
from tests.world import app

if TYPE_CHECKING:
    from local.aws import Account


@dataclass(frozen=True)
class MockedAccount:
    dynamodb: Any


def audit_log_in_story(org_id: str, interview_id: str) -> list[str]:
    account = cast("Account", MockedAccount(app.database.client))
    return [one.what for one in told_in_audit_log(account, settings().tables.logs, org_id, interview_id)]
