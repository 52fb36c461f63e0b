"""The mail provider's events about an e-mail that it accepted."""

from datetime import datetime
from typing import NamedTuple


class MailEvent(NamedTuple):
    """One event about one e-mail of an interview."""

    org_id: str
    interview_id: str
    version: int
    """The booking's version: it tells the session that the e-mail belongs to."""
    claim_id: str | None
    """The claim under which it was sent; unsettled mail is recognised by it."""
    message_id: str
    sent_at: datetime
    happened_at: datetime
    failure: str | None
    """Why it did not arrive, as a sentence for a recruiter; None where the provider took it or it arrived."""
    trace_id: str | None = None
    """The trace of the work that sent it."""
