"""Keyed hashes of addresses and networks, made when they are needed."""

from collections.abc import Callable
from dataclasses import dataclass

from greenroom.rules.pseudonyms import ADDRESS, SOURCE, normalised, pseudonym


@dataclass(frozen=True)
class Pseudonyms:
    """The secret is asked for only when it is used: when cold that costs a call."""

    secret: Callable[[], str]

    def of_address(self, address: str) -> str:
        """The same for every spelling of one e-mail address."""
        return pseudonym(self.secret(), ADDRESS, normalised(address))

    def of_network(self, network: str) -> str:
        """Of a network that somebody comes from."""
        return pseudonym(self.secret(), SOURCE, network)
