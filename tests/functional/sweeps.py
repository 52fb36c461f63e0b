"""The sweeper's look at the interviews of one organisation, as its handler makes it."""

from datetime import datetime
from typing import Any

from greenroom.usecases.sweep import Swept, sweep
from tests.world import app


def swept_at(now: datetime, org_id: str, **others: Any) -> Swept:
    """The result of a sweep at that time; `others` as `sweep` takes them."""
    return sweep(
        org_id,
        due_index=app.due_index,
        schedule=app.schedule,
        sessions=app.sessions,
        mailer=app.mailer,
        links=app.links,
        now=now,
        has_time=lambda: True,
        **others,
    )
