"""Use cases that handle all interviews of a candidate miss none behind a fault proxy whose indexes are late."""

from collections.abc import Iterator

import pytest

from greenroom.adapters.candidates import Candidates, Matches
from greenroom.adapters.connections import ConnectedProviders
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.interviews import Interviews
from greenroom.adapters.jobs import Jobs
from greenroom.adapters.schedule import Schedule
from greenroom.clock import utc_now
from greenroom.errors import InvalidStateError
from greenroom.identifiers import new_id
from greenroom.models.calendar import calendar_key
from greenroom.models.interview import Interview
from greenroom.usecases.candidates import change_candidate
from greenroom.usecases.create_interview import InterviewRequest, OwnTime, create_interview
from greenroom.usecases.gates import change_gates, shortlisting
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.index_lag import IndexLag
from tests.faults.proxy import fault_proxy
from tests.faults.stored_organisation import LINKS, StoredOrganisation
from tests.faults.tables import as_in_production


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture(params=[0.15, 1.0, 3600.0], ids=["150 ms", "1 s", "an hour"])
def database(cloud: FaultlessCloud, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database behind a proxy whose indexes are late."""
    with fault_proxy(cloud.endpoint_url) as proxy:
        proxy.index_lag = IndexLag(request.param)
        yield Database(as_in_production(proxy.endpoint_url)[0])
        assert proxy.index_lag.hidden or request.param < 3600, "no index was asked for what is new"


def booked_just_now(organisation: StoredOrganisation, database: Database) -> Interview:
    """A second interview of a candidate, made and booked in one call."""
    [other] = organisation.interviews(1)
    schedule = Schedule(database, organisation.tables)
    candidate_id = schedule.interview(organisation.org_id, other).candidate_id
    asked = InterviewRequest(candidate_id, organisation.job_id, own_time=OwnTime(organisation.day, 45))
    return create_interview(
        new_id("int"),
        asked,
        by=organisation.caller("test"),
        schedule=schedule,
        connected=ConnectedProviders(database, organisation.tables),
        now=utc_now(),
    )


def test_a_corrected_address_and_a_closing_gate_reach_a_booking_that_no_index_has_yet(
    cloud: FaultlessCloud, database: Database
) -> None:
    organisation, tables = cloud.organisation(), cloud.tables
    interview = booked_just_now(organisation, database)
    schedule = Schedule(database, tables)
    by, candidate_id = organisation.caller("test"), interview.candidate_id
    candidates, jobs, interviews = Candidates(database, tables), Jobs(database, tables), Interviews(database, tables)

    change_candidate(
        candidate_id,
        {"email": "right@example.com"},
        by=by,
        candidates=candidates,
        jobs=jobs,
        interviews=interviews,
        schedule=schedule,
        links=LINKS,
        expected_version=None,
        now=utc_now(),
    )
    booking = schedule.booking(by.org_id, interview.interview_id)
    assert booking
    assert (booking.candidate_email, booking.version) == ("right@example.com", 2)
    after = schedule.interview(by.org_id, interview.interview_id)
    assert after.calendar_keys == (calendar_key(by.org_id, "right@example.com"),)

    with pytest.raises(InvalidStateError):
        change_gates(
            candidate_id,
            organisation.job_id,
            shortlisting(shortlisted=False),
            cancel_booked=False,
            by=by,
            candidates=candidates,
            jobs=jobs,
            matches=Matches(database, tables),
            interviews=interviews,
            schedule=schedule,
            links=LINKS,
            now=utc_now(),
        )
