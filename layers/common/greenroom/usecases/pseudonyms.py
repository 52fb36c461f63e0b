"""Keyed hashes of addresses and networks, made when they are needed."""

from collections.abc import Callable
from dataclasses import dataclass

from greenroom.rules.pseudonyms import ADDRESS, SOURCE, normalised, pseudonym
from greenroom.rules.secret_versions import Purpose, first_key


@dataclass(frozen=True)
class Pseudonyms:
    """The secret is asked for only when it is used: when cold that costs a call. It is the first version always: people
    are looked up by these hashes, and would not be found by another."""

    secret: Callable[[], str]

    def of_address(self, address: str) -> str:
        """The same for every spelling of one e-mail address."""
        return pseudonym(first_key(self.secret(), Purpose.ADDRESSES), ADDRESS, normalised(address))

    def of_network(self, network: str) -> str:
        """The pseudonym of a network."""
        return pseudonym(first_key(self.secret(), Purpose.ADDRESSES), SOURCE, network)
