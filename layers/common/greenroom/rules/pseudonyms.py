"""Keyed hashes of addresses and networks. Equal values have equal hashes, which reveal nothing without the secret."""

import hashlib
import hmac
import unicodedata

ADDRESS, SOURCE = "address", "source"
PURPOSE = b"greenroom pseudonyms"
"""The label by which the key is derived from the secret, because older stacks use the same secret for links."""


def normalised(address: str) -> str:
    """An e-mail address in the form for comparison: without surrounding blanks, in lower case."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def pseudonym(secret: str, kind: str, value: str) -> str:
    """HMAC-SHA256 in hex, with a key that is used for nothing else."""
    key = hmac.new(secret.encode(), PURPOSE, hashlib.sha256).digest()
    return hmac.new(key, f"{kind}|{value}".encode(errors="surrogatepass"), hashlib.sha256).hexdigest()
