"""Changes that candidates make in their own list, under the same rules as recruiters."""

from copy import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.limit import Limit
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Client
from tests.functional.own_list import LIST, Browser, SignInMailbox, hidden_fields, signed_in
from tests.functional.own_pages import at, cancel, everything, move, page_of, read, times, words
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, app

OTHER = "arjun@example.com"


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
    api: Client, booked: Any, mailbox: SignInMailbox, browser: Browser, cloud: Database
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
    mailbox: SignInMailbox, found: Founder, cloud: Database
) -> None:
    api = found(min_notice_minutes=120).admin
    booked = a_booked_interview(api)
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    starts_at = datetime.fromisoformat(booked["started_at"])
    before = everything(cloud)
    with at(starts_at - timedelta(minutes=119)):
        browser = signed_in(mailbox)
        page = browser.get(page_of(booked))
        fields = hidden_fields(page.text, f"{page_of(booked)}/cancel")
        refused = browser.post(f"{page_of(booked)}/move", fields | {"slot_id": later["slot_id"]})
    with at(starts_at - timedelta(minutes=121)):
        in_time = signed_in(mailbox).get(page_of(booked))

    assert times(page) == []
    assert "It is too late to choose another time here." in words(page)
    assert refused.status == 409
    assert everything(cloud) == before
    assert times(in_time) == [later["slot_id"]]


def test_after_the_start_nothing_can_be_cancelled(api: Client, mailbox: SignInMailbox, cloud: Database) -> None:
    booked = a_booked_interview(api)
    before = everything(cloud)
    with at(datetime.fromisoformat(booked["started_at"]) + timedelta(minutes=1)):
        browser = signed_in(mailbox)
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


def test_an_interview_without_a_time_can_be_cancelled_and_not_moved(api: Client, mailbox: SignInMailbox) -> None:
    pending = a_new_interview(api, an_enabled_candidate(api, a_new_job(api)["job_id"]))
    a_new_slot(api, pending["job_id"])
    browser = signed_in(mailbox)
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
    api: Client, booked: Any, mailbox: SignInMailbox, browser: Browser, cloud: Database
) -> None:
    another_visit = signed_in(mailbox)
    fields = hidden_fields(another_visit.get(page_of(booked)).text, f"{page_of(booked)}/cancel")
    before = everything(cloud)

    assert browser.post(f"{page_of(booked)}/cancel", fields | {"reason": "Forged."}).status == 403
    assert everything(cloud) == before


def test_a_candidate_changes_only_so_often_a_day(api: Client, booked: Any, browser: Browser) -> None:
    slots = [a_new_slot(api, booked["job_id"], start_time=f"{hour}:00", end_time=f"{hour}:45") for hour in (15, 16)]
    with with_parts(app, limits=replace(app.limits, changes_by_an_address=(Limit(2, timedelta(days=1)),))):
        answers = [move(browser, booked, slots[number % 2]["slot_id"]) for number in range(3)]
    assert [answer.status for answer in answers] == [303, 303, 429]
    assert "You changed your interviews many times today." in words(answers[2])
    assert read(api, booked)["started_at"] == slots[1]["starts_at"]
