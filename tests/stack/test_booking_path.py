"""The main path through the API, the stream, the mail and the portal, and each refusal on the way."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from local.web import HttpAnswer, WebClient
from tests.stack.mails_to import mails_to


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, stack.token)


@pytest.fixture(scope="module")
def hasty(stack: RunningStack) -> Recruiter:
    """An organisation without a notice period, so that rooms can be entered now."""
    policy = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400, "last_entry_minutes_after": 1_440}
    return Recruiter(stack, stack.new_organisation("Hasty", policy).token)


def post_form(visitor: WebClient, url: str, fields: dict[str, str]) -> HttpAnswer:
    """Send a form as a browser does, and follow the redirect."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = visitor.request("POST", url, urlencode(fields).encode(), form)
    return visitor.get(urljoin(url, answer.headers["Location"])) if answer.status == 303 else answer


def test_a_booking_makes_the_session_and_mails_one_link_that_opens_the_countdown(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    interview_id, job_id = recruiter.pending()
    booked = recruiter.book(interview_id, recruiter.slot(job_id, at(9), max_candidates=3))
    assert booked.status == 201
    assert {name: booked.json[name] for name in ("success", "status", "current_bookings", "max_candidates")} == {
        "success": True,
        "status": "SCHEDULED",
        "current_bookings": 1,
        "max_candidates": 3,
    }
    assert booked.json["started_at"] == f"{at(9):%Y-%m-%dT%H:%M:%SZ}"

    link = recruiter.link_of(interview_id)
    mails = mails_to(recruiter, interview_id)
    assert [mail["Subject"] for mail in mails] == ["Interview Scheduled - Backend Engineer at Acme"]
    assert link in mails[0]["BodyText"]
    assert "14:30 India time (Asia/Kolkata)" in mails[0]["BodyText"]

    visitor = stack.visitor()
    page = visitor.get(link)
    assert page.status == 200
    assert "session_key" not in page.text
    assert "The room opens" in page.text
    assert "Backend Engineer interview" in page.text
    assert recruiter.actions(interview_id) == ["CREATED", "SCHEDULED", "SESSION_CREATED", "EMAIL_SENT"]


def test_an_invitation_to_choose_leads_through_the_mail_to_a_booking_by_the_candidate(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    interview_id, job_id = recruiter.pending(interview_type="ONLINE")
    slot_id = recruiter.slot(job_id, at(9))
    assert recruiter.call("POST", f"/interviews/{interview_id}/invite").status == 202
    link = recruiter.link_of(interview_id)
    [mail] = mails_to(recruiter, interview_id)
    assert mail["Subject"] == "Choose a time - Backend Engineer at Acme"
    assert link in mail["BodyText"]

    visitor = stack.visitor()
    page = visitor.get(link)
    assert "Free times" in page.text
    taken = re.search(r'action="([^"]*/take)".*?name="csrf_token" value="([^"]*)"', page.text, flags=re.S)
    assert taken
    fields = {"csrf_token": taken[2], "slot_id": slot_id}
    booked = post_form(visitor, urljoin(stack.portal_url, taken[1]), fields)

    assert "Your interview has a time" in booked.text
    assert recruiter.made("GET", f"/interviews/{interview_id}")["choice"]["status"] == "CHOSEN"
    invited = eventually(lambda: mails_to(recruiter, interview_id, "Interview Scheduled"), "the invitation")
    assert recruiter.link_of(interview_id) in invited[0]["BodyText"]


def test_booking_again_is_the_same_booking_and_no_second_mail(recruiter: Recruiter) -> None:
    interview_id, job_id = recruiter.pending()
    slot_id = recruiter.slot(job_id, at(9))
    first = recruiter.book(interview_id, slot_id)
    again = recruiter.call(
        "POST", "/interviews/schedules/book_interview", {"interview_id": interview_id, "slot_id": slot_id}
    )
    assert (first.status, again.status) == (201, 200)
    assert first.json == again.json
    link = recruiter.link_of(interview_id)
    session = recruiter.call("POST", "/interviews/schedules/create_interview_session", {"interview_id": interview_id})
    assert session.status == 200
    assert session.json["interview_link"] == link
    assert session.json["session_key"] in link
    assert session.json["email_sent"] is True
    assert session.json["coding_language"] == "PYTHON"
    assert len(mails_to(recruiter, interview_id)) == 1


@pytest.mark.parametrize(
    ("hours", "code"), [(-2, "IN_THE_PAST"), (1, "TOO_SOON"), (24 * 95, "TOO_FAR_AHEAD")], ids=["past", "soon", "far"]
)
def test_a_slot_outside_notice_and_horizon_is_refused_and_nothing_is_left_behind(
    recruiter: Recruiter, hours: int, code: str
) -> None:
    interview_id, job_id = recruiter.pending()
    starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=hours)
    if code == "IN_THE_PAST":
        local = starts_at
        body = {
            "job_id": job_id,
            "interview_date": f"{local:%Y-%m-%d}",
            "start_time": f"{local:%H:%M}",
            "end_time": "23:59",
            "timezone": "UTC",
        }
        reply = recruiter.call("POST", "/interviews/slots", body)
    else:
        own = {"starts_at": starts_at.isoformat(), "duration_minutes": 30}
        reply = recruiter.call("PUT", f"/interviews/{interview_id}", own)
        assert reply.status == 409
        reply = recruiter.book(interview_id, recruiter.slot(job_id, starts_at.astimezone(UTC)))
    assert (reply.status, reply.json["code"]) == (409, code)
    assert recruiter.actions(interview_id) == ["CREATED"]
    assert recruiter.made("GET", f"/interviews/{interview_id}")["status"] == "PENDING"


def test_a_full_slot_and_one_of_another_job_are_refused(recruiter: Recruiter) -> None:
    job_id = recruiter.job()
    slot_id = recruiter.slot(job_id, at(9))
    first, second = (recruiter.interview(job_id, recruiter.candidate(job_id)) for _ in range(2))
    assert recruiter.book(first, slot_id).status == 201
    full = recruiter.book(second, slot_id)
    assert (full.status, full.json["code"]) == (409, "SLOT_FULL")
    other = recruiter.book(second, recruiter.slot(recruiter.job(), at(9)))
    assert (other.status, other.json["code"]) == (409, "SLOT_JOB_MISMATCH")
    assert recruiter.made("GET", f"/interviews/slots/{slot_id}")["status"] == "BOOKED"


@pytest.mark.parametrize(
    ("opened", "code"),
    [
        ([], "NOT_SHORTLISTED"),
        ([("shortlist", {"shortlisted": True})], "INTERVIEW_DISABLED"),
        (
            [("shortlist", {"shortlisted": True}), ("toggle-interview", {"interview_enabled": True})],
            "ONLINE_DISABLED",
        ),
    ],
)
def test_each_closed_gate_is_named(recruiter: Recruiter, opened: list[tuple[str, dict[str, Any]]], code: str) -> None:
    job_id = recruiter.job()
    candidate_id = recruiter.candidate(job_id, enabled=False)
    for gate, body in opened:
        recruiter.made("POST", f"/candidates/{candidate_id}/{gate}", body)
    online = {"interview_type": "ONLINE", "provider": "INTERNAL_VIDEO_ROOM"} if code == "ONLINE_DISABLED" else {}
    interview_id = recruiter.interview(job_id, candidate_id, **online)
    reply = recruiter.book(interview_id, recruiter.slot(job_id, at(9)))
    assert (reply.status, reply.json["code"]) == (409, code)


def test_a_candidate_can_not_be_in_two_interviews_at_once_even_partly(recruiter: Recruiter) -> None:
    job_id = recruiter.job()
    candidate_id = recruiter.candidate(job_id)
    first, second = (recruiter.interview(job_id, candidate_id) for _ in range(2))
    assert recruiter.book(first, recruiter.slot(job_id, at(9))).status == 201
    overlapping = recruiter.book(second, recruiter.slot(job_id, at(9) + timedelta(minutes=15)))
    assert (overlapping.status, overlapping.json["code"]) == (409, "CALENDAR_CONFLICT")
    assert recruiter.book(second, recruiter.slot(job_id, at(9) + timedelta(minutes=30))).status == 201


def test_an_unknown_id_and_another_organisations_are_the_same_404(recruiter: Recruiter, hasty: Recruiter) -> None:
    interview_id, job_id = recruiter.pending()
    slot_id = recruiter.slot(job_id, at(9))
    answers = [
        recruiter.book("int_unknown", slot_id),
        recruiter.book(interview_id, "slot_unknown"),
        hasty.book(interview_id, slot_id),
        hasty.call("GET", f"/interviews/{interview_id}"),
        hasty.call("POST", f"/interviews/{interview_id}/cancel", {"reason": "mine now"}),
    ]
    assert {(answer.status, answer.json["code"]) for answer in answers} == {(404, "NOT_FOUND")}
    assert recruiter.made("GET", f"/interviews/{interview_id}")["status"] == "PENDING"


def test_a_missing_interview_id_is_said_in_these_words(recruiter: Recruiter) -> None:
    for path in ("/interviews/slots/slot_x/book_slot", "/interviews/schedules/create_interview_session"):
        reply = recruiter.call("POST", path, {})
        assert (reply.status, reply.json["error"]) == (400, "interview_id is required")


def test_a_moved_interview_kills_the_old_link_and_says_where_it_went(recruiter: Recruiter, stack: RunningStack) -> None:
    interview_id, job_id = recruiter.pending()
    recruiter.book(interview_id, recruiter.slot(job_id, at(9)))
    old = recruiter.link_of(interview_id)
    moved = recruiter.call("PUT", f"/interviews/{interview_id}", {"slot_id": recruiter.slot(job_id, at(11))})
    assert moved.status == 200
    assert moved.json["status"] == "SCHEDULED"
    eventually(lambda: mails_to(recruiter, interview_id, "Interview Rescheduled"), "the mail about the new time")
    assert recruiter.link_of(interview_id) != old
    page = stack.visitor().get(old)
    assert "This interview has a new time" in page.text
    assert "16:30" in page.text


def test_a_cancelled_interview_frees_its_seat_and_says_so_to_the_candidate(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    interview_id, job_id = recruiter.pending()
    slot_id = recruiter.slot(job_id, at(9))
    recruiter.book(interview_id, slot_id)
    link = recruiter.link_of(interview_id)
    for _ in range(2):
        cancelled = recruiter.call("POST", f"/interviews/{interview_id}/cancel", {"reason": "The position is filled."})
        assert (cancelled.status, cancelled.json["status"]) == (200, "CANCELLED")
    eventually(lambda: mails_to(recruiter, interview_id, "Interview Cancelled"), "the mail about the cancellation")
    assert len(mails_to(recruiter, interview_id, "Interview Cancelled")) == 1
    assert recruiter.made("GET", f"/interviews/slots/{slot_id}")["current_bookings"] == 0
    assert "cancelled" in stack.visitor().get(link).text
    assert recruiter.actions(interview_id).count("CANCELLED") == 1


def test_a_candidate_who_enters_is_noted_once_and_the_interview_runs(hasty: Recruiter, stack: RunningStack) -> None:
    interview_id, job_id = hasty.pending()
    starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=2)
    own = {"starts_at": starts_at.isoformat(), "duration_minutes": 30}
    booked = hasty.call("POST", "/interviews", {"job_id": job_id, "candidate_id": hasty.candidate(job_id)} | own)
    assert (booked.status, booked.json["status"]) == (201, "SCHEDULED")
    interview_id = booked.json["interview_id"]
    visitor = stack.visitor()
    room = visitor.get(hasty.link_of(interview_id))
    assert room.url.endswith(f"/interview/ready/{interview_id}")
    token = room.text.split('name="csrf_token" value="')[1].split('"')[0]
    for _ in range(2):
        post_form(visitor, room.url, {"csrf_token": token, "consent": "yes", "mode": "type"})
    shown = hasty.made("GET", f"/interviews/{interview_id}")
    assert shown["status"] == "IN_PROGRESS"
    assert shown["candidate_joined_at"]
    assert hasty.actions(interview_id).count("JOINED") == 1


def test_a_form_without_its_token_changes_nothing(hasty: Recruiter, stack: RunningStack) -> None:
    job_id = hasty.job()
    starts_at = datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(minutes=2)
    own = {"starts_at": starts_at.isoformat(), "duration_minutes": 30}
    interview_id = hasty.interview(job_id, hasty.candidate(job_id), **own)
    visitor = stack.visitor()
    room = visitor.get(hasty.link_of(interview_id))
    refused = post_form(visitor, room.url, {"csrf_token": "0" * 64, "consent": "yes", "mode": "type"})
    assert refused.status == 403
    assert hasty.made("GET", f"/interviews/{interview_id}")["status"] == "SCHEDULED"


def test_a_link_that_nobody_sent_is_a_page_that_helps(stack: RunningStack) -> None:
    for key in ("0" * 64, "short", "%00", "'; DROP TABLE"):
        page = stack.visitor().get(f"{stack.portal_url}/?session_key={key.replace(' ', '%20')}")
        assert page.status == 404
        assert "This link does not open an interview" in page.text
