"""Requests that name an interview: what they use, they use for it."""

from collections.abc import Iterator
from contextlib import contextmanager

from greenroom.adapters.metering import meter
from greenroom.errors import NotFoundError, ValidationError


@contextmanager
def work_for(org_id: str, interview_id: str | None) -> Iterator[None]:
    """The invocation works for the interview that was named, unless it turns out that it may not exist at all."""
    is_there = interview_id is not None
    try:
        yield
    except (NotFoundError, ValidationError):
        is_there = False
        raise
    finally:
        if is_there and interview_id is not None:
            meter.serve(org_id, interview_id)
