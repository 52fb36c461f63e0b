"""Calendars to subscribe to: at a secret address, revocable, and cheap to poll."""

from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.clock import rfc3339, utc_now
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, Client, handler_of, lambda_context
from tests.functional.own_list import Browser
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done, made
from tests.world import Founder, app

ADA = "ada@acme.example.com"
PORTAL = "https://portal.example.com"


def address_of(api: Client, **owner: Any) -> str:
    url: str = made(api, "/calendar-addresses", owner)["calendar_url"]
    assert url.startswith(f"{PORTAL}/calendar/")
    return url.removeprefix(PORTAL)


def polled(address: str, tag: str | None = None) -> Answer:
    return Browser().get(address, **({"If-None-Match": tag} if tag else {}))


def summaries(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.text)
    assert str(calendar["METHOD"]) == "PUBLISH"
    return [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")]


def an_interview_by(api: Client, email: str, name: str = "Meera Iyer", days: int = 2, **fields: Any) -> Any:
    job_id = fields.pop("job_id", None) or a_new_job(api)["job_id"]
    person = {"email": f"{name.split(maxsplit=1)[0].casefold()}@example.com", "full_name": name}
    candidate = an_enabled_candidate(api, job_id, online=True, **person)
    time = {"starts_at": rfc3339((utc_now() + timedelta(days=days)).replace(microsecond=0)), "duration_minutes": 45}
    return a_new_interview(api, candidate, interview_type="ONLINE", interviewers=[{"email": email}], **time)


def follow_log(cloud: Database, interview: Any, org_id: str) -> None:
    """Call the function with the log's stream."""
    key = {"interview_key": f"{org_id}#{interview['interview_id']}"}
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": encode(key)}}
    answer = handler_of("functions.follow_interviews.handler.lambda_handler")({"Records": [record]}, lambda_context())
    assert answer == {"batchItemFailures": []}


def test_an_interviewer_sees_what_they_interview_for_and_nobody_elses(api: Client) -> None:
    address = address_of(api, interviewer_email=ADA)
    assert summaries(polled(address)) == []
    first = an_interview_by(api, ADA)
    an_interview_by(api, "bob@acme.example.com", name="Ravi Menon", days=3)
    assert summaries(polled(address)) == ["Interview with Meera Iyer: Backend Engineer"]
    shown = polled(address).text
    assert first["room_id"] not in shown
    assert ADA not in shown
    done(api, "POST", f"/interviews/{first['interview_id']}/cancel", {"reason": "The position was filled."})
    assert summaries(polled(address)) == []


def test_a_jobs_calendar_shows_all_of_its_interviews_and_follows_them(cloud: Database, found: Founder) -> None:
    tenant = found(min_notice_minutes=0)
    api = tenant.admin
    job_id = a_new_job(api)["job_id"]
    address = address_of(api, job_id=job_id)
    empty = polled(address)
    assert summaries(empty) == []
    one = an_interview_by(api, ADA, job_id=job_id)
    an_interview_by(api, ADA, name="Ravi Menon", days=3, job_id=job_id)
    an_interview_by(api, ADA, name="Somebody Else", days=4)
    follow_log(cloud, one, tenant.org_id)
    shown = polled(address, empty.headers["ETag"])
    assert summaries(shown) == [
        "Interview with Meera Iyer: Backend Engineer",
        "Interview with Ravi Menon: Backend Engineer",
    ]


@pytest.mark.parametrize("whose", ["interviewer", "job"])
def test_a_poll_costs_one_read_where_nothing_has_changed(api: Client, whose: str) -> None:
    interview = an_interview_by(api, ADA)
    owner = {"interviewer_email": ADA} if whose == "interviewer" else {"job_id": interview["job_id"]}
    address = address_of(api, **owner)
    tag = polled(address).headers["ETag"]
    calls: list[str] = []

    def note(model: Any, **_: Any) -> None:
        calls.append(model.name)

    events = app.database.client.meta.events
    events.register("before-call.dynamodb", note, unique_id="poll")
    try:
        again = polled(address, f"W/{tag}")
    finally:
        events.unregister("before-call.dynamodb", unique_id="poll")
    assert (again.status, again.text) == (304, "")
    assert again.headers["ETag"] == tag
    assert calls == ["GetItem"]


def test_a_new_booking_changes_the_tag_of_the_interviewers_calendar(api: Client) -> None:
    address = address_of(api, interviewer_email=ADA)
    tag = polled(address).headers["ETag"]
    an_interview_by(api, ADA)
    assert polled(address, tag).status == 200


def test_an_address_is_replaced_and_revoked_and_a_wrong_one_opens_nothing(api: Client, found: Founder) -> None:
    owner = {"interviewer_email": ADA}
    first = address_of(api, **owner)
    second = address_of(api, **owner)
    assert polled(first).status == 404
    assert polled(second).status == 200
    for wrong in (second[:-5] + "x.ics", second.removesuffix(".ics"), "/calendar/a/b/c.ics", "/calendar/a/b/.ics"):
        assert polled(wrong).status == 404
    stranger = found("Stranger").admin
    assert stranger("POST", "/calendar-addresses/revoke", owner).code == "NOT_FOUND"
    assert polled(second).status == 200
    assert api("POST", "/calendar-addresses/revoke", owner).status == 200
    assert polled(second).status == 404
    assert api("POST", "/calendar-addresses/revoke", owner).code == "NOT_FOUND"


def test_the_secret_is_shown_once_and_stored_nowhere(cloud: Database, api: Client) -> None:
    key = {"Idempotency-Key": "calendar-1"}
    first = api("POST", "/calendar-addresses", {"interviewer_email": ADA}, headers=key)
    again = api("POST", "/calendar-addresses", {"interviewer_email": ADA}, headers=key)
    secret = first.json["calendar_url"].rpartition("/")[2].removesuffix(".ics")
    assert again.json["calendar_url"] is None
    stored = [
        str(cloud.client.scan(TableName=getattr(settings().tables, name))["Items"])
        for name in ("calendars", "idempotency")
    ]
    assert not any(secret in text for text in stored)


def test_an_address_changes_nothing_about_who_is_busy(api: Client) -> None:
    interview = an_interview_by(api, ADA)
    address_of(api, interviewer_email=ADA)
    job_id = a_new_job(api)["job_id"]
    other = an_enabled_candidate(api, job_id, online=True, email="other@example.com")
    body = {"candidate_id": other["candidate_id"], "job_id": job_id, "interview_type": "ONLINE"}
    time = {"starts_at": interview["started_at"], "duration_minutes": 30, "interviewer_email": ADA}
    assert api("POST", "/interviews", {**body, **time}).code == "CALENDAR_CONFLICT"


@pytest.mark.parametrize("body", [{}, {"interviewer_email": ADA, "job_id": "job_1"}, {"interviewer_email": "nobody"}])
def test_a_calendar_has_one_owner(api: Client, body: dict[str, Any]) -> None:
    assert api("POST", "/calendar-addresses", body).code == "VALIDATION"


def test_a_job_that_is_not_there_has_no_calendar(api: Client) -> None:
    assert api("POST", "/calendar-addresses", {"job_id": "job_none"}).code == "NOT_FOUND"


def test_interviews_that_are_long_over_leave_the_calendar(api: Client) -> None:
    interview = an_interview_by(api, ADA)
    address = address_of(api, job_id=interview["job_id"])
    assert len(summaries(polled(address))) == 1
    with with_parts(app, clock=lambda: utc_now() + timedelta(days=60)):
        assert summaries(polled(address)) == []
