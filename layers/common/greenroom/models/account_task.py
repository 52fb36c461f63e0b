"""Tasks that the console gives to the one function that may read organisations' credentials, and their results."""

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
    """For CONNECT: the settings that may be shown."""
    secret: dict[str, Any] = Field(default_factory=dict, repr=False)
    """For CONNECT: the secret settings."""


class AccountTaskResult(Entity):
    """The result of a task."""

    refused: str | None = None
    """Why it was not done, as a sentence."""
    checks: tuple[ConnectionCheck, ...] = ()
    """For TEST: the checks of the connection."""

    @property
    def works(self) -> bool:
        """Whether meetings can be made with the account that was tested."""
        return all(check.is_ok for check in self.checks)
