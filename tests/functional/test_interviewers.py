"""Interviewers get an invitation, notices of moves, reminders and cancellations, each once with a calendar entry."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from greenroom.clock import rfc3339
from local.gateway import handler_of, lambda_context
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient, entry_in, text_of
from tests.functional.recruiter_requests import a_new_job, an_enabled_candidate, done
from tests.functional.story import audit_log_in_story

ADA: dict[str, Any] = {"email": "ada@acme.example.com", "name": "Ada"}
BOB: dict[str, Any] = {"email": "bob@acme.example.com", "name": "Bob"}
CYD: dict[str, Any] = {"email": "cyd@acme.example.com", "name": None}
DEE: dict[str, Any] = {"email": "dee@acme.example.com", "name": "Dee"}
PANEL = [ADA, BOB, CYD, DEE]


def addresses(*people: dict[str, Any]) -> set[str]:
    return {person["email"] for person in people}


def test_four_people_are_invited_each_with_an_entry_and_the_way_in(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=PANEL)
    assert (interview["interviewers"], interview["interviewer_email"]) == (PANEL, ADA["email"])
    mails = recruiter.mails()
    assert set(mails) == addresses(*PANEL) | {CANDIDATE}
    for address in addresses(*PANEL):
        method, event = entry_in(mails[address])
        assert method == "REQUEST"
        assert str(event["ATTENDEE"]) == f"mailto:{address}"
        assert str(event["UID"]) == f"{interview['interview_id']}@greenroom"
        assert event["DTSTART"].dt == datetime.fromisoformat(interview["started_at"])
        assert str(event["SUMMARY"]) == "Interview with Meera Iyer: Backend Engineer"
    assert interview["room_id"].encode() not in mails[CANDIDATE].message


def test_a_record_that_comes_again_tells_nobody_again(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=PANEL)
    recruiter.mails()
    recruiter.follow(interview)
    assert recruiter.mails() == {}


def test_a_move_and_a_cancellation_reach_everybody_and_their_calendars(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=[ADA, BOB])
    first = recruiter.mails()
    later = rfc3339((recruiter.now + timedelta(days=3)).replace(microsecond=0))
    recruiter.change(interview, starts_at=later, duration_minutes=45)
    moved = recruiter.mails()
    recruiter.cancel(interview)
    off = recruiter.mails()
    assert set(first) == set(moved) == set(off) == addresses(ADA, BOB) | {CANDIDATE}
    for address in addresses(ADA, BOB):
        entries = [entry_in(mails[address]) for mails in (first, moved, off)]
        assert [method for method, _ in entries] == ["REQUEST", "REQUEST", "CANCEL"]
        assert len({str(event["UID"]) for _, event in entries}) == 1
        sequence = [int(event["SEQUENCE"]) for _, event in entries]
        assert sequence == sorted(set(sequence))
        assert entries[1][1]["DTSTART"].dt == datetime.fromisoformat(later)


def test_a_replaced_interviewer_is_told_and_the_others_get_no_e_mail(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=[ADA, BOB])
    before = entry_in(recruiter.mails()[BOB["email"]])[1]
    changed = recruiter.change(interview, interviewers=[ADA, CYD])
    assert changed["interviewers"] == [ADA, CYD]
    mails = recruiter.mails()
    assert set(mails) == addresses(BOB, CYD)
    method, event = entry_in(mails[BOB["email"]])
    assert (method, str(event["UID"])) == ("CANCEL", str(before["UID"]))
    assert int(event["SEQUENCE"]) > int(before["SEQUENCE"])
    assert entry_in(mails[CYD["email"]])[0] == "REQUEST"

    recruiter.change(interview, interviewers=[BOB])
    again = recruiter.mails()
    assert set(again) == addresses(ADA, BOB, CYD)
    assert int(entry_in(again[BOB["email"]])[1]["SEQUENCE"]) > int(event["SEQUENCE"])
    recruiter.cancel(interview)
    assert set(recruiter.mails()) >= addresses(BOB) | {CANDIDATE}


def test_an_interviewer_who_is_removed_with_a_move_is_told_too(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=[ADA, BOB])
    recruiter.mails()
    later = rfc3339((recruiter.now + timedelta(days=3)).replace(microsecond=0))
    recruiter.change(interview, starts_at=later, duration_minutes=45, interviewers=[BOB])
    mails = recruiter.mails()
    assert entry_in(mails[ADA["email"]])[0] == "CANCEL"
    assert entry_in(mails[BOB["email"]])[0] == "REQUEST"


def test_a_booking_too_late_for_a_reminder_is_told_and_taken_back_all_the_same(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(starts_in=timedelta(minutes=10), interviewer_email=ADA["email"])
    assert ADA["email"] in recruiter.mails()
    recruiter.cancel(interview)
    assert entry_in(recruiter.mails()[ADA["email"]])[0] == "CANCEL"


def test_interviewers_at_a_place_are_told_the_place(recruiter: RecruiterClient) -> None:
    recruiter.interview("OFFLINE", interviewers=[ADA])
    _, event = entry_in(recruiter.mails()[ADA["email"]])
    assert str(event["LOCATION"]) == "Anna Salai 12, Chennai"


def test_interviewers_are_told_another_place_and_who_comes_later_only_the_one_that_counts(
    recruiter: RecruiterClient,
) -> None:
    interview = recruiter.interview("OFFLINE", interviewers=[ADA])
    recruiter.mails()
    recruiter.change(interview, location="Mount Road 3, Chennai")
    told = text_of(recruiter.mails()[ADA["email"]])
    assert "has another place: Mount Road 3, Chennai, instead of Anna Salai 12, Chennai" in told
    recruiter.change(interview, interviewers=[ADA, BOB])
    [first] = [text_of(mail) for mail in recruiter.mails().values()]
    assert "You interview" in first
    assert "Anna Salai" not in first


def test_an_interview_by_an_ai_has_nobody_to_invite(recruiter: RecruiterClient) -> None:
    recruiter.interview("AI", interviewers=[ADA])
    assert set(recruiter.mails()) == {CANDIDATE}


def test_everybody_is_reminded_once(recruiter: RecruiterClient) -> None:
    recruiter.interview(starts_in=timedelta(hours=3), interviewers=[ADA, BOB])
    recruiter.mails()
    recruiter.now += timedelta(hours=2, minutes=1)
    for expected in (addresses(ADA, BOB) | {CANDIDATE}, set()):
        handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
        assert set(recruiter.mails()) == expected


@pytest.mark.parametrize(("late", "said"), [(1, "1 hour"), (35, "25 minutes")])
def test_a_late_reminder_says_the_time_that_is_really_left(recruiter: RecruiterClient, late: int, said: str) -> None:
    interview = recruiter.interview(starts_in=timedelta(hours=3), interviewers=[ADA])
    recruiter.mails()
    recruiter.now += timedelta(hours=2, minutes=late)
    handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
    sent = recruiter.mails()
    assert set(sent) == addresses(ADA) | {CANDIDATE}
    for mail in sent.values():
        assert mail.subject.startswith(f"Interview in {said} -")
        assert f"starts in {said}".encode() in mail.message
    story = audit_log_in_story(recruiter.org_id, interview["interview_id"])
    assert len([line for line in story if "EMAIL_SENT" in line and "REMI" in line]) == len(sent), story


@pytest.mark.parametrize("busy", PANEL, ids=lambda person: str(person["email"]))
def test_the_calendar_of_each_of_them_holds_against_overlap(recruiter: RecruiterClient, busy: dict[str, Any]) -> None:
    recruiter.interview(interviewers=PANEL)
    job = a_new_job(recruiter.api)
    other = an_enabled_candidate(recruiter.api, job["job_id"], online=True, email="other@example.com")
    body = {
        "candidate_id": other["candidate_id"],
        "job_id": job["job_id"],
        "interview_type": "ONLINE",
        "interviewers": [{"email": "free@acme.example.com"}, {"email": str(busy["email"]).upper()}],
        "starts_at": rfc3339((recruiter.now + timedelta(days=2, minutes=30)).replace(microsecond=0)),
        "duration_minutes": 45,
    }
    assert recruiter.api("POST", "/interviews", body).code == "CALENDAR_CONFLICT"


def test_an_interviewer_who_is_the_candidate_is_refused(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=[ADA])
    own = [ADA, {"email": CANDIDATE.upper()}]
    refused = recruiter.api("PUT", f"/interviews/{interview['interview_id']}", {"interviewers": own})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert refused.json["error"] == "The candidate can not be an interviewer of their own interview."
    assert done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")["interviewers"] == [ADA]


@pytest.mark.parametrize(
    "fields",
    [
        {"interviewers": []},
        {"interviewers": [*PANEL, {"email": "fifth@acme.example.com"}]},
        {"interviewers": [ADA, {"email": "ADA@acme.example.com"}]},
        {"interviewers": [BOB], "interviewer_email": ADA["email"]},
        {"interviewers": [{"email": "nobody"}]},
        {"interviewers": [{"name": "Ada"}]},
        {"interviewers": [{**ADA, "role": "chair"}]},
        {"interviewers": ADA["email"]},
    ],
)
def test_a_panel_that_can_not_be_is_refused(recruiter: RecruiterClient, fields: dict[str, Any]) -> None:
    interview = recruiter.interview(interviewers=[CYD])
    refused = recruiter.api("PUT", f"/interviews/{interview['interview_id']}", fields)
    assert (refused.status, refused.code) == (400, "VALIDATION"), refused.text


def test_the_old_field_alone_is_a_panel_of_one(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewer_email=ADA["email"])
    assert interview["interviewers"] == [{"email": ADA["email"], "name": None}]
    changed = recruiter.change(interview, interviewer_email=BOB["email"])
    assert changed["interviewers"] == [{"email": BOB["email"], "name": None}]
    nobody = recruiter.change(interview, interviewers=None)
    assert (nobody["interviewers"], nobody["interviewer_email"]) == (None, None)
