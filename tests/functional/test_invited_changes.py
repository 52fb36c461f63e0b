"""Moving and cancelling an interview by the link in the invitation."""

from typing import Any

import pytest

from local.gateway import Client
from tests.functional.own_list import Browser, hidden_fields
from tests.functional.own_pages import read, times, words
from tests.functional.recruiter_requests import a_booked_interview, a_new_slot, done
from tests.world import Founder


def page_of(interview: Any) -> str:
    return f"/interview/change/{interview['interview_id']}"


def arrived(api: Client, interview: Any) -> Browser:
    """The browser that opened the link of an interview."""
    path = "/interviews/schedules/create_interview_session"
    made = api("POST", path, {"interview_id": interview["interview_id"]}).json
    browser = Browser()
    assert browser.get(f"/?session_key={made['session_key']}").status == 303
    return browser


@pytest.fixture
def booked(api: Client) -> Any:
    return a_booked_interview(api)


def test_a_candidate_with_the_link_moves_the_interview_without_signing_in(api: Client, booked: Any) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    browser = arrived(api, booked)
    assert f'href="{page_of(booked)}"' in browser.get("/").text
    shown = browser.get(page_of(booked))
    assert times(shown) == [later["slot_id"]]
    assert "Back to your interview" in words(shown)

    form = f"{page_of(booked)}/move"
    moved = browser.post(form, hidden_fields(shown.text, form) | {"slot_id": later["slot_id"]})

    assert (moved.status, moved.headers["Location"]) == (303, "/")
    assert read(api, booked)["started_at"] == later["starts_at"]
    log = done(api, "GET", f"/interviews/{booked['interview_id']}/logs")["items"]
    assert [(entry["action"], entry["actor"]) for entry in log][-1] == ("RESCHEDULED", "candidate")
    assert "This interview has a new time" in words(browser.get("/"))


def test_and_cancels_with_a_reason(api: Client, booked: Any) -> None:
    browser = arrived(api, booked)
    form = f"{page_of(booked)}/cancel"
    fields = hidden_fields(browser.get(page_of(booked)).text, form)
    missing = browser.post(form, fields | {"reason": " "})
    assert missing.status == 400
    assert "One sentence is enough." in words(missing)
    assert browser.post(form, fields | {"reason": "I took another job."}).status == 303
    assert read(api, booked)["status"] == "CANCELLED"
    assert "This interview was cancelled" in words(browser.get("/"))


def test_a_time_that_was_taken_meanwhile_is_refused_in_place(api: Client, booked: Any) -> None:
    later = a_new_slot(api, booked["job_id"], start_time="15:00", end_time="15:45")
    browser = arrived(api, booked)
    form = f"{page_of(booked)}/move"
    fields = hidden_fields(browser.get(page_of(booked)).text, form)
    assert api("DELETE", f"/interviews/slots/{later['slot_id']}").status in {200, 204}
    refused = browser.post(form, fields | {"slot_id": later["slot_id"]})
    assert refused.status == 409
    assert "This time is not offered any more. Choose another one." in words(refused)
    assert read(api, booked)["slot_id"] == booked["slot_id"]


def test_a_link_changes_its_own_interview_alone(api: Client, booked: Any, found: Founder) -> None:
    other_api = found("Other").admin
    other = a_booked_interview(other_api)
    browser = arrived(api, booked)
    assert browser.get(page_of(other)).status == 404
    form = f"{page_of(other)}/cancel"
    fields = hidden_fields(browser.get(page_of(booked)).text, f"{page_of(booked)}/cancel")
    assert browser.post(form, fields | {"reason": "Mine."}).status == 404
    assert read(other_api, other)["status"] == "SCHEDULED"
    assert Browser().get(page_of(booked)).status == 404
    assert browser.post(f"{page_of(booked)}/cancel", {**fields, "csrf_token": "0" * 64, "reason": "No."}).status == 403
    assert read(api, booked)["status"] == "SCHEDULED"
