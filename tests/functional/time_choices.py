"""Candidates who were invited to choose a time, and their page."""

from typing import Any

from local.gateway import Answer
from tests.functional.own_list import Browser, hidden_fields
from tests.functional.recruiter_client import RecruiterClient
from tests.functional.recruiter_requests import a_new_slot


def two_slots(recruiter: RecruiterClient, interview: Any) -> list[Any]:
    """At ten and at twelve."""
    hours = ({"start_time": f"{hour}:00", "end_time": f"{hour}:45"} for hour in (10, 12))
    return [a_new_slot(recruiter.api, interview["job_id"], **times) for times in hours]


def page_of(interview: Any) -> str:
    return f"/interview/choose/{interview['interview_id']}"


def arrived(interview: Any) -> Browser:
    """The browser that opened the link of an invitation."""
    browser = Browser()
    came = browser.get(f"/?{interview['interview_link'].partition('?')[2]}")
    assert (came.status, came.headers["Location"]) == (303, page_of(interview))
    return browser


def send(browser: Browser, interview: Any, form: str, **fields: str) -> Answer:
    path = f"{page_of(interview)}/{form}"
    return browser.post(path, hidden_fields(browser.get(page_of(interview)).text, path) | fields)
