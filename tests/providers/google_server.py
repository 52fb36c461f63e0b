"""A simulation of Google's documented API, for events with a conference and their attendance."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.providers.server import Asked, Line, Reply

SERVICE_ACCOUNT = "greenroom@project.iam.gserviceaccount.com"
ORGANIZER = "host@acme.example.com"
EVENTS = "https://www.googleapis.com/auth/calendar.events"
RECORDS = "https://www.googleapis.com/auth/meetings.space.readonly"
_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE_KEY = _KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def _error(status: int, reason: str, message: str) -> Reply:
    return status, {"error": {"code": status, "errors": [{"reason": reason}], "message": message}}


@dataclass
class GoogleServer:
    """The events, conferences and tokens."""

    line: Line = field(default_factory=Line)
    delegated: set[str] = field(default_factory=lambda: {EVENTS, RECORDS})
    makes_conferences: bool = True
    looks_until_conference: int = 1
    """The number of reads of an event before its conference exists."""
    pauses_asked: int = 0
    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    participants: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """By meeting code."""
    tokens: dict[str, str] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def confirmed(self) -> list[dict[str, Any]]:
        return [event for event in self.events.values() if event["status"] == "confirmed"]

    def respond(self, asked: Asked) -> Reply:
        """The answer to a request."""
        if asked.path == "/token":
            return self._token_for(asked)
        scope = self.tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))
        if scope is None:
            return _error(401, "authError", "Invalid Credentials")
        if self.pauses_asked:
            self.pauses_asked -= 1
            return _error(403, "rateLimitExceeded", "Rate Limit Exceeded")
        if asked.path == "/calendar/v3/calendars/primary/events" and scope == EVENTS:
            return self._insert(asked)
        if found := re.fullmatch(r"/calendar/v3/calendars/primary/events/([a-v0-9]+)", asked.path):
            return self._one(asked, found[1]) if scope == EVENTS else _error(403, "insufficientPermissions", "Scope")
        if asked.path.startswith("/v2/conferenceRecords") and scope == RECORDS:
            return self._records(asked)
        return _error(404, "notFound", "Not Found")

    def forget_tokens(self) -> None:
        """Forget all tokens, as after the replacement of a key."""
        self.tokens.clear()

    def _token_for(self, asked: Asked) -> Reply:
        claims = jwt.decode(
            asked.form["assertion"],
            _KEY.public_key(),
            algorithms=["RS256"],
            audience="https://oauth2.googleapis.com/token",
            options={"verify_iat": False, "verify_exp": False},
        )
        if asked.form["grant_type"] != "urn:ietf:params:oauth:grant-type:jwt-bearer":
            return 400, {"error": "unsupported_grant_type"}
        if claims["iss"] != SERVICE_ACCOUNT or claims.get("sub") != ORGANIZER or claims["exp"] - claims["iat"] > 3600:
            return 400, {"error": "invalid_grant", "error_description": "Invalid email or User ID"}
        if claims["scope"] not in self.delegated:
            return 401, {"error": "unauthorized_client", "error_description": "Client is unauthorized"}
        token = f"token-{next(self._numbers)}"
        self.tokens[token] = claims["scope"]
        return 200, {"access_token": token, "expires_in": 3599, "token_type": "Bearer"}

    def _insert(self, asked: Asked) -> Reply:
        body = asked.body
        if not re.fullmatch(r"[a-v0-9]{5,1024}", body["id"]):
            return _error(400, "invalid", "Invalid resource id value.")
        if body["id"] in self.events:
            return _error(409, "duplicate", "The requested identifier already exists.")
        if asked.query.get("conferenceDataVersion") == "1" and not self.makes_conferences:
            return _error(400, "invalid", "Invalid conference type value.")
        event = {
            **body,
            "status": "confirmed",
            "looks": 0,
            "invited_by_google": asked.query.get("sendUpdates") != "none",
        }
        event["code"] = f"abc-defg-{next(self._numbers):03d}"
        event["conferenceData"]["createRequest"]["status"] = {"statusCode": "pending"}
        self.events[body["id"]] = event
        return 200, self._shown(event)

    def _one(self, asked: Asked, event_id: str) -> Reply:
        event = self.events.get(event_id)
        if event is None:
            return _error(404, "notFound", "Not Found")
        if asked.method == "DELETE":
            if event["status"] == "cancelled":
                return _error(410, "deleted", "Resource has been deleted")
            event["status"] = "cancelled"
            return 204, None
        if asked.method == "PATCH":
            event.update(asked.body)
            event["invited_by_google"] |= asked.query.get("sendUpdates") != "none"
        event["looks"] += 1
        return 200, self._shown(event)

    def _shown(self, event: dict[str, Any]) -> dict[str, Any]:
        if event["looks"] >= self.looks_until_conference:
            link = f"https://meet.google.com/{event['code']}"
            event["conferenceData"]["createRequest"]["status"] = {"statusCode": "success"}
            event["conferenceData"]["entryPoints"] = [
                {"entryPointType": "phone", "uri": "tel:+1-234"},
                {"entryPointType": "video", "uri": link},
            ]
        return {name: value for name, value in event.items() if name not in {"looks", "invited_by_google", "code"}}

    def _records(self, asked: Asked) -> Reply:
        if found := re.fullmatch(r"/v2/conferenceRecords/([a-z0-9-]+)/participants", asked.path):
            return 200, {"participants": self.participants.get(found[1], [])}
        wanted = re.search(r'meeting_code = "([^"]+)"', asked.query.get("filter", ""))
        code = wanted[1] if wanted else ""
        known = [{"name": f"conferenceRecords/{code}"}] if code in self.participants else []
        return 200, {"conferenceRecords": known}
