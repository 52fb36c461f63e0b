"""Keyed hashes of addresses and networks."""

from collections.abc import Callable
from typing import NamedTuple

from greenroom.rules.pseudonyms import ADDRESS, SOURCE, normalised, pseudonym
from greenroom.rules.secret_versions import Purpose, first_key


class Pseudonyms(NamedTuple):
    """Reads the secret at the first use, because the read is a call to AWS in a new process.

    Only the first version of the secret is used: stored hashes find people, and another version's hashes would not
    match.
    """

    secret: Callable[[], str]

    def of_address(self, address: str) -> str:
        """The hash of an e-mail address, the same for every spelling."""
        return pseudonym(first_key(self.secret(), Purpose.ADDRESSES), ADDRESS, normalised(address))

    def of_network(self, network: str) -> str:
        """The pseudonym of a network."""
        return pseudonym(first_key(self.secret(), Purpose.ADDRESSES), SOURCE, network)
