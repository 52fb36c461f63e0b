"""Interviews as they are listed: newest first, by candidate, by job, by time. Writing them is the schedule's."""

from collections.abc import Iterator
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Listing
from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.unique_values import UniqueCollection
from greenroom.adapters.unreadable import readable_ones
from greenroom.clock import rfc3339
from greenroom.models.audit import LogEntry
from greenroom.models.interview import Interview
from greenroom.settings import Tables

BY_ID = ("interview_id",)
BY_TIME = ("interview_id", "started_at")
EARLIEST, LATEST = "0", "9999-12-31T23:59:59Z"


class Interviews(UniqueCollection[Interview]):
    """The table of interviews, read."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.interviews, Interview, "interview_id", "Interview")
        self._logs = tables.logs

    def newest_first(self, org_id: str) -> Listing:
        """All interviews of an organisation, by when they were made."""
        return Listing(Key("org_id").eq(org_id), {"org_id": org_id}, BY_ID)

    def of_candidate(self, org_id: str, candidate_id: str) -> Listing:
        """A candidate's interviews, by when they were made."""
        return self._of(org_id, "candidate_id", candidate_id, "by_candidate")

    def of_job(self, org_id: str, job_id: str) -> Listing:
        """A job's interviews, by when they were made."""
        return self._of(org_id, "job_id", job_id, "by_job")

    def _of(self, org_id: str, attribute: str, value: str, index: str) -> Listing:
        return Listing(
            Key(attribute).eq(value),
            {"org_id": org_id, attribute: value},
            BY_ID,
            index=index,
            keep_entry=lambda entry: entry["org_id"] == org_id,
        )

    def asking_for_times(self, org_id: str) -> Listing:
        """Interviews whose candidates asked for other times, those that changed last first."""
        return Listing(
            Key("asked_for_times").eq(org_id),
            {"org_id": org_id, "asked_for_times": org_id},
            ("interview_id", "updated_at"),
            index="by_request",
        )

    def by_time(
        self,
        org_id: str,
        since: datetime | None,
        until: datetime | None,
        *,
        soonest_first: bool = False,
    ) -> Listing:
        """Interviews that have a time, from `since` on and before `until`."""
        least, greatest = rfc3339(since) if since else EARLIEST, rfc3339(until) if until else LATEST
        return Listing(
            Key("org_id").eq(org_id) & Key("started_at").between(least, greatest),
            {"org_id": org_id},
            BY_TIME,
            index="by_time",
            soonest_first=soonest_first,
            # BETWEEN includes its upper bound, and `until` is excluded.
            keep_entry=(lambda entry: entry["started_at"] < greatest) if until else None,
            bounds=("started_at", least, greatest),
        )

    def erase_reasons(self, org_id: str, interview_id: str) -> None:
        """Take the reasons out of an interview's log: they are free text and may name a person. All else stays."""
        key = {"interview_key": f"{org_id}#{interview_id}"}
        of_interview = Key("interview_key").eq(key["interview_key"])
        for item in self._database.query_all(self._logs, of_interview, ConsistentRead=True):
            entries = item.get("entries", ())
            if any("reason" in entry for entry in entries):
                bare = [{name: value for name, value in entry.items() if name != "reason"} for entry in entries]
                change = ItemUpdate(set={"entries": bare}, condition="attribute_exists(#interview_key)")
                self._database.update(self._logs, {**key, "entry_key": item["entry_key"]}, change)

    def log(self, org_id: str, interview_id: str) -> Iterator[LogEntry]:
        """The log of an interview, in order."""
        of_interview = Key("interview_key").eq(f"{org_id}#{interview_id}")
        written = self._database.query_all(self._logs, of_interview, ConsistentRead=True)
        for item in written:
            # An item without entries is noted by its own key.
            yield from readable_ones(LogEntry, item.get("entries") or [item], self._logs)
