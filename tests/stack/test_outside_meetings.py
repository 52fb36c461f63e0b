"""Meetings at Zoom and Google Meet on the local cloud: through stream, schedule, secrets and roles, over real HTTP."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.clock import rfc3339
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from tests.functional.outside_meetings import GOOGLE, ZOOM
from tests.providers.server import Fault
from tests.providers.stand_in import Providers, providers_of

BOTH = ("ZOOM", "GOOGLE_MEET")


@pytest.fixture(scope="module")
def providers(stack: RunningStack) -> Iterator[Providers]:
    """The providers at the address that the function uses."""
    with providers_of(stack) as there:
        yield there


@pytest.fixture
def recruiter(stack: RunningStack, providers: Providers) -> Recruiter:
    """An organisation with an account at each provider."""
    found = Recruiter(stack, stack.new_organisation("Meets", {"min_notice_minutes": 0}).token)
    found.made("PUT", "/providers/ZOOM", ZOOM)
    found.made("PUT", "/providers/GOOGLE_MEET", GOOGLE)
    return found


def an_interview(recruiter: Recruiter, provider: str) -> str:
    job_id = recruiter.job()
    time = {"starts_at": rfc3339(at(9)), "duration_minutes": 45}
    candidate_id = recruiter.candidate(job_id)
    return recruiter.interview(job_id, candidate_id, interview_type="ONLINE", provider=provider, **time)


def meeting_is(recruiter: Recruiter, interview_id: str, status: str) -> Any:
    def found() -> Any:
        meeting = recruiter.made("GET", f"/interviews/{interview_id}")["meeting"]
        return meeting if meeting["status"] == status else None

    return eventually(found, f"a meeting that is {status}", 90)


def minute(stack: RunningStack) -> None:
    """Invoke the function with its schedule's event, instead of waiting a minute."""
    answer = stack.client("lambda").invoke(FunctionName=stack.functions["MeetingsFunction"], Payload=b"{}")
    assert "FunctionError" not in answer, answer["Payload"].read()


@pytest.mark.parametrize("provider", BOTH)
def test_a_booking_a_move_and_a_cancellation_reach_the_provider_once_each(
    recruiter: Recruiter, providers: Providers, provider: str
) -> None:
    before = providers.held
    interview_id = an_interview(recruiter, provider)
    meeting_is(recruiter, interview_id, "READY")
    assert providers.held == before + 1
    moved = {"starts_at": rfc3339(at(11)), "duration_minutes": 45}
    recruiter.made("PUT", f"/interviews/{interview_id}", moved)
    wanted = f"{at(11):%Y-%m-%dT%H:%M:%SZ}"
    eventually(lambda: wanted in str(providers.zoom.meetings) + str(providers.google.events), "the move")
    assert providers.held == before + 1
    recruiter.made("POST", f"/interviews/{interview_id}/cancel", {"reason": "The position was filled."})
    meeting_is(recruiter, interview_id, "CANCELLED")
    assert providers.held == before


@pytest.mark.parametrize(
    ("provider", "fault"),
    # Each may wait for the minute after which a request is tried again; tests/providers has all without waiting.
    [
        ("ZOOM", Fault.LOST_AFTER),
        pytest.param("GOOGLE_MEET", Fault.LOST_AFTER, marks=pytest.mark.storm),
        *(
            pytest.param(provider, fault, marks=pytest.mark.storm)
            for provider in BOTH
            for fault in (Fault.LOST_BEFORE, Fault.CUT)
        ),
    ],
)
def test_a_lost_answer_leaves_one_meeting(
    recruiter: Recruiter, providers: Providers, stack: RunningStack, provider: str, fault: Fault
) -> None:
    before = providers.held
    # The test speaks to the API, not over this line: the next POST is the creation's.
    providers.line.hit("POST", fault, fault)
    interview_id = an_interview(recruiter, provider)

    def ready() -> Any:
        meeting = recruiter.made("GET", f"/interviews/{interview_id}")["meeting"]
        return meeting if meeting["status"] == "READY" else minute(stack)

    eventually(ready, "the meeting", 150)
    assert providers.held == before + 1


def test_the_connection_is_tested_and_credentials_are_nowhere_but_in_the_secret(
    recruiter: Recruiter, stack: RunningStack
) -> None:
    for provider in BOTH:
        tested = recruiter.made("POST", f"/providers/{provider}/test")
        assert tested["works"], tested
    shown = str(recruiter.made("GET", "/providers"))
    everything = shown + str(stack.items("OrganisationsTable")) + str(stack.items("IdempotencyTable"))
    assert ZOOM["client_secret"] not in everything
    assert "PRIVATE KEY" not in everything


def test_a_move_by_minutes_keeps_the_link(recruiter: Recruiter, providers: Providers) -> None:
    interview_id = an_interview(recruiter, "ZOOM")
    meeting_is(recruiter, interview_id, "READY")
    links = {meeting["join_url"] for meeting in providers.zoom.meetings.values()}
    later = {"starts_at": rfc3339(at(9) + timedelta(minutes=15)), "duration_minutes": 45}
    recruiter.made("PUT", f"/interviews/{interview_id}", later)
    wanted = f"{at(9) + timedelta(minutes=15):%Y-%m-%dT%H:%M:%SZ}"
    eventually(lambda: wanted in str(providers.zoom.meetings), "the move")
    assert {meeting["join_url"] for meeting in providers.zoom.meetings.values()} == links
