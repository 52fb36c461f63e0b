"""Candidates, and the gates of each for a job."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from copy import replace
from datetime import UTC, datetime
from itertools import batched
from typing import Any, NamedTuple

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.schedule_items import AS_READ, as_read, match_id
from greenroom.adapters.scored_matches import requirements_id, scored_id
from greenroom.adapters.unique_values import ENTITY, EXTERNAL_ID, UniqueCollection, unique_key
from greenroom.adapters.unreadable import readable
from greenroom.errors import ConditionsFailedError, DuplicateError
from greenroom.identifiers import earliest_id
from greenroom.models.candidate import Candidate, Match, WithNewInterviews
from greenroom.models.latest_interview import LatestInterview
from greenroom.models.scored_match import JobRequirements, ScoredMatch
from greenroom.settings import Tables

CANDIDATE_POSITION = ("candidate_id",)
LONG_AGO, FAR_AHEAD = datetime(2000, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
MOST_PAIRS = 50
"""Two keys each, of the hundred that a BatchGetItem takes."""


WAITING = "#WAITING"
"""After the organisation's id: the partition of those who wait for a time."""
NOT_LATER = "attribute_not_exists(version) OR version <= :version"
"""The condition that no later version of the gates has written the note. A request that closes gates may write after
a request that opened them later."""
WAITING_READ = 100
MOST_READS = 10
AFTER_ALL_IDS = "~"
MOST_SCORED = 25
"""Three keys each, and one more for each job."""


class RowParts(NamedTuple):
    """A candidate's facts for a job in a list. Score and requirements are None where they were not asked for."""

    match: Match | None
    latest: LatestInterview | None
    score: ScoredMatch | None
    requirements: JobRequirements | None


def latest_key(org_id: str, candidate_id: str) -> dict[str, str]:
    """The key of a candidate's newest interview, in the table of matches."""
    return {"org_id": org_id, "match_id": latest_id(candidate_id)}


def latest_id(candidate_id: str) -> str:
    """The name of a candidate's newest interview within the organisation."""
    return f"latest#{candidate_id}"


def _names(job_id: str, candidate_id: str) -> tuple[str, str, str, str]:
    return (
        match_id(job_id, candidate_id),
        latest_id(candidate_id),
        scored_id(job_id, candidate_id),
        requirements_id(job_id),
    )


def _waiting_key(org_id: str, name: str) -> dict[str, str]:
    return {"org_id": f"{org_id}{WAITING}", "match_id": name}


class NotedCollection[E: WithNewInterviews](Collection[E]):
    """Entities at which new interviews are noted."""

    def as_before(self, entity: E, before: int) -> tuple[str, Item]:
        """The condition that the entity is unchanged, and got no interview since it was read."""
        if not before:
            return super().as_before(entity, before)
        return AS_READ, as_read(entity) | {":version": before}


HELD_BY = "holders"
"""The ids of the candidates who have an address."""
ADDRESS, FORMER_ADDRESS, ADDRESS_OF_JOB = "address", "former address", "email"


class Candidates(UniqueCollection[Candidate], NotedCollection[Candidate]):
    """The table of candidates. Sparse indexes answer the lists by job and by status, and who has an address."""

    holds_by = (EXTERNAL_ID, "held_address", "is_alone")
    derived = ("with_status", "address_key", "for_job")

    def __init__(self, database: Database, tables: Tables, address_key: Callable[[str], str] | None = None) -> None:
        """`address_key` hashes an address with a key; without it stored candidates are not found by address."""
        super().__init__(database, tables.candidates, Candidate, "candidate_id", "Candidate")
        self._address_key = address_key

    def as_item(self, entity: Candidate) -> Item:
        """A candidate with the attributes of its indexes."""
        item = fields_of(entity) | {"with_status": f"{entity.org_id}#{entity.status}"}
        if self._address_key is not None:
            item["address_key"] = self._address_key(entity.email)
        return item | ({"for_job": f"{entity.org_id}#{entity.job_id}"} if entity.job_id else {})

    def address_key(self, email: str) -> str:
        """The keyed hash that an address is found by."""
        if self._address_key is None:
            raise RuntimeError("These candidates are not found by address.")
        return self._address_key(email)

    def with_address(self, org_id: str, address_key: str) -> str | None:
        """The newest of an organisation's candidates with an address. Its index follows the table a moment later."""
        found = self._database.query_all(
            self._table,
            Key("address_key").eq(address_key),
            IndexName="by_address",
            ScanIndexForward=False,
        )
        return next((str(entry["candidate_id"]) for entry in found if entry["org_id"] == org_id), None)

    def create_alone(self, candidate: Candidate) -> Candidate:
        """Store a new candidate as `create` does, if no other one of the organisation has the address.

        Raises what `create` raises; DuplicateError names the oldest candidate who has the address.
        """
        item = self.as_item(candidate)
        values = self.unique_values(item)
        return self._create(candidate, item, lambda write: self._commit(write, {}, values, item, is_alone=True))

    def unique_values(self, item: Mapping[str, Any]) -> dict[str, str]:
        """The unique values, with the hash of the address, which several candidates may have if that is intended."""
        own = super().unique_values(item)
        if item.get("held_address"):
            own[ADDRESS] = str(item["held_address"])
        if item.get("is_alone"):
            own[ADDRESS_OF_JOB] = (
                f"{item.get('job_id') or '-'}#{item['calendar_key'].removeprefix(f'{item["org_id"]}#')}"
            )
        return own

    def _commit(
        self,
        write: Transaction,
        had: Mapping[str, str],
        has: Mapping[str, str],
        item: Mapping[str, Any],
        *,
        is_alone: bool = False,
    ) -> None:
        former, address = had.get(ADDRESS), has.get(ADDRESS)
        if former != address:
            self._leave(write, former, item)
            self._join(write, address, item, is_alone=is_alone)
        try:
            super()._commit(write, _without_address(had), _without_address(has), item)
        except ConditionsFailedError as refused:
            if ENTITY not in refused.found and ADDRESS in refused.found:
                raise DuplicateError("email", "candidate_id", min(refused.found[ADDRESS][HELD_BY])) from refused
            raise

    def _join(self, write: Transaction, address: str | None, item: Mapping[str, Any], *, is_alone: bool) -> None:
        if address is None:
            return
        key, candidate_ids = self._address_item(address, item), {item["candidate_id"]}
        if is_alone:
            nobody_else = f"attribute_not_exists(#{HELD_BY}) OR #{HELD_BY} = :own"
            write.put(ADDRESS, self._table, {**key, HELD_BY: candidate_ids}, nobody_else, {":own": candidate_ids})
        else:
            write.update(ADDRESS, self._table, key, ItemUpdate(add={HELD_BY: candidate_ids}))

    def _leave(self, write: Transaction, address: str | None, item: Mapping[str, Any]) -> None:
        """The last candidate with an address removes its item, so that no hash of it is left."""
        if address is None:
            return
        key = self._address_item(address, item)
        held_by: set[str] = (self._database.get(self._table, key) or {}).get(HELD_BY, set())
        as_read, read = f"#{HELD_BY} = :read", {":read": held_by}
        others = held_by - {item["candidate_id"]}
        if others:
            change = ItemUpdate(set={HELD_BY: others}, condition=as_read, values=read)
            write.update(FORMER_ADDRESS, self._table, key, change)
        elif held_by:
            write.delete(FORMER_ADDRESS, self._table, key, as_read, read)

    def _address_item(self, address: str, item: Mapping[str, Any]) -> dict[str, str]:
        return unique_key(item["org_id"], "candidate_id", ADDRESS, address)

    def newest_first(self, org_id: str, *, job_id: str | None = None, status: str | None = None) -> Listing:
        """Candidates of an organisation, of one job or with one status."""
        if job_id is not None:
            listing = self._indexed(org_id, "for_job", "by_job", job_id)
            return listing.picking(lambda entry: status is None or entry.get("status") == status)
        if status is not None:
            return self._indexed(org_id, "with_status", "by_status", status)
        return Listing(Key("org_id").eq(org_id), {"org_id": org_id}, CANDIDATE_POSITION)

    def added(self, listing: Listing, since: datetime | None, until: datetime | None) -> Listing:
        """The candidates of a listing who were added from `since` to before `until`. Ids rise with time."""
        first, last = earliest_id("cand", since or LONG_AGO), earliest_id("cand", until or FAR_AHEAD)
        between = Key("candidate_id").between(first, last)
        return replace(listing, condition=listing.condition & between, bounds=("candidate_id", first, last))

    def listed_by_address(self, org_id: str, email: str) -> Listing:
        """Candidates of an organisation who have an address; who got another one a moment ago may be among them."""
        key = self.address_key(email)
        return Listing(
            Key("address_key").eq(key),
            {"org_id": org_id, "address_key": key},
            CANDIDATE_POSITION,
            index="by_address",
            keep_entry=lambda entry: entry["org_id"] == org_id,
        )

    def _indexed(self, org_id: str, attribute: str, index: str, value: str) -> Listing:
        partition = f"{org_id}#{value}"
        return Listing(
            Key(attribute).eq(partition),
            {"org_id": org_id, attribute: partition},
            CANDIDATE_POSITION,
            index=index,
        )


def _without_address(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name != ADDRESS}


class Matches(NotedCollection[Match]):
    """The table of matches: one candidate for one job."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.matches, Match, "match_id", "Match")

    def as_item(self, entity: Match) -> Item:
        """A match under its job and candidate."""
        return fields_of(entity) | {"match_id": match_id(entity.job_id, entity.candidate_id)}

    def of(self, org_id: str, job_id: str, candidate_id: str) -> Match | None:
        """The match of a candidate and a job, if anything was decided about it."""
        return self.find(org_id, match_id(job_id, candidate_id))

    def for_rows(self, org_id: str, pairs: Sequence[tuple[str | None, str]], *, with_scores: bool) -> list[RowParts]:
        """The parts of a list's rows for pairs of job and candidate, in the given order.

        One round trip for each 50, or for each 25 with scores: a hundred keys are one BatchGetItem.
        """
        found: list[RowParts] = []
        for some in batched(pairs, MOST_SCORED if with_scores else MOST_PAIRS, strict=False):
            # A candidate without a job has no gates: the key of none is asked for.
            names = {
                (job_id or "-", candidate_id): _names(job_id or "-", candidate_id) for job_id, candidate_id in some
            }
            asked = dict.fromkeys(name for each in names.values() for name in each[: None if with_scores else 2])
            items = self._database.get_many((self._table, self.key(org_id, name)) for name in asked)
            stored = dict(zip(asked, items, strict=True))
            for gates, latest, score, requirements in names.values():
                found.append(
                    RowParts(
                        readable(Match, stored[gates], self._table),
                        readable(LatestInterview, stored[latest], self._table),
                        readable(ScoredMatch, stored.get(score), self._table),
                        readable(JobRequirements, stored.get(requirements), self._table),
                    )
                )
        return found

    def of_candidates(self, org_id: str, job_id: str, candidate_ids: Sequence[str]) -> list[Match | None]:
        """The matches of these candidates and a job, in the order asked."""
        return self.many(org_id, [match_id(job_id, candidate_id) for candidate_id in candidate_ids])

    def count_shortlisted(self, org_id: str, job_id: str) -> int:
        """The number of shortlisted candidates of a job: one query of small items."""
        of_job = Key("org_id").eq(org_id) & Key("match_id").begins_with(match_id(job_id, ""))
        return sum(1 for item in self._database.query_all(self._table, of_job) if item.get("shortlisted"))

    def remove_of(self, org_id: str, job_id: str, candidate_id: str) -> None:
        """Remove a candidate's gates for a job."""
        self.forget_waiting(org_id, job_id, candidate_id)
        self._database.delete(self._table, self.key(org_id, match_id(job_id, candidate_id)))

    def note_waiting(self, org_id: str, job_id: str, candidate_id: str, version: int) -> None:
        """Note that a candidate may wait for a time for a job, by gates of this version: one write unit.

        A note by later gates stays.
        """
        key = _waiting_key(org_id, match_id(job_id, candidate_id))
        with suppress(ConditionsFailedError):
            self._database.put(self._table, {**key, "version": version}, NOT_LATER, {":version": version})

    def forget_waiting(self, org_id: str, job_id: str, candidate_id: str, version: int | None = None) -> None:
        """Forget that a candidate waits for a time for a job. With a version a note by later gates stays."""
        key = _waiting_key(org_id, match_id(job_id, candidate_id))
        with suppress(ConditionsFailedError):
            if version is None:
                self._database.delete(self._table, key)
            else:
                self._database.delete(self._table, key, NOT_LATER, {":version": version})

    def waiting(self, org_id: str) -> tuple[dict[str, list[str]], bool]:
        """Candidates who were noted as waiting, by job (of a job with many the first hundred); and whether more are.

        A note may be older than what became of its candidate. One round trip for each hundred, at most MOST_READS.
        """
        found: dict[str, list[str]] = {}
        after = " "
        for _ in range(MOST_READS):
            rest = Key("org_id").eq(f"{org_id}{WAITING}") & Key("match_id").gt(after)
            items, last = self._database.query(self._table, rest, Limit=WAITING_READ)
            for item in items:
                job_id, _, candidate_id = str(item["match_id"]).partition("#")
                found.setdefault(job_id, []).append(candidate_id)
            if last is None:
                return found, False
            # The rest of the last job is passed over, so that no other job is missed for it.
            after = match_id(str(last["match_id"]).partition("#")[0], AFTER_ALL_IDS)
        return found, True

    def remove_latest_interview(self, org_id: str, candidate_id: str) -> None:
        """Remove the facts about a candidate's newest interview that lists show."""
        self._database.delete(self._table, latest_key(org_id, candidate_id))
