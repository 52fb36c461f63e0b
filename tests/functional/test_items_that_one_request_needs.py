"""An item that one request or message needs is broken: the log names it, it is counted, and all others are served."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.delete_organisations.handler import lambda_handler as delete_organisations
from functions.meetings.handler import lambda_handler as meetings
from functions.status_sweeper.handler import lambda_handler as sweep
from greenroom.adapters.unreadable import UnreadableItemError
from greenroom.clock import utc_now
from greenroom.models.interview import Provider
from greenroom.models.meeting_room import MeetingRoom
from greenroom.models.sign_in import LinkClaim
from greenroom.rules.tokens import token_hash
from greenroom.settings import TABLE_VARIABLES, settings
from local.gateway import lambda_context
from local.paths import ROOT
from tests.functional.ai_interviews import AN_OPEN_ROOM, InvitedCandidate, a_clock, an_invited_candidate_of, make_report
from tests.functional.console.members import a_member
from tests.functional.console.members import signed_in as signed_in_at_console
from tests.functional.matches import ASKED
from tests.functional.own_list import LIST, Browser, sign_in_mailbox
from tests.functional.own_list import signed_in as signed_in_at_list
from tests.functional.recruiter_requests import a_booked_interview, a_new_job, done
from tests.functional.stored_items import all_stored, items_of, keys_of, kind_of, restore
from tests.functional.test_each_kind_of_item import IDS_ALONE
from tests.functional.test_each_kind_of_item import KINDS as READ_IN_PAGES
from tests.functional.video_rooms import VideoRoom
from tests.world import Tenant, app, founder, moto_cloud

ONCE = {"Idempotency-Key": "once"}
JOB = {"job_title": "Engineer", "company_name": "Acme", "job_description": "Python."}


@dataclass(frozen=True)
class Organisation:
    """One that has what no person has, and the ways to ask for it."""

    tenant: Tenant
    other: Tenant
    invited: InvitedCandidate
    member: Browser
    member_id: str
    candidate: Browser
    stored: dict[str, Any] = field(default_factory=dict)

    @property
    def org_id(self) -> str:
        return self.tenant.org_id

    def get(self, path: str) -> None:
        self.tenant.admin("GET", path)

    def of_interview(self, part: str) -> None:
        self.get(f"/interviews/{self.invited.interview_id}{part}")

    def made_once(self, *, is_answer_lost: bool = False) -> int:
        if is_answer_lost:
            clear("idempotency: answer#*")
        return self.tenant.admin("POST", "/jobs", JOB, headers=ONCE).status

    def room(self) -> MeetingRoom:
        ends_at = utc_now() + timedelta(hours=1)
        return MeetingRoom(
            org_id=self.org_id,
            interview_id=self.invited.interview_id,
            booking_version=1,
            ends_at=ends_at,
            closes_at=ends_at,
        )

    def socket(self) -> None:
        VideoRoom(self.tenant, None, None, utc_now()).say("ws-1", '{"action": "hello"}')  # type: ignore[arg-type]


type Key = dict[str, str]
type Asked = Callable[[Organisation], object]

PUT: dict[str, tuple[Callable[[Organisation], Key], Asked]] = {
    "organisations: ORG#*#PROVIDERS": (lambda o: {"key": f"ORG#{o.org_id}#PROVIDERS"}, lambda o: o.get("/providers")),
    "organisations: ORG#*#EXPORT": (
        lambda o: {"key": f"ORG#{o.org_id}#EXPORT"},
        lambda o: o.get("/organisation/export"),
    ),
    "erasures: ORGANISATIONS *": (
        lambda o: {"month": "ORGANISATIONS", "erasure_key": o.org_id},
        lambda _: delete_organisations({}, lambda_context(lambda: 900_000)),
    ),
    "members: * passkey#*#*": (
        lambda o: {"org_id": o.org_id, "member_id": f"passkey#{o.member_id}#{'a' * 64}"},
        lambda o: o.member.get("/console/settings/me"),
    ),
    "resumes: * DRAFT#*": (
        lambda o: {"org_id": o.org_id, "resume_key": "DRAFT#draft_1"},
        lambda o: o.member.get("/console/candidates/drafts"),
    ),
    "matches: * REQUIREMENTS#*": (
        lambda o: {"org_id": o.org_id, "match_id": f"REQUIREMENTS#{o.invited.booking.job_id}"},
        lambda o: o.get(f"/jobs/{o.invited.booking.job_id}/requirements"),
    ),
    "matches: * SCORELOG#*#*#*": (
        lambda o: {"org_id": o.org_id, "match_id": "SCORELOG#job_1#cand_1#2026-12-01T10:00:00.000Z"},
        lambda o: app.scored_matches.log(o.org_id, "job_1", "cand_1"),
    ),
    **{
        f"{table}: *#UNIQUE external_id#*": (
            lambda o, name=name: {"org_id": f"{o.org_id}#UNIQUE", name: "external_id#ours"},  # type: ignore[misc]
            lambda o, path=path: o.get(f"{path}?external_id=ours"),  # type: ignore[misc]
        )
        for table, name, path in (
            ("jobs", "job_id", "/jobs"),
            ("candidates", "candidate_id", "/candidates"),
            ("slots", "slot_id", "/interviews/slots"),
            ("interviews", "interview_id", "/interviews"),
        )
    },
    "meetings: *#*": (
        lambda o: {"meeting_key": f"{o.org_id}#int_1", "due_shard": "1", "next_attempt_at": "2020-01-01T00:00:00.000Z"},
        lambda _: meetings({}, lambda_context(lambda: 900_000)),
    ),
    "meetings: *#*#ID#*": (
        lambda o: {"meeting_key": f"{o.org_id}#ZOOM#ID#5"},
        lambda o: app.meetings.interview_of(o.org_id, Provider.ZOOM, "5"),
    ),
    "meeting_rooms: *#*#* ROOM": (
        lambda o: {"room_key": f"{o.org_id}#int_1#1", "part": "ROOM"},
        lambda o: app.meeting_rooms.find(o.org_id, "int_1", 1),
    ),
    "meeting_rooms: CONNECTION#* CONNECTION": (
        lambda _: {"room_key": "CONNECTION#ws-1", "part": "CONNECTION"},
        lambda o: o.socket(),
    ),
    "meeting_rooms: *#*#*#* *#*": (
        lambda o: {
            "room_key": f"{o.org_id}#{o.invited.interview_id}#1#candidate",
            "part": f"{utc_now() + timedelta(minutes=1):%Y-%m-%dT%H:%M:%S.000Z}#0a",
        },
        lambda o: app.meeting_rooms.hand_out(o.room(), "candidate", [], utc_now()),
    ),
    "meeting_rooms: *#* NOTES": (
        lambda o: {"room_key": f"{o.org_id}#{o.invited.interview_id}", "part": "NOTES"},
        lambda o: o.of_interview("/notes"),
    ),
    "usage: *#* *#*": (
        lambda o: {
            "interview_key": f"{o.org_id}#{o.invited.interview_id}",
            "recorded_key": "2026-12-01T10:00:00.000Z#1",
        },
        lambda o: o.of_interview("/cost"),
    ),
    "sign_ins: REQUEST#*": (
        lambda _: {"key": "REQUEST#asked"},
        lambda _: app.sign_ins.claim(LinkClaim(request_id="asked", claim_id="1", claimed_at=utc_now()), utc_now()),
    ),
    "sessions: * PRESENCE": (
        lambda o: {"session_hash": o.invited.session_hash, "part": "PRESENCE", "version": "many"},
        lambda o: o.of_interview("/report"),
    ),
    "sessions: * REPORT#SPOKEN#*": (
        lambda o: {"session_hash": o.invited.session_hash, "part": "REPORT#SPOKEN#q1"},
        lambda o: o.of_interview("/report"),
    ),
}
"""What a request or a function reads: a broken item of the kind, and what reads it."""
STRIPPED: dict[str, Asked] = {
    "organisations: ORG#*": lambda o: o.get("/organisation"),
    "organisations: TOKEN#*": lambda o: o.get("/jobs"),
    "organisations: TOKENS#*": lambda o: o.tenant.admin("POST", "/tokens", {"name": "more", "role": "viewer"}),
    "calendars: *#CHANGES": lambda o: o.member.get("/console"),
    "idempotency: made#*#*": lambda o: o.made_once(is_answer_lost=True),
    "sign_ins: CONSOLE#*": lambda o: o.member.get("/console"),
    "sign_ins: VISIT#*": lambda o: o.candidate.get(LIST),
    "sign_ins: LINK#*": lambda _: [app.sign_ins.link(one["key"]["S"][5:]) for one in of_kind("sign_ins: LINK#*")],
    "sessions: * REPORT": lambda o: o.of_interview("/report"),
    "sessions: * SESSION": lambda o: o.of_interview("/report"),
    "sessions: * PLAN": lambda o: o.of_interview("/report"),
    "sessions: * TURN#*": lambda o: o.of_interview("/report"),
    "bookings: *#*": lambda o: o.tenant.admin("POST", f"/interviews/{o.invited.interview_id}/resend", {}),
    "interviews: * *": lambda o: o.of_interview(""),
}
"""The same for kinds of which the organisation has items: their attributes are taken away."""
NEVER_READ = {
    "jobs: *#REMOVED *": "its key and the time in it are the index's",
    "candidates: *#REMOVED *": "its key and the time in it are the index's",
    "erasures: * *#*#*": "its key says all: tests/functional/test_erasure.py",
    "erasures: CANDIDATE#*#* ERASED": "only whether it is there is asked",
    "meetings: *#*#HOST#*#*": "a counter, begun anew where it has no count",
    "sessions: * TURN#*#FOLLOW": "read with the turns, by the same code",
    "sessions: * TURN#*#FOLLOW#TURN": "read with the turns, by the same code",
    "sign_ins: CHALLENGE#*": "only whether it is there is asked",
    "sign_ins: TRIES#*": "a counter, begun anew where it has no count",
    "idempotency: answer#*": "answered 503 to whoever repeats: see below",
}

KNOWN = {*PUT, *STRIPPED, *NEVER_READ, *READ_IN_PAGES, *IDS_ALONE}
WORD_OF_A_KEY = re.compile(
    r"""(?<=["'#}])([A-Z][A-Z_]{2,})(?=#)|(?<=#)([A-Z][A-Z_]{2,})(?=[#"'{])|(?:sign_in_key|sign_in_item)\("([A-Z]+)\""""
)
"""A word in capitals beside the `#` of a key, or the kind of a sign-in."""


def of_kind(kind: str) -> list[dict[str, Any]]:
    table = kind.partition(":")[0]
    return [item for item in items_of(table) if kind_of(table, item) == kind]


def clear(kind: str) -> None:
    table = kind.partition(":")[0]
    for item in of_kind(kind):
        app.database.client.delete_item(
            TableName=getattr(settings().tables, table), Key={name: item[name] for name in keys_of(table)}
        )


@pytest.fixture(scope="module")
def organisation() -> Iterator[Organisation]:
    with moto_cloud() as cloud, a_clock(), sign_in_mailbox() as mailbox:
        tenant, other = founder(cloud)(**AN_OPEN_ROOM, matching_enabled=True), founder(cloud)(min_notice_minutes=0)
        member_id = a_member(tenant).member_id
        invited = an_invited_candidate_of(tenant, made_job=a_new_job(tenant.admin, job_description=ASKED))
        invited.answers_some("First I write a test that fails.")
        make_report(invited)
        a_booked_interview(other.admin)
        candidate = signed_in_at_list(mailbox, invited.booking.candidate_email)
        made = Organisation(tenant, other, invited, signed_in_at_console(mailbox), member_id, candidate)
        app.calendars.count_change(tenant.org_id)
        assert made.made_once() == 201
        made.stored.update(all_stored())
        yield made


def unreadable(caplog: pytest.LogCaptureFixture) -> list[tuple[str, Key]]:
    told = [vars(record) for record in caplog.records if record.message == "unreadable"]
    return [(one["table"], one["key"]) for one in told]


def named(kind: str, key: Key, caplog: pytest.LogCaptureFixture) -> bool:
    """Whether the log names this very item."""
    table = kind.partition(":")[0]
    name = getattr(settings().tables, table)
    own = {part: key[part] for part in keys_of(table)}
    return any(one == name and own.items() <= of.items() for one, of in unreadable(caplog))


def others_are_served(organisation: Organisation) -> None:
    [interview] = done(organisation.other.admin, "GET", "/interviews")["items"]
    assert interview["status"] == "SCHEDULED"
    delete_organisations({}, lambda_context(lambda: 900_000))
    meetings({}, lambda_context(lambda: 900_000))
    sweep({}, lambda_context())


def ask(organisation: Organisation, asked: Asked) -> None:
    # A function that is no handler raises to it; it logs what it noted when it ends.
    with suppress(UnreadableItemError):
        asked(organisation)
    others_are_served(organisation)


@pytest.mark.parametrize("kind", PUT)
def test_an_unreadable_item_is_named_in_the_request_that_needs_it_and_others_are_served(
    organisation: Organisation, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    restore(organisation.stored)
    make, asked = PUT[kind]
    key, table = make(organisation), kind.partition(":")[0]
    item = {name: {"S": value} for name, value in key.items()}
    assert kind_of(table, item) == kind
    app.database.client.put_item(TableName=getattr(settings().tables, table), Item=item)
    ask(organisation, asked)
    assert named(kind, key, caplog), unreadable(caplog)


@pytest.mark.parametrize("kind", STRIPPED)
def test_an_unreadable_item_of_the_organisation_is_named_too(
    organisation: Organisation, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    restore(organisation.stored)
    table = kind.partition(":")[0]
    mine = [item for item in of_kind(kind) if organisation.other.org_id not in str(item)]
    if kind == "organisations: TOKEN#*":
        hashed = token_hash(str(organisation.tenant.admin.token))
        mine = [item for item in mine if hashed in item["key"]["S"]]
    assert mine, "the organisation has none"
    keys = [{name: item[name] for name in keys_of(table)} for item in mine]
    for key in keys:
        app.database.client.put_item(TableName=getattr(settings().tables, table), Item=key)
    ask(organisation, STRIPPED[kind])
    assert any(named(kind, {name: one["S"] for name, one in key.items()}, caplog) for key in keys), unreadable(caplog)


def test_an_answer_that_cannot_be_read_is_refused_to_who_repeats_it(organisation: Organisation) -> None:
    restore(organisation.stored)
    for item in of_kind("idempotency: answer#*"):
        app.database.client.put_item(TableName=settings().tables.idempotency, Item={"id": item["id"]})
    assert organisation.made_once() == 503
    others_are_served(organisation)


def test_each_kind_that_is_stored_is_broken_here_or_among_what_is_read_in_pages(organisation: Organisation) -> None:
    restore(organisation.stored)
    stored = {kind_of(table, item) for table in TABLE_VARIABLES for item in items_of(table)}
    assert stored <= KNOWN


def test_each_word_by_which_a_store_tells_kinds_apart_is_that_of_a_known_kind() -> None:
    package = ROOT / "layers/common/greenroom"
    written = [path.read_text() for path in (*(package / "adapters").glob("*.py"), package / "models/calendar.py")]
    words = {word for text in written for found in WORD_OF_A_KEY.findall(text) for word in found if word}
    assert len(words) > 20
    assert words <= set(re.findall(r"[A-Z_]+", " ".join(KNOWN)))
