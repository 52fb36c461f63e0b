"""The changes that candidates may make to their own interviews, and their deadlines."""

from datetime import timedelta

import pytest

from greenroom.errors import InvalidStateError, TooSoonError
from greenroom.models.interview import InterviewStatus
from greenroom.models.organisation import Policy
from greenroom.rules.own_changes import can_cancel, movable_until, refuse_late_cancel, refuse_late_move
from tests.builders import NOON, an_interview

START = NOON + timedelta(days=1)
BOOKED = an_interview(status=InterviewStatus.SCHEDULED)


def test_an_interview_can_be_moved_until_the_notice_before_its_start() -> None:
    policy = Policy(min_notice_minutes=90)
    assert movable_until(BOOKED, policy) == START - timedelta(minutes=90)
    refuse_late_move(BOOKED, policy, START - timedelta(minutes=90))
    with pytest.raises(TooSoonError):
        refuse_late_move(BOOKED, policy, START - timedelta(minutes=89, seconds=59))


@pytest.mark.parametrize("status", [status for status in InterviewStatus if status is not InterviewStatus.SCHEDULED])
def test_only_a_booked_interview_can_be_moved(status: InterviewStatus) -> None:
    with pytest.raises(InvalidStateError):
        refuse_late_move(an_interview(status=status), Policy(), NOON)


def test_an_interview_can_be_cancelled_until_it_starts() -> None:
    assert can_cancel(BOOKED, START - timedelta(seconds=1))
    assert not can_cancel(BOOKED, START)
    with pytest.raises(InvalidStateError):
        refuse_late_cancel(BOOKED, START)


@pytest.mark.parametrize(
    ("status", "can"),
    [("PENDING", True), ("IN_PROGRESS", False), ("COMPLETED", False), ("NO_SHOW", False), ("CANCELLED", False)],
)
def test_only_an_interview_that_has_not_begun_can_be_cancelled(status: str, can: bool) -> None:
    assert can_cancel(an_interview(status=InterviewStatus(status)), NOON) is can
