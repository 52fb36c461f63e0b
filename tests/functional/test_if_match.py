"""`If-Match` on every write to a record with a version: another version gets 412 and changes nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.api.route import Route
from tests.functional.ai_interviews import InvitedCandidate, a_clock, an_invited_candidate
from tests.functional.matches import a_candidate_with_resume
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    JOB,
    a_booked_interview,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
    made,
)
from tests.functional.test_every_route import WRITES, name_of, refused
from tests.world import Founder, Tenant

VERSIONED = {name_of(route): route for route in WRITES if route.takes_version}


@dataclass(frozen=True)
class Write:
    """A write to an existing record, the read that shows the record, and the place of its version."""

    path: str
    body: dict[str, Any] | None
    read: str
    version: Callable[[Any], int] = lambda answer: int(answer["version"])


def _job(tenant: Tenant, body: dict[str, Any] | None, more: str = "") -> Write:
    path = f"/jobs/{a_new_job(tenant.admin)['job_id']}{more}"
    return Write(path, body, path)


def _candidate(tenant: Tenant, body: dict[str, Any] | None) -> Write:
    path = f"/candidates/{a_new_candidate(tenant.admin)['candidate_id']}"
    return Write(path, body, path)


def _gates(tenant: Tenant, what: str, body: dict[str, Any]) -> Write:
    api = tenant.admin
    candidate = an_enabled_candidate(api, a_new_job(api)["job_id"])
    path = f"/candidates/{candidate['candidate_id']}"
    version = done(api, "POST", f"{path}/toggle-interview", {"interview_enabled": True})["version"]
    return Write(f"{path}/{what}", body, f"{path}/interview-status", lambda _: int(version))


def _profile(tenant: Tenant) -> Write:
    path = f"/candidates/{a_candidate_with_resume(tenant, None)}/profile"
    return Write(path, {"name": "Asha R."}, path)


def _member(tenant: Tenant, body: dict[str, Any] | None) -> Write:
    member = made(tenant.admin, "/members", {"email": "ben@acme.example.com", "role": "viewer"})
    path = f"/members/{member['member_id']}"
    return Write(path, body, "/members", lambda answer: int(answer["items"][0]["version"]))


def _webhook(tenant: Tenant, body: dict[str, Any] | None, more: str = "") -> Write:
    new = {"url": "https://hooks.example.com/in", "notify_email": "ops@example.com"}
    path = f"/webhooks/{made(tenant.admin, '/webhooks', new)['webhook_id']}"
    return Write(path + more, body, path)


def _slot(tenant: Tenant, body: dict[str, Any] | None) -> Write:
    job_id = a_new_job(tenant.admin)["job_id"]
    path = f"/interviews/slots/{a_new_slot(tenant.admin, job_id)['slot_id']}"
    return Write(path, {"job_id": job_id, **body} if body else None, path)


def _booked(tenant: Tenant, body: dict[str, Any] | None, more: str = "") -> Write:
    path = f"/interviews/{a_booked_interview(tenant.admin)['interview_id']}"
    return Write(path + more, body, path)


def _session(tenant: Tenant) -> Write:
    interview_id = a_booked_interview(tenant.admin)["interview_id"]
    path = "/interviews/schedules/create_interview_session"
    return Write(path, {"interview_id": interview_id}, f"/interviews/{interview_id}")


def _booking(tenant: Tenant, path: str) -> Write:
    api = tenant.admin
    job_id = a_new_job(api)["job_id"]
    interview = a_new_interview(api, an_enabled_candidate(api, job_id))
    slot_id = a_new_slot(api, job_id)["slot_id"]
    body = {"interview_id": interview["interview_id"]} | ({} if "{slot_id}" in path else {"slot_id": slot_id})
    return Write(path.format(slot_id=slot_id), body, f"/interviews/{interview['interview_id']}")


def _invited(tenant: Tenant) -> Write:
    api = tenant.admin
    job_id = a_new_job(api)["job_id"]
    a_new_slot(api, job_id)
    path = f"/interviews/{a_new_interview(api, an_enabled_candidate(api, job_id))['interview_id']}"
    return Write(f"{path}/invite", None, path)


SLOT = {"interview_date": IN_TWO_DAYS, "start_time": "11:00", "end_time": "11:45"}
OF_TENANT: dict[str, Callable[[Tenant], Write]] = {
    "PUT /jobs/<job_id>": lambda tenant: _job(tenant, {**JOB, "domain": "Finance"}),
    "PATCH /jobs/<job_id>": lambda tenant: _job(tenant, {"domain": "Finance"}),
    "DELETE /jobs/<job_id>": lambda tenant: _job(tenant, None),
    "PUT /jobs/<job_id>/requirements": lambda tenant: _job(tenant, {"requirements": []}, "/requirements"),
    "PUT /jobs/<job_id>/questions": lambda tenant: _job(
        tenant, {"questions": [{"text": "Why do you want this job?"}]}, "/questions"
    ),
    "PATCH /candidates/<candidate_id>": lambda tenant: _candidate(tenant, {"phone": "+91 44 5550 100"}),
    "DELETE /candidates/<candidate_id>": lambda tenant: _candidate(tenant, None),
    "POST /candidates/<candidate_id>/shortlist": lambda tenant: _gates(tenant, "shortlist", {"shortlisted": False}),
    "POST /candidates/<candidate_id>/toggle-interview": lambda tenant: _gates(
        tenant, "toggle-interview", {"interview_enabled": False}
    ),
    "PATCH /candidates/<candidate_id>/profile": _profile,
    "PATCH /members/<member_id>": lambda tenant: _member(tenant, {"name": "Benjamin"}),
    "DELETE /members/<member_id>": lambda tenant: _member(tenant, None),
    "PATCH /organisation": lambda _: Write("/organisation", {"name": "Acme Two"}, "/organisation"),
    "DELETE /organisation": lambda _: Write("/organisation", None, "/organisation"),
    "PUT /interviews/slots/<slot_id>": lambda tenant: _slot(tenant, SLOT),
    "DELETE /interviews/slots/<slot_id>": lambda tenant: _slot(tenant, None),
    "PATCH /webhooks/<webhook_id>": lambda tenant: _webhook(tenant, {"enabled": False}),
    "DELETE /webhooks/<webhook_id>": lambda tenant: _webhook(tenant, None),
    "POST /webhooks/<webhook_id>/rotate-secret": lambda tenant: _webhook(tenant, {}, "/rotate-secret"),
    "PUT /interviews/<interview_id>": lambda tenant: _booked(tenant, {"booking_notes": "By the side door."}),
    "POST /interviews/<interview_id>/cancel": lambda tenant: _booked(tenant, {"reason": "Filled."}, "/cancel"),
    "POST /interviews/<interview_id>/resend": lambda tenant: _booked(tenant, None, "/resend"),
    "POST /interviews/schedules/create_interview_session": _session,
    "POST /interviews/slots/<slot_id>/book_slot": lambda tenant: _booking(
        tenant, "/interviews/slots/{slot_id}/book_slot"
    ),
    "POST /interviews/schedules/book_interview": lambda tenant: _booking(
        tenant, "/interviews/schedules/book_interview"
    ),
    "POST /interviews/<interview_id>/invite": _invited,
}
OF_INTERVIEW: dict[str, Callable[[InvitedCandidate], Write]] = {
    "PUT /interviews/<interview_id>/plan": lambda invited: Write(
        f"/interviews/{invited.interview_id}/plan",
        {"questions": [{"text": "Why do you want this job?"}]},
        f"/interviews/{invited.interview_id}/plan",
    ),
    "POST /interviews/<interview_id>/decision": lambda invited: Write(
        f"/interviews/{invited.interview_id}/decision",
        {"decision": "HOLD", "reason": "One more talk."},
        f"/interviews/{invited.interview_id}",
    ),
}


def refuses_another_version_and_takes_its_own(tenant: Tenant, route: Route, write: Write) -> None:
    api = tenant.admin
    before = done(api, "GET", write.read)
    version = write.version(before)

    answer = api(route.method, write.path, write.body, headers={"If-Match": str(version + 1)})

    refused(answer, 412, "STALE_VERSION")
    assert done(api, "GET", write.read) == before
    answer = api(route.method, write.path, write.body, headers={"If-Match": str(version)})
    assert answer.status in {route.status, *route.other_statuses}, answer.text


@pytest.fixture
def invited(found: Founder, cloud: Database) -> Iterator[InvitedCandidate]:
    with a_clock():
        yield an_invited_candidate(found)


def test_every_write_that_takes_a_version_is_walked_here() -> None:
    assert {*OF_TENANT, *OF_INTERVIEW} == set(VERSIONED)


@pytest.mark.usefixtures("mailbox")
@pytest.mark.parametrize("name", OF_TENANT)
def test_a_write_compares_the_version_of_what_it_names(organisation: Tenant, name: str) -> None:
    refuses_another_version_and_takes_its_own(organisation, VERSIONED[name], OF_TENANT[name](organisation))


@pytest.mark.parametrize("name", OF_INTERVIEW)
def test_a_write_to_what_an_interview_holds_compares_its_version(invited: InvitedCandidate, name: str) -> None:
    if name.endswith("decision"):
        invited.answers_some("First I write a test that fails.")
    refuses_another_version_and_takes_its_own(invited.tenant, VERSIONED[name], OF_INTERVIEW[name](invited))
