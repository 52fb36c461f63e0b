"""Ratings, beside the session whose interview they are about: they go with it when a candidate is erased."""

import hashlib

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import readable_ones
from greenroom.interviewing.rating import Rating
from greenroom.models.interview import Interview
from greenroom.settings import Tables

RATING = "RATING#"
SHAPE = Shape.of(("session_hash", "part"), Rating)


class Ratings:
    """Reads and writes reviewers' ratings."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def of_session(self, session_hash: str) -> list[Rating]:
        """All ratings of one interview. One query of small items."""
        wanted = Key("session_hash").eq(session_hash) & Key("part").begins_with(RATING)
        found = self._database.query_all(self._tables.sessions, wanted, ConsistentRead=True)
        return readable_ones(Rating, found, self._tables.sessions)

    def put(self, session_hash: str, rating: Rating, interview: Interview) -> None:
        """Store a rating over the version before, while the interview is as it was read: nobody erased its candidate.

        Raises ConditionsFailedError.
        """
        reviewer = hashlib.sha256(rating.reviewer.encode()).hexdigest()[:16]
        key = {"session_hash": session_hash, "part": f"{RATING}{rating.criterion}#{reviewer}"}
        same = "#version = :before" if rating.version > 1 else "attribute_not_exists(#part)"
        before = {":before": rating.version - 1} if rating.version > 1 else {}
        write = self._database.transaction()
        write.replace("rating", self._tables.sessions, key | fields_of(rating), SHAPE, same, before)
        write.require(
            "interview",
            self._tables.interviews,
            {"org_id": interview.org_id, "interview_id": interview.interview_id},
            "#version = :read",
            {":read": interview.version},
        )
        write.commit()
