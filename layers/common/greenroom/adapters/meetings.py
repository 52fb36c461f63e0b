"""Meetings at providers, and a sparse index of their due work, which is empty as long as nothing fails."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.next_attempts import due_pages, next_attempt, still_due
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, readable_ones, value_in
from greenroom.errors import ConditionsFailedError
from greenroom.models.interview import Provider
from greenroom.models.meeting import Meeting
from greenroom.settings import Tables

KEPT_FOR = timedelta(days=90)
"""The time for which a meeting is stored after its end."""
DAY_IS_KEPT_FOR = timedelta(days=2)
PAGE = 25
KEY = ("meeting_key",)
SHAPE = Shape.of(KEY, Meeting, "due_shard", "expiration")
BATCH = 100


def meeting_key(org_id: str, interview_id: str) -> dict[str, str]:
    """The key of an interview's meeting."""
    return {"meeting_key": f"{org_id}#{interview_id}"}


def meeting_item(meeting: Meeting) -> Item:
    """A meeting with its key, its place in the due index, and its expiry."""
    item = fields_of(meeting) | next_attempt(meeting.next_attempt_at)
    expires = int((meeting.ends_at + KEPT_FOR).timestamp())
    return {**item, **meeting_key(meeting.org_id, meeting.interview_id), "expiration": expires}


class Meetings:
    """The table of meetings."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.meetings

    def of(self, org_id: str, interview_id: str) -> Meeting | None:
        """The meeting of an interview; None if none was begun."""
        found = self._database.get(self._table, meeting_key(org_id, interview_id))
        return entity_of(Meeting, found, self._table) if found else None

    def of_each(self, org_id: str, interview_ids: Sequence[str]) -> dict[str, Meeting]:
        """The meetings of interviews, by the interview's id, in one round trip for each hundred."""
        found: list[Item | None] = []
        for start in range(0, len(interview_ids), BATCH):
            some = interview_ids[start : start + BATCH]
            found += self._database.get_many((self._table, meeting_key(org_id, one)) for one in some)
        return {one.interview_id: one for one in readable_ones(Meeting, found, self._table)}

    def replace(self, before: Meeting | None, after: Meeting) -> Meeting | None:
        """Replace the meeting that was read, and raise its revision. Returns None if another process wrote in between.

        A write of this process whose response got lost counts as done.
        """
        written = after.changed(revision=before.revision + 1 if before else 1)
        same = "#revision = :read" if before else "attribute_not_exists(#meeting_key)"
        values: dict[str, Any] = {":read": before.revision} if before else {}
        try:
            self._database.replace(self._table, meeting_item(written), SHAPE, same, values)
        except ConditionsFailedError as refused:
            return written if entity_of(Meeting, refused.found["item"], self._table) == written else None
        return written

    def hear_of(self, meeting: Meeting, version: int) -> None:
        """Note a newer version of the booking for the process that works on its meeting."""
        change = ItemUpdate(
            set={"wanted_version": version},
            add={"revision": 1},
            condition="#wanted_version < :newer",
            values={":newer": version},
        )
        try:
            self._database.update(self._table, meeting_key(meeting.org_id, meeting.interview_id), change)
        except ConditionsFailedError:
            return

    def due(self, now: datetime) -> Iterator[list[Meeting]]:
        """Due meetings, longest waiting first, page by page. If none is due, this costs half a read unit."""
        for found in due_pages(self._database, self._table, KEY, now, page=PAGE):
            yield still_due(readable_ones(Meeting, found, self._table), now)

    def note_id(self, meeting: Meeting) -> None:
        """Store the meeting's id with its interview, because a provider's message contains only that id."""
        if meeting.hosted is None:
            return
        expires = int((meeting.ends_at + KEPT_FOR).timestamp())
        key = meeting_id_key(meeting.org_id, meeting.provider, meeting.hosted.meeting_id)
        self._database.put(self._table, {**key, "interview_id": meeting.interview_id, "expiration": expires})

    def interview_of(self, org_id: str, provider: Provider, meeting_id: str) -> str | None:
        """The id of the interview with this meeting at the provider, or None."""
        found = self._database.get(self._table, meeting_id_key(org_id, provider, meeting_id))
        return str(value_in(found, "interview_id", self._table)) if found else None

    def count_change(self, meeting: Meeting, now: datetime) -> int:
        """Count one more meeting of a host that was made or moved. Returns the number for today (GMT)."""
        host = meeting.hosted.host if meeting.hosted else ""
        key = {"meeting_key": f"{meeting.org_id}#{meeting.provider}#HOST#{host}#{now:%Y-%m-%d}"}
        expires = int((now + DAY_IS_KEPT_FOR).timestamp())
        item = self._database.update(self._table, key, ItemUpdate(add={"changes": 1}, set={"expiration": expires}))
        return int(item["changes"])


def meeting_id_key(org_id: str, provider: str, meeting_id: str) -> dict[str, str]:
    """The key of the item that names the interview of a provider's meeting."""
    return {"meeting_key": f"{org_id}#{provider}#ID#{meeting_id}"}
