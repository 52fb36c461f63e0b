"""What the console asks of the one function that may read organisations' credentials, and what it is answered."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from greenroom.models.entity import Entity
from greenroom.models.interview import Provider
from greenroom.models.meeting import ConnectionCheck


class AccountAction(StrEnum):
    CONNECT = "CONNECT"
    DISCONNECT = "DISCONNECT"
    TEST = "TEST"


class AccountTask(Entity):
    """Something to do with an organisation's account at a provider. Doing it twice does no harm."""

    action: AccountAction
    org_id: str
    provider: Provider
    actor: str
    """As in the audit log."""
    account: dict[str, Any] = Field(default_factory=dict)
    """Of CONNECT: what may be shown."""
    secret: dict[str, Any] = Field(default_factory=dict, repr=False)
    """Of CONNECT: what may not."""


class AccountTaskResult(Entity):
    """What came of it."""

    refused: str | None = None
    """Why it was not done, as a sentence."""
    checks: tuple[ConnectionCheck, ...] = ()
    """Of TEST: what the connection needs."""

    @property
    def works(self) -> bool:
        """Whether meetings can be made with the account that was tested."""
        return all(check.is_ok for check in self.checks)
