"""A slot may end on the day after its start: made, moved, booked, told and shown."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from icalendar import Calendar

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from greenroom.wording import day_words
from local.gateway import Client
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import hidden_fields, sign_in_mailbox
from tests.functional.own_pages import words
from tests.functional.recruiter_client import RecruiterClient
from tests.functional.recruiter_requests import a_new_job, a_new_slot, an_enabled_candidate, done, made
from tests.world import Tenant

DAY = (datetime.now(UTC) + timedelta(days=3)).date()
NEXT = DAY + timedelta(days=1)
LATE = {"interview_date": DAY.isoformat(), "start_time": "23:30", "end_time": "00:15", "timezone": "Asia/Kolkata"}
ENDS = f"{DAY}T18:45:00Z"


def said_of(day: date) -> str:
    return day_words(day).rpartition(" ")[0]


def test_slots_end_on_the_next_day_alone_in_bulk_and_by_put(api: Client) -> None:
    job_id = a_new_job(api)["job_id"]
    slot = a_new_slot(api, job_id, **LATE)
    bulk = {key: value for key, value in LATE.items() if key != "interview_date"}
    many = made(api, "/interviews/slots/bulk", {**bulk, "job_id": job_id, "dates": [str(DAY), str(NEXT)]})["items"]
    whole = done(api, "PUT", f"/interviews/slots/{slot['slot_id']}", {**LATE, "job_id": job_id, "end_time": "00:00"})

    assert (slot["interview_date"], slot["ends_at"]) == (str(DAY), ENDS)
    assert f"on the next day, {NEXT}" in slot["note"]
    assert [one["ends_at"] for one in many] == [ENDS, f"{NEXT}T18:45:00Z"]
    assert whole["ends_at"] == f"{DAY}T18:30:00Z", "at midnight"


def test_the_mail_and_its_calendar_entry_say_the_right_day(recruiter: RecruiterClient) -> None:
    candidate = an_enabled_candidate(recruiter.api, a_new_job(recruiter.api)["job_id"])
    slot = a_new_slot(recruiter.api, candidate["job_id"], **LATE | {"start_time": "23:55"})
    body = {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"], "slot_id": slot["slot_id"]}
    interview = made(recruiter.api, "/interviews", body)
    recruiter.follow(interview)

    [mail] = recruiter.mails().values()
    message = message_from_bytes(mail.message, policy=policy.default)
    text = message.get_body(("plain",))
    assert text is not None
    assert f"{day_words(DAY)}" in text.get_content()
    assert f"You can come in until 00:05 India time on {said_of(NEXT)}." in " ".join(text.get_content().split())
    [entry] = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    [event] = Calendar.from_ical(entry.get_content()).events
    assert datetime.fromisoformat(ENDS) == event.DTEND
    assert interview["ended_at"] == ENDS


def test_the_console_opens_moves_and_shows_a_time_over_midnight(cloud: Database, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    with sign_in_mailbox() as mailbox:
        a_member(organisation, role=Role.RECRUITER)
        recruiter = signed_in(mailbox)
        calendar = "/console/calendar"
        typed: dict[str, Any] = {"job_id": job["job_id"], "day": str(DAY), "start_time": "23:30", "end_time": "00:15"}
        form = hidden_fields(recruiter.get(calendar).text, calendar)
        answer = recruiter.post(calendar, form | typed | {"timezone": "Asia/Kolkata"})
        assert answer.status == 303, answer.text
        [slot] = done(organisation.admin, "GET", f"/interviews/slots?job_id={job['job_id']}")["items"]
        week = recruiter.get(f"{calendar}?week={DAY}&zone=Asia/Kolkata")
        assert f"end_time 00:15 is on the next day, {NEXT}" in words(week)
        assert f"23:30 to 00:15 on {said_of(NEXT)}" in words(week)
        assert f'data-start="{DAY}T23:30" data-end="{NEXT}T00:15"' in week.text

        page = f"{calendar}/{slot['slot_id']}"
        assert f"Until 00:15 on {said_of(NEXT)}" in words(recruiter.get(page))
        dragged = hidden_fields(recruiter.get(page).text, page) | {"start_time": "23:45", "end_time": "00:30"}
        assert recruiter.post(page, dragged).status == 303

    [moved] = done(organisation.admin, "GET", f"/interviews/slots?job_id={job['job_id']}")["items"]
    assert (slot["ends_at"], moved["starts_at"], moved["ends_at"]) == (
        ENDS,
        f"{DAY}T18:15:00Z",
        f"{DAY}T19:00:00Z",
    )
