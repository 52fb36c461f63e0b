"""Scores of candidates for jobs, and the requirements of jobs: items of the table of matches, beside the gates.

They are items of their own, so that booking reads and writes the small item of the gates alone. A pointer under the
candidate says which jobs a candidate was scored for: it is written first, so that erasing a candidate finds everything.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.unreadable import readable_ones
from greenroom.clock import sortable
from greenroom.errors import ConditionsFailedError
from greenroom.models.scored_match import JobRequirements, MatchEvent, ScoredMatch
from greenroom.settings import Tables

SCORE_POSITION = ("score_key", "match_id")


def score_key(score: int) -> str:
    """A score as the index sorts it."""
    return f"{score:03d}"


def scored_id(job_id: str, candidate_id: str) -> str:
    """The key of a scored match; by job first, so that a job's candidates are one query."""
    return f"SCORE#{job_id}#{candidate_id}"


def requirements_id(job_id: str) -> str:
    """The key of a job's edited requirements."""
    return f"REQUIREMENTS#{job_id}"


def _pointer_id(candidate_id: str, job_id: str) -> str:
    return f"SCORED#{candidate_id}#{job_id}"


def _log_id(job_id: str, candidate_id: str, at: str = "") -> str:
    return f"SCORELOG#{job_id}#{candidate_id}#{at}"


def scored_item(match: ScoredMatch) -> Item:
    """A scored match with the attributes of the index by score: only where there is a score."""
    item = fields_of(match) | {"match_id": scored_id(match.job_id, match.candidate_id)}
    if match.score is not None:
        item |= {"scored_for": f"{match.org_id}#{match.job_id}", "score_key": score_key(match.score)}
    return item


class ScoredMatches(Collection[ScoredMatch]):
    """Scored matches. A sparse index answers which reach a score."""

    derived = ("scored_for", "score_key")

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.matches, ScoredMatch, "match_id", "Match")

    def as_item(self, entity: ScoredMatch) -> Item:
        """A scored match under its job and candidate."""
        return scored_item(entity)

    def of(self, org_id: str, job_id: str, candidate_id: str) -> ScoredMatch | None:
        """The scored match of a candidate and a job."""
        return self.find(org_id, scored_id(job_id, candidate_id))

    def get_of(self, org_id: str, job_id: str, candidate_id: str) -> ScoredMatch:
        """The scored match of a candidate and a job. Raises NotFoundError."""
        return self.get(org_id, scored_id(job_id, candidate_id))

    def of_candidates(self, org_id: str, job_id: str, candidate_ids: Sequence[str]) -> list[ScoredMatch | None]:
        """Scored matches of one job in the order asked."""
        return self.many(org_id, [scored_id(job_id, candidate_id) for candidate_id in candidate_ids])

    def of_job(self, org_id: str, job_id: str) -> Listing:
        """A job's matches, the newest candidates first: never by score."""
        prefix = scored_id(job_id, "")
        return Listing(
            Key("org_id").eq(org_id) & Key("match_id").begins_with(prefix),
            {"org_id": org_id},
            ("match_id",),
            bounds=("match_id", prefix, f"{prefix}\uffff"),
        )

    def reaching(self, org_id: str, job_id: str, min_score: int) -> Listing:
        """A job's matches with at least this score, the highest first."""
        partition = f"{org_id}#{job_id}"
        return Listing(
            Key("scored_for").eq(partition) & Key("score_key").gte(score_key(min_score)),
            {"org_id": org_id, "scored_for": partition},
            SCORE_POSITION,
            index="by_score",
            bounds=("score_key", score_key(min_score), score_key(100)),
        )

    def of_candidate(self, org_id: str, candidate_id: str) -> list[ScoredMatch]:
        """All matches of a candidate, the newest jobs first."""
        found = self.many(org_id, [scored_id(job_id, candidate_id) for job_id in self._jobs_of(org_id, candidate_id)])
        return [match for match in found if match is not None]

    def expect(self, org_id: str, job_id: str, candidate_ids: Iterable[str], now: datetime) -> None:
        """Note that these candidates, of whom nothing is known for the job yet, are to be scored."""
        wanted = list(candidate_ids)
        pointers = [{"org_id": org_id, "match_id": _pointer_id(one, job_id), "job_id": job_id} for one in wanted]
        pending = [ScoredMatch(org_id=org_id, job_id=job_id, candidate_id=one, updated_at=now) for one in wanted]
        self._database.put_many(self._table, pointers)
        self._database.put_many(self._table, map(scored_item, pending))

    def outdate(self, org_id: str, candidate_id: str, resume_id: str) -> None:
        """Mark a candidate's matches that were made from another résumé than this one.

        The version rises, so that a score of the older one, made at this moment, is refused.
        """
        change = ItemUpdate(
            set={"is_outdated": True},
            add={"version": 1},
            condition="attribute_exists(#match_id) AND (attribute_not_exists(#resume_id) OR #resume_id <> :resume)",
            values={":resume": resume_id},
        )
        for job_id in self._jobs_of(org_id, candidate_id):
            try:
                self._database.update(self._table, self.key(org_id, scored_id(job_id, candidate_id)), change)
            except ConditionsFailedError:
                continue

    def replace_and_log(self, match: ScoredMatch, before: int, event: MatchEvent) -> None:
        """Store a match over its version `before` together with a line of its log. Raises ConditionsFailedError."""
        write = self._database.transaction()
        at_version = {":before": before}
        write.replace("match", self._table, scored_item(match), self.shape, "#version = :before", at_version)
        item = fields_of(event) | {"match_id": _log_id(match.job_id, match.candidate_id, sortable(event.at))}
        write.put("log", self._table, item, "attribute_not_exists(#match_id)")
        write.commit()

    def log(self, org_id: str, job_id: str, candidate_id: str) -> list[MatchEvent]:
        """The decisions of people about a match, oldest first."""
        condition = Key("org_id").eq(org_id) & Key("match_id").begins_with(_log_id(job_id, candidate_id))
        return readable_ones(MatchEvent, self._database.query_all(self._table, condition), self._table)

    def remove_of_candidate(self, org_id: str, candidate_id: str) -> None:
        """Forget all scores of a candidate; each pointer goes last, so that what broke off can be repeated."""
        for job_id in list(self._jobs_of(org_id, candidate_id)):
            condition = Key("org_id").eq(org_id) & Key("match_id").begins_with(_log_id(job_id, candidate_id))
            found = self._database.query_all(self._table, condition, ConsistentRead=True)
            lines = [item["match_id"] for item in found]
            for key in (*lines, scored_id(job_id, candidate_id), _pointer_id(candidate_id, job_id)):
                self._database.delete(self._table, self.key(org_id, key))

    def _jobs_of(self, org_id: str, candidate_id: str) -> Iterator[str]:
        condition = Key("org_id").eq(org_id) & Key("match_id").begins_with(_pointer_id(candidate_id, ""))
        found = self._database.query_all(self._table, condition, ConsistentRead=True, ScanIndexForward=False)
        return (str(item["match_id"]).rpartition("#")[2] for item in found)


class StoredRequirements(Collection[JobRequirements]):
    """Edited requirements, one item a job."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.matches, JobRequirements, "match_id", "Requirements")

    def as_item(self, entity: JobRequirements) -> Item:
        """The requirements under their job."""
        return fields_of(entity) | {"match_id": requirements_id(entity.job_id)}

    def of(self, org_id: str, job_id: str) -> JobRequirements | None:
        """A job's edited requirements."""
        return self.find(org_id, requirements_id(job_id))
