"""A simulation of Zoom's documented API for meetings."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.providers.server import Asked, Line, Reply

ACCOUNT, CLIENT, SECRET = "account-1", "client-1", "secret-1"
HOST = "host@acme.example.com"
ALL_SCOPES = (
    "meeting:write:meeting:admin meeting:update:meeting:admin meeting:delete:meeting:admin"
    " meeting:read:list_meetings:admin"
)
CREATES_A_DAY = 100
DAILY_LIMIT = (
    "You have exceeded the daily rate limit (100) of Meeting Create/Update API requests permitted for this particular"
    " user. You may resume these requests at GMT 00:00:00."
)
AGENDA_IN_LISTS = 250


@dataclass
class ZoomServer:
    """The meetings, users and tokens."""

    line: Line = field(default_factory=Line)
    users: set[str] = field(default_factory=lambda: {HOST})
    scopes: str = ALL_SCOPES
    meetings: dict[int, dict[str, Any]] = field(default_factory=dict)
    changes_today: dict[str, int] = field(default_factory=dict)
    token: str = ""
    lists_behind: int = 0
    """The number of next lists that do not have the newest meetings yet."""
    pauses_asked: int = 0
    """The number of next requests that are answered with the rate limit per second."""
    _ids: Iterator[int] = field(default_factory=lambda: count(80_000_000_001))
    _tokens: Iterator[int] = field(default_factory=lambda: count(1))

    def respond(self, asked: Asked) -> Reply:
        """The answer to a request."""
        if asked.path == "/oauth/token":
            return self._token_for(asked)
        if not self.token or asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, {"code": 124, "message": "Invalid access token."}
        if self.pauses_asked:
            self.pauses_asked -= 1
            return 429, {"code": 429, "message": "You have reached the maximum per-second rate limit for this API."}
        if found := re.fullmatch(r"/v2/users/([^/]+)/meetings", asked.path):
            return self._of_user(asked, found[1])
        if found := re.fullmatch(r"/v2/meetings/(\d+)", asked.path):
            return self._one(asked, int(found[1]))
        return 404, {"code": 404, "message": "Not found"}

    def forget_token(self) -> None:
        """Forget the token, as after an admin's reset of the app."""
        self.token = ""

    def _token_for(self, asked: Asked) -> Reply:
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        form = {"grant_type": "account_credentials", "account_id": ACCOUNT}
        if asked.headers.get("authorization") != f"Basic {basic}":
            return 401, {"reason": "Invalid client_id or client_secret", "error": "invalid_client"}
        if asked.form != form:
            return 400, {"reason": "Bad Request", "error": "invalid_request"}
        self.token = f"token-{next(self._tokens)}"
        return 200, {"access_token": self.token, "token_type": "bearer", "expires_in": 3600, "scope": self.scopes}

    def _of_user(self, asked: Asked, user: str) -> Reply:
        if user not in self.users:
            return 404, {"code": 1001, "message": f"User does not exist: {user}."}
        if asked.method == "GET":
            if "meeting:read:list_meetings:admin" not in self.scopes:
                return 400, {"code": 4711, "message": "Invalid access token, does not contain scopes."}
            return 200, self._page(asked, user)
        if limit := self._counted(user):
            return limit
        body, meeting_id = asked.body, next(self._ids)
        self.meetings[meeting_id] = {
            **{name: body[name] for name in ("topic", "agenda", "start_time", "duration", "timezone", "settings")},
            "id": meeting_id,
            "host": user,
            "join_url": f"https://us05web.zoom.us/j/{meeting_id}?pwd=x",
            "start_url": f"https://us05web.zoom.us/s/{meeting_id}?zak=lets-anybody-in-as-host",
        }
        return 201, self.meetings[meeting_id]

    def _page(self, asked: Asked, user: str) -> dict[str, Any]:
        size, start = int(asked.query["page_size"]), int(asked.query.get("next_page_token") or 0)
        there = [one for one in self.meetings.values() if one["host"] == user]
        if self.lists_behind:
            self.lists_behind -= 1
            there = []
        some = [{**one, "agenda": one["agenda"][:AGENDA_IN_LISTS]} for one in there[start : start + size]]
        after = str(start + size) if start + size < len(there) else ""
        return {"page_size": size, "next_page_token": after, "meetings": some}

    def _one(self, asked: Asked, meeting_id: int) -> Reply:
        meeting = self.meetings.get(meeting_id)
        if meeting is None:
            return 404, {"code": 3001, "message": f"Meeting does not exist: {meeting_id}."}
        if asked.method == "DELETE":
            del self.meetings[meeting_id]
            return 204, None
        if limit := self._counted(meeting["host"]):
            return limit
        meeting.update(asked.body)
        return 204, None

    def _counted(self, user: str) -> Reply | None:
        self.changes_today[user] = self.changes_today.get(user, 0) + 1
        return (429, {"code": 429, "message": DAILY_LIMIT}) if self.changes_today[user] > CREATES_A_DAY else None
