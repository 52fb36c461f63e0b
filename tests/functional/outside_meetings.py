"""An organisation with meetings at Zoom and Google Meet, which are simulated on this machine."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.providers.accounts import Accounts
from greenroom.clock import rfc3339, utc_now
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, Client, answered, handler_of, lambda_context, rest_event
from tests.functional.own_list import Browser
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.providers import google_server, zoom_server
from tests.providers.google_server import GoogleServer
from tests.providers.server import serving
from tests.providers.zoom_server import ZoomServer
from tests.world import app

WEBHOOK_SECRET = "secret-token-of-the-app"
ZOOM: dict[str, Any] = {
    "account_id": zoom_server.ACCOUNT,
    "client_id": zoom_server.CLIENT,
    "client_secret": zoom_server.SECRET,
    "hosts": [zoom_server.HOST],
    "webhook_secret": WEBHOOK_SECRET,
}
GOOGLE: dict[str, Any] = {
    "client_email": google_server.SERVICE_ACCOUNT,
    "private_key": google_server.PRIVATE_KEY,
    "organizer": google_server.ORGANIZER,
}


@dataclass
class Outside:
    """The simulated providers, and the function that calls them."""

    database: Database
    zoom: ZoomServer = field(default_factory=ZoomServer)
    google: GoogleServer = field(default_factory=GoogleServer)
    now: datetime = field(default_factory=utc_now)
    minutes_left: int = 10

    def function(self, event: dict[str, Any]) -> Any:
        """Call the function. Returns its answer."""
        context = lambda_context()
        context.get_remaining_time_in_millis = lambda: self.minutes_left * 60_000
        return handler_of("functions.meetings.handler.lambda_handler")(event, context)

    def follow(self, interview: Any, org_id: str) -> Any:
        """Call the function with the newest stream record of an interview's booking."""
        key = {"booking_id": {"S": f"{org_id}#{interview['interview_id']}"}}
        item = self.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
        record = {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}
        return self.function({"Records": [record]})

    def minute(self) -> Any:
        """Call the function as its schedule does each minute."""
        return self.function({})

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)


@contextmanager
def outside_of_here(database: Database) -> Iterator[Outside]:
    """Both providers at one address, as in the local cloud."""
    outside = Outside(database)

    def respond(asked: Any) -> Any:
        is_zoom = asked.path.startswith(("/oauth", "/v2/users", "/v2/meetings"))
        return (outside.zoom if is_zoom else outside.google).respond(asked)

    with (
        serving(respond, outside.zoom.line) as address,
        with_parts(app, clock=lambda: outside.now, accounts=_accounts(outside, address)),
    ):
        yield outside


def _accounts(outside: Outside, address: str) -> Accounts:
    return Accounts(app.connections, lambda: outside.now, address, lambda seconds: outside.later(seconds=seconds))


def an_online_interview(api: Client, provider: str, *, starts_in: timedelta, now: datetime, **fields: Any) -> Any:
    """A booked ONLINE interview at its own time."""
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], online=True)
    time = {"starts_at": rfc3339((now + starts_in).replace(microsecond=0)), "duration_minutes": 45}
    return a_new_interview(api, candidate, interview_type="ONLINE", provider=provider, **time, **fields)


def meeting_of(api: Client, interview: Any) -> Any:
    return done(api, "GET", f"/interviews/{interview['interview_id']}")["meeting"]


def told_by_zoom(org_id: str, message: dict[str, Any], at: datetime, secret: str = WEBHOOK_SECRET) -> Answer:
    """A message with Zoom's signature."""
    raw, timestamp = json.dumps(message), str(int(at.timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:{raw}".encode(), hashlib.sha256).hexdigest()
    headers = {"x-zm-request-timestamp": timestamp, "x-zm-signature": f"v0={digest}"}
    return answered(rest_event("POST", f"/api/v1/providers/ZOOM/events/{org_id}", raw, headers))


def joined(meeting_id: int, at: datetime, **participant: Any) -> dict[str, Any]:
    """Zoom's message that a participant joined."""
    person = {"user_name": "Somebody", "join_time": rfc3339(at), **participant}
    return {
        "event": "meeting.participant_joined",
        "payload": {"account_id": "x", "object": {"id": str(meeting_id), "host_id": "host-1", "participant": person}},
    }


__all__ = ["GOOGLE", "ZOOM", "Browser", "Outside", "an_online_interview", "joined", "meeting_of", "told_by_zoom"]
