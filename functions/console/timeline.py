"""The audit log in words: one sentence per event, with its author and time."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from greenroom.clock import rfc3339
from greenroom.models.audit import Action, LogEntry
from greenroom.wording import day_and_time

SENTENCES = {
    Action.CREATED: "The interview was made",
    Action.INVITED: "The candidate was invited to choose a time",
    Action.TIMES_REQUESTED: "Other times were asked for",
    Action.DECLINED: "The interview was declined",
    Action.SCHEDULED: "A time was booked",
    Action.RESCHEDULED: "The interview was moved",
    Action.CHANGED: "Details were changed",
    Action.PLAN_CHANGED: "The questions were changed",
    Action.CANCELLED: "The interview was cancelled",
    Action.SESSION_CREATED: "The candidate's link was made",
    Action.EMAIL_SENT: "An e-mail was sent",
    Action.EMAIL_FAILED: "An e-mail failed",
    Action.JOINED: "Somebody came",
    Action.LEFT: "Somebody left",
    Action.STARTED: "The interview began",
    Action.COMPLETED: "The interview was completed",
    Action.NO_SHOW: "Nobody came",
    Action.REPORT_READY: "The report is ready",
    Action.REPORT_FAILED: "The report could not be made",
    Action.DECIDED: "A decision was made",
    Action.ERASED: "Personal data was erased",
}
ACTORS = {
    "candidate": "the candidate",
    "interviewer": "the interviewer",
    "interviewer_2": "the second interviewer",
    "interviewer_3": "the third interviewer",
    "interviewer_4": "the fourth interviewer",
    "some_interviewer": "an interviewer",
    "greenroom": "Greenroom",
}


class TimelineEntry(NamedTuple):
    """One line of a timeline."""

    at: datetime
    iso: str
    when: str
    sentence: str
    who: str
    reason: str | None
    details: tuple[tuple[str, str, str], ...]
    """The changed fields: name, value before, value after."""


def timeline_entries_of(entries: Iterable[LogEntry], *, zone: str) -> Iterator[TimelineEntry]:
    """Log entries in words, with their times in a time zone."""
    for entry in entries:
        old, new = entry.old or {}, entry.new or {}
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        yield TimelineEntry(
            at=entry.at,
            iso=rfc3339(entry.at),
            when=day_and_time(entry.at, zone),
            sentence=SENTENCES.get(entry.action, entry.action.replace("_", " ").capitalize()),
            who=who_did(entry.actor),
            reason=entry.reason,
            details=tuple((name.replace("_", " "), _shown(old.get(name)), _shown(new.get(name))) for name in names),
        )


def who_did(actor: str) -> str:
    """The author in words: `Meera Iyer` for a member, `the system "ATS"` for a token."""
    kind, _, name = actor.partition(":")
    if kind == "member":
        return name.rpartition(" (")[0]
    return f'the system "{name}"' if kind == "token" else ACTORS.get(actor, actor)


def _shown(value: object) -> str:
    return "" if value is None else str(value)
