"""Use cases that handle all interviews of a candidate miss none, even if the indexes are behind."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.settings import settings
from greenroom.usecases import follow_later
from local.gateway import handler_of, lambda_context
from tests.faults.index_lag import IndexLag
from tests.functional.calendars import busy
from tests.functional.recruiter_client import CANDIDATE, RecruiterClient
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    an_enabled_candidate,
    done,
)
from tests.functional.test_erasure import everything
from tests.functional.test_follow_organisation import follow_from_the_queue
from tests.world import Tenant, app

NEVER = 3600.0


@pytest.fixture(params=[0.15, 1.0, NEVER], ids=["150 ms", "1 s", "an hour"])
def lag(cloud: Database, request: pytest.FixtureRequest) -> Iterator[IndexLag]:
    there = IndexLag(request.param)
    end = there.over(cloud.client)
    yield there
    end()


def record_of(cloud: Database, tenant: Tenant, interview: Any) -> Any:
    """The newest stream record of the booking."""
    key = {"booking_id": {"S": f"{tenant.org_id}#{interview['interview_id']}"}}
    item = cloud.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
    return {"Records": [{"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}]}


def test_a_candidate_erased_right_after_a_booking_leaves_nothing(
    lag: IndexLag, organisation: Tenant, cloud: Database
) -> None:
    interview = a_booked_interview(organisation.admin)

    assert organisation.admin("DELETE", f"/candidates/{interview['candidate_id']}").status == 204

    assert lag.hidden or lag.seconds < NEVER
    assert not [trace for trace in ("Meera", CANDIDATE) if trace in everything(cloud, organisation)]
    read = done(organisation.admin, "GET", f"/interviews/{interview['interview_id']}")
    assert (read["status"], read["candidate_name"]) == ("CANCELLED", "Erased candidate")
    assert done(organisation.admin, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0


def test_the_record_of_a_booking_that_comes_after_the_erasure_brings_nobody_back(
    organisation: Tenant, cloud: Database, recruiter: RecruiterClient
) -> None:
    candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    starts_at = (recruiter.now + timedelta(days=2)).replace(microsecond=0).isoformat()
    interview = a_new_interview(organisation.admin, candidate, starts_at=starts_at, duration_minutes=45)
    late = record_of(cloud, organisation, interview)
    assert organisation.admin("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204

    answer = handler_of("functions.create_session.handler.lambda_handler")(late, lambda_context())

    assert answer == {"batchItemFailures": []}
    assert not [trace for trace in ("Meera", CANDIDATE) if trace in everything(cloud, organisation)]
    assert recruiter.mails() == {}


def test_a_pending_interview_made_just_now_is_erased_too(lag: IndexLag, organisation: Tenant, cloud: Database) -> None:
    candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    a_new_interview(organisation.admin, candidate)
    assert organisation.admin("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204
    assert "Meera" not in everything(cloud, organisation)


def test_no_interview_is_made_for_a_candidate_who_is_being_erased(organisation: Tenant) -> None:
    api = organisation.admin
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    stored = app.candidates.get(organisation.org_id, candidate["candidate_id"])
    app.candidates.replace(stored.changed(is_being_erased=True, version=stored.version + 1), stored.version)
    asked = {"candidate_id": candidate["candidate_id"], "job_id": candidate["job_id"]}
    assert api("POST", "/interviews", asked).status == 404
    opening = {"shortlisted": True, "job_id": candidate["job_id"]}
    assert api("POST", f"/candidates/{candidate['candidate_id']}/shortlist", opening).status == 404


def test_a_gate_is_not_closed_over_a_booking_made_just_now(lag: IndexLag, organisation: Tenant) -> None:
    api = organisation.admin
    interview = a_booked_interview(api)
    path = f"/candidates/{interview['candidate_id']}/shortlist"
    assert api("POST", path, {"shortlisted": False}).code == "INVALID_STATE"
    closed = done(api, "POST", path, {"shortlisted": False, "cancel_booked": True})
    assert closed["cancelled_interviews"] == [interview["interview_id"]]


def test_a_gate_that_closes_while_a_booking_is_under_way_refuses_it(organisation: Tenant) -> None:
    api = organisation.admin
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    interview = a_new_interview(api, candidate)
    stored = app.matches.of(organisation.org_id, candidate["job_id"], candidate["candidate_id"])
    assert stored is not None
    reading = app.schedule.people
    closings = [stored]

    def people(*arguments: Any) -> Any:
        found = reading(*arguments)
        if closings:
            match = closings.pop()
            closed = match.with_shortlisted(shortlisted=False).changed(version=match.version + 1)
            app.matches.replace(closed, match.version)
        return found

    slot = {"job_id": candidate["job_id"], "start_time": "10:00", "end_time": "10:45"}
    day = (app.now() + timedelta(days=2)).date().isoformat()
    made = api("POST", "/interviews/slots", {**slot, "interview_date": day}).json
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app.schedule, "people", people)
        path = f"/interviews/slots/{made['slot_id']}/book_slot"
        refused = api("POST", path, {"interview_id": interview["interview_id"]})

    assert refused.code == "NOT_SHORTLISTED"
    assert done(api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "PENDING"


def test_an_address_corrected_right_after_a_booking_reaches_it(
    lag: IndexLag, organisation: Tenant, cloud: Database
) -> None:
    interview = a_booked_interview(organisation.admin)
    done(organisation.admin, "PATCH", f"/candidates/{interview['candidate_id']}", {"email": "right@example.com"})
    assert busy(cloud, organisation, "right@example.com") == [interview["interview_id"]]
    assert busy(cloud, organisation, CANDIDATE) == []


@pytest.mark.parametrize("is_booked", [True, False], ids=["booked", "pending"])
def test_an_interview_made_right_before_its_job_is_deleted_is_cancelled_and_gives_its_seat_back(
    recruiter: RecruiterClient, cloud: Database, monkeypatch: pytest.MonkeyPatch, is_booked: bool
) -> None:
    monkeypatch.setattr(follow_later, "LISTED_AFTER", timedelta(0))
    api, unlisted = recruiter.api, IndexLag(NEVER)
    seen = unlisted.over(cloud.client)
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    when = {"starts_at": rfc3339(recruiter.now + timedelta(days=2)), "duration_minutes": 45} if is_booked else {}
    interview = a_new_interview(api, candidate, **when)
    if is_booked:
        recruiter.follow(interview)
    recruiter.mails()

    assert api("DELETE", f"/jobs/{interview['job_id']}").status == 204
    seen()
    assert follow_from_the_queue() == 1

    after = done(api, "GET", f"/interviews/{interview['interview_id']}")
    assert (after["status"], after["job_title"]) == ("CANCELLED", "Backend Engineer")
    if is_booked:
        recruiter.follow(interview)
        assert done(api, "GET", f"/interviews/slots/{interview['slot_id']}")["current_bookings"] == 0
        assert recruiter.mails()[CANDIDATE].subject.startswith("Interview Cancelled")


def test_a_job_that_was_not_deleted_after_all_keeps_its_interviews(
    recruiter: RecruiterClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow_later, "LISTED_AFTER", timedelta(0))
    candidate = an_enabled_candidate(recruiter.api, a_new_job(recruiter.api)["job_id"])
    with monkeypatch.context() as broken:
        broken.setattr(app.jobs, "remove", lambda *_args, **_options: None)
        assert recruiter.api("DELETE", f"/jobs/{candidate['job_id']}").status == 204
    interview = a_new_interview(recruiter.api, candidate)
    follow_from_the_queue()
    assert done(recruiter.api, "GET", f"/interviews/{interview['interview_id']}")["status"] == "PENDING"


def test_the_lag_hides_what_is_new_and_nothing_else(cloud: Database, organisation: Tenant) -> None:
    now = [0.0]
    lag = IndexLag(1.0, clock=lambda: now[0])
    old = a_booked_interview(organisation.admin)
    end = lag.over(cloud.client)
    candidate = done(organisation.admin, "GET", f"/candidates/{old['candidate_id']}")
    new = a_new_interview(organisation.admin, candidate | {"job_id": old["job_id"]})
    path = f"/interviews?candidate_id={old['candidate_id']}"
    seen = [one["interview_id"] for one in done(organisation.admin, "GET", path)["items"]]
    now[0] = 1.1
    later = [one["interview_id"] for one in done(organisation.admin, "GET", path)["items"]]
    end()
    assert (seen, later) == ([old["interview_id"]], [new["interview_id"], old["interview_id"]])
    assert lag.hidden == 1
