"""The trace that is worked for: one id from a request through the streams, e-mails and model calls that follow from it.

It is API Gateway's id of the request, which errors name as `request_id`; of what no request began, the id of the
invocation. Bookings and the log carry it in their items, so that who follows their streams goes on under it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

TRACE_ID = "trace_id"


class Trace:
    """One a process, which handles one invocation at a time."""

    def __init__(self) -> None:
        self.current: str | None = None

    @contextmanager
    def following(self, trace_id: str | None) -> Iterator[None]:
        """Within it, work is for another trace; without an id it goes on under the present one."""
        before, self.current = self.current, trace_id or self.current
        try:
            yield
        finally:
            self.current = before

    def as_attribute(self) -> dict[str, str]:
        """The attributes of an item that carry the trace."""
        return {TRACE_ID: self.current} if self.current else {}


trace = Trace()
