"""Jobs, newest first: their ids rise with time."""

from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Listing
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unique_values import UniqueCollection
from greenroom.errors import ConditionsFailedError
from greenroom.interviewing.job_questions import JobQuestions
from greenroom.models.job import Job
from greenroom.settings import Tables

JOB_POSITION = ("job_id",)
QUESTIONS = Shape.of(("org_id", "job_id"), JobQuestions)


class Jobs(UniqueCollection[Job]):
    """The table of jobs."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.jobs, Job, "job_id", "Job")

    def questions(self, org_id: str, job_id: str) -> JobQuestions:
        """A job's own questions and settings, at version 0 where nothing was set."""
        item = self._database.get(self._table, _questions_key(org_id, job_id))
        return JobQuestions(**{**(item or {}), "org_id": org_id, "job_id": job_id})

    def replace_questions(self, questions: JobQuestions, before: int) -> JobQuestions:
        """Store them over their version `before`. Raises ConditionsFailedError where another one stands there."""
        item = fields_of(questions) | _questions_key(questions.org_id, questions.job_id)
        same = "#version = :before" if before else "attribute_not_exists(#job_id)"
        try:
            self._database.replace(self._table, item, QUESTIONS, same, {":before": before} if before else {})
        except ConditionsFailedError as refused:
            if not QUESTIONS.is_same(refused.found["item"], item):
                raise
        return questions

    def remove(self, org_id: str, entity_id: str, before: int | None, *, now: datetime | None = None) -> None:
        """Remove a job at its version `before`, and then its questions. Raises ConditionsFailedError."""
        super().remove(org_id, entity_id, before, now=now)
        self._database.delete(self._table, _questions_key(org_id, entity_id))

    def newest_first(self, org_id: str) -> Listing:
        """All jobs of an organisation."""
        return Listing(Key("org_id").eq(org_id), {"org_id": org_id}, JOB_POSITION)


def _questions_key(org_id: str, job_id: str) -> dict[str, str]:
    """Beside the organisation's jobs, so that a list of them reads no questions."""
    return {"org_id": f"{org_id}#QUESTIONS", "job_id": job_id}
