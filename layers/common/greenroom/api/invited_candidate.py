"""Finds the session of a candidate with a link by the key in a cookie, a header or a body."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from greenroom.api.forms import FormOwner
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.links import session_hash

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

    from greenroom.adapters.sessions import Sessions

COOKIE = "__Host-greenroom_session"
"""Browsers accept a cookie with this prefix only from this host, over TLS (or from localhost)."""
KEY_HEADER = "X-Session-Key"
READING_SECONDS = 3600
"""The shortest lifetime of the cookie after a completed interview, when the link opens the candidate's own answers."""
NO_LINK = "Open the link in your invitation again."
_KEY = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class InvitedCandidate(FormOwner):
    """A candidate with a link, and the session that it opens."""

    form_purpose: ClassVar[bytes] = b"form"

    key: str
    session: Session

    def instead(self, other: "InvitedCandidate") -> str:
        """The token of the link that replaces this browser's interview by another one. Only Greenroom can make it."""
        return hmac.new(self.key.encode(), f"instead|{other.key}".encode(), hashlib.sha256).hexdigest()

    def wants_instead(self, other: "InvitedCandidate", token: str) -> bool:
        """Whether the token shows that this candidate chose to go on with the other interview."""
        return hmac.compare_digest(self.instead(other).encode(), token.encode(errors="replace"))

    @property
    def form_secret(self) -> str:
        """The key of the link."""
        return self.key


def looks_like_key(text: str | None) -> bool:
    """Whether a text has the form of a session key. Other texts are never looked up."""
    return text is not None and _KEY.fullmatch(text) is not None


def key_sent(event: "BaseProxyEvent", body_key: str | None = None) -> str | None:
    """The session key in the request's header or body; None if there is none."""
    return next((key for key in (event.headers.get(KEY_HEADER), body_key) if looks_like_key(key)), None)


def key_in_cookie(event: "BaseProxyEvent") -> str | None:
    """The session key in the browser's cookie; None if there is none."""
    kept = event.resolved_cookies_field.get(COOKIE)
    return kept if looks_like_key(kept) else None


def key_in(event: "BaseProxyEvent", body_key: str | None = None) -> str | None:
    """The session key of a request, from the header, the body or the cookie; None if there is none."""
    return key_sent(event, body_key) or key_in_cookie(event)


def invited_candidate(key: str | None, sessions: "Sessions") -> InvitedCandidate | None:
    """Read the candidate of a key: one read, and no read for a text that cannot be a key."""
    if key is None or not looks_like_key(key):
        return None
    session = sessions.session(session_hash(key))
    return InvitedCandidate(key, session) if session else None


def session_cookie(found: InvitedCandidate, now: datetime) -> Cookie:
    """The cookie that keeps the key out of the address bar.

    It expires with the link; after the interview, an hour later at the earliest, so that the answers can be read.
    """
    seconds = max(0, int((found.session.expires_at - now).total_seconds()))
    if found.session.status is SessionStatus.COMPLETED:
        seconds = max(seconds, READING_SECONDS)
    return Cookie(COOKIE, found.key, path="/", max_age=seconds, http_only=True, same_site=SameSite.LAX_MODE)


def form_fields(event: "BaseProxyEvent") -> dict[str, str]:
    """The fields of a posted form; of a repeated field the last value. Raises ValueError for a form that cannot be
    read."""
    from urllib.parse import parse_qsl  # noqa: PLC0415 (only forms need it)

    if not event.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return dict(parse_qsl(event.decoded_body or "", max_num_fields=50))
