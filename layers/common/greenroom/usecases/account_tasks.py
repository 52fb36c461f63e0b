"""Do the console's tasks for an account at a provider. Only this function may read credentials."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import GreenroomError
from greenroom.models.account_task import AccountAction, AccountTask, AccountTaskResult
from greenroom.models.caller import Caller
from greenroom.models.interview import Provider
from greenroom.models.organisation import Role
from greenroom.usecases.providers import ChecksItself, check_connection, connect, disconnect

if TYPE_CHECKING:
    from greenroom.adapters.connections import ConnectionStore


def do_account_task(
    task: AccountTask,
    *,
    connections: "ConnectionStore",
    account_of: Callable[[str, Provider], ChecksItself],
    now: datetime,
) -> AccountTaskResult:
    """Connect, disconnect or test. A refusal is returned as a sentence in the result."""
    by = Caller(task.org_id, task.actor, Role.ADMIN)
    try:
        match task.action:
            case AccountAction.CONNECT:
                connect(task.provider, task.account, task.secret, by=by, connections=connections, now=now)
            case AccountAction.DISCONNECT:
                disconnect(task.provider, by=by, connections=connections, now=now)
            case AccountAction.TEST:
                checked = check_connection(task.provider, by=by, account_of=account_of)
                return AccountTaskResult(checks=tuple(checked.checks))
    except GreenroomError as error:
        return AccountTaskResult(refused=error.message)
    return AccountTaskResult()
