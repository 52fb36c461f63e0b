"""Limits on tries, counted in the database; each counter expires by itself after its window."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import ThrottledError
from greenroom.models.limit import ClientNetwork, Limit
from greenroom.usecases.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from greenroom.adapters.sign_ins import SignIns

LINKS_FOR_AN_ADDRESS = (Limit(3, timedelta(minutes=15)), Limit(10, timedelta(days=1)))
ONE_A_QUARTER = Limit(1, timedelta(minutes=15))
"""Links for an address beyond the above limit, so that strangers' requests can not lock the owner out."""
LINKS_FROM_A_NETWORK = (Limit(20, timedelta(minutes=15)), Limit(100, timedelta(days=1)))
"""Many people share one address of a phone network or an office, so this is wider than one person needs."""
CHANGES_BY_AN_ADDRESS = (Limit(20, timedelta(days=1)),)
"""Interviews moved or cancelled by one candidate: each sends an e-mail."""
MISSES_FROM_A_NETWORK = (Limit(30, timedelta(minutes=10)),)
"""Links that opened nothing."""
CARRIER_FACTOR = 20
"""The multiple that one connection may bring for all its visitors. It stops clients that invent visitors' networks."""

TOO_MANY_MISSES = "Too many links were tried from your connection. Wait ten minutes, then open your newest link again."
TOO_MANY_CHANGES = "You changed your interviews many times today. Write to the recruiter, or go on tomorrow."


@dataclass(frozen=True)
class Limits:
    """Counts tries under pseudonyms of who tries."""

    counters: "SignIns"
    pseudonyms: Pseudonyms
    changes_by_an_address: tuple[Limit, ...] = CHANGES_BY_AN_ADDRESS
    carrier_factor: int = CARRIER_FACTOR

    def let_network(self, what: str, network: ClientNetwork, limits: Iterable[Limit], now: datetime) -> bool:
        """Count a try from a network; False where it was one too many."""
        limits = tuple(limits)
        if not self._count(f"{what}#{self.pseudonyms.of_network(network.viewer)}", limits, now):
            return False
        if network.carrier is None:
            return True
        wider = [limit.times(self.carrier_factor) for limit in limits]
        return self._count(f"{what}#{self.pseudonyms.of_network(network.carrier)}#CARRIER", wider, now)

    def let_address(self, what: str, address_key: str, limits: Iterable[Limit], now: datetime) -> bool:
        """Count a try for an address; False where it was one too many."""
        return self._count(f"{what}#{address_key}", limits, now)

    def note_miss(self, network: ClientNetwork, now: datetime) -> None:
        """Count a link that opened nothing. Raises ThrottledError where somebody seems to be guessing.

        Only misses are counted: a valid link costs one read and no write, even on a network that others share.
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
