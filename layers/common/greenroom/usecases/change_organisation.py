"""Change an organisation's name or rules, here and in all that is booked and still to come."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from greenroom.errors import InvalidStateError
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Organisation
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.follow_changes import follow
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule

FOR_LATER_BOOKINGS = frozenset(
    {
        *("min_notice_minutes", "max_advance_days", "timezone", "decision_days"),
        *("viewers_may_rate", "matching_enabled", "matching_model_enabled"),
    }
)
"""Rules that no booking repeats."""
MOST_AHEAD = 300
"""Interviews to come that one change may touch: more would not be done within one request."""
LONGEST = timedelta(days=3)
"""An interview that began earlier is over, whether or not the sweeper has noted it yet."""


def change_organisation(
    name: str | None,
    rules: Mapping[str, Any],
    *,
    by: Caller,
    organisations: "Organisations",
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    expected_version: int | None,
    now: datetime,
) -> Organisation:
    """Give an organisation another name or other rules. What is booked and still to come follows.

    A repetition finishes what broke off. Raises NotFoundError, StaleVersionError, BusyError, and InvalidStateError
    where more interviews are to come than one change can reach: then nothing is changed.
    """
    ahead: list[Interview] = []
    if name is not None or not FOR_LATER_BOOKINGS.issuperset(rules):
        ahead = _ahead(by, interviews, now)

    def attempt() -> Organisation:
        before = organisations.organisation(by.org_id)
        refuse_stale_version(before.version, expected_version)
        after = before.changed(name=name or before.name, policy=before.policy.changed(**rules))
        if after == before:
            return before
        _refuse_too_many(before, after, ahead)
        return organisations.change(after.changed(version=before.version + 1), before.version)

    organisation = repeated(attempt)
    follow(ahead, by=by, schedule=schedule, links=links, now=now)
    return organisation


def _ahead(by: Caller, interviews: "Interviews", now: datetime) -> list[Interview]:
    booked = interviews.each(interviews.by_time(by.org_id, now - LONGEST, None, soonest_first=True))
    return [one for one in booked if one.status is InterviewStatus.SCHEDULED and one.ends_at and one.ends_at > now]


def _refuse_too_many(before: Organisation, after: Organisation, ahead: list[Interview]) -> None:
    if len(ahead) <= MOST_AHEAD or _as_booked(before) == _as_booked(after):
        return
    raise InvalidStateError(
        f"{len(ahead)} interviews are still to come that repeat these settings, and a change reaches at most "
        f"{MOST_AHEAD}. Change them when fewer are booked."
    )


def _as_booked(organisation: Organisation) -> object:
    return organisation.name, organisation.policy.model_dump(exclude=set(FOR_LATER_BOOKINGS))
