"""Access tokens: shown once, stored as their SHA-256."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """A new access token: 256 random bits after a prefix that secret scanners can recognise."""
    return f"grt_{secrets.token_urlsafe(TOKEN_BYTES)}"


def token_hash(token: str) -> str:
    """The stored hash of a token."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def token_in(header: str | None) -> str | None:
    """The token in an `Authorization` header (`Token …` or `Bearer …`), or None."""
    scheme, _, token = (header or "").strip().partition(" ")
    token = token.strip()
    return token if scheme.lower() in {"token", "bearer"} and token and len(token) <= 200 else None
