"""Requests that name an interview: what they use, they use for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from greenroom.adapters.metering import meter
from greenroom.errors import (
    AlreadyBookedError,
    CalendarConflictError,
    InterviewDisabledError,
    InThePastError,
    InvalidStateError,
    LinkExpiredError,
    NotShortlistedError,
    OnlineDisabledError,
    OutsideWindowError,
    SlotClosedError,
    SlotFullError,
    SlotJobMismatchError,
    StaleVersionError,
    TooFarAheadError,
    TooSoonError,
)

OF_WHAT_WAS_FOUND = (
    AlreadyBookedError,
    CalendarConflictError,
    InterviewDisabledError,
    InThePastError,
    InvalidStateError,
    LinkExpiredError,
    NotShortlistedError,
    OnlineDisabledError,
    OutsideWindowError,
    SlotClosedError,
    SlotFullError,
    SlotJobMismatchError,
    StaleVersionError,
    TooFarAheadError,
    TooSoonError,
)
"""What these refuse, they refuse because of the interview that was read. All others may come before that."""


@contextmanager
def work_for(org_id: str, interview_id: str | None) -> Iterator[None]:
    """The invocation works for the interview that was named, once it is known to exist.

    Until then the name is whatever somebody typed, and what is worked for is logged.
    """
    try:
        yield
    except OF_WHAT_WAS_FOUND:
        _serve(org_id, interview_id)
        raise
    _serve(org_id, interview_id)


def _serve(org_id: str, interview_id: str | None) -> None:
    if interview_id is not None:
        meter.serve(org_id, interview_id)
