"""Each kind of a person's items is broken in turn: everything still works for another person."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from functions.create_session.handler import lambda_handler as create_session
from functions.delete_organisations.handler import lambda_handler as delete_organisations
from functions.follow_interviews.handler import lambda_handler as follow_interviews
from functions.meetings.handler import lambda_handler as meetings
from functions.send_webhooks.handler import lambda_handler as send_webhooks
from functions.status_sweeper.handler import SweepFailedError
from functions.status_sweeper.handler import lambda_handler as sweep
from greenroom.settings import TABLE_VARIABLES, settings
from local.gateway import lambda_context
from tests.clocks import Clock
from tests.functional.ai_interviews import AN_OPEN_ROOM, a_clock, an_invited_candidate_of, make_report
from tests.functional.console.members import a_member
from tests.functional.console.members import signed_in as signed_in_at_console
from tests.functional.matches import ASKED, scored, with_resume
from tests.functional.own_list import LIST, Browser, sign_in_mailbox
from tests.functional.own_list import signed_in as signed_in_at_list
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done, made
from tests.functional.stored_items import all_stored, items_of, keys_of, kind_of, restore
from tests.world import Tenant, app, founder, moto_cloud

KINDS = """
candidates: * *
candidates: *#UNIQUE address#*
jobs: * *
jobs: *#QUESTIONS *
resumes: * *#*
matches: * *#*
matches: * SCORE#*#*
matches: * latest#*
slots: * *
slots: *#UNIQUE external_id#*
interviews: * *
bookings: *#*
sessions: * BRIEF
sessions: * CHOICE
sessions: * MAIL#*
sessions: * PLAN
sessions: * RATING#*
sessions: * REPORT
sessions: * SESSION
sessions: * SESSION#FACTS
sessions: * TURN#*
calendars: *#*
logs: *#* *
webhooks: * *
webhook_deliveries: *#* *
members: * *
members: * address#*
""".strip().splitlines()
"""The items of a person, by table and key."""
APART = (
    "members webhooks webhook_deliveries calendars slots resumes logs",
    "candidates jobs matches",
    "bookings sessions",
    "interviews",
)
"""Tables whose items do not affect other items."""
IDS_ALONE = {"matches: * SCORED#*#*", "matches: *#WAITING *#*"}
"""Items that have only keys, which cannot be broken."""
INDEXED = (
    *("address_key", "asked_for_times", "candidate_id", "due_at", "due_shard", "for_job", "job_id", "next_attempt_at"),
    *("open_for", "score_key", "scored_for", "started_at", "starts_at", "status", "updated_at", "with_status"),
)
"""Attributes of indexes are kept, so that the broken item is still found by the indexes."""
LISTS = (
    *("/candidates", "/dashboard", "/interviews", "/interviews/slots", "/interviews?from=2020-01-01", "/jobs"),
    *("/members", "/webhooks", "/candidates?updated_since=2020-01-01T00:00:00Z"),
    *("/interviews?updated_since=2020-01-01T00:00:00Z", "/interviews?status=SCHEDULED"),
)
PAGES = ("", "/candidates", "/jobs", "/calendar", "/settings/members")


@dataclass(frozen=True)
class Person:
    """A person with one record of each kind, and the person's ids."""

    email: str
    job_id: str
    over: str
    ahead: str
    names: frozenset[str]

    def is_in(self, item: object) -> bool:
        text = json.dumps(item, default=str)
        return any(name in text for name in self.names)


@dataclass(frozen=True)
class TwoPeople:
    """An organisation of two people, one of whom has unreadable items."""

    tenant: Tenant
    clock: Clock
    whole: Person
    broken: Person
    member: Browser
    candidate: Browser
    stored: dict[str, Any]
    usual: dict[str, Any]

    def break_kind(self, kind: str) -> int:
        """Remove all attributes but keys and those of indexes from one person's items of a kind. Returns the number of
        items."""
        table = kind.partition(":")[0]
        broken = [item for item in items_of(table) if self.broken.is_in(item) and kind_of(table, item) == kind]
        for item in broken:
            kept = {name: value for name, value in item.items() if name in INDEXED or name in keys_of(table)}
            assert kept != item, "nothing was taken away"
            app.database.client.put_item(TableName=getattr(settings().tables, table), Item=kept)
        return len(broken)


def follow(function: Callable[[dict[str, Any], Any], Any], table: str) -> None:
    """All items of a table as stream records."""
    for number, item in enumerate(items_of(table)):
        record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": item}}
        assert function({"Records": [record]}, lambda_context()) == {"batchItemFailures": []}


def a_person(tenant: Tenant, email: str) -> Person:
    """A person with an interview that is over, a future one, and one whose time is to be chosen."""
    api, job = tenant.admin, a_new_job(tenant.admin, job_description=ASKED)
    job_id = job["job_id"]
    done(api, "PUT", f"/jobs/{job_id}/questions", {"questions": [{"text": "What did you build last?"}]})
    invited = an_invited_candidate_of(tenant, made_job=job, email=email)
    candidate = {"candidate_id": invited.booking.candidate_id, "job_id": job_id}
    resume_id = with_resume(tenant, candidate["candidate_id"])
    scored(api, job_id, candidate["candidate_id"])
    invited.answers_some("First I write a test that fails.")
    make_report(invited)
    ratings = f"/interviews/{invited.interview_id}/ratings"
    made(api, ratings, {"criterion": done(api, "GET", ratings)["criteria"][0]["criterion"], "score": 4})
    ahead = a_new_interview(api, candidate, slot_id=a_new_slot(api, job_id)["slot_id"])
    slot = a_new_slot(api, job_id, start_time="14:00", end_time="14:45", external_id=f"slot of {email}")
    choosing = an_enabled_candidate(api, a_new_job(api)["job_id"], email=f"choosing.{email}")
    asked = a_new_interview(api, choosing)
    assert api("POST", f"/interviews/{asked['interview_id']}/invite", {}).status == 202
    webhook = made(
        api, "/webhooks", {"url": f"https://{email.split('@', maxsplit=1)[0]}.example.com/", "notify_email": email}
    )
    member = made(api, "/members", {"email": f"member.{email}", "role": "recruiter"})
    bookings = (app.schedule.booking(tenant.org_id, one) for one in (invited.interview_id, ahead["interview_id"]))
    invitation = app.schedule.time_invitation(tenant.org_id, asked["interview_id"])
    hashes = {app.links.hash_of(one.session_id, one.version) for one in (*bookings, invitation) if one}
    ids = {candidate["candidate_id"], choosing["candidate_id"], job_id, choosing["job_id"], resume_id, slot["slot_id"]}
    ids |= {invited.interview_id, ahead["interview_id"], asked["interview_id"]}
    ids |= {ahead["slot_id"], webhook["webhook_id"], member["member_id"], email, slot["external_id"], *hashes}
    return Person(email, job_id, invited.interview_id, ahead["interview_id"], frozenset(ids))


def only(person: Person, found: Any) -> Any:
    """The person's part of each list in an answer."""
    if isinstance(found, dict):
        return {name: only(person, value) for name, value in found.items() if isinstance(value, dict | list)}
    return [one for one in found if person.is_in(one)] if isinstance(found, list) else None


def seen_of_the_whole(two: TwoPeople) -> dict[str, Any]:
    """What recruiters, a member and the candidate see of the person whose items are intact, and the work done for
    them."""
    api, whole, seen = two.tenant.admin, two.whole, dict[str, Any]()
    for path in (*LISTS, f"/jobs/{whole.job_id}/matches", f"/interviews/{whole.over}/ratings"):
        seen[path] = only(whole, done(api, "GET", path))
    for name, browser, paths in (("console", two.member, PAGES), ("list", two.candidate, (LIST,))):
        for path in paths:
            page = browser.get(f"/console{path}" if name == "console" else path)
            assert page.status == 200, path
            seen[f"{name}{path}"] = {one for one in whole.names if one in page.text}
    for each_minute in (send_webhooks, meetings, delete_organisations):
        each_minute({}, lambda_context(lambda: 900_000))
    two.clock.forward(days=4)
    # It fails because of the broken item, after it has handled all others.
    with suppress(SweepFailedError):
        sweep({}, lambda_context())
    done(api, "POST", "/interviews/auto-update-status", {})
    seen["settled"] = done(api, "GET", f"/interviews/{whole.ahead}")["status"]
    two.clock.forward(days=-4)
    return seen


@pytest.fixture(scope="module")
def two() -> Iterator[TwoPeople]:
    with moto_cloud() as cloud, a_clock() as clock, sign_in_mailbox() as mailbox:
        tenant = founder(cloud)(**AN_OPEN_ROOM, matching_enabled=True)
        a_member(tenant)
        whole, broken = a_person(tenant, "whole@example.com"), a_person(tenant, "broken@example.com")
        follow(create_session, "bookings")
        follow(follow_interviews, "logs")
        follow(send_webhooks, "logs")
        member, candidate = signed_in_at_console(mailbox), signed_in_at_list(mailbox, whole.email)
        two = TwoPeople(tenant, clock, whole, broken, member, candidate, all_stored(), {})
        two.usual.update(seen_of_the_whole(two))
        yield two


def test_these_are_all_kinds_of_items_that_a_person_has(two: TwoPeople) -> None:
    restore(two.stored)
    kinds = defaultdict[str, int](int)
    for table in TABLE_VARIABLES:
        for item in items_of(table):
            kinds[kind_of(table, item)] += two.broken.is_in(item)
    assert {kind for kind, count in kinds.items() if count and not kind.startswith("sign_ins")} == {*KINDS, *IDS_ALONE}
    assert two.usual["settled"] == "NO_SHOW"
    assert len(two.usual["/interviews"]["items"]) == 3


@pytest.mark.parametrize("tables", APART)
def test_another_persons_records_are_shown_and_handled_as_before(two: TwoPeople, tables: str) -> None:
    restore(two.stored)
    for kind in KINDS:
        if kind.partition(":")[0] in tables.split():
            assert two.break_kind(kind) >= 1, kind
    assert seen_of_the_whole(two) == two.usual


@pytest.mark.storm
@pytest.mark.parametrize("kind", KINDS)
def test_so_it_is_whatever_kind_is_broken_alone(two: TwoPeople, kind: str) -> None:
    restore(two.stored)
    assert two.break_kind(kind) >= 1
    assert seen_of_the_whole(two) == two.usual
