"""A candidate's own list: what it shows, and what can be changed there, by the rules that recruiters follow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import decode
from greenroom.settings import settings
from local.gateway import Client
from tests.functional.own_list import LIST, Browser, SignInMailbox, hidden_fields, signed_in
from tests.functional.own_pages import everything, page_of, read, words
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder

OTHER = "arjun@example.com"


def test_the_list_shows_the_interview_with_its_link_and_both_zones(api: Client, booked: Any, browser: Browser) -> None:
    page = browser.get(LIST)

    said = words(page)
    assert "Backend Engineer" in said
    assert "Booked" in said
    assert "10:00 to 10:45, India time" in said
    assert f'readonly value="{read(api, booked)["interview_link"]}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_times_are_in_the_candidates_own_zone_first(api: Client, mailbox: SignInMailbox) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], timezone="Asia/Tokyo")
    a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    assert "13:30 to 14:15, Japan time 10:00 in India" in words(signed_in(mailbox).get(LIST))


def test_the_list_spans_organisations_and_shows_nobody_elses(mailbox: SignInMailbox, found: Founder) -> None:
    mine = [a_booked_interview(found(name, min_notice_minutes=0).admin) for name in ("Acme", "Globex")]
    job = a_new_job(api := found("Initech", min_notice_minutes=0).admin)
    other = an_enabled_candidate(api, job["job_id"], email=OTHER)
    others = a_new_interview(api, other, slot_id=a_new_slot(api, job["job_id"])["slot_id"])

    page = signed_in(mailbox).get(LIST).text

    assert all(interview["interview_id"] in page for interview in mine)
    assert others["interview_id"] not in page
    assert "through Globex" in words(signed_in(mailbox).get(LIST))


def test_each_state_is_said_in_words(api: Client, mailbox: SignInMailbox) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    pending = a_new_interview(api, candidate)
    gone = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    done(api, "POST", f"/interviews/{gone['interview_id']}/cancel", {"reason": "The job is filled."})
    browser = signed_in(mailbox)

    said = words(browser.get(LIST))
    assert "No time yet Acme has not chosen a time yet." in said
    assert "Before Backend Engineer Acme Cancelled" in said
    assert "Your link" not in said
    assert pending["interview_id"] in browser.get(LIST).text


@pytest.mark.parametrize("table", ["bookings", "jobs"])
def test_an_unreadable_record_of_one_interview_keeps_no_other_from_the_list(
    cloud: Database, mailbox: SignInMailbox, found: Founder, table: str
) -> None:
    acme, globex = (found(name, min_notice_minutes=0) for name in ("Acme", "Globex"))
    broken, whole = a_booked_interview(acme.admin), a_booked_interview(globex.admin)
    without_the_rest = {
        "bookings": {"booking_id": {"S": f"{acme.org_id}#{broken['interview_id']}"}, "status": {"S": "OF_A_LATER_DAY"}},
        "jobs": {"org_id": {"S": acme.org_id}, "job_id": {"S": broken["job_id"]}},
    }
    cloud.client.put_item(TableName=getattr(settings().tables, table), Item=without_the_rest[table])

    page = signed_in(mailbox).get(LIST)

    assert page.status == 200
    assert broken["interview_id"] in page.text
    assert read(globex.admin, whole)["interview_link"] in page.text


def test_a_long_list_comes_in_pages_and_each_interview_once(api: Client, mailbox: SignInMailbox) -> None:
    made = set()
    for _ in range(3):
        job = a_new_job(api)
        candidate = an_enabled_candidate(api, job["job_id"])
        made |= {a_new_interview(api, candidate)["interview_id"] for _ in range(15)}
    seen = [interview_id for page in pages_of_the_list(signed_in(mailbox)) for interview_id in page]

    assert len(seen) == 45
    assert set(seen) == made


def pages_of_the_list(browser: Browser) -> list[list[str]]:
    """The interviews on each page, until there are no more."""
    pages: list[list[str]] = []
    target: str | None = LIST
    while target:
        page = browser.get(target).text
        pages.append(re.findall(r'data-interview="([^"]+)"', page))
        after = re.search(r'href="([^"]+\?after=[^"]+)">Show more', page)
        target = unescape(after[1]) if after else None
        assert len(pages) <= 9
    return pages


def test_upcoming_interviews_stand_first_however_many_interviews_another_record_has(
    mailbox: SignInMailbox, found: Founder, api: Client, cloud: Database
) -> None:
    booked = a_booked_interview(api)
    globex = found("Globex")
    job = a_new_job(globex.admin)
    theirs = a_new_interview(globex.admin, an_enabled_candidate(globex.admin, job["job_id"]))
    table = settings().tables.interviews
    stored = cloud.get(table, {"org_id": globex.org_id, "interview_id": theirs["interview_id"]})
    assert stored
    copies = {f"int_zz{number:02}": "CANCELLED" if number % 2 else "PENDING" for number in range(44)}
    for interview_id, status in copies.items():
        cloud.put(table, {**stored, "interview_id": interview_id, "status": status})

    first, *others = pages_of_the_list(signed_in(mailbox))

    assert booked["interview_id"] in first
    assert len(first) == 20
    assert {f"int_zz{number}" for number in (42, 40, 38, 36, 34)} <= set(first)
    seen = [*first, *(interview_id for page in others for interview_id in page)]
    assert sorted(seen) == sorted([booked["interview_id"], theirs["interview_id"], *copies])


def test_eighty_records_of_another_organisation_neither_hide_nor_slow_anything(
    mailbox: SignInMailbox, found: Founder, api: Client, cloud: Database
) -> None:
    booked = a_booked_interview(api)
    candidates = settings().tables.candidates
    mine = next(item for item in map(decode, cloud.client.scan(TableName=candidates)["Items"]))
    other = found().org_id
    for number in range(80):
        cloud.put(candidates, {**mine, "org_id": other, "candidate_id": f"cand_zz{number:02}"})
    browser = signed_in(mailbox)
    assert f'data-interview="{booked["interview_id"]}"' in browser.get(LIST).text
    with asked_of_tables(cloud) as asked:
        assert browser.get(page_of(booked)).status == 200
    assert len(asked) <= 12


@contextmanager
def asked_of_tables(cloud: Database) -> Iterator[list[str]]:
    """The calls of DynamoDB during the block."""
    names: list[str] = []
    events, what = cloud.client.meta.events, "before-call.dynamodb"
    events.register(what, lambda model, **_: names.append(model.name), unique_id="looking")
    try:
        yield names
    finally:
        events.unregister(what, unique_id="looking")


def test_text_typed_by_a_recruiter_is_never_markup(api: Client, mailbox: SignInMailbox) -> None:
    evil = '"><script>alert(1)</script>'
    job = a_new_job(api, job_title=evil, company_name=evil)
    candidate = an_enabled_candidate(api, job["job_id"])
    interview = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    browser = signed_in(mailbox)
    for target in (LIST, page_of(interview)):
        assert "<script>alert" not in browser.get(target).text


def test_somebody_elses_interview_does_not_exist_and_stays_as_it_is(
    api: Client, booked: Any, browser: Browser, mailbox: SignInMailbox, found: Founder, cloud: Database
) -> None:
    job_id = booked["job_id"]
    other = an_enabled_candidate(api, job_id, email=OTHER)
    slot = a_new_slot(api, job_id, start_time="13:00", end_time="13:45")
    free = a_new_slot(api, job_id, start_time="15:00", end_time="15:45")
    others = a_new_interview(api, other, slot_id=slot["slot_id"])
    elsewhere = found("Globex", min_notice_minutes=0).admin
    elsewhere_job = a_new_job(elsewhere)
    elsewhere_one = an_enabled_candidate(elsewhere, elsewhere_job["job_id"], email=OTHER)
    foreign = a_new_interview(elsewhere, elsewhere_one)
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/cancel")
    too_long = [{"interview_id": "x" * length} for length in (65, 300, 3_000)]
    before = everything(cloud)

    for victim in (others, foreign, {"interview_id": "int_none"}, *too_long):
        answers = [
            browser.get(page_of(victim)),
            browser.post(f"{page_of(victim)}/move", fields | {"slot_id": free["slot_id"]}),
            browser.post(f"{page_of(victim)}/cancel", fields | {"reason": "Mine now."}),
        ]
        assert [answer.status for answer in answers] == [404, 404, 404]
        assert all("This interview is not in your list" in words(answer) for answer in answers)

    assert everything(cloud) == before


@pytest.mark.parametrize("length", [65, 3_000])
def test_an_id_longer_than_any_of_ours_is_never_looked_up(browser: Browser, cloud: Database, length: int) -> None:
    calls: list[str] = []

    def note(params: Any, **_: Any) -> None:
        calls.append(str(params["body"]))

    cloud.client.meta.events.register("before-call.dynamodb", note, unique_id="noting")
    answer = browser.get(page_of({"interview_id": "x" * length}))
    cloud.client.meta.events.unregister("before-call.dynamodb", note, unique_id="noting")

    assert (answer.status, "This interview is not in your list" in words(answer)) == (404, True)
    assert calls
    assert [call for call in calls if "xxx" in call] == []


def test_without_a_visit_nothing_is_shown_or_changed(api: Client, booked: Any, cloud: Database) -> None:
    before = everything(cloud)
    stranger = Browser(cookies={"greenroom_visit": "A" * 43})
    assert "Send me a link" in stranger.get(LIST).text
    shown = stranger.get(page_of(booked))
    assert (shown.status, shown.headers["Location"]) == (303, LIST)
    assert stranger.post(f"{page_of(booked)}/cancel", {"reason": "x", "version": "1"}).status == 403
    assert everything(cloud) == before


def test_looking_writes_nothing(api: Client, booked: Any, browser: Browser, cloud: Database) -> None:
    a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    with asked_of_tables(cloud) as asked:
        browser.get(LIST)
        browser.get(page_of(booked))
    assert set(asked) <= {"GetItem", "BatchGetItem", "Query"}


def test_an_erased_candidate_has_no_list_any_more(api: Client, booked: Any, browser: Browser) -> None:
    assert api("DELETE", f"/candidates/{booked['candidate_id']}").status == 204
    assert booked["interview_id"] not in browser.get(LIST).text
    assert browser.get(page_of(booked)).status == 404


def test_times_of_an_interview_with_extra_time_end_later(api: Client, mailbox: SignInMailbox) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], extra_time_percent=100)
    interview = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    a_new_slot(api, job["job_id"], start_time="15:00", end_time="15:45")
    assert "15:00 to 16:30" in words(signed_in(mailbox).get(page_of(interview)))
