"""The candidate's link: derived from a secret, never stored. The table knows only the hash of the key."""

import hashlib
import hmac
from urllib.parse import urlencode


def session_key(secret: str, session_id: str, version: int) -> str:
    """The key in a candidate's link: HMAC-SHA256 of session and booking version, in hex."""
    return hmac.new(secret.encode(), f"{session_id}|{version}".encode(), hashlib.sha256).hexdigest()


def session_hash(key: str) -> str:
    """What a session is stored under: looking it up is comparing, and a stolen table opens no link."""
    return hashlib.sha256(key.encode()).hexdigest()


def portal_link(portal_url: str, key: str) -> str:
    """The link that the invitation carries."""
    return f"{portal_url.rstrip('/')}/?{urlencode({'session_key': key})}"
