"""Candidates with résumés and a job that requires something: what matches are measured by."""

import json
import statistics
import time
from datetime import date
from importlib import import_module
from typing import Any

from bench.desk import Desk
from bench.gateway import Call, LambdaContext
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.matching.asking import propose_requirements
from greenroom.matching.resume import MOST_CHARACTERS
from greenroom.matching.scoring import Matcher
from greenroom.models.resume import Resume, ResumeStatus, ResumeType

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


def matching_job(desk: Desk) -> str:
    """A job that requires something, of an organisation that has matching on."""
    desk.allow(matching_enabled=True)
    return str(desk.make("POST", "/jobs", JOB)["job_id"])


def with_resume(desk: Desk) -> str:
    """A candidate whose résumé was read: three pages, 3,200 characters."""
    candidate_id = desk.candidate()
    desk.app.resumes.create(
        Resume(
            org_id=desk.org_id,
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


def asked(desk: Desk) -> tuple[str, str]:
    """A job and a candidate who waits to be scored for it."""
    job_id, candidate_id = matching_job(desk), with_resume(desk)
    desk.make("POST", f"/jobs/{job_id}/match", {"candidate_ids": [candidate_id]})
    return job_id, candidate_id


def message(desk: Desk, job_id: str, *candidate_ids: str) -> dict[str, Any]:
    """The queue's event for some candidates."""
    body = {"org_id": desk.org_id, "job_id": job_id, "candidate_ids": candidate_ids}
    return {"Records": [{"body": json.dumps(body)}]}


def scored(desk: Desk) -> tuple[str, str]:
    """A job and a candidate with a score for it."""
    job_id, candidate_id = asked(desk)
    score(desk, job_id, candidate_id)
    return job_id, candidate_id


def score(desk: Desk, job_id: str, *candidate_ids: str) -> None:
    """Scores candidates who wait for it."""
    handler = import_module("functions.match_candidates.handler").lambda_handler
    handler(message(desk, job_id, *candidate_ids), LambdaContext())


def ask(desk: Desk) -> Call:
    """Asks for the matches of one candidate."""
    return desk.call("POST", f"/jobs/{matching_job(desk)}/match", {"candidate_ids": [with_resume(desk)]})


def listing(desk: Desk, query: str = "") -> Call:
    """Lists the matches of a job that has more than a page of them."""
    job_id, candidates = matching_job(desk), [with_resume(desk) for _ in range(MORE_THAN_A_PAGE)]
    desk.make("POST", f"/jobs/{job_id}/match", {"candidate_ids": candidates})
    score(desk, job_id, *candidates)
    return desk.call("GET", f"/jobs/{job_id}/matches{query}")


def of_candidate(desk: Desk) -> Call:
    """Lists a candidate's matches."""
    return desk.call("GET", f"/candidates/{scored(desk)[1]}/matches")


def one(desk: Desk) -> Call:
    """Reads a match."""
    return desk.call("GET", "/jobs/{}/matches/{}".format(*scored(desk)))


def set_aside(desk: Desk) -> Call:
    """Sets a match aside."""
    return desk.call("POST", "/jobs/{}/matches/{}/set-aside".format(*scored(desk)), {"reason": "Read by a person."})


def audit(desk: Desk) -> Call:
    """Compares groups of one."""
    job_id, candidate_id = scored(desk)
    body = {"groups": [{"group": "A", "candidate_ids": [candidate_id]}]}
    return desk.call("POST", f"/jobs/{job_id}/matches/audit", body)


def requirements(desk: Desk, method: str = "GET") -> Call:
    """Reads or replaces the requirements of a job."""
    body = {"requirements": [{"requirement": "Python", "kind": "MUST"}]} if method == "PUT" else None
    return desk.call(method, f"/jobs/{matching_job(desk)}/requirements", body)


def notice(desk: Desk) -> Call:
    """Reads the notice for candidates."""
    return desk.call("GET", f"/jobs/{matching_job(desk)}/matches/notice")


def matching() -> dict[str, float]:
    """Own CPU of matching alone, in ms: no database, no network."""
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
