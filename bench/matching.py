"""Candidates with résumés and a job with requirements, for the measurements of matching."""

import json
import statistics
import time
from datetime import date
from importlib import import_module
from typing import Any

from bench.calls import Call, ample_time
from bench.recruiter import MeasuredRecruiter
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.matching.asking import propose_requirements
from greenroom.matching.resume import MOST_CHARACTERS
from greenroom.matching.scoring import Matcher
from greenroom.models.resume import Resume, ResumeStatus, ResumeType
from local.gateway import lambda_context

TIMES = 200
MORE_THAN_A_PAGE = 30
ASKED = (
    "You have 4+ years of Python and know PostgreSQL well. You have shipped services on AWS. Terraform and Docker are "
    "required, and so is experience with Kafka. Kubernetes is a plus, GraphQL nice to have."
)
JOB = {"job_title": "Backend Engineer", "company_name": "Northwind Logistics", "job_description": ASKED}
ENTRY = """
Backend Engineer, Company {number}, Jan {year} - Dec {year}
• Built order and payment services in Django on AWS Lambda, with Postgres behind them
• Moved the deployment of eleven services to Terraform and GitHub Actions, which halved the time of a release
• Led a team of four, wrote the guidelines for code review, and looked after two apprentices
• Answered incidents at night, and wrote up what had led to them for the whole department
"""
RESUME = "Meera Subramaniam\nLake Road 12, Chennai\n\nExperience\n" + "".join(
    ENTRY.format(number=number, year=2018 + number) for number in range(7)
)
RESUME += (
    "\nEducation\nBSc Computer Science, Anna University, 2012 - 2016\n\nSkills\nDocker, k8s, Git, Linux, Kafka, SQL\n"
)


def matching_job(recruiter: MeasuredRecruiter) -> str:
    """A job with requirements, in an organisation with matching switched on."""
    recruiter.allow(matching_enabled=True)
    return str(recruiter.make("POST", "/jobs", JOB)["job_id"])


def with_resume(recruiter: MeasuredRecruiter) -> str:
    """A candidate with a parsed résumé of three pages and 3,200 characters."""
    candidate_id = recruiter.candidate()
    recruiter.app.resumes.create(
        Resume(
            org_id=recruiter.org_id,
            candidate_id=candidate_id,
            resume_id=new_id("res"),
            filename="cv.pdf",
            content_type=ResumeType.PDF,
            status=ResumeStatus.PARSED,
            parsed_text=RESUME,
            created_at=utc_now(),
        )
    )
    return candidate_id


def asked(recruiter: MeasuredRecruiter) -> tuple[str, str]:
    """A job, and a candidate who is queued to be scored for it."""
    job_id, candidate_id = matching_job(recruiter), with_resume(recruiter)
    recruiter.make("POST", f"/jobs/{job_id}/match", {"candidate_ids": [candidate_id]})
    return job_id, candidate_id


def message(recruiter: MeasuredRecruiter, job_id: str, *candidate_ids: str) -> dict[str, Any]:
    """The queue's event that asks to score candidates."""
    body = {"org_id": recruiter.org_id, "job_id": job_id, "candidate_ids": candidate_ids}
    return {"Records": [{"body": json.dumps(body)}]}


def scored(recruiter: MeasuredRecruiter) -> tuple[str, str]:
    """A job and a candidate with a score for it."""
    job_id, candidate_id = asked(recruiter)
    score(recruiter, job_id, candidate_id)
    return job_id, candidate_id


def score(recruiter: MeasuredRecruiter, job_id: str, *candidate_ids: str) -> None:
    """Score queued candidates."""
    handler = import_module("functions.match_candidates.handler").lambda_handler
    handler(message(recruiter, job_id, *candidate_ids), lambda_context(ample_time))


def ask(recruiter: MeasuredRecruiter) -> Call:
    """The request to score one candidate."""
    return recruiter.call("POST", f"/jobs/{matching_job(recruiter)}/match", {"candidate_ids": [with_resume(recruiter)]})


def listing(recruiter: MeasuredRecruiter, query: str = "") -> Call:
    """The list of a job's matches, which are more than one page."""
    job_id, candidates = matching_job(recruiter), [with_resume(recruiter) for _ in range(MORE_THAN_A_PAGE)]
    recruiter.make("POST", f"/jobs/{job_id}/match", {"candidate_ids": candidates})
    score(recruiter, job_id, *candidates)
    return recruiter.call("GET", f"/jobs/{job_id}/matches{query}")


def of_candidate(recruiter: MeasuredRecruiter) -> Call:
    """The list of a candidate's matches."""
    return recruiter.call("GET", f"/candidates/{scored(recruiter)[1]}/matches")


def one(recruiter: MeasuredRecruiter) -> Call:
    """The request for one match."""
    return recruiter.call("GET", "/jobs/{}/matches/{}".format(*scored(recruiter)))


def set_aside(recruiter: MeasuredRecruiter) -> Call:
    """The request to set a match aside."""
    return recruiter.call(
        "POST", "/jobs/{}/matches/{}/set-aside".format(*scored(recruiter)), {"reason": "Read by a person."}
    )


def audit(recruiter: MeasuredRecruiter) -> Call:
    """The request to compare two groups of one candidate each."""
    job_id, candidate_id = scored(recruiter)
    body = {"groups": [{"group": "A", "candidate_ids": [candidate_id]}]}
    return recruiter.call("POST", f"/jobs/{job_id}/matches/audit", body)


def requirements(recruiter: MeasuredRecruiter, method: str = "GET") -> Call:
    """The request to read or replace a job's requirements."""
    body = {"requirements": [{"requirement": "Python", "kind": "MUST"}]} if method == "PUT" else None
    return recruiter.call(method, f"/jobs/{matching_job(recruiter)}/requirements", body)


def notice(recruiter: MeasuredRecruiter) -> Call:
    """The request for the notice to candidates."""
    return recruiter.call("GET", f"/jobs/{matching_job(recruiter)}/matches/notice")


def matching() -> dict[str, float]:
    """CPU time of matching in ms, without a database and a network."""
    required = propose_requirements(JOB["job_title"], ASKED)
    matcher, day = Matcher(required), date(2026, 11, 28)
    longest = (RESUME + RESUME.partition("Experience\n")[2] * 40)[:MOST_CHARACTERS]

    def milliseconds(work: Any, times: int) -> float:
        taken = []
        for _ in range(times):
            began = time.thread_time()
            work()
            taken.append(time.thread_time() - began)
        return round(statistics.median(taken) * 1000, 2)

    return {
        "requirements made ready": milliseconds(lambda: Matcher(required), TIMES),
        f"a résumé of {len(RESUME):,} characters": milliseconds(lambda: matcher.match(RESUME, day), TIMES),
        f"a résumé of {len(longest):,} characters": milliseconds(lambda: matcher.match(longest, day), TIMES // 10),
        "requirements proposed": milliseconds(lambda: propose_requirements(JOB["job_title"], ASKED), TIMES),
    }
