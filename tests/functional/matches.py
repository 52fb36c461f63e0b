"""Jobs, candidates with résumés, and a queue that tests empty themselves, for the tests of matches."""

import json
from collections.abc import Iterator
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.resume import Resume, ResumeStatus, ResumeType
from greenroom.settings import settings
from local.gateway import Client, handler_of, lambda_context
from tests.functional.recruiter_requests import a_new_candidate, a_new_job, done
from tests.world import Founder, Tenant, app, aws

ASKED = (
    "You have 4+ years of Python and know PostgreSQL well. You have shipped services on AWS. Terraform is required. "
    "Kubernetes is a plus."
)
RESUME = """Asha Raman
12 Lake Road, Chennai

Experience
Backend Engineer, Acme, Jan 2018 - Dec 2025
• Built order services in Django on AWS Lambda
• Tuned Postgres queries for a table of two billion rows

Skills
Docker, k8s, Git, Linux
"""
OTHER = RESUME.replace("Django on AWS Lambda", "Django with Terraform")


def a_matching_job(api: Client, **fields: Any) -> str:
    return str(a_new_job(api, job_description=ASKED, **fields)["job_id"])


def with_resume(tenant: Tenant, candidate_id: str, text: str = RESUME) -> str:
    """A candidate whose résumé was uploaded and read."""
    resume = Resume(
        org_id=tenant.org_id,
        candidate_id=candidate_id,
        resume_id=new_id("res"),
        filename="asha.pdf",
        content_type=ResumeType.PDF,
        status=ResumeStatus.PARSED,
        parsed_text=text,
        created_at=utc_now(),
        parsed_at=utc_now(),
    )
    app.resumes.create(resume)
    app.scored_matches.outdate(tenant.org_id, candidate_id, resume.resume_id)
    return resume.resume_id


def a_candidate_with_resume(tenant: Tenant, job_id: str | None, text: str = RESUME) -> str:
    candidate_id = str(a_new_candidate(tenant.admin, job_id)["candidate_id"])
    with_resume(tenant, candidate_id, text)
    return candidate_id


def asked_for(api: Client, job_id: str, *candidate_ids: str) -> Any:
    answer = api("POST", f"/jobs/{job_id}/match", {"candidate_ids": list(candidate_ids)} if candidate_ids else {})
    assert answer.status == 202, answer.text
    return answer.json


def waiting() -> list[str]:
    """Take all messages out of the queue. Returns their bodies."""
    sqs, bodies = aws("sqs"), []
    while messages := sqs.receive_message(QueueUrl=settings().match_queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=settings().match_queue_url, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def delivered(*bodies: str) -> None:
    """Call the function with each message, one per event as in the template."""
    for body in bodies:
        handler_of("functions.match_candidates.handler.lambda_handler")({"Records": [{"body": body}]}, lambda_context())


def scored(api: Client, job_id: str, *candidate_ids: str) -> list[Any]:
    """Ask for the scores, make them, and return the listed matches."""
    asked_for(api, job_id, *candidate_ids)
    delivered(*waiting())
    return listed(api, job_id)


def listed(api: Client, job_id: str, query: str = "") -> list[Any]:
    items: list[Any] = done(api, "GET", f"/jobs/{job_id}/matches{query}")["items"]
    return items


def asked_candidates(bodies: list[str]) -> list[str]:
    return [candidate_id for body in bodies for candidate_id in json.loads(body)["candidate_ids"]]


def a_matching_organisation(found: Founder) -> Iterator[Tenant]:
    """An organisation that has switched matching on; its queue is emptied at the end."""
    yield found(matching_enabled=True)
    waiting()


def stored(cloud: Database, tenant: Tenant) -> list[dict[str, Any]]:
    items = cloud.client.scan(TableName=settings().tables.matches)["Items"]
    return [item for item in items if item["org_id"]["S"] == tenant.org_id]
