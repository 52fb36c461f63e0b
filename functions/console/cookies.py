"""The console's session cookie: organisation, member and the session's secret."""

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import NamedTuple

from greenroom.usecases.console_sign_in import LASTS

COOKIE = "__Host-greenroom_console"
_VALUE = re.compile(r"(org_[a-z0-9]{1,40})\.(mem_[a-z0-9]{1,40})\.([A-Za-z0-9_-]{43})")


class SessionCookie(NamedTuple):
    """The session cookie's contents. With the ids in it, one batch read gets session, member and organisation."""

    org_id: str
    member_id: str
    secret: str

    def as_header(self) -> str:
        """The value of Set-Cookie. The database has the session's end, which counts even if the cookie lives longer."""
        value = f"{self.org_id}.{self.member_id}.{self.secret}"
        seconds = int(LASTS.total_seconds())
        return f"{COOKIE}={value}; Max-Age={seconds}; Path=/; HttpOnly; Secure; SameSite=Lax"


def cookies_in(headers: Mapping[str, str]) -> dict[str, str]:
    """The cookies of a request; empty if the header cannot be read."""
    sent = next((value for name, value in headers.items() if name.lower() == "cookie"), "")
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(sent)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def read_session_cookie(headers: Mapping[str, str]) -> SessionCookie | None:
    """The session cookie of a request; None if there is none or it is malformed."""
    found = _VALUE.fullmatch(cookies_in(headers).get(COOKIE, ""))
    return SessionCookie(found[1], found[2], found[3]) if found else None


def clear_session_cookie() -> str:
    """The value of Set-Cookie that deletes the cookie."""
    return f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"
