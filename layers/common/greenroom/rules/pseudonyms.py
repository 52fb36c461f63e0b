"""Addresses and networks as keyed hashes: the same one gives the same hash, and without the secret it says nothing."""

import hashlib
import hmac
import unicodedata

ADDRESS, SOURCE = "address", "source"
PURPOSE = b"greenroom pseudonyms"
"""Makes a key of its own out of the secret, which older stacks have in common with their links."""


def normalised(address: str) -> str:
    """An e-mail address in the one form that it is compared in: without blanks around it, in lower case."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def pseudonym(secret: str, kind: str, value: str) -> str:
    """HMAC-SHA256 in hex, under a key that serves nothing else."""
    key = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, f"{kind}|{value}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
