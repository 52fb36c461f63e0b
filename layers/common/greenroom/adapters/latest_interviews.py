"""The newest interview of each candidate, in the table of matches: lists of candidates read it with the gates."""

from greenroom.adapters.candidates import latest_key
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import fields_of
from greenroom.adapters.shapes import Shape
from greenroom.errors import ConditionsFailedError
from greenroom.models.latest_interview import LatestInterview
from greenroom.settings import Tables

SHAPE = Shape.of(("org_id", "match_id"), LatestInterview)
is_no_older = (
    "attribute_not_exists(#match_id) OR #interview_id < :interview_id "
    "OR (#interview_id = :interview_id AND #version <= :version)"
)
"""Ids of interviews rise with time: a later interview replaces an earlier one, and a later state the one before."""


class LatestInterviews:
    """One item a candidate."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.matches

    def note(self, latest: LatestInterview) -> bool:
        """Store the newest interview's facts; False where newer ones are stored."""
        item = fields_of(latest) | latest_key(latest.org_id, latest.candidate_id)
        values = {":interview_id": latest.interview_id, ":version": latest.version}
        try:
            self._database.replace(self._table, item, SHAPE, is_no_older, values)
        except ConditionsFailedError:
            return False
        return True
