"""One person's places in all organisations: who has that address, and what their interviews are about."""

from collections.abc import Iterable
from dataclasses import dataclass

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.unreadable import readable_ones
from greenroom.models.candidate import Candidate
from greenroom.models.interview import Booking, Interview, booking_id
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.settings import Tables

NEWEST_ID = "\uffff"
"""After every id."""


@dataclass(frozen=True)
class Surroundings:
    """What an interview belongs to; each is missing where it was erased."""

    organisation: Organisation | None
    job: Job | None
    booking: Booking | None


class OwnRecords:
    """Reads by address, over all organisations."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def candidates_of(
        self, address_key: str, *, at_most: int, up_to: str | None = None
    ) -> tuple[list[Candidate], str | None]:
        """Candidates whose address has that key, newest first, from the id `up_to` on; and the id to go on from.

        The index follows its table a moment later: who has another address by now must be left out by the caller.
        """
        keys, _ = self._database.query(
            self._tables.candidates,
            Key("address_key").eq(address_key) & Key("candidate_id").lte(up_to or NEWEST_ID),
            IndexName="by_address",
            ScanIndexForward=False,
            Limit=at_most + 1,
        )
        wanted = [{"org_id": key["org_id"], "candidate_id": key["candidate_id"]} for key in keys[:at_most]]
        found = self._database.get_many((self._tables.candidates, key) for key in wanted) if wanted else []
        candidates = readable_ones(Candidate, found, self._tables.candidates)
        return candidates, keys[at_most]["candidate_id"] if len(keys) > at_most else None

    def has_interview(self, candidate: Candidate, interview_id: str) -> bool:
        """Whether an interview is this candidate's."""
        keys, _ = self._database.query(
            self._tables.interviews,
            Key("candidate_id").eq(candidate.candidate_id) & Key("interview_id").eq(interview_id),
            IndexName="by_candidate",
        )
        return any(key["org_id"] == candidate.org_id for key in keys)

    def surroundings(self, interviews: Iterable[Interview]) -> list[Surroundings]:
        """Organisation, job and booking of up to 33 interviews, in the order asked, in one round trip."""
        wanted: list[tuple[str, dict[str, str]]] = []
        for interview in interviews:
            wanted.append((self._tables.organisations, organisation_key(interview.org_id)))
            wanted.append((self._tables.jobs, {"org_id": interview.org_id, "job_id": interview.job_id}))
            wanted.append((self._tables.bookings, {"booking_id": booking_id(interview.org_id, interview.interview_id)}))
        found = self._database.get_many(wanted) if wanted else []
        return [
            Surroundings(
                Organisation.model_validate(organisation) if organisation else None,
                Job.model_validate(job) if job else None,
                Booking.model_validate(booking) if booking else None,
            )
            for organisation, job, booking in zip(*[iter(found)] * 3, strict=True)
        ]
