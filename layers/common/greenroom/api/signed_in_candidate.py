"""A candidate's sign-in to their own list: the cookie that holds it, and the token of its forms."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from greenroom.api.forms import FormOwner
from greenroom.models.sign_in import CandidateSignIn
from greenroom.usecases.signing_in import SIGN_IN_LASTS, SignedIn, sign_in_of

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

    from greenroom.adapters.sign_ins import SignIns

COOKIE = "greenroom_visit"
PATH = "/dashboard/jobseeker"
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class SignedInCandidate(FormOwner):
    """A candidate who is signed in to their list of interviews."""

    form_purpose: ClassVar[bytes] = b"own list"

    secret: str
    sign_in: CandidateSignIn

    @property
    def form_secret(self) -> str:
        """The value of the cookie."""
        return self.secret


def secret_in(event: "BaseProxyEvent") -> str | None:
    """The secret in the cookie; None for an invalid cookie."""
    found = event.resolved_cookies_field.get(COOKIE, "")
    return found if _SECRET.fullmatch(found) else None


def looks_like_token(text: str) -> bool:
    """Whether a text has the form of a link's token. Other texts are never looked up."""
    return _SECRET.fullmatch(text) is not None


def signed_in_candidate(event: "BaseProxyEvent", sign_ins: "SignIns", now: datetime) -> SignedInCandidate | None:
    """Read the signed-in candidate: one read, and no read without a cookie."""
    secret = secret_in(event)
    if secret is None:
        return None
    sign_in = sign_in_of(secret, sign_ins=sign_ins, now=now)
    return SignedInCandidate(secret, sign_in) if sign_in else None


def sign_in_cookie(signed_in: SignedIn) -> Cookie:
    """The cookie of a new sign-in. Browsers send it only to the list's pages, and it expires with the sign-in."""
    return _cookie(signed_in.secret, int(SIGN_IN_LASTS.total_seconds()))


def no_cookie() -> Cookie:
    """A cookie that deletes the sign-in's cookie."""
    return _cookie("", 0)


def _cookie(value: str, seconds: int) -> Cookie:
    return Cookie(COOKIE, value, path=PATH, max_age=seconds, http_only=True, same_site=SameSite.LAX_MODE)
