"""A candidate's own list: what it shows, and what can be changed there, by the rules that recruiters follow."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.limit import Limit
from greenroom.settings import settings
from tests.functional.conftest import Founder
from tests.functional.gateway import Answer, Client
from tests.functional.own_list import LIST, Browser, PostOffice, hidden_fields, post_office, signed_in
from tests.functional.steps import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)

OTHER = "arjun@example.com"


@pytest.fixture
def post(cloud: Database) -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def booked(post: PostOffice, api: Client) -> Any:
    """An interview of ADDRESS, two days from now, on a slot of one seat."""
    return a_booked_interview(api)


@pytest.fixture
def browser(booked: Any, post: PostOffice) -> Browser:
    """Its candidate, signed in."""
    return signed_in(post)


def words(answer: Answer) -> str:
    body = re.sub(r"<(head|svg)\b.*?</\1>", " ", answer.text, flags=re.S)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))).replace(" .", ".")


def times(answer: Answer) -> list[str]:
    return re.findall(r'name="slot_id" value="([^"]+)"', answer.text)


def page_of(interview: Any) -> str:
    return f"{LIST}/{interview['interview_id']}"


def move(browser: Browser, interview: Any, slot_id: str, **changed: str) -> Answer:
    shown = browser.get(page_of(interview)).text
    fields = hidden_fields(shown, f"{page_of(interview)}/move") | {"slot_id": slot_id} | changed
    return browser.post(f"{page_of(interview)}/move", fields)


def cancel(browser: Browser, interview: Any, reason: str = "I took another job.", **changed: str) -> Answer:
    shown = browser.get(page_of(interview)).text
    fields = hidden_fields(shown, f"{page_of(interview)}/cancel") | {"reason": reason} | changed
    return browser.post(f"{page_of(interview)}/cancel", fields)


def read(api: Client, interview: Any) -> Any:
    return done(api, "GET", f"/interviews/{interview['interview_id']}")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """The functions of the list see this as the present."""
    with (
        patch("functions.portal.jobseeker.utc_now", lambda: moment),
        patch("functions.send_sign_in.handler.utc_now", lambda: moment),
    ):
        yield


def everything(cloud: Database) -> dict[str, Any]:
    """All that is stored, but for sign-ins and their counters."""
    tables = [name for name in vars(settings().tables) if name not in {"sign_ins", "organisations"}]
    return {name: cloud.client.scan(TableName=getattr(settings().tables, name))["Items"] for name in tables}


def test_the_list_shows_the_interview_with_its_link_and_both_zones(api: Client, booked: Any, browser: Browser) -> None:
    page = browser.get(LIST)

    said = words(page)
    assert "Backend Engineer" in said
    assert "Booked" in said
    assert "10:00 to 10:45, India time" in said
    assert f'readonly value="{read(api, booked)["interview_link"]}"' in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_times_are_in_the_candidates_own_zone_first(api: Client, post: PostOffice) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], timezone="Asia/Tokyo")
    a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    assert "13:30 to 14:15, Japan time 10:00 in India" in words(signed_in(post).get(LIST))


def test_the_list_spans_organisations_and_shows_nobody_elses(post: PostOffice, found: Founder) -> None:
    mine = [a_booked_interview(found(name, min_notice_minutes=0).admin) for name in ("Acme", "Globex")]
    job = a_new_job(api := found("Initech", min_notice_minutes=0).admin)
    other = an_enabled_candidate(api, job["job_id"], email=OTHER)
    others = a_new_interview(api, other, slot_id=a_new_slot(api, job["job_id"])["slot_id"])

    page = signed_in(post).get(LIST).text

    assert all(interview["interview_id"] in page for interview in mine)
    assert others["interview_id"] not in page
    assert "through Globex" in words(signed_in(post).get(LIST))


def test_each_state_is_said_in_words(api: Client, post: PostOffice) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"])
    pending = a_new_interview(api, candidate)
    gone = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    done(api, "POST", f"/interviews/{gone['interview_id']}/cancel", {"reason": "The job is filled."})
    browser = signed_in(post)

    said = words(browser.get(LIST))
    assert "No time yet Acme has not chosen a time yet." in said
    assert "Before Backend Engineer Acme Cancelled" in said
    assert "Your link" not in said
    assert pending["interview_id"] in browser.get(LIST).text


def test_a_long_list_comes_in_pages_and_each_interview_once(api: Client, post: PostOffice) -> None:
    made = set()
    for _ in range(3):
        job = a_new_job(api)
        candidate = an_enabled_candidate(api, job["job_id"])
        made |= {a_new_interview(api, candidate)["interview_id"] for _ in range(15)}
    browser = signed_in(post)

    seen: list[str] = []
    target: str | None = LIST
    while target:
        page = browser.get(target).text
        seen += re.findall(r'data-interview="([^"]+)"', page)
        after = re.search(r'href="([^"]+\?after=[^"]+)">Show more', page)
        target = unescape(after[1]) if after else None
        assert len(seen) <= 45

    assert len(seen) == 45
    assert set(seen) == made


def test_what_a_recruiter_typed_is_never_markup(api: Client, post: PostOffice) -> None:
    evil = '"><script>alert(1)</script>'
    job = a_new_job(api, job_title=evil, company_name=evil)
    candidate = an_enabled_candidate(api, job["job_id"])
    interview = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    browser = signed_in(post)
    for target in (LIST, page_of(interview)):
        assert "<script>alert" not in browser.get(target).text


def test_a_candidate_moves_to_a_free_time_of_the_job(api: Client, booked: Any, browser: Browser) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    of_another_job = a_new_slot(api, a_new_job(api)["job_id"], start_time="16:00", end_time="16:45")
    offered = times(browser.get(page_of(booked)))
    assert offered == [later["slot_id"]]
    assert of_another_job["slot_id"] not in offered
    old_link = read(api, booked)["interview_link"]

    moved = move(browser, booked, later["slot_id"])

    assert (moved.status, moved.headers["Location"]) == (303, f"{LIST}?done=moved")
    now = read(api, booked)
    assert (now["status"], now["started_at"]) == ("SCHEDULED", later["starts_at"])
    assert now["interview_link"] != old_link
    assert done(api, "GET", f"/interviews/slots/{booked['slot_id']}")["current_bookings"] == 0
    assert done(api, "GET", f"/interviews/slots/{later['slot_id']}")["current_bookings"] == 1
    log = done(api, "GET", f"/interviews/{booked['interview_id']}/logs")["items"]
    assert [(entry["action"], entry["actor"]) for entry in log][-1] == ("RESCHEDULED", "candidate")
    page = browser.get(f"{LIST}?done=moved")
    assert now["interview_link"] in page.text
    assert old_link not in page.text
    assert "Your interview has a new time." in words(page)


def test_the_same_form_sent_twice_moves_once(api: Client, booked: Any, browser: Browser) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/move") | {"slot_id": later["slot_id"]}

    answers = [browser.post(f"{page_of(booked)}/move", fields) for _ in range(3)]

    assert [answer.status for answer in answers] == [303, 303, 303]
    assert read(api, booked)["version"] == booked["version"] + 1
    assert done(api, "GET", f"/interviews/slots/{later['slot_id']}")["current_bookings"] == 1


def test_a_time_that_was_taken_meanwhile_is_refused_and_nothing_changes(
    api: Client, booked: Any, browser: Browser, cloud: Database
) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/move") | {"slot_id": later["slot_id"]}
    faster = an_enabled_candidate(api, booked["job_id"], email=OTHER)
    a_new_interview(api, faster, slot_id=later["slot_id"])
    before = everything(cloud)

    refused = browser.post(f"{page_of(booked)}/move", fields)

    assert refused.status == 409
    assert "Somebody else took this time a moment ago." in words(refused)
    assert everything(cloud) == before


def test_a_slot_of_another_job_or_organisation_is_refused(
    api: Client, booked: Any, browser: Browser, found: Founder, cloud: Database
) -> None:
    a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    of_another_job = a_new_slot(api, a_new_job(api)["job_id"], start_time="16:00", end_time="16:45")
    elsewhere = found("Globex", min_notice_minutes=0).admin
    foreign = a_new_slot(elsewhere, a_new_job(elsewhere)["job_id"])
    before = everything(cloud)

    answers = [move(browser, booked, slot["slot_id"]) for slot in (of_another_job, foreign)]

    assert [answer.status for answer in answers] == [409, 404]
    assert all("This time is not offered any more." in words(answer) for answer in answers)
    assert everything(cloud) == before


def test_the_gates_hold_for_candidates_too(api: Client, booked: Any, browser: Browser, cloud: Database) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/move") | {"slot_id": later["slot_id"]}
    matches = settings().tables.matches
    for item in cloud.client.scan(TableName=matches)["Items"]:
        cloud.client.put_item(TableName=matches, Item=item | {"interview_enabled": {"BOOL": False}})
    before = everything(cloud)

    refused = browser.post(f"{page_of(booked)}/move", fields)

    assert refused.status == 409
    assert "The recruiter has closed interviews for this job." in words(refused)
    assert everything(cloud) == before


def test_a_time_that_overlaps_is_not_offered_and_refused(
    api: Client, booked: Any, post: PostOffice, browser: Browser, cloud: Database
) -> None:
    free = a_new_slot(api, booked["job_id"], start_time="17:00", end_time="17:45")
    clash = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    other_job = a_new_job(api)
    same_person = an_enabled_candidate(api, other_job["job_id"])
    busy = a_new_slot(api, other_job["job_id"], start_time="15:30", end_time="16:30")
    a_new_interview(api, same_person, slot_id=busy["slot_id"])
    assert times(browser.get(page_of(booked))) == [free["slot_id"]]
    before = everything(cloud)

    refused = move(browser, booked, clash["slot_id"])

    assert refused.status == 409
    assert "have another interview at that time" in words(refused)
    assert everything(cloud) == before


def test_within_the_notice_neither_the_page_nor_the_form_moves(
    post: PostOffice, found: Founder, cloud: Database
) -> None:
    api = found(min_notice_minutes=120).admin
    booked = a_booked_interview(api)
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    starts_at = datetime.fromisoformat(booked["started_at"])
    before = everything(cloud)
    with at(starts_at - timedelta(minutes=119)):
        browser = signed_in(post)
        page = browser.get(page_of(booked))
        fields = hidden_fields(page.text, f"{page_of(booked)}/cancel")
        refused = browser.post(f"{page_of(booked)}/move", fields | {"slot_id": later["slot_id"]})
    with at(starts_at - timedelta(minutes=121)):
        in_time = signed_in(post).get(page_of(booked))

    assert times(page) == []
    assert "It is too late to choose another time here." in words(page)
    assert refused.status == 409
    assert everything(cloud) == before
    assert times(in_time) == [later["slot_id"]]


def test_after_the_start_nothing_can_be_cancelled(api: Client, post: PostOffice, cloud: Database) -> None:
    booked = a_booked_interview(api)
    before = everything(cloud)
    with at(datetime.fromisoformat(booked["started_at"]) + timedelta(minutes=1)):
        browser = signed_in(post)
        listed, shown = browser.get(LIST), browser.get(page_of(booked))
        csrf = hidden_fields(listed.text, f"{LIST}/sign-out")["csrf_token"]
        fields = {"csrf_token": csrf, "version": str(booked["version"]), "reason": "Too late."}
        refused = browser.post(f"{page_of(booked)}/cancel", fields)

    assert "Open now" in words(listed)
    assert "Cancel the interview" not in words(shown)
    assert (refused.status, "it stays as it is" in words(refused)) == (409, True)
    assert everything(cloud) == before


def test_a_page_from_before_a_change_is_refused(api: Client, booked: Any, browser: Browser) -> None:
    slots = [a_new_slot(api, booked["job_id"], start_time=f"{hour}:00", end_time=f"{hour}:45") for hour in (15, 16)]
    target = f"{page_of(booked)}/move"
    fields = hidden_fields(browser.get(page_of(booked)).text, target)
    stale_cancel = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/cancel")
    done(api, "PUT", f"/interviews/{booked['interview_id']}", {"slot_id": slots[0]["slot_id"]})

    refused = browser.post(target, fields | {"slot_id": slots[1]["slot_id"]})
    not_cancelled = browser.post(f"{page_of(booked)}/cancel", stale_cancel | {"reason": "No time."})

    assert (refused.status, not_cancelled.status) == (412, 412)
    assert "This interview changed in the meantime." in words(refused)
    assert read(api, booked)["started_at"] == slots[0]["starts_at"]


def test_a_candidate_cancels_with_a_reason(api: Client, booked: Any, browser: Browser) -> None:
    link = read(api, booked)["interview_link"]
    answer = cancel(browser, booked, "I took another job.\r\nThank you.")

    assert (answer.status, answer.headers["Location"]) == (303, f"{LIST}?done=cancelled")
    assert read(api, booked)["status"] == "CANCELLED"
    assert done(api, "GET", f"/interviews/slots/{booked['slot_id']}")["current_bookings"] == 0
    log = done(api, "GET", f"/interviews/{booked['interview_id']}/logs")["items"][-1]
    assert (log["action"], log["actor"], log["reason"]) == ("CANCELLED", "candidate", "I took another job.\nThank you.")
    assert link not in browser.get(LIST).text
    again = browser.get(page_of(booked))
    assert "Cancel the interview" not in again.text


def test_an_interview_without_a_time_can_be_cancelled_and_not_moved(api: Client, post: PostOffice) -> None:
    pending = a_new_interview(api, an_enabled_candidate(api, a_new_job(api)["job_id"]))
    a_new_slot(api, pending["job_id"])
    browser = signed_in(post)
    assert times(browser.get(page_of(pending))) == []
    assert cancel(browser, pending).status == 303
    assert read(api, pending)["status"] == "CANCELLED"


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501, "a\x00b"])
def test_a_reason_is_needed_and_bounded(api: Client, booked: Any, browser: Browser, reason: str) -> None:
    answer = cancel(browser, booked, reason)
    assert answer.status == 400
    assert "Write a reason of up to 500 characters first." in words(answer)
    assert read(api, booked)["status"] == "SCHEDULED"


def test_no_time_chosen_is_said_so(booked: Any, api: Client, browser: Browser) -> None:
    a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/move")
    answer = browser.post(f"{page_of(booked)}/move", fields)
    assert (answer.status, "Choose one of the times first." in words(answer)) == (400, True)


@pytest.mark.parametrize("token", [None, "", "0" * 64, "ünïcode"])
def test_a_form_without_the_visits_token_changes_nothing(
    api: Client, booked: Any, browser: Browser, cloud: Database, token: str | None
) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    before = everything(cloud)
    forged = {"version": str(booked["version"]), **({} if token is None else {"csrf_token": token})}

    answers = [
        browser.post(f"{page_of(booked)}/move", forged | {"slot_id": later["slot_id"]}),
        browser.post(f"{page_of(booked)}/cancel", forged | {"reason": "Forged."}),
    ]

    assert [answer.status for answer in answers] == [403, 403]
    assert everything(cloud) == before


def test_a_token_of_another_visit_changes_nothing(
    api: Client, booked: Any, post: PostOffice, browser: Browser, cloud: Database
) -> None:
    another_visit = signed_in(post)
    fields = hidden_fields(another_visit.get(page_of(booked)).text, f"{page_of(booked)}/cancel")
    before = everything(cloud)

    assert browser.post(f"{page_of(booked)}/cancel", fields | {"reason": "Forged."}).status == 403
    assert everything(cloud) == before


def test_somebody_elses_interview_does_not_exist_and_stays_as_it_is(
    api: Client, booked: Any, browser: Browser, post: PostOffice, found: Founder, cloud: Database
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
    before = everything(cloud)

    for victim in (others, foreign, {"interview_id": "int_none"}, {"interview_id": "x" * 300}):
        answers = [
            browser.get(page_of(victim)),
            browser.post(f"{page_of(victim)}/move", fields | {"slot_id": free["slot_id"]}),
            browser.post(f"{page_of(victim)}/cancel", fields | {"reason": "Mine now."}),
        ]
        assert [answer.status for answer in answers] == [404, 404, 404]
        assert all("This interview is not in your list" in words(answer) for answer in answers)

    assert everything(cloud) == before


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
    names: list[str] = []
    cloud.client.meta.events.register(
        "before-call.dynamodb", lambda model, **_: names.append(model.name), unique_id="looking"
    )
    browser.get(LIST)
    browser.get(page_of(booked))
    cloud.client.meta.events.unregister("before-call.dynamodb", unique_id="looking")
    assert set(names) <= {"GetItem", "BatchGetItem", "Query"}


def test_a_candidate_changes_only_so_often_a_day(api: Client, booked: Any, browser: Browser) -> None:
    slots = [a_new_slot(api, booked["job_id"], start_time=f"{hour}:00", end_time=f"{hour}:45") for hour in (15, 16)]
    with patch("greenroom.usecases.limits.CHANGES_BY_AN_ADDRESS", (Limit(2, timedelta(days=1)),)):
        answers = [move(browser, booked, slots[number % 2]["slot_id"]) for number in range(3)]
    assert [answer.status for answer in answers] == [303, 303, 429]
    assert "You changed your interviews many times today." in words(answers[2])
    assert read(api, booked)["started_at"] == slots[1]["starts_at"]


def test_an_erased_candidate_has_no_list_any_more(api: Client, booked: Any, browser: Browser) -> None:
    assert api("DELETE", f"/candidates/{booked['candidate_id']}").status == 204
    assert booked["interview_id"] not in browser.get(LIST).text
    assert browser.get(page_of(booked)).status == 404


def test_times_of_an_interview_with_extra_time_end_later(api: Client, post: PostOffice) -> None:
    job = a_new_job(api)
    candidate = an_enabled_candidate(api, job["job_id"], extra_time_percent=100)
    interview = a_new_interview(api, candidate, slot_id=a_new_slot(api, job["job_id"])["slot_id"])
    a_new_slot(api, job["job_id"], start_time="15:00", end_time="15:45")
    assert "15:00 to 16:30" in words(signed_in(post).get(page_of(interview)))
