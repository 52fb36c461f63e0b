"""An organisation's account at a meeting provider: connect, test, disconnect. No call returns its credentials."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from greenroom.errors import NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.interview import PROVIDER_NAMES, Provider
from greenroom.models.meeting import (
    Connection,
    ConnectionCheck,
    ProviderBusyError,
    not_connected,
)

if TYPE_CHECKING:
    from greenroom.adapters.connections import ConnectedProviders, ConnectionStore

OUTSIDE = tuple(provider for provider in Provider if provider.is_outside)


class ChecksItself(Protocol):
    """An account that can check its own settings at the provider."""

    def checks(self) -> list[ConnectionCheck]:
        """Run the checks. Raises ProviderBusyError."""


class CheckedConnection(NamedTuple):
    """A connection, with the results of its checks."""

    provider: Provider
    checks: list[ConnectionCheck]

    @property
    def works(self) -> bool:
        """Whether meetings can be created with this connection."""
        return all(check.is_ok for check in self.checks)


def connect(
    provider: Provider,
    account: Mapping[str, Any],
    secret: Mapping[str, Any],
    *,
    by: Caller,
    connections: "ConnectionStore",
    now: datetime,
) -> Connection:
    """Store an account, replacing the previous one. Raises BusyError."""
    made = Connection(provider=provider, connected_at=now, connected_by=by.actor, account=dict(account))
    connections.connect(by.org_id, made, {**account, **secret}, now)
    return made


def disconnect(provider: Provider, *, by: Caller, connections: "ConnectionStore", now: datetime) -> None:
    """Delete an account. Its meetings stay at the provider, and no new ones are created.

    Raises NotFoundError, BusyError.
    """
    if provider not in connections.of(by.org_id).connected:
        raise NotFoundError("Connection")
    connections.disconnect(by.org_id, provider, now)


def check_connection(
    provider: Provider, *, by: Caller, account_of: Callable[[str, Provider], ChecksItself]
) -> CheckedConnection:
    """Check a connection at the provider. Raises NotConnectedError."""
    try:
        return CheckedConnection(provider, account_of(by.org_id, provider).checks())
    except ProviderBusyError as error:
        name = f"Reach {PROVIDER_NAMES[provider]}"
        sentence = f"{error.reason} Nothing is known of the credentials: test again in some minutes."
        return CheckedConnection(provider, [ConnectionCheck(name=name, is_ok=False, what_to_do=sentence)])


def named(provider: str) -> Provider:
    """The provider of that name. Raises NotFoundError for a provider without connections."""
    found = next((one for one in OUTSIDE if one.value == provider), None)
    if found is None:
        raise NotFoundError("Provider")
    return found


def refuse_unconnected(org_id: str, provider: Provider | None, connected: "ConnectedProviders") -> None:
    """Raises NotConnectedError, with advice, for meetings at a provider that is not connected."""
    if provider is not None and provider.is_outside and provider not in connected.of(org_id).connected:
        raise not_connected(provider)
