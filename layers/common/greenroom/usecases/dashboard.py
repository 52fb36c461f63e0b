"""The dashboard: today's, future and past interviews, in the organisation's time zone."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.clock import day_of, from_local_or_after, rfc3339
from greenroom.clock import zone as zone_of
from greenroom.models.caller import Caller
from greenroom.models.interview import InterviewStatus
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.show_interviews import Shown, show_interviews

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.items import Item
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.sessions import Sessions

LOOKS_BACK = timedelta(days=30)
SHOWN_TODAY = 100
SHOWN = 25
OVER = (InterviewStatus.COMPLETED, InterviewStatus.NO_SHOW, InterviewStatus.CANCELLED)


class Overview(NamedTuple):
    """The contents of a dashboard."""

    today: list[Shown]
    upcoming: list[Shown]
    completed: list[Shown]
    counts: dict[str, int]
    week: dict[str, int]
    """Counts of the present calendar week: all `booked` interviews, and of these `ahead`, `completed` and `no_show`."""


def overview(
    *,
    by: Caller,
    interviews: "Interviews",
    organisations: "Organisations",
    sessions: "Sessions",
    meetings: "Meetings",
    links: LinkMaker,
    now: datetime,
) -> Overview:
    """Today's interviews, the next 25 after today, the latest 25 completed, and counts by status.

    It takes one query of the index by time, whose entries are small, from 30 days ago on, and reads only the interviews
    that are shown.
    """
    zone = organisations.organisation(by.org_id).policy.timezone
    first, last = (rfc3339(moment) for moment in day_of(now, zone))
    entries = list(interviews.entries(interviews.by_time(by.org_id, now - LOOKS_BACK, None, soonest_first=True)))
    today = [one for one in entries if first <= one["started_at"] < last and one["status"] != InterviewStatus.CANCELLED]
    upcoming = [one for one in entries if one["started_at"] >= last and one["status"] == InterviewStatus.SCHEDULED]
    completed = [one for one in entries if one["status"] == InterviewStatus.COMPLETED]
    statuses = Counter(one["status"] for one in entries)
    counts = {"today": len(today), "upcoming": len(upcoming)} | {name.lower(): statuses[name] for name in OVER}
    week = _week_of(entries, now, zone)
    wanted = (today[:SHOWN_TODAY], upcoming[:SHOWN], completed[: -SHOWN - 1 : -1])
    ids = dict.fromkeys(one["interview_id"] for part in wanted for one in part)
    there = [interview for interview in interviews.many(by.org_id, list(ids)) if interview is not None]
    found = {
        one.interview.interview_id: one
        for one in show_interviews(there, by=by, sessions=sessions, meetings=meetings, links=links)
    }
    shown = [[found[one["interview_id"]] for one in part if one["interview_id"] in found] for part in wanted]
    return Overview(shown[0], shown[1], shown[2], counts, week)


def _week_of(entries: list["Item"], now: datetime, zone: str) -> dict[str, int]:
    """Counts of the interviews from Monday to Sunday in the zone, without cancelled ones."""
    today = now.astimezone(zone_of(zone)).date()
    monday = today - timedelta(days=today.weekday())
    first, last = (rfc3339(from_local_or_after(monday + timedelta(days=days), time(), zone)) for days in (0, 7))
    statuses = Counter(one["status"] for one in entries if first <= one["started_at"] < last)
    return {
        "booked": statuses.total() - statuses[InterviewStatus.CANCELLED],
        "ahead": statuses[InterviewStatus.SCHEDULED],
        "completed": statuses[InterviewStatus.COMPLETED],
        "no_show": statuses[InterviewStatus.NO_SHOW],
    }
