"""The state of an interview in short words."""

from datetime import datetime
from typing import NamedTuple

from greenroom.clock import rfc3339
from greenroom.models.choice import Choice, ChoiceStatus
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.models.session import Delivery, DeliveryStatus
from greenroom.usecases.list_candidates import CandidateRow, is_mail_due
from greenroom.usecases.show_interviews import Shown
from greenroom.wording import clock_words, from_to, local_day

KINDS = {
    InterviewType.AI: "AI interview",
    InterviewType.ONLINE: "Video meeting",
    InterviewType.OFFLINE: "On site",
}


class Badge(NamedTuple):
    """An icon and a word; `kind` only adds a colour."""

    words: str
    symbol: str
    kind: str = "plain"


STATUS_BADGES = {
    InterviewStatus.PENDING: Badge("Not booked", "dot"),
    InterviewStatus.SCHEDULED: Badge("Booked", "calendar", "good"),
    InterviewStatus.IN_PROGRESS: Badge("In progress", "clock", "good"),
    InterviewStatus.COMPLETED: Badge("Done", "good", "good"),
    InterviewStatus.NO_SHOW: Badge("No-show", "warn", "warn"),
    InterviewStatus.CANCELLED: Badge("Cancelled", "bad"),
}


class InterviewRow(NamedTuple):
    """An interview in a list. Its times are in one time zone, which they name."""

    interview: Interview
    kind: str
    badge: Badge
    mail: Badge
    mail_reason: str | None
    day: str | None
    clock: str | None
    iso: str | None
    link: str | None
    join_link: str | None
    invitation_ended: bool
    """Whether the candidate was invited to choose a time and the invitation has ended."""


MAIL_PENDING, MAIL_SENT, MAIL_FAILED, NOT_MAILED = (
    Badge("Mail on its way", "mail"),
    Badge("Mail sent", "mail", "good"),
    Badge("Mail failed", "warn", "bad"),
    Badge("Invitation not mailed", "mail"),
)


def choice_badge(choice: Choice, zone: str, now: datetime) -> Badge:
    """The state of an invitation to choose a time: `Invited until Fri 4 December`."""
    match choice.status:
        case ChoiceStatus.TIMES_REQUESTED:
            return Badge("Asked for other times", "warn", "warn")
        case ChoiceStatus.DECLINED:
            return Badge("Declined", "bad")
        case _ if choice.is_over(now):
            return Badge("Invitation ended", "warn", "warn")
        case _:
            day = local_day(choice.expires_at, zone)
            return Badge(f"Invited until {day[:3]} {day.split(', ')[1].rsplit(' ', 1)[0]}", "mail", "good")


def latest_badge(row: CandidateRow, zone: str, now: datetime) -> Badge:
    """The state of a candidate's newest interview: `Booked Fri 14:30`, `Not invited`, `Done`."""
    latest = row.latest
    if latest is not None and latest.status is InterviewStatus.PENDING and latest.choice is not None:
        return choice_badge(latest.choice, zone, now)
    if latest is None or latest.status in {InterviewStatus.PENDING, InterviewStatus.CANCELLED}:
        return Badge("Not invited", "dot") if row.interview_enabled else Badge("New", "dot")
    if latest.status is InterviewStatus.SCHEDULED and latest.started_at is not None:
        day = local_day(latest.started_at, zone)
        words = f"Booked {day[:3]} {day.split(', ')[1].rsplit(' ', 1)[0]}, {clock_words(latest.started_at, zone)}"
        return Badge(words, "calendar", "good")
    return STATUS_BADGES[latest.status]


def latest_mail_badge(row: CandidateRow, now: datetime) -> Badge | None:
    """The delivery of the newest interview's invitation; None if none is due."""
    status = row.invitation_status
    if row.latest is None or status is None:
        return None
    return _mail(status, is_due=row.is_mail_due(now))


def _mail(status: DeliveryStatus | None, *, is_due: bool) -> Badge:
    match status:
        case DeliveryStatus.FAILED:
            return MAIL_FAILED
        case DeliveryStatus.SENT:
            return MAIL_SENT
        case _:
            return MAIL_PENDING if is_due else NOT_MAILED


def mail_badge(delivery: Delivery | None, interview: Interview, now: datetime) -> Badge:
    """The delivery of the interview's latest invitation."""
    if interview.status is InterviewStatus.PENDING and interview.choice is None:
        return Badge("No mail yet", "mail")
    is_due = is_mail_due(interview.status, interview.choice, now)
    return _mail(delivery.status if delivery else None, is_due=is_due)


def row_of(shown: Shown, zone: str, now: datetime) -> InterviewRow:
    """The row about an interview, with its times in `zone`."""
    interview = shown.interview
    starts, ends = interview.started_at, interview.ends_at
    return InterviewRow(
        interview=interview,
        kind=KINDS[interview.interview_type],
        badge=_badge(interview, zone, now),
        mail=mail_badge(shown.delivery, interview, now),
        mail_reason=shown.delivery.reason if shown.delivery else None,
        day=local_day(starts, zone) if starts else None,
        clock=_from_to(starts, ends, zone) if starts and ends else None,
        iso=rfc3339(starts) if starts else None,
        link=shown.interview_link,
        join_link=shown.meeting_link,
        invitation_ended=_invitation_ended(interview, now),
    )


def _invitation_ended(interview: Interview, now: datetime) -> bool:
    choice = interview.choice
    return interview.status is InterviewStatus.PENDING and choice is not None and choice.is_over(now)


def _badge(interview: Interview, zone: str, now: datetime) -> Badge:
    if interview.status is InterviewStatus.PENDING and interview.choice is not None:
        return choice_badge(interview.choice, zone, now)
    return STATUS_BADGES[interview.status]


def _from_to(starts: datetime, ends: datetime, zone: str) -> str:
    return from_to(starts, ends, zone, names_zone=True)
