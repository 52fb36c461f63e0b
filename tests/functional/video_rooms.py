"""The video room's function in tests: sockets that only keep messages, and people who enter, send and leave."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from greenroom.clock import rfc3339, utc_now
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, answered, handler_of, lambda_context, rest_event
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Founder, Tenant, app

MAIN = "functions.meeting_room.handler.lambda_handler"


@dataclass
class Sockets:
    """Open WebSockets, and all messages that were written to them."""

    open: set[str] = field(default_factory=set)
    written: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def send(self, connection_id: str, message: dict[str, Any]) -> bool:
        if connection_id in self.open:
            self.written.append((connection_id, message))
        return connection_id in self.open

    def close(self, connection_id: str) -> None:
        self.open.discard(connection_id)

    def heard_by(self, connection_id: str, kind: str) -> list[dict[str, Any]]:
        """The messages of a kind that were written to a socket."""
        return [message for one, message in self.written if one == connection_id and message["kind"] == kind]


@dataclass
class VideoRoom:
    """The room of an ONLINE interview for two people."""

    tenant: Tenant
    interview: Any
    sockets: Sockets
    now: datetime

    @property
    def path(self) -> str:
        return f"/room/{self.interview['interview_id']}"

    def room_id(self, who: str) -> str:
        """The room id of the candidate, of the first interviewer, or of another one by their address."""
        if "@" in who:
            return app.links.interviewer_room_id(self.tenant.org_id, self.interview["interview_id"], who)
        return str(self.interview["room_id" if who == "interviewer" else "candidate_room_id"])

    def ticket(self, who: str = "interviewer", device: str = "device-1") -> Answer:
        room_id = self.room_id(who)
        return answered(rest_event("POST", f"{self.path}/ticket", {"device": device, "room_id": room_id}))

    def socket(self, event_type: str, connection_id: str, ticket: str = "", body: str = "") -> int:
        event = {
            "requestContext": {"eventType": event_type, "connectionId": connection_id, "requestId": "1"},
            "queryStringParameters": {"ticket": ticket} if ticket else None,
            "body": body,
        }
        return int(handler_of(MAIN)(event, lambda_context())["statusCode"])

    def connect(self, who: str, connection_id: str, device: str = "device-1") -> int:
        self.sockets.open.add(connection_id)
        status = self.socket("CONNECT", connection_id, self.ticket(who, device).json["ticket"])
        if status == 200:
            self.say(connection_id, '{"action": "hello", "fresh": true}')
        return status

    def say(self, connection_id: str, body: str) -> None:
        self.socket("MESSAGE", connection_id, body=body)

    def relay(self, connection_id: str) -> None:
        self.say(connection_id, '{"action": "relay", "run": "r1", "number": 1, "data": {"description": "v=0"}}')

    def shown(self) -> Any:
        return done(self.tenant.admin, "GET", f"/interviews/{self.interview['interview_id']}")

    def actions(self) -> list[tuple[str, str]]:
        path = f"/interviews/{self.interview['interview_id']}/logs"
        return [(one["action"], one["actor"]) for one in done(self.tenant.admin, "GET", path)["items"]]

    def change(self, method: str, what: str, body: dict[str, Any]) -> None:
        """Change the booking, and call the stream's function."""
        done(self.tenant.admin, method, f"/interviews/{self.interview['interview_id']}{what}", body)
        key = {"booking_id": {"S": f"{self.tenant.org_id}#{self.interview['interview_id']}"}}
        item = app.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
        record = {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}
        answer = handler_of("functions.meetings.handler.lambda_handler")({"Records": [record]}, lambda_context())
        assert answer == {"batchItemFailures": []}


@contextmanager
def at(room: VideoRoom, moment: datetime) -> Iterator[None]:
    with with_parts(app, clock=lambda: moment):
        yield


@contextmanager
def a_video_room(found: Founder, **fields: Any) -> Iterator[VideoRoom]:
    """An ONLINE interview whose room is open."""
    tenant = found(min_notice_minutes=0, join_buffer_minutes=60)
    api = tenant.admin
    job = a_new_job(api)
    starts_at = (utc_now() + timedelta(minutes=30)).replace(microsecond=0)
    interview = a_new_interview(
        api,
        an_enabled_candidate(api, job["job_id"], online=True),
        interview_type="ONLINE",
        starts_at=rfc3339(starts_at),
        duration_minutes=45,
        **fields,
    )
    sockets = Sockets()
    with with_parts(app, room_sockets=sockets):
        yield VideoRoom(tenant, interview, sockets, utc_now())
