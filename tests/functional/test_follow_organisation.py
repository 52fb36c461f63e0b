"""A change of an organisation's name or rules is applied to all booked future interviews."""

from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.interviews import Interviews
from greenroom.models.interview import Interview
from greenroom.models.page import Page
from greenroom.models.session import SessionStatus
from greenroom.usecases import change_organisation, follow_later, jobs
from local.gateway import handler_of, lambda_context
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient, booking_of, session_of
from tests.functional.recruiter_requests import a_new_interview, an_enabled_candidate, done
from tests.world import app, aws


def set_rules(recruiter: RecruiterClient, interview: Any, name: str | None = None, **rules: Any) -> None:
    """Change the organisation, and let the function follow."""
    recruiter.now += timedelta(seconds=1)
    named = {"name": name} if name else {}
    done(recruiter.api, "PATCH", "/organisation", named | ({"policy": rules} if rules else {}))
    recruiter.follow(interview)


def stored(recruiter: RecruiterClient, interview: Any) -> Interview:
    return app.interviews.get(recruiter.org_id, interview["interview_id"])


def test_name_brand_and_reply_address_reach_the_page_without_an_e_mail(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()
    set_rules(
        recruiter, interview, "Acme Labs", reply_to="hr@acme.example.com", brand_color="#123456", language_code="de-DE"
    )
    session = session_of(recruiter, interview, 1)
    assert (session.org_name, session.reply_to, session.brand_color, session.language_code) == (
        *("Acme Labs", "hr@acme.example.com", "#123456"),
        "de-DE",
    )
    assert recruiter.mails() == {}


def test_opening_times_that_are_wider_reach_page_and_sweeper_without_an_e_mail(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()
    set_rules(recruiter, interview, last_entry_minutes_after=25, room_opens_seconds_before=600)
    session, after = session_of(recruiter, interview, 1), stored(recruiter, interview)
    assert session.last_entry_at == after.last_entry_at == session.starts_at + timedelta(minutes=25)
    assert session.opens_at == session.starts_at - timedelta(minutes=10)
    assert recruiter.mails() == {}


def test_a_last_entry_that_is_earlier_than_the_mail_said_is_told(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.mails()
    set_rules(recruiter, interview, last_entry_minutes_after=5)
    assert session_of(recruiter, interview, 1).status is SessionStatus.MOVED
    session = session_of(recruiter, interview, 2)
    assert session.last_entry_at == session.starts_at + timedelta(minutes=5)
    assert CANDIDATE in recruiter.mails()


def test_reminders_and_the_day_of_erasure_follow(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("ONLINE", timedelta(days=5))
    set_rules(recruiter, interview, reminders=[2880, 30], retention_days=30)
    recruiter.now += timedelta(minutes=20)
    after = stored(recruiter, interview)
    assert after.ends_at is not None
    assert (after.reminders, after.erase_at) == ((2880, 30), after.ends_at + timedelta(days=30))
    set_rules(recruiter, interview, reminders=[], retention_days=None)
    after = stored(recruiter, interview)
    assert (after.reminders, after.erase_at) == ((), None)


def test_a_rule_for_later_bookings_alone_touches_nothing_that_is_booked(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    before = stored(recruiter, interview)
    set_rules(recruiter, interview, min_notice_minutes=60, max_advance_days=30)
    assert stored(recruiter, interview) == before


def test_a_past_interview_keeps_the_rules_that_its_candidate_was_told(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.cancel(interview)
    before = stored(recruiter, interview)
    set_rules(recruiter, interview, "Acme Labs", retention_days=1)
    assert stored(recruiter, interview) == before


def follow_from_the_queue() -> int:
    """Call the function with the waiting messages. Returns their number."""
    handle, sqs, count = handler_of("functions.follow_changes.handler.lambda_handler"), aws("sqs"), 0
    url = app.settings.changes_queue_url
    while messages := sqs.receive_message(QueueUrl=url).get("Messages"):
        for message in messages:
            handle({"Records": [{"body": message["Body"]}]}, lambda_context())
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            count += 1
    return count


def test_of_many_interviews_the_soonest_follow_at_once_and_the_rest_from_the_queue(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_organisation, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(follow_later, "AT_ONCE", 2)
    booked = [recruiter.interview("AI", timedelta(days=days)) for days in (2, 3, 4, 5)]
    follow_from_the_queue()
    set_rules(recruiter, booked[0], sender_name="Acme Talent")
    assert [stored(recruiter, one).version for one in booked] == [2, 1, 1, 1]
    assert follow_from_the_queue() == 2
    assert [stored(recruiter, one).version for one in booked] == [2, 2, 2, 2]
    assert {booking_of(recruiter, one).sender_name for one in booked} == {"Acme Talent"}


def test_the_rest_of_a_jobs_interviews_follows_from_the_queue(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST_AT_ONCE", 1)
    booked = recruiter.interview("AI")
    candidate = an_enabled_candidate(recruiter.api, booked["job_id"], email="second@example.com")
    newest = a_new_interview(recruiter.api, candidate)
    done(recruiter.api, "PATCH", f"/jobs/{booked['job_id']}", {"job_title": "Site Engineer"})
    titles = [stored(recruiter, one).job_title for one in (newest, booked)]
    assert titles == ["Site Engineer", "Backend Engineer"]
    follow_from_the_queue()
    assert stored(recruiter, booked).job_title == "Site Engineer"


@pytest.mark.parametrize("changed", ["organisation", "job"])
def test_an_interview_booked_during_a_change_and_not_listed_yet_follows_a_moment_later(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch, changed: str
) -> None:
    """Lists of interviews are indexes, which follow their table a moment later."""
    monkeypatch.setattr(follow_later, "LISTED_AFTER", timedelta(0))
    interview = recruiter.interview("AI")
    with monkeypatch.context() as nothing_listed:
        nothing_listed.setattr(Interviews, "page", lambda *_args, **_options: Page([], None))
        if changed == "organisation":
            done(recruiter.api, "PATCH", "/organisation", {"name": "Acme Labs"})
        else:
            done(recruiter.api, "PATCH", f"/jobs/{interview['job_id']}", {"job_title": "Site Engineer"})
    assert stored(recruiter, interview).version == 1
    follow_from_the_queue()
    booking = booking_of(recruiter, interview)
    assert (booking.org_name, booking.job_title) in {("Acme Labs", "Backend Engineer"), ("Acme", "Site Engineer")}


def test_a_change_that_broke_off_is_finished_by_its_repetition(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    organisation = app.organisations.organisation(recruiter.org_id)
    renamed = organisation.changed(name="Acme Labs", version=organisation.version + 1)
    app.organisations.change(renamed, organisation.version)
    assert session_of(recruiter, interview, 1).org_name == "Acme"
    set_rules(recruiter, interview, "Acme Labs")
    assert session_of(recruiter, interview, 1).org_name == "Acme Labs"
