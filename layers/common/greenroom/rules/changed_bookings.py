"""The differences of a changed booking, and whether its candidate must be told. Pure."""

from greenroom.models.interview import Booking, InterviewType

WHAT_WAS = frozenset({"previous_starts_at", "previous_ends_at", "previous_location", "previous_email"})
INTERVIEWERS = frozenset({"interviewer_email", "panel", "panel_changes", "let_go"})
"""Fields that change with the interview itself, not with its candidate or job."""
OF_THE_MAKING = frozenset({"version", "actor", "booked_at", "changed_at"})

KEPT = WHAT_WAS | INTERVIEWERS | OF_THE_MAKING
"""Fields that `differences` ignores: about the change itself and about interviewers."""


def differences(before: Booking, after: Booking) -> set[str]:
    """The names of the fields in which two bookings differ, without those in KEPT."""
    return {name for name in Booking.model_fields if getattr(before, name) != getattr(after, name)} - KEPT


def is_news(before: Booking, after: Booking) -> bool:
    """Whether the candidate needs a new invitation: the one that was sent is wrong now, or went to another address."""
    news = {"candidate_email", "starts_at", "ends_at", "location"}
    if after.interview_type is InterviewType.AI:
        news |= {"coding_language"}
    return bool(news & differences(before, after)) or _closes_earlier(before, after)


def _closes_earlier(before: Booking, after: Booking) -> bool:
    """Whether the invitation names a last entry that is later than the present one."""
    return after.interview_type is InterviewType.AI and after.last_entry_at < before.last_entry_at


def place_before(before: Booking, after: Booking) -> str | None:
    """The earlier place, if the place has changed; else None."""
    return before.location if before.location != after.location else None


def with_what_was(before: Booking, after: Booking) -> Booking:
    """The booking with the earlier values for its e-mail. A new address gets an ordinary invitation without them."""
    if before.candidate_email != after.candidate_email:
        return after.changed(
            previous_email=before.candidate_email,
            previous_starts_at=None,
            previous_ends_at=None,
            previous_location=None,
        )
    return after.changed(
        previous_email=None,
        previous_starts_at=before.starts_at,
        previous_ends_at=before.ends_at if before.ends_at != after.ends_at else None,
        previous_location=place_before(before, after),
    )
