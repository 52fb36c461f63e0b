"""Change an organisation's name or rules, and the interviews that are still to come."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.models.caller import Caller
from greenroom.models.change_to_follow import ChangeToFollow
from greenroom.models.organisation import Organisation
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.follow_changes import follow
from greenroom.usecases.follow_later import ahead_of, leave_rest, look_again
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.changes_queue import ChangesQueue
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.schedule import Schedule

FOR_LATER_BOOKINGS = frozenset(
    {
        *("min_notice_minutes", "max_advance_days", "timezone", "decision_days"),
        *("viewers_may_rate", "matching_enabled", "matching_model_enabled"),
    }
)
"""Rules that are not copied into bookings."""
MOST_AT_ONCE = 300
"""Interviews that follow within the request. The others follow from a queue."""


def change_organisation(
    name: str | None,
    rules: Mapping[str, Any],
    *,
    by: Caller,
    organisations: "Organisations",
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    queue: "ChangesQueue",
    expected_version: int | None,
    now: datetime,
) -> Organisation:
    """Change an organisation's name or rules. Interviews that are still to come follow.

    Beyond MOST_AT_ONCE they follow from a queue. A repetition finishes a change that broke off. Raises NotFoundError,
    StaleVersionError or BusyError.
    """

    def attempt() -> Organisation:
        before = organisations.organisation(by.org_id)
        refuse_stale_version(before.version, expected_version)
        after = before.changed(name=name or before.name, policy=before.policy.changed(**rules))
        if after == before:
            return before
        return organisations.change(after.changed(version=before.version + 1), before.version)

    organisation = repeated(attempt)
    if name is not None or not FOR_LATER_BOOKINGS.issuperset(rules):
        change = ChangeToFollow(org_id=by.org_id, actor=by.actor)
        page = ahead_of(change, interviews=interviews, limit=MOST_AT_ONCE, position=None, now=now)
        look_again(change, queue=queue, now=now)
        leave_rest(change, page.next_position, queue=queue)
        follow(page.items, by=by, schedule=schedule, links=links, now=now)
    return organisation
