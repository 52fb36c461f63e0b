"""Limits on tries, which are counted in the database. Each counter expires after its window."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import ThrottledError
from greenroom.models.limit import ClientNetwork, Limit
from greenroom.usecases.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from greenroom.adapters.sign_ins import SignIns

LINKS_FOR_AN_ADDRESS = (Limit(3, timedelta(minutes=15)), Limit(10, timedelta(days=1)))
ONE_A_QUARTER = Limit(1, timedelta(minutes=15))
"""Links for an address that are sent beyond the limit above, so that strangers' requests cannot lock the owner out."""
LINKS_FROM_A_NETWORK = (Limit(20, timedelta(minutes=15)), Limit(100, timedelta(days=1)))
"""Many people share one address of a mobile network or an office, so this limit is higher than one person needs."""
CHANGES_BY_AN_ADDRESS = (Limit(20, timedelta(days=1)),)
"""Interviews moved or cancelled by one candidate: each sends an e-mail."""
MISSES_FROM_A_NETWORK = (Limit(30, timedelta(minutes=10)),)
"""The limit of invalid links."""
CARRIER_FACTOR = 20
"""The factor by which the limit of a connection exceeds that of a visitor. It stops clients that invent visitors'
networks."""

TOO_MANY_MISSES = "Too many links were tried from your connection. Wait ten minutes, then open your newest link again."
TOO_MANY_CHANGES = "You changed your interviews many times today. Write to the recruiter, or go on tomorrow."


class Limits(NamedTuple):
    """Counts tries by pseudonyms of networks and addresses."""

    counters: "SignIns"
    pseudonyms: Pseudonyms
    changes_by_an_address: tuple[Limit, ...] = CHANGES_BY_AN_ADDRESS
    carrier_factor: int = CARRIER_FACTOR

    def let_network(self, what: str, network: ClientNetwork, limits: Iterable[Limit], now: datetime) -> bool:
        """Count a try from a network. Returns False beyond the limit."""
        limits = tuple(limits)
        if not self._count(f"{what}#{self.pseudonyms.of_network(network.viewer)}", limits, now):
            return False
        if network.carrier is None:
            return True
        wider = [limit.times(self.carrier_factor) for limit in limits]
        return self._count(f"{what}#{self.pseudonyms.of_network(network.carrier)}#CARRIER", wider, now)

    def let_address(self, what: str, address_key: str, limits: Iterable[Limit], now: datetime) -> bool:
        """Count a try for an address. Returns False beyond the limit."""
        return self._count(f"{what}#{address_key}", limits, now)

    def note_miss(self, network: ClientNetwork, now: datetime) -> None:
        """Count an invalid link. Raises ThrottledError beyond the limit, because somebody seems to be guessing.

        Valid links are not counted, so that they cost no write and work on networks that many people share.
        """
        if not self.let_network("MISS", network, MISSES_FROM_A_NETWORK, now):
            raise ThrottledError(TOO_MANY_MISSES, retry_after_seconds=MISSES_FROM_A_NETWORK[0].seconds_left(now))

    def note_change(self, address_key: str, now: datetime) -> None:
        """Count a change by a candidate. Raises ThrottledError."""
        if not self.let_address("CHANGE", address_key, self.changes_by_an_address, now):
            seconds = self.changes_by_an_address[0].seconds_left(now)
            raise ThrottledError(TOO_MANY_CHANGES, retry_after_seconds=seconds)

    def _count(self, subject: str, limits: Iterable[Limit], now: datetime) -> bool:
        return all(self.counters.count(subject, limit, now) for limit in limits)
