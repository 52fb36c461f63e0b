"""A change of an organisation's name or rules reaches all that is booked and still to come, or is refused."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.interview import Interview
from greenroom.models.session import Session, SessionStatus
from greenroom.usecases import change_organisation
from local.applications import with_parts
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient
from tests.functional.recruiter_requests import done
from tests.world import Tenant, app


@pytest.fixture
def recruiter(cloud: Database, organisation: Tenant) -> Iterator[RecruiterClient]:
    there = RecruiterClient(organisation.admin, organisation.org_id, cloud)
    with with_parts(app, mailer=there.mailer, clock=lambda: there.now):
        yield there


def set_rules(recruiter: RecruiterClient, interview: Any, name: str | None = None, **rules: Any) -> None:
    """Change the organisation, and let the function follow."""
    recruiter.now += timedelta(seconds=1)
    named = {"name": name} if name else {}
    done(recruiter.api, "PATCH", "/organisation", named | ({"policy": rules} if rules else {}))
    recruiter.follow(interview)


def stored(recruiter: RecruiterClient, interview: Any) -> Interview:
    return app.interviews.get(recruiter.org_id, interview["interview_id"])


def session_of(recruiter: RecruiterClient, interview: Any, version: int) -> Session:
    booking = app.schedule.booking(recruiter.org_id, interview["interview_id"])
    assert booking is not None
    session = app.sessions.session(app.links.hash_of(booking.session_id, version))
    assert session is not None
    return session


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


def test_what_is_over_keeps_what_its_candidate_was_told(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    recruiter.cancel(interview)
    before = stored(recruiter, interview)
    set_rules(recruiter, interview, "Acme Labs", retention_days=1)
    assert stored(recruiter, interview) == before


def test_a_change_that_would_reach_too_many_is_refused_and_changes_nothing(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(change_organisation, "MOST_AHEAD", 1)
    first, second = recruiter.interview("AI"), recruiter.interview("AI", timedelta(days=3))
    before = done(recruiter.api, "GET", "/organisation")
    refused = recruiter.api("PATCH", "/organisation", {"policy": {"sender_name": "Acme Talent"}})
    assert (refused.status, refused.code) == (409, "INVALID_STATE")
    assert "2 interviews are still to come" in refused.json["error"]
    assert done(recruiter.api, "GET", "/organisation") == before
    assert done(recruiter.api, "PATCH", "/organisation", {"policy": {"min_notice_minutes": 5}})["version"] == 2
    assert {stored(recruiter, one).version for one in (first, second)} == {1}


def test_a_change_that_broke_off_is_finished_by_its_repetition(recruiter: RecruiterClient) -> None:
    interview = recruiter.interview("AI")
    organisation = app.organisations.organisation(recruiter.org_id)
    renamed = organisation.changed(name="Acme Labs", version=organisation.version + 1)
    app.organisations.change(renamed, organisation.version)
    assert session_of(recruiter, interview, 1).org_name == "Acme"
    set_rules(recruiter, interview, "Acme Labs")
    assert session_of(recruiter, interview, 1).org_name == "Acme Labs"
