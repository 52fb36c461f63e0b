"""The console's table of candidates: time and round trips of a page, by the number of candidates."""

import json
from datetime import timedelta
from importlib import import_module
from typing import Any

from bench.calls import ample_time, event_of
from bench.configured import configured_process
from bench.meter import Used
from bench.recruiter import MeasuredRecruiter
from bench.repeated import medians
from functions.console.cookies import COOKIE
from greenroom.adapters.candidates import latest_key
from greenroom.adapters.items import Item, fields_of
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.calendar import calendar_key
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.latest_interview import LatestInterview
from greenroom.models.member import ConsoleSession, Member, MemberStatus
from greenroom.models.organisation import Role
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.signing_in import secret_hash
from local.gateway import lambda_context
from local.say import step

SIZES = (50, 5_000)
TIMES = 15
SECRET = "b" * 43
PAGES = {"newest first": "", "with words that few have": "?q=number+17", "not invited": "?interview=not_invited"}


def table(endpoint_url: str) -> dict[str, dict[str, object]]:
    """Each page of the table, with few and with many candidates."""
    found: dict[str, dict[str, object]] = {}
    with configured_process(endpoint_url) as process, step("The console's table"):
        for size in SIZES:
            recruiter = MeasuredRecruiter(process).open()
            fill(recruiter, size)
            cookie = sign_in(recruiter)
            for name, query in PAGES.items():
                shown(recruiter, query, cookie)
                samples = [shown(recruiter, query, cookie) for _ in range(TIMES)]
                found[f"{size:,} candidates, {name}"] = medians(samples).as_dict()
    return found


def shown(recruiter: MeasuredRecruiter, query: str, cookie: str) -> Used:
    """Load a page and return its usage."""
    handler = import_module("functions.console.handler").lambda_handler
    call = recruiter.call("GET", f"/console/candidates{query}", headers={"Cookie": cookie, "Accept": "text/html"})
    event: dict[str, Any] = event_of(call) | {"path": "/console/candidates"}
    with recruiter.process.meter.measure() as used:
        answer = handler(event, lambda_context(ample_time))
    if answer["statusCode"] != 200:
        raise RuntimeError(json.dumps(answer)[:300])
    return used


def sign_in(recruiter: MeasuredRecruiter) -> str:
    """Sign a member in and return the session's cookie."""
    now, member_id = utc_now(), new_id("mem")
    member = Member(
        org_id=recruiter.org_id,
        member_id=member_id,
        email="asha@example.com",
        name="Asha Rao",
        role=Role.RECRUITER,
        status=MemberStatus.ACTIVE,
        created_at=now,
        updated_at=now,
    )
    recruiter.app.members.create(member)
    session = ConsoleSession(
        session_hash=secret_hash(SECRET),
        address_key="bench",
        org_id=recruiter.org_id,
        member_id=member_id,
        started_at=now,
        expires_at=now + timedelta(hours=12),
        ends_at=now + timedelta(days=30),
    )
    recruiter.app.console_sessions.store(session)
    return f"{COOKIE}={recruiter.org_id}.{member_id}.{SECRET}"


def fill(recruiter: MeasuredRecruiter, candidates: int) -> None:
    """Create candidates with their gates. Every second one has had an interview."""
    app, tables = recruiter.app, recruiter.process.tables
    people: list[Item] = []
    rows: list[Item] = []
    for number in range(candidates):
        person = _candidate(recruiter, number)
        people.append(app.candidates.as_item(person))
        rows.append(app.matches.as_item(_gates(person, recruiter.job_id)))
        if number % 2:
            latest = _latest(person, recruiter.job_id)
            rows.append(fields_of(latest) | latest_key(person.org_id, person.candidate_id))
    app.database.put_many(tables.candidates, people)
    app.database.put_many(tables.matches, rows)


def _candidate(recruiter: MeasuredRecruiter, number: int) -> Candidate:
    now, email = utc_now(), f"person.{number}@example.com"
    return Candidate(
        org_id=recruiter.org_id,
        candidate_id=new_id("cand"),
        full_name=f"Candidate Number {number}",
        email=email,
        job_id=recruiter.job_id,
        phone="+91 98400 00000",
        timezone="Europe/Berlin",
        calendar_key=calendar_key(recruiter.org_id, email),
        created_at=now,
        updated_at=now,
    )


def _gates(person: Candidate, job_id: str) -> Match:
    return Match(
        org_id=person.org_id,
        job_id=job_id,
        candidate_id=person.candidate_id,
        shortlisted=True,
        interview_enabled=True,
        updated_at=person.created_at,
    )


def _latest(person: Candidate, job_id: str) -> LatestInterview:
    return LatestInterview(
        org_id=person.org_id,
        candidate_id=person.candidate_id,
        interview_id=new_id("int"),
        job_id=job_id,
        interview_type=InterviewType.AI,
        status=InterviewStatus.SCHEDULED,
        started_at=utc_now() + timedelta(days=2),
        timezone="Asia/Kolkata",
        version=1,
        email_status=DeliveryStatus.SENT,
    )
