"""One person's records in all organisations: the candidates with an address, and their interviews."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import Item
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.schedule_items import is_time_invitation
from greenroom.adapters.unreadable import readable, readable_ones
from greenroom.models.candidate import Candidate, CandidateKey
from greenroom.models.interview import Booking, Interview, booking_id
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.test_mode import is_test
from greenroom.settings import Tables

MOST_RECORDS = 5_000
"""The most records of one address in all organisations: one page of the index."""


class RelatedRecords(NamedTuple):
    """The records that an interview belongs to. Each is None if it was erased or cannot be read."""

    organisation: Organisation | None
    job: Job | None
    booking: Booking | None


class OwnRecords:
    """Reads by address, over all organisations."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def keys_of(self, address_key: str) -> list[CandidateKey]:
        """Whose address has that key, over all organisations: the newest of each organisation first, then the second
        newest of each. However many records one of them made, those of the others are among the first.

        Test records are nobody's. The index follows its table a moment later: who has another address by now must be
        left out by the caller.
        """
        entries, _ = self._database.query(
            self._tables.candidates,
            Key("address_key").eq(address_key),
            IndexName="by_address",
            ScanIndexForward=False,
            Limit=MOST_RECORDS,
        )
        in_organisation: Counter[str] = Counter()
        found: list[tuple[int, CandidateKey]] = []
        for entry in entries:
            if is_test(entry["org_id"]):
                continue
            found.append((in_organisation[entry["org_id"]], CandidateKey(entry["org_id"], entry["candidate_id"])))
            in_organisation[entry["org_id"]] += 1
        return [key for _, key in sorted(found, key=lambda one: one[0])]

    def candidates(self, keys: Iterable[CandidateKey]) -> list[Candidate]:
        """Up to 100 candidates, in the order asked, in one round trip; without those that are gone."""
        wanted = [(self._tables.candidates, key._asdict()) for key in keys]
        found = self._database.get_many(wanted) if wanted else []
        return readable_ones(Candidate, found, self._tables.candidates)

    def interview_in(self, org_ids: Iterable[str], interview_id: str) -> list[Interview]:
        """An interview of that id in up to 100 organisations, in one round trip."""
        wanted = [(self._tables.interviews, {"org_id": org_id, "interview_id": interview_id}) for org_id in org_ids]
        found = self._database.get_many(wanted) if wanted else []
        return readable_ones(Interview, found, self._tables.interviews)

    def related_records(self, interviews: Iterable[Interview]) -> list[RelatedRecords]:
        """Organisation, job and booking of up to 33 interviews, in the order asked, in one round trip."""
        wanted: list[tuple[str, dict[str, str]]] = []
        for interview in interviews:
            wanted.append((self._tables.organisations, organisation_key(interview.org_id)))
            wanted.append((self._tables.jobs, {"org_id": interview.org_id, "job_id": interview.job_id}))
            wanted.append((self._tables.bookings, {"booking_id": booking_id(interview.org_id, interview.interview_id)}))
        found = self._database.get_many(wanted) if wanted else []
        return [
            RelatedRecords(
                readable(Organisation, organisation, self._tables.organisations),
                readable(Job, job, self._tables.jobs),
                self._booking(booking),
            )
            for organisation, job, booking in zip(*[iter(found)] * 3, strict=True)
        ]

    def _booking(self, item: Item | None) -> Booking | None:
        """The booking; None also for an invitation to choose a time, which is stored in its place."""
        is_booking = item is not None and not is_time_invitation(item)
        return readable(Booking, item, self._tables.bookings) if is_booking else None
