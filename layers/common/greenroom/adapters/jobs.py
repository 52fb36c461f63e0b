"""Jobs, newest first: their ids rise with time."""

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database
from greenroom.models.job import Job
from greenroom.settings import Tables

JOB_POSITION = ("job_id",)


class Jobs(Collection[Job]):
    """The table of jobs."""

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.jobs, Job, "job_id", "Job")

    def newest_first(self, org_id: str) -> Listing:
        """All jobs of an organisation."""
        return Listing(Key("org_id").eq(org_id), {"org_id": org_id}, JOB_POSITION)
