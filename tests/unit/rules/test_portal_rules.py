"""The state that a candidate's link shows at a time."""

from datetime import datetime, timedelta

import pytest

from greenroom.models.interview import InterviewType
from greenroom.models.session import SessionStatus
from greenroom.rules.portal import PortalState, portal_state
from tests.builders import NOON, a_session

START = NOON + timedelta(days=1)


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (START - timedelta(days=3), PortalState.EARLY),
        (START - timedelta(seconds=31), PortalState.EARLY),
        (START - timedelta(seconds=30), PortalState.OPEN),
        (START + timedelta(minutes=10), PortalState.OPEN),
        (START + timedelta(minutes=10, seconds=1), PortalState.EXPIRED),
    ],
)
def test_before_anything_is_decided_the_clock_decides(at: datetime, state: PortalState) -> None:
    assert portal_state(a_session(), at) is state


def test_a_candidate_who_has_entered_stays_in_until_the_end() -> None:
    running = a_session(status=SessionStatus.IN_PROGRESS)
    assert portal_state(running, START + timedelta(minutes=44)) is PortalState.IN_PROGRESS
    assert portal_state(running, START + timedelta(minutes=45)) is PortalState.COMPLETED


def test_a_meeting_that_runs_over_can_be_joined_until_its_window_closes() -> None:
    window_closes = START + timedelta(minutes=60)
    meeting = a_session(
        status=SessionStatus.IN_PROGRESS, interview_type=InterviewType.ONLINE, last_entry_at=window_closes
    )
    assert portal_state(meeting, START + timedelta(minutes=50)) is PortalState.IN_PROGRESS
    assert portal_state(meeting, window_closes) is PortalState.COMPLETED


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (SessionStatus.COMPLETED, PortalState.COMPLETED),
        (SessionStatus.CANCELLED, PortalState.CANCELLED),
        (SessionStatus.MOVED, PortalState.MOVED),
        (SessionStatus.NO_SHOW, PortalState.EXPIRED),
    ],
)
def test_a_session_with_a_final_status_has_the_same_state_at_any_time(
    status: SessionStatus, state: PortalState
) -> None:
    for at in (START - timedelta(days=1), START, START + timedelta(days=1)):
        assert portal_state(a_session(status=status), at) is state
