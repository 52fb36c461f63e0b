"""Links derived from a secret. They are never stored: the table has only the hash of the candidate's key."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from urllib.parse import urlencode


def session_key(secret: str, session_id: str, version: int) -> str:
    """The key in a candidate's link: HMAC-SHA256 of session and booking version, in hex."""
    return hmac.new(secret.encode(), f"{session_id}|{version}".encode(), hashlib.sha256).hexdigest()


def session_hash(key: str) -> str:
    """The stored hash of a session's key, so that a stolen table opens no link."""
    return hashlib.sha256(key.encode()).hexdigest()


def portal_link(portal_url: str, key: str) -> str:
    """The link that the invitation carries."""
    return f"{portal_url.rstrip('/')}/?{urlencode({'session_key': key})}"


def report_signature(secret: str, org_id: str, interview_id: str, until: int, made_by: str) -> str:
    """The signature of a link to a report's page: HMAC-SHA256 of organisation, interview, expiry (epoch seconds), and
    the hash of the access token that asked for the link."""
    whose = f"report|{org_id}|{interview_id}|{until}|{made_by}".encode(errors="surrogatepass")
    return hmac.new(secret.encode(), whose, hashlib.sha256).hexdigest()


def sign_in_token(secret: str, whose: str) -> str:
    """The token in a one-time link: HMAC-SHA256 of `whose`, as 43 characters of base64url."""
    digest = hmac.new(secret.encode(), f"sign in|{whose}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def report_link(portal_url: str, org_id: str, interview_id: str, until: int, made_by: str, signature: str) -> str:
    """The link to a report's page, which can be read without signing in until the expiry."""
    query = urlencode({"org_id": org_id, "until": until, "made_by": made_by, "signature": signature})
    return f"{portal_url.rstrip('/')}/report/{interview_id}?{query}"
