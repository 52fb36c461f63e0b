"""A change of a candidate or a job is applied to all future interviews, or is refused."""

from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.mail.delivery_errors import MailOutcomeUnknownError
from greenroom.models.session import SessionStatus
from greenroom.usecases import follow_changes
from local.gateway import handler_of, lambda_context
from tests.functional.calendars import busy
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient, entry_in, session_of, text_of
from tests.functional.recruiter_requests import a_new_candidate, a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Tenant, app

CORRECTED = "meera.iyer@example.com"


def correct(recruiter: RecruiterClient, interview: Any, **fields: Any) -> Any:
    """Change the candidate of an interview, and let the function follow."""
    recruiter.now += timedelta(seconds=1)
    answer = done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", fields)
    recruiter.follow(interview)
    return answer


def read(recruiter: RecruiterClient, interview: Any) -> Any:
    return done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")


def another_booking(recruiter: RecruiterClient, candidate: Any, starts_at: str) -> Any:
    return recruiter.api(
        "POST",
        "/interviews",
        {
            "candidate_id": candidate["candidate_id"],
            "job_id": candidate["job_id"],
            "starts_at": starts_at,
            "duration_minutes": 45,
        },
    )


def test_a_corrected_address_gets_an_invitation_and_the_wrong_one_a_cancellation(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()

    correct(recruiter, interview, email=CORRECTED)

    mails = recruiter.mails()
    assert set(mails) == {CORRECTED, CANDIDATE}
    method, event = entry_in(mails[CORRECTED])
    assert (method, int(event["SEQUENCE"])) == ("REQUEST", 2)
    method, event = entry_in(mails[CANDIDATE])
    assert (method, str(event["UID"])) == ("CANCEL", f"{interview['interview_id']}@greenroom")
    assert "Meera" not in text_of(mails[CANDIDATE])
    assert "link" in text_of(mails[CORRECTED])
    assert read(recruiter, interview)["interview_link"].encode() not in mails[CANDIDATE].message


def test_a_cancellation_to_the_wrong_address_whose_sender_died_is_sent_by_the_sweeper(
    recruiter: RecruiterClient,
) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()
    answers: list[Exception | None] = [None, MailOutcomeUnknownError("No answer came.")]
    recruiter.mailer.trouble = lambda: answers.pop(0) if answers else None
    correct(recruiter, interview, email=CORRECTED)
    assert set(recruiter.mails()) == {CORRECTED}

    recruiter.now += timedelta(minutes=16)
    for expected in ({CANDIDATE}, set()):
        handler_of("functions.status_sweeper.handler.lambda_handler")({}, lambda_context())
        assert set(recruiter.mails()) == expected


def test_the_link_that_went_to_the_wrong_address_opens_nothing_also_after_a_resend(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    correct(recruiter, interview, email=CORRECTED)

    recruiter.now += timedelta(minutes=2)
    recruiter.mailer.taken.clear()
    done(recruiter.api, "POST", f"/interviews/{interview['interview_id']}/resend")

    now = read(recruiter, interview)
    assert now["interview_link"] != interview["interview_link"]
    assert set(recruiter.mails()) == {CORRECTED}
    assert session_of(recruiter, interview, 1).status is SessionStatus.MOVED
    assert session_of(recruiter, interview, 2).status is SessionStatus.SCHEDULED


def test_the_e_mail_of_an_interview_is_the_one_to_the_present_address(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.now += timedelta(seconds=1)
    done(recruiter.api, "PATCH", f"/candidates/{interview['candidate_id']}", {"email": CORRECTED})
    assert read(recruiter, interview)["email"]["status"] == "PENDING"
    recruiter.follow(interview)
    assert read(recruiter, interview)["email"]["status"] == "SENT"


def test_a_record_of_the_wrong_address_that_comes_late_invites_nobody(recruiter: RecruiterClient) -> None:
    candidate = an_enabled_candidate(recruiter.api, a_new_job(recruiter.api)["job_id"])
    starts_at = rfc3339((recruiter.now + timedelta(days=2)).replace(microsecond=0))
    interview = a_new_interview(recruiter.api, candidate, starts_at=starts_at, duration_minutes=45)

    correct(recruiter, interview, email=CORRECTED)

    assert set(recruiter.mails()) == {CORRECTED}


def test_the_owner_of_the_wrong_address_is_no_longer_busy(
    recruiter: RecruiterClient, organisation: Tenant, cloud: Database
) -> None:
    interview = recruiter.interview("AI")
    correct(recruiter, interview, email=CORRECTED)
    assert busy(cloud, organisation, CANDIDATE) == []
    assert busy(cloud, organisation, CORRECTED) == [interview["interview_id"]]

    owner = an_enabled_candidate(recruiter.api, interview["job_id"], email=CANDIDATE, full_name="Somebody Else")
    assert another_booking(recruiter, owner, interview["started_at"]).status == 201


def test_a_second_record_of_the_same_person_is_busy_at_the_same_time(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    correct(recruiter, interview, email=CORRECTED)
    twin = an_enabled_candidate(recruiter.api, interview["job_id"], email=CORRECTED.upper(), allow_duplicate=True)
    refused = another_booking(recruiter, twin, interview["started_at"])
    assert (refused.status, refused.code) == (409, "CALENDAR_CONFLICT")


def test_an_address_whose_owner_is_busy_then_is_refused_and_nothing_is_changed(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    twin = an_enabled_candidate(recruiter.api, interview["job_id"], email=CORRECTED)
    assert another_booking(recruiter, twin, interview["started_at"]).status == 201

    refused = recruiter.api("PATCH", f"/candidates/{interview['candidate_id']}", {"email": CORRECTED})

    assert (refused.status, refused.code) == (409, "CALENDAR_CONFLICT")
    assert done(recruiter.api, "GET", f"/candidates/{interview['candidate_id']}")["email"] == CANDIDATE
    assert read(recruiter, interview)["interview_link"] == interview["interview_link"]


def test_a_candidate_of_too_many_interviews_is_refused_with_their_number(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_changes, "MOST_AHEAD", 0)
    interview = recruiter.interview("AI")
    refused = recruiter.api("PATCH", f"/candidates/{interview['candidate_id']}", {"email": CORRECTED})
    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert "1 interviews that repeat this are still to come" in refused.json["error"]
    assert done(recruiter.api, "GET", f"/candidates/{interview['candidate_id']}")["email"] == CANDIDATE
    assert read(recruiter, interview)["version"] == interview["version"]


def test_extra_time_moves_end_timers_and_calendars_of_what_is_to_come(
    recruiter: RecruiterClient, organisation: Tenant, cloud: Database
) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()

    correct(recruiter, interview, extra_time_percent=50)

    (mail,) = recruiter.mails().values()
    now, session = read(recruiter, interview), session_of(recruiter, interview, 2)
    start = session.starts_at
    assert now["ended_at"] == rfc3339(start + timedelta(minutes=67, seconds=30))
    assert (session.extra_time_percent, rfc3339(session.ends_at)) == (50, now["ended_at"])
    assert "another length" in text_of(mail)
    assert rfc3339(entry_in(mail)[1]["DTEND"].dt) == now["ended_at"]
    stored = app.schedule.people(app.schedule.interview(organisation.org_id, interview["interview_id"])).calendars[0]
    assert rfc3339(stored.busy[interview["interview_id"]].ends_at) == now["ended_at"]
    assert app.schedule.interview(recruiter.org_id, interview["interview_id"]).settles_at == session.ends_at


def test_extra_time_that_would_reach_into_another_interview_is_refused(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    candidate = done(recruiter.api, "GET", f"/candidates/{interview['candidate_id']}")
    assert another_booking(recruiter, candidate | {"job_id": interview["job_id"]}, interview["ended_at"]).status == 201
    refused = recruiter.api("PATCH", f"/candidates/{interview['candidate_id']}", {"extra_time_percent": 25})
    assert (refused.status, refused.code) == (409, "CALENDAR_CONFLICT")
    assert done(recruiter.api, "GET", f"/candidates/{interview['candidate_id']}")["extra_time_percent"] == 0


def test_page_mail_list_and_interview_say_the_same_name_zone_title_and_company(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    first = recruiter.mails()
    assert len(first) == 1

    correct(recruiter, interview, full_name="Meera S. Iyer", timezone="Europe/Berlin")
    done(
        recruiter.api,
        "PATCH",
        f"/jobs/{interview['job_id']}",
        {"job_title": "Platform Engineer", "company_name": "Acme Labs"},
    )
    recruiter.follow(interview)

    session, listed = session_of(recruiter, interview, 1), done(recruiter.api, "GET", "/interviews")["items"][0]
    assert recruiter.mails() == {}
    assert (session.candidate_name, session.candidate_timezone) == ("Meera S. Iyer", "Europe/Berlin")
    assert (session.job_title, session.company_name) == ("Platform Engineer", "Acme Labs")
    assert (listed["candidate_name"], listed["job_title"]) == ("Meera S. Iyer", "Platform Engineer")
    assert listed["interview_link"] == interview["interview_link"]
    recruiter.now += timedelta(minutes=2)
    done(recruiter.api, "POST", f"/interviews/{interview['interview_id']}/resend")
    (again,) = recruiter.mails().values()
    for words in ("Meera S. Iyer", "Platform Engineer", "Acme Labs", "Berlin"):
        assert words in text_of(again) + again.to


def test_another_language_of_the_coding_tasks_is_told(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI", ai_interview_type="CODING")
    recruiter.mails()
    done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"coding_language": "JAVA"})
    recruiter.follow(interview)
    (mail,) = recruiter.mails().values()
    assert "The coding tasks are in Java" in text_of(mail)
    assert session_of(recruiter, interview, 2).coding_language == "JAVA"


def test_the_mail_about_another_place_names_both_and_says_that_the_old_link_is_dead(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("OFFLINE")
    recruiter.mails()
    recruiter.change(interview, location="Mount Road 3, Chennai")
    (mail,) = recruiter.mails().values()
    text = text_of(mail)
    assert "has another place: Mount Road 3, Chennai, instead of Anna Salai 12, Chennai" in text
    assert "the earlier one no longer opens the interview" in text


def test_a_pending_interview_is_booked_with_the_present_candidate_and_job(
    recruiter: RecruiterClient, organisation: Tenant, cloud: Database
) -> None:
    candidate = an_enabled_candidate(recruiter.api, a_new_job(recruiter.api)["job_id"])
    pending = a_new_interview(recruiter.api, candidate)
    done(
        recruiter.api, "PATCH", f"/candidates/{candidate['candidate_id']}", {"email": CORRECTED, "full_name": "M. Iyer"}
    )
    assert read(recruiter, pending)["candidate_name"] == "M. Iyer"
    slot = {
        "job_id": candidate["job_id"],
        "interview_date": (recruiter.now + timedelta(days=3)).date().isoformat(),
        "start_time": "10:00",
        "end_time": "10:45",
    }
    made = recruiter.api("POST", "/interviews/slots", slot).json
    path = f"/interviews/slots/{made['slot_id']}/book_slot"
    assert recruiter.api("POST", path, {"interview_id": pending["interview_id"]}).status == 201
    assert busy(cloud, organisation, CORRECTED) == [pending["interview_id"]]
    assert busy(cloud, organisation, CANDIDATE) == []


def test_a_change_that_was_made_already_tells_nobody_again(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    correct(recruiter, interview, email=CORRECTED)
    recruiter.mailer.taken.clear()
    before = read(recruiter, interview)
    correct(recruiter, interview, email=CORRECTED)
    assert recruiter.mails() == {}
    assert read(recruiter, interview)["version"] == before["version"]


def test_a_past_interview_keeps_its_values_of_that_time(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.cancel(interview)
    recruiter.mailer.taken.clear()
    correct(recruiter, interview, email=CORRECTED, full_name="M. Iyer")
    assert recruiter.mails() == {}
    assert read(recruiter, interview)["candidate_name"] == "Meera Iyer"


def test_a_candidate_cannot_get_the_address_of_the_interviewer(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview(interviewers=[{"email": "ada@acme.example.com", "name": "Ada"}])
    refused = recruiter.api("PATCH", f"/candidates/{interview['candidate_id']}", {"email": "ada@acme.example.com"})
    assert refused.status == 400
    assert (
        a_new_candidate(recruiter.api)["email"]
        == done(recruiter.api, "GET", f"/candidates/{interview['candidate_id']}")["email"]
    )
