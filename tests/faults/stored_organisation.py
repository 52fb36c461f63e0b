"""An organisation with slots, candidates and pending interviews, written straight into the tables."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING, Any

from greenroom.adapters.items import decode, encode, fields_of
from greenroom.adapters.organisations import organisation_item
from greenroom.adapters.schedule_items import interview_item, match_id, slot_item
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Interview
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation, Policy, Role
from greenroom.models.slot import Slot
from greenroom.settings import Tables
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LINKS = LinkMaker(
    secret=lambda: "a secret of the tests",
    report_secret=lambda: "another",
    sign_in_secret=lambda: "a third",
    portal_url=lambda: "https://portal.example",
)


@dataclass(frozen=True)
class StoredOrganisation:
    """One organisation with one job. `client` goes straight to the cloud, past every fault."""

    client: "DynamoDBClient"
    tables: Tables
    org_id: str
    job_id: str
    day: datetime
    """When slot number 0 starts; the others follow hour by hour."""

    def caller(self, actor: str) -> Caller:
        """Who calls: the actor stands in the log, so that each entry names its call."""
        return Caller(self.org_id, actor, Role.RECRUITER)

    def slots(self, count: int, capacity: int, *, minutes_apart: int = 60) -> list[str]:
        """Slots of one hour each; closer than 60 minutes apart they overlap."""
        slots = [self._slot(self.day + timedelta(minutes=minutes_apart * n), capacity) for n in range(count)]
        self._write((self.tables.slots, slot_item(slot)) for slot in slots)
        return [slot.slot_id for slot in slots]

    def interviews(self, count: int, *, candidates: int | None = None) -> list[str]:
        """Pending interviews, dealt out over so many candidates (default: one each), all gates open."""
        people = [self._candidate() for _ in range(candidates or count)]
        interviews = [self._interview(people[n % len(people)]) for n in range(count)]
        self._write((self.tables.candidates, fields_of(person)) for person in people)
        self._write((self.tables.matches, self._match(person)) for person in people)
        self._write(
            (self.tables.interviews, interview_item(interview, self.tables.due_shards)) for interview in interviews
        )
        return [interview.interview_id for interview in interviews]

    def _slot(self, starts_at: datetime, capacity: int) -> Slot:
        ends_at = starts_at + timedelta(hours=1)
        return Slot(
            org_id=self.org_id,
            slot_id=new_id("slot"),
            job_id=self.job_id,
            interview_date=starts_at.date(),
            start_time=starts_at.time(),
            end_time=ends_at.time(),
            timezone="UTC",
            starts_at=starts_at,
            ends_at=ends_at,
            max_candidates=capacity,
            created_at=utc_now(),
            updated_at=utc_now(),
        )

    def _candidate(self) -> Candidate:
        candidate_id = new_id("cand")
        email = f"{candidate_id}@example.com"
        return Candidate(
            org_id=self.org_id,
            candidate_id=candidate_id,
            full_name="Asha Rao",
            email=email,
            job_id=self.job_id,
            calendar_key=calendar_key(self.org_id, email),
            created_at=utc_now(),
            updated_at=utc_now(),
        )

    def _match(self, person: Candidate) -> dict[str, Any]:
        match = Match(
            org_id=self.org_id,
            job_id=self.job_id,
            candidate_id=person.candidate_id,
            shortlisted=True,
            interview_enabled=True,
            online_interview_enabled=True,
            updated_at=utc_now(),
        )
        return fields_of(match) | {"match_id": match_id(self.job_id, person.candidate_id)}

    def _interview(self, person: Candidate) -> Interview:
        return Interview(
            org_id=self.org_id,
            interview_id=new_id("int"),
            candidate_id=person.candidate_id,
            candidate_name=person.full_name,
            job_id=self.job_id,
            job_title="Engineer",
            calendar_keys=(person.calendar_key,),
            created_at=utc_now(),
            updated_at=utc_now(),
        )

    def _write(self, items: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
        for chunk in batched(items, 25, strict=False):
            requests: dict[str, list[Any]] = {}
            for table, item in chunk:
                requests.setdefault(table, []).append({"PutRequest": {"Item": encode(item)}})
            self.client.batch_write_item(RequestItems=requests)

    def items(self, table: str) -> Iterator[dict[str, Any]]:
        """Every item of a table that belongs to this organisation."""
        for page in self.client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
            for item in page["Items"]:
                # Decoded only then: tables hold the organisations of many tests.
                if any(value.get("S", "").split("#")[0] == self.org_id for value in item.values()):
                    yield decode(item)

    def log(self, interview_id: str) -> list[dict[str, Any]]:
        """The entries of an interview's log in the order in which a query reads them."""
        page = self.client.query(
            TableName=self.tables.logs,
            KeyConditionExpression="interview_key = :key",
            ExpressionAttributeValues={":key": {"S": f"{self.org_id}#{interview_id}"}},
            ConsistentRead=True,
        )
        return [entry for item in map(decode, page["Items"]) for entry in item["entries"]]


def a_stored_organisation(client: "DynamoDBClient", tables: Tables) -> StoredOrganisation:
    """A new organisation with a job, beside those that the tables hold already."""
    org_id, job_id, now = new_id("org"), new_id("job"), utc_now()
    # Three days ahead: at any time of the day the first reminder is more than a day away.
    first_day = datetime.combine(now.date(), datetime.min.time(), UTC) + timedelta(days=3)
    organisation = Organisation(org_id=org_id, name="Acme", policy=Policy(retention_days=None), created_at=now)
    job = Job(
        org_id=org_id,
        job_id=job_id,
        job_title="Engineer",
        company_name="Acme",
        job_description="Builds things that hold.",
        created_at=now,
        updated_at=now,
    )
    client.put_item(TableName=tables.organisations, Item=encode(organisation_item(organisation)))
    client.put_item(TableName=tables.jobs, Item=encode(fields_of(job)))
    return StoredOrganisation(client, tables, org_id, job_id, first_day)
