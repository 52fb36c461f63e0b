"""The session of a candidate who was invited to choose a time: its cookie, and its forms' CSRF token.

The cookie is separate from that of interviews, so that choosing a time ends no interview in the same browser.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from greenroom.api.forms import FormOwner
from greenroom.api.invited_candidate import looks_like_key
from greenroom.models.choice import ChoiceLink
from greenroom.rules.links import session_hash

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

    from greenroom.adapters.sessions import Sessions

CHOOSE_PATH = "/interview/choose"
COOKIE = "__Host-greenroom_choice"
"""Browsers accept a cookie with this prefix only from this host, over TLS (or from localhost)."""
CHOOSING_SECONDS = 24 * 3600
"""The cookie's lifetime. Afterwards the candidate opens the link in the e-mail again."""


@dataclass(frozen=True)
class ChoosingCandidate(FormOwner):
    """A candidate with a valid link to choose a time."""

    form_purpose: ClassVar[bytes] = b"choice"

    key: str
    link: ChoiceLink

    @property
    def form_secret(self) -> str:
        """The key of the link."""
        return self.key


def choosing_candidate(key: str | None, sessions: "Sessions") -> ChoosingCandidate | None:
    """Read the candidate with this key: one read, and no read for a text that cannot be a key."""
    if key is None or not looks_like_key(key):
        return None
    link = sessions.choice_link(session_hash(key))
    return ChoosingCandidate(key, link) if link else None


def choice_key_in(event: "BaseProxyEvent") -> str | None:
    """The key in the browser's cookie; None without a cookie."""
    return event.resolved_cookies_field.get(COOKIE)


def choice_cookie(found: ChoosingCandidate) -> Cookie:
    """The cookie that keeps the key out of the address bar."""
    return Cookie(COOKIE, found.key, path="/", max_age=CHOOSING_SECONDS, http_only=True, same_site=SameSite.LAX_MODE)
