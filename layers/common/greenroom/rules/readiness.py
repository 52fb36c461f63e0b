"""The needs of a future interview, from its stored records. Pure."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from greenroom.models.contact import Contact
from greenroom.models.interview import NOT_BEGUN, Interview, InterviewType
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.models.readiness import CheckName, Readiness, ReadinessCheck, ReadinessStatus
from greenroom.models.session import Delivery, DeliveryStatus
from greenroom.rules.due import DELIVERY_CHECK_AFTER

NO_CONTACT = (
    "Nobody is named who answers the candidate, so neither e-mails nor pages ask for a reply. "
    "Name a contact on the interview or its job, or reply_to in the organisation's policy."
)
READY, ATTENTION, NOT_READY = ReadinessStatus


class Facts(NamedTuple):
    """The records of an interview besides the interview itself."""

    contact: Contact | None
    delivery: Delivery | None
    meeting: Meeting | None
    wanted_language: str
    plan_language: str | None
    """None while the questions are being made."""
    is_language_served: bool = True


def readiness_of(interview: Interview, facts: Facts, now: datetime) -> Readiness | None:
    """Each need, met or missing; None for an interview that has begun or is over."""
    if interview.status not in NOT_BEGUN or interview.erased_at is not None:
        return None
    return Readiness(tuple(_checks(interview, facts, now)))


def _checks(interview: Interview, facts: Facts, now: datetime) -> Iterator[ReadinessCheck]:
    booked_at = interview.booked_at
    if booked_at is None:
        yield ReadinessCheck(CheckName.TIME, NOT_READY, interview.created_at, "Book a time for it.")
    else:
        yield ReadinessCheck(CheckName.TIME, READY, booked_at)
        yield _invitation(facts.delivery, booked_at, now)
    if facts.contact is None:
        yield ReadinessCheck(CheckName.CONTACT, ATTENTION, interview.created_at, NO_CONTACT)
    else:
        yield ReadinessCheck(CheckName.CONTACT, READY, interview.created_at)
    if interview.interview_type is not InterviewType.AI:
        yield _interviewers(interview)
    if booked_at is not None and interview.provider is not None and interview.provider.is_outside:
        yield _meeting(facts.meeting, booked_at)
    if booked_at is not None and interview.interview_type is InterviewType.AI:
        yield _questions(facts, booked_at, now)


def _invitation(delivery: Delivery | None, booked_at: datetime, now: datetime) -> ReadinessCheck:
    if delivery is not None and delivery.status is DeliveryStatus.FAILED:
        what = delivery.reason or "The invitation could not be sent. Send it again."
        return ReadinessCheck(CheckName.INVITATION, NOT_READY, delivery.claimed_at, what)
    if delivery is not None and delivery.status is DeliveryStatus.SENT:
        return ReadinessCheck(CheckName.INVITATION, READY, delivery.sent_at or delivery.claimed_at)
    if now > booked_at + DELIVERY_CHECK_AFTER:
        what = "The invitation is on its way for long. If it does not come soon, send it again."
        return ReadinessCheck(CheckName.INVITATION, ATTENTION, booked_at, what)
    return ReadinessCheck(CheckName.INVITATION, READY, booked_at)


def _interviewers(interview: Interview) -> ReadinessCheck:
    if interview.interviewers:
        return ReadinessCheck(CheckName.INTERVIEWERS, READY, interview.created_at)
    what = "Name who interviews, so that they are told and their calendars are kept free."
    return ReadinessCheck(CheckName.INTERVIEWERS, ATTENTION, interview.created_at, what)


def _meeting(meeting: Meeting | None, booked_at: datetime) -> ReadinessCheck:
    match meeting.status if meeting else MeetingStatus.PENDING:
        case MeetingStatus.READY:
            return ReadinessCheck(CheckName.MEETING, READY, booked_at)
        case MeetingStatus.FAILED:
            return ReadinessCheck(CheckName.MEETING, NOT_READY, booked_at, meeting.reason if meeting else None)
        case _:
            return ReadinessCheck(
                CheckName.MEETING, ATTENTION, booked_at, (meeting.reason if meeting else None) or "Wait."
            )


def _questions(facts: Facts, booked_at: datetime, now: datetime) -> ReadinessCheck:
    if facts.plan_language is None:
        # If the questions were not made in advance, they are made at the candidate's start.
        is_late = now > booked_at + DELIVERY_CHECK_AFTER
        what = "The questions are not made yet. They are at the latest when the candidate starts." if is_late else None
        return ReadinessCheck(CheckName.QUESTIONS, ATTENTION if is_late else READY, booked_at, what)
    if not facts.is_language_served:
        what = (
            f"The questions are in {facts.plan_language}, and the organisation's language is {facts.wanted_language}. "
            "Write questions of your own into the plan, or set up a model."
        )
        return ReadinessCheck(CheckName.QUESTIONS, ATTENTION, booked_at, what)
    return ReadinessCheck(CheckName.QUESTIONS, READY, booked_at)
