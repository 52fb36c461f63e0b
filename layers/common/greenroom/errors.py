"""The errors of the domain. They do not depend on HTTP: `greenroom.api.answers` has the statuses."""

from collections.abc import Mapping
from typing import Any, ClassVar, NamedTuple, Self


class FieldProblem(NamedTuple):
    """One field of a request and what is wrong with it."""

    field: str
    message: str


class GreenroomError(Exception):
    """A refusal that a person can act on: a stable code and one sentence."""

    code: ClassVar[str]
    sentence: ClassVar[str] = ""
    changes_nothing: ClassVar[bool] = True
    """Whether it is known that nothing was written."""

    def __init__(self, message: str = "", *, details: tuple[FieldProblem, ...] = ()) -> None:
        self.message = message or self.sentence
        self.details = details
        super().__init__(self.message)


class ValidationError(GreenroomError):
    code = "VALIDATION"
    sentence = "The request is not valid."

    @classmethod
    def about(cls, field: str, sentence: str) -> Self:
        """The error of one field."""
        return cls(sentence, details=(FieldProblem(field, sentence),))


class UnauthenticatedError(GreenroomError):
    code = "UNAUTHENTICATED"
    sentence = "Send a valid access token: Authorization: Token <token>."


class ForbiddenError(GreenroomError):
    code = "FORBIDDEN"
    sentence = "Your token's role does not allow this."


class NotFoundError(GreenroomError):
    """The thing does not exist, or belongs to another organisation: callers can not tell the two apart."""

    code = "NOT_FOUND"

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} not found")
        self.what = what


class MethodNotAllowedError(GreenroomError):
    """The address is there, but takes other methods: `allowed` has them."""

    code = "METHOD_NOT_ALLOWED"

    def __init__(self, method: str, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        super().__init__(f"{method} is not allowed here; {', '.join(allowed)} are.")


class RefusedByStateError(GreenroomError):
    """Refused because of what was read: whatever the request named is known to exist by then."""


class SlotFullError(RefusedByStateError):
    code = "SLOT_FULL"
    sentence = "This slot has no free seat. Choose another slot."


class SlotClosedError(RefusedByStateError):
    code = "SLOT_CLOSED"
    sentence = "This slot was cancelled. Choose another slot."


class SlotJobMismatchError(RefusedByStateError):
    code = "SLOT_JOB_MISMATCH"
    sentence = "This slot belongs to another job than the interview."


class CalendarConflictError(RefusedByStateError):
    code = "CALENDAR_CONFLICT"
    sentence = "This person has another interview at that time."


class NotShortlistedError(RefusedByStateError):
    code = "NOT_SHORTLISTED"
    sentence = "The candidate is not shortlisted for this job. Shortlist the candidate first."


class InterviewDisabledError(RefusedByStateError):
    code = "INTERVIEW_DISABLED"
    sentence = "Interviews are not enabled for this candidate and job. Enable them with toggle-interview first."


class OnlineDisabledError(RefusedByStateError):
    code = "ONLINE_DISABLED"
    sentence = "Online interviews are not enabled for this candidate and job. Enable them with toggle-interview first."


class InThePastError(RefusedByStateError):
    code = "IN_THE_PAST"
    sentence = "That time has passed. Choose a later one."


class TooSoonError(RefusedByStateError):
    code = "TOO_SOON"


class TooFarAheadError(RefusedByStateError):
    code = "TOO_FAR_AHEAD"


class AlreadyBookedError(RefusedByStateError):
    code = "ALREADY_BOOKED"
    sentence = "This interview is booked on another slot. Reschedule it instead."


class InvalidStateError(RefusedByStateError):
    code = "INVALID_STATE"


class OutsideWindowError(RefusedByStateError):
    code = "OUTSIDE_WINDOW"


class ConsentRequiredError(RefusedByStateError):
    code = "CONSENT_REQUIRED"
    sentence = "An AI asks the questions and the answers are stored. Agree first: send consent as true."


class DuplicateError(GreenroomError):
    """Another thing of the organisation has the value of this field, which only one may have."""

    code = "DUPLICATE"
    sentence = "Another one has this already."

    def __init__(self, field: str, id_name: str, holder: str) -> None:
        self.field, self.holder = field, holder
        sentence = f"{holder} has this {field} already."
        super().__init__(sentence, details=(FieldProblem(field, sentence), FieldProblem(id_name, holder)))


class NotMovedError(GreenroomError):
    """It could be moved, but another one of the same request could not."""

    code = "NOT_MOVED"
    sentence = "This one could be moved. It was not, because another one of the request can not be."


class NotConnectedError(GreenroomError):
    code = "NOT_CONNECTED"
    sentence = "This provider is not connected. An admin connects it with PUT /providers/{provider}."


class IdempotencyMismatchError(GreenroomError):
    code = "IDEMPOTENCY_MISMATCH"
    sentence = "This Idempotency-Key was used with another request. Use a new key for a new request."


class StaleVersionError(RefusedByStateError):
    code = "STALE_VERSION"
    sentence = "Somebody changed this in the meantime. Read it again and repeat your change."


class LinkExpiredError(RefusedByStateError):
    code = "LINK_EXPIRED"
    sentence = "This link has expired. Ask the recruiter for a new time."


class TooLargeError(GreenroomError):
    code = "TOO_LARGE"
    sentence = "The request is too large."


class TryAgainError(GreenroomError):
    """The same request may succeed after some seconds. It is not always known whether something was written."""

    def __init__(self, message: str = "", *, retry_after_seconds: int = 1) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class ThrottledError(TryAgainError):
    code = "THROTTLED"
    sentence = "Too many requests. Wait a moment and try again."


class BusyError(TryAgainError):
    """Many write the same thing at once, or the database asks for a pause."""

    code = "BUSY"
    changes_nothing = False
    sentence = (
        "Greenroom is busy right now. Repeat the request in a moment, with the same Idempotency-Key where it has one."
    )


class ConditionsFailedError(Exception):
    """A write was refused: which named writes failed their condition, and what stood there instead. Never answered."""

    def __init__(self, found: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__(f"conditions failed: {', '.join(sorted(found))}")
        self.found = found


class ContentionError(Exception):
    """Others write the same items at this moment; nothing was written and the same may go through. Never answered."""
