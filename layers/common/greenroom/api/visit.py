"""A candidate's visit to their own list: the cookie that holds it, and the token of its forms."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.models.sign_in import Visit
from greenroom.usecases.signing_in import VISIT_LASTS, SignedIn, visit_of

if TYPE_CHECKING:
    from greenroom.adapters.sign_ins import SignIns

COOKIE = "greenroom_visit"
PATH = "/dashboard/jobseeker"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_CROSS = frozenset({"cross-site", "same-site"})


@dataclass(frozen=True)
class Guest:
    """Somebody who is signed in."""

    secret: str
    visit: Visit

    @property
    def csrf_token(self) -> str:
        """What a form of this visit carries; nobody without the cookie can make it."""
        return hmac.new(self.secret.encode(), b"own list", hashlib.sha256).hexdigest()

    def sent_form(self, token: str) -> bool:
        """Whether a form was made for this visit."""
        return hmac.compare_digest(self.csrf_token.encode(), token.encode(errors="replace"))


def header(headers: Mapping[str, str], name: str) -> str:
    """A header, however it is spelled; empty where there is none."""
    return next((value for key, value in headers.items() if key.lower() == name), "")


def secret_in(headers: Mapping[str, str]) -> str | None:
    """The secret in the cookie; None for what can not be one."""
    cookies = dict(part.strip().partition("=")[::2] for part in header(headers, "cookie").split(";"))
    found = cookies.get(COOKIE, "")
    return found if _SECRET.fullmatch(found) else None


def looks_like_token(text: str) -> bool:
    """Whether a text can be the token of a link at all; one that can not is never looked up."""
    return _SECRET.fullmatch(text) is not None


def guest_in(headers: Mapping[str, str], sign_ins: "SignIns", now: datetime) -> Guest | None:
    """Who is signed in: one read, and none without a cookie."""
    secret = secret_in(headers)
    if secret is None:
        return None
    visit = visit_of(secret, sign_ins=sign_ins, now=now)
    return Guest(secret, visit) if visit else None


def came_from_elsewhere(headers: Mapping[str, str]) -> bool:
    """Whether a browser says that another site sent this form. Referrers are off, so `Origin` would say nothing."""
    return header(headers, "sec-fetch-site") in _CROSS


def visit_cookie(signed_in: SignedIn) -> str:
    """The cookie of a new visit: it is sent to the list alone and dies with the visit."""
    seconds = int(VISIT_LASTS.total_seconds())
    return f"{COOKIE}={signed_in.secret}; Max-Age={seconds}; Path={PATH}; HttpOnly; Secure; SameSite=Lax"


def no_cookie() -> str:
    """Takes the cookie away."""
    return f"{COOKIE}=; Max-Age=0; Path={PATH}; HttpOnly; Secure; SameSite=Lax"
