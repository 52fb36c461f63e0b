"""One stored interview, the events for its functions, and the stored items and e-mails that result."""

import itertools
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from greenroom.adapters.items import decode, encode
from greenroom.adapters.schedule_items import booking_item, due_shard, interview_item
from greenroom.clock import rfc3339
from greenroom.models.interview import Booking, BookingRecord, Interview
from greenroom.models.organisation import Role
from greenroom.settings import DUE_SHARDS
from greenroom.usecases.book import book
from local.gateway import Answer, rest_event
from tests.faults.functions_in_process import FunctionsInProcess
from tests.faults.stored_organisation import StoredOrganisation

CALENDAR = ("METHOD", "UID", "SEQUENCE")
_numbers = itertools.count(1)


@dataclass
class StoredInterview:
    """An interview in an organisation of its own."""

    functions: FunctionsInProcess
    organisation: StoredOrganisation
    interview_id: str
    slots: list[str]
    kept: list[Booking] = field(default_factory=list)
    """Bookings as their stream records show them, oldest first."""

    @property
    def interview(self) -> Interview:
        return self.functions.app.schedule.interview(self.organisation.org_id, self.interview_id)

    @property
    def booking(self) -> Booking:
        """The newest booking as its stream record shows it; kept, because erasing takes it away."""
        found = self.functions.app.schedule.booking(self.organisation.org_id, self.interview_id)
        if found is not None and found not in self.kept:
            self.kept.append(found)
        return self.kept[-1]

    @property
    def session_hash(self) -> str:
        return self.hash_of(self.booking)

    def hash_of(self, booking: BookingRecord) -> str:
        return self.functions.app.links.hash_of(booking.session_id, booking.version)

    def changed(self, **fields: Any) -> None:
        """Change fields of the interview directly in the table, at the same version."""
        item = interview_item(self.interview.changed(**fields), DUE_SHARDS)
        self.organisation.client.put_item(TableName=self.organisation.tables.interviews, Item=encode(item))

    def parts(self, booking: BookingRecord | None = None) -> dict[str, dict[str, Any]]:
        """All parts of a booking's session."""
        page = self.organisation.client.query(
            TableName=self.organisation.tables.sessions,
            KeyConditionExpression="session_hash = :hash",
            ExpressionAttributeValues={":hash": {"S": self.hash_of(booking or self.booking)}},
            ConsistentRead=True,
        )
        return {item["part"]: item for item in map(decode, page["Items"])}

    def mail_states(self) -> dict[str, str]:
        """Kind and state of each e-mail of the newest booking."""
        found = self.parts().items()
        return {part.removeprefix("MAIL#"): item["status"] for part, item in found if part.startswith("MAIL#")}

    def mails(self) -> list[EmailMessage]:
        """The e-mails that SES accepted for the candidate."""
        return self.functions.mails_to(self.booking.candidate_email)

    def log(self) -> Counter[str]:
        """How often the log tells of each action (of each kind of e-mail)."""
        entries = self.organisation.log(self.interview_id)
        return Counter(
            " ".join([one["action"], *filter(None, [(one.get("new") or {}).get("kind")])]) for one in entries
        )

    def stream(self, function: str = "create_session", *bookings: BookingRecord) -> None:
        """Records of the bookings stream (the newest booking's where none is named), handed to a function."""
        records = [
            {
                "eventName": "INSERT" if one.version == 1 else "MODIFY",
                "dynamodb": {"SequenceNumber": str(next(_numbers)), "NewImage": encode(booking_item(one))},
            }
            for one in bookings or (self.booking,)
        ]
        assert self.functions.invoke(function, {"Records": records}) == {"batchItemFailures": []}

    def asks(self, function: str, method: str, path: str, body: object = None) -> Answer:
        """A request of an admin of this organisation, past the authorizer."""
        event = rest_event(method, f"/api/v1{path}", body)
        event["resource"] = event["path"]
        admin = {"org_id": self.organisation.org_id, "actor": "test", "role": Role.ADMIN.value}
        event["requestContext"]["authorizer"] = admin
        return self._answer(function, event)

    def candidate_asks(self, route: str, **body: Any) -> Answer:
        """A request of the candidate to /ai/<route>."""
        key = self.functions.app.links.key_of(self.booking.session_id, self.booking.version)
        event = rest_event("POST", f"/ai/{route}", body, {"X-Session-Key": key})
        event["resource"] = event["path"]
        return self._answer("interviewer", event)

    def candidate_does(self, route: str, **body: Any) -> Any:
        """Send a candidate's request, which must succeed. Returns the answer."""
        answer = self.candidate_asks(route, **body)
        assert answer.status == 200, answer.text
        return answer.json

    def _answer(self, function: str, event: dict[str, Any]) -> Answer:
        reply = self.functions.invoke(function, event)
        return Answer(reply["statusCode"], {}, reply.get("body") or "")

    def sweeps(self) -> None:
        """One sweep of this organisation."""
        answer = self.asks("status_sweeper", "POST", "/interviews/auto-update-status")
        assert answer.status == 200, answer.text

    def time_passes(self, *, minutes: float = 16, sweeps: int = 2) -> None:
        """Run the sweeper later, and each minute after that."""
        self.functions.clock.forward(minutes=minutes)
        for _ in range(sweeps):
            self.sweeps()
            self.functions.clock.forward(minutes=1)

    def again(self, act: Callable[[], object]) -> None:
        """Deliver the same event again, as many times as set."""
        for _ in range(self.functions.deliveries):
            act()

    def ses_tells(self, part: str, happened: str = "Send", **details: str) -> None:
        """SES's event about the candidate's newest e-mail, claimed under `part`, as the topic hands it on."""
        claim = self.parts()[f"MAIL#{part}"]
        now = rfc3339(self.functions.clock())
        newest = self.mails()[-1]
        tags = {
            "interview_id": self.interview_id,
            "org_id": self.organisation.org_id,
            "version": str(self.booking.version),
            "kind": part.partition("#")[0],
            "claim_id": claim["claim_id"],
        }
        mail = {"timestamp": now, "messageId": newest["X-SES-Message-ID"], "tags": {k: [v] for k, v in tags.items()}}
        message = json.dumps({"eventType": happened, happened.lower(): {"timestamp": now, **details}, "mail": mail})
        self.functions.invoke("mail_events", {"Records": [{"Sns": {"Message": message}}]})


def a_stored_interview(
    functions: FunctionsInProcess, *, slots: int = 1, is_booked: bool = True, **fields: Any
) -> StoredInterview:
    """A new organisation with one interview, booked on its first slot; with an empty inbox and the true time."""
    functions.tidy()
    organisation = functions.cloud.organisation()
    # A sweep asks shard by shard: in one and the same, the n-th call of two interviews is the same call.
    interview_id = next(
        one for one in iter(lambda: organisation.interviews(1)[0], None) if due_shard(one, DUE_SHARDS) == "0"
    )
    stored = StoredInterview(functions, organisation, interview_id, organisation.slots(slots, 1))
    functions.interviews.append({"org_id": {"S": organisation.org_id}, "interview_id": {"S": stored.interview_id}})
    if fields:
        stored.changed(**fields)
    if is_booked:
        by = organisation.caller("test")
        book(stored.interview_id, stored.slots[0], None, by=by, schedule=functions.app.schedule, now=functions.clock())
        assert stored.booking.version == 1
    return stored


def calendar_of(mail: EmailMessage) -> dict[str, str]:
    """The id of the calendar entry: two e-mails with the same id are one entry in calendars."""
    part = next(one for one in mail.walk() if one.get_content_type() == "text/calendar")
    lines = [line.partition(":") for line in str(part.get_content()).splitlines()]
    return {name: value for name, _, value in lines if name in CALENDAR}
