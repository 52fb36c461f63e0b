"""Where an interview stands, in words that a recruiter reads at a glance."""

from dataclasses import dataclass
from datetime import datetime

from greenroom.clock import rfc3339
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.models.session import Delivery, DeliveryStatus
from greenroom.usecases.interviews import Shown
from greenroom.wording import clock_words, local_day, zone_label

KINDS = {
    InterviewType.AI: "AI interview",
    InterviewType.ONLINE: "Video meeting",
    InterviewType.OFFLINE: "On site",
}


@dataclass(frozen=True)
class Badge:
    """An icon and a word; colour is a third sign."""

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


@dataclass(frozen=True)
class InterviewRow:
    """An interview as a list shows it; times in one zone, which is named."""

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


def mail_badge(delivery: Delivery | None, interview: Interview) -> Badge:
    """How the latest invitation went out."""
    if interview.status is InterviewStatus.PENDING:
        return Badge("No mail yet", "mail")
    if delivery is None or delivery.status not in {DeliveryStatus.SENT, DeliveryStatus.FAILED}:
        return Badge("Mail on its way", "mail")
    if delivery.status is DeliveryStatus.FAILED:
        return Badge("Mail failed", "warn", "bad")
    return Badge("Mail sent", "mail", "good")


def row_of(shown: Shown, zone: str) -> InterviewRow:
    """An interview for a list, its times in `zone`."""
    interview = shown.interview
    starts, ends = interview.started_at, interview.ended_at
    return InterviewRow(
        interview=interview,
        kind=KINDS[interview.interview_type],
        badge=STATUS_BADGES[interview.status],
        mail=mail_badge(shown.delivery, interview),
        mail_reason=shown.delivery.reason if shown.delivery else None,
        day=local_day(starts, zone) if starts else None,
        clock=_from_to(starts, ends, zone) if starts and ends else None,
        iso=rfc3339(starts) if starts else None,
        link=shown.interview_link,
        join_link=shown.meeting_link,
    )


def _from_to(starts: datetime, ends: datetime, zone: str) -> str:
    return f"{clock_words(starts, zone)} to {clock_words(ends, zone)} {zone_label(zone)}"
