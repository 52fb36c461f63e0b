"""What the dashboard says first: what waits for a person; and the count of changes that open pages ask for."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from functions.console import dashboard
from greenroom.adapters import candidates as stored_candidates
from greenroom.adapters.candidates import Matches
from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.models.interview import InterviewStatus
from greenroom.models.organisation import Role
from greenroom.usecases import needs as needs_of_console
from greenroom.usecases.needs import MOST_JOBS, MOST_LOOKED_AT
from local.gateway import handler_of, lambda_context
from tests.clocks import Clock
from tests.functional.ai_interviews import an_invited_candidate, make_report
from tests.functional.console.members import a_member, signed_in
from tests.functional.console.test_reports import a_completed_interview, a_reader
from tests.functional.own_list import Browser, SignInMailbox
from tests.functional.recruiter_requests import (
    a_booked_interview,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant, app

HOME = "/console"


def needs(who: Browser) -> dict[str, str]:
    """Where each need leads, by its words."""
    found = re.findall(r'class="need">(.*?)<a [^>]*href="(.*?)"', who.get(HOME).text, flags=re.S)
    return {unescape(re.sub("<.*?>", "", words)).strip(): unescape(href) for words, href in found}


def follow(org_id: str, interview_id: str, *actions: str) -> None:
    """The log's stream brings entries of the interview."""
    entries = {"L": [{"M": {"action": {"S": action}}} for action in actions]}
    image = {"interview_key": {"S": f"{org_id}#{interview_id}"}, "entries": entries}
    record = {"eventName": "INSERT", "dynamodb": {"SequenceNumber": "1", "NewImage": image}}
    handler_of("functions.follow_interviews.handler.lambda_handler")({"Records": [record]}, lambda_context())


def test_a_job_whose_candidates_wait_says_when_no_time_is_free(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)
    assert needs(recruiter) == {}
    an_enabled_candidate(organisation.admin, job["job_id"])
    words = f"{job['job_title']}: A candidate waits for a time, and none is free"
    assert needs(recruiter) == {words: f"/console/calendar?job_id={job['job_id']}"}
    a_new_slot(organisation.admin, job["job_id"])
    assert needs(recruiter) == {}


def test_a_job_whose_times_are_all_booked_has_none_left(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    follow(organisation.org_id, interview["interview_id"])
    assert needs(recruiter) == {}
    for name in ("Asha", "Berta"):
        an_enabled_candidate(organisation.admin, interview["job_id"], full_name=name, email=f"{name}@example.com")
    assert [words.partition(": ")[2] for words in needs(recruiter)] == [
        "2 candidates wait for a time, and none is free"
    ]


def test_a_meeting_tomorrow_that_nobody_holds_is_not_ready(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    tenant = found(min_notice_minutes=0)
    job = a_new_job(tenant.admin)
    candidate = an_enabled_candidate(tenant.admin, job["job_id"], online=True)
    time = {"starts_at": rfc3339(app.now().replace(microsecond=0) + timedelta(hours=20)), "duration_minutes": 45}
    interview = a_new_interview(tenant.admin, candidate, interview_type="ONLINE", **time)
    follow(tenant.org_id, interview["interview_id"])
    a_member(tenant, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    words = "Meera Iyer: The interview is not ready. Nobody holds it yet."
    assert needs(viewer) == {words: f"/console/candidates/{candidate['candidate_id']}"}


def test_an_ai_interview_tomorrow_without_questions_is_not_ready(
    mailbox: SignInMailbox, organisation: Tenant, clock: Clock
) -> None:
    made = a_booked_interview(organisation.admin)
    follow(organisation.org_id, made["interview_id"])
    starts = app.interviews.get(organisation.org_id, made["interview_id"]).started_at
    assert starts is not None
    clock.shift = starts - timedelta(hours=20) - app.now()
    a_member(organisation, role=Role.VIEWER)
    words = "Meera Iyer: The interview is not ready. There are no questions yet."
    assert list(needs(signed_in(mailbox))) == [words]


def test_a_report_waits_until_somebody_decides(mailbox: SignInMailbox, found: Founder, clock: Clock) -> None:
    invited = a_completed_interview(found)
    follow(invited.org_id, invited.interview_id)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    [(words, href)] = needs(viewer).items()
    assert words.endswith("The report is there, no decision yet")
    assert href == f"/console/reports/{invited.interview_id}"
    decision = {"decision": "HOLD", "reason": "One more talk."}
    assert invited.tenant.admin("POST", f"/interviews/{invited.interview_id}/decision", decision).status in {200, 201}
    assert needs(viewer) == {}


def test_a_meeting_that_was_held_is_rated_and_decided_on_a_page_of_its_own(
    mailbox: SignInMailbox, organisation: Tenant
) -> None:
    made = a_booked_interview(organisation.admin, interview_type="ONLINE")
    held = app.interviews.get(organisation.org_id, made["interview_id"])
    over = held.changed(status=InterviewStatus.COMPLETED, version=held.version + 1, due_at=None)
    app.interviews.replace(over, held.version)
    a_member(organisation, role=Role.RECRUITER)
    recruiter = signed_in(mailbox)
    page = recruiter.get(f"/console/reports/{held.interview_id}")
    assert page.status == 200
    assert 'name="score-COMMUNICATION"' in page.text
    assert f'action="/console/reports/{held.interview_id}/decision"' in page.text
    assert f'href="/console/reports/{held.interview_id}"' in recruiter.get("/console/reports").text


def test_an_interviewer_sees_only_the_tasks_of_their_own_interviews(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = a_completed_interview(found)
    interviewer = a_reader(mailbox, invited, Role.INTERVIEWER)
    assert needs(interviewer) == {}
    mine = app.interviews.get(invited.org_id, invited.interview_id)
    changed = mine.changed(interviewer_email="asha@acme.example.com", version=mine.version + 1)
    app.interviews.replace(changed, mine.version)
    assert list(needs(interviewer).values()) == [f"/console/reports/{invited.interview_id}"]


def test_the_week_is_counted_and_each_number_leads_somewhere(
    mailbox: SignInMailbox, found: Founder, clock: Clock
) -> None:
    invited = an_invited_candidate(found)
    viewer = a_reader(mailbox, invited, Role.VIEWER)
    starts = app.interviews.get(invited.org_id, invited.interview_id).started_at
    assert starts is not None
    clock.shift = starts - timedelta(minutes=1) - (app.now() - clock.shift)
    page = viewer.get(HOME).text
    assert re.search(r'href="/console/calendar\?week=[\d-]+"><strong>1</strong> booked this week', page)
    assert "<strong>1</strong> of them to come" in page
    invited.answers_some("First I listen.")
    make_report(invited)
    assert "<strong>1</strong> done" in viewer.get(HOME).text


def test_a_change_of_an_interview_is_counted_where_open_pages_ask(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    before = recruiter.get("/console/changes").text
    assert f'data-changes="{before}"' in recruiter.get(HOME).text
    follow(organisation.org_id, interview["interview_id"])
    assert int(recruiter.get("/console/changes").text) == int(before) + 1


def test_waiting_candidates_are_found_however_many_newer_jobs_there_are(
    recruiter: Browser, organisation: Tenant
) -> None:
    job = a_new_job(organisation.admin, job_title="Nurse")["job_id"]
    candidate = an_enabled_candidate(organisation.admin, job)
    for _ in range(30):
        a_new_job(organisation.admin)
    assert needs(recruiter) == {
        "Nurse: A candidate waits for a time, and none is free": f"/console/calendar?job_id={job}"
    }
    gates = f"/candidates/{candidate['candidate_id']}/toggle-interview"
    for is_open in (False, True):
        done(organisation.admin, "POST", gates, {"interview_enabled": is_open})
        assert bool(needs(recruiter)) == is_open
    assert organisation.admin("DELETE", f"/candidates/{candidate['candidate_id']}").status == 204
    assert app.matches.waiting(organisation.org_id)[0] == {}


def test_an_erased_candidate_does_not_wait_for_another_job_whose_gates_were_open(
    recruiter: Browser, organisation: Tenant
) -> None:
    other = a_new_job(organisation.admin, job_title="Nurse")["job_id"]
    candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])["candidate_id"]
    for gate in ("shortlist", "toggle-interview"):
        body = {"job_id": other} | ({"shortlisted": True} if gate == "shortlist" else {"interview_enabled": True})
        done(organisation.admin, "POST", f"/candidates/{candidate}/{gate}", body)
    assert len(needs(recruiter)) == 2
    assert organisation.admin("DELETE", f"/candidates/{candidate}").status == 204
    assert needs(recruiter) == {}


def test_jobs_whose_notes_are_old_bound_what_the_dashboard_reads(
    recruiter: Browser, organisation: Tenant, cloud: Database
) -> None:
    for number in range(MOST_LOOKED_AT + 1):
        job = a_new_job(organisation.admin)["job_id"]
        app.matches.note_waiting(organisation.org_id, job, f"cand_{number}", 1)
    calls: list[str] = []
    events = cloud.client.meta.events
    events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name), unique_id="counting")
    assert list(needs(recruiter)) == ["More jobs have no free time for those who wait"]
    events.unregister("before-call.dynamodb", unique_id="counting")
    assert MOST_LOOKED_AT <= calls.count("BatchGetItem") <= MOST_LOOKED_AT + 4


def test_a_booking_ends_the_wait_and_a_cancellation_begins_it_again(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    job, candidate = interview["job_id"], interview["candidate_id"]
    assert app.matches.waiting(organisation.org_id)[0] == {job: [candidate]}
    follow(organisation.org_id, interview["interview_id"], "SCHEDULED")
    assert app.matches.waiting(organisation.org_id)[0] == {}
    path = f"/interviews/{interview['interview_id']}/cancel"
    assert organisation.admin("POST", path, {"reason": "The ward is closed."}).status == 200
    follow(organisation.org_id, interview["interview_id"], "CANCELLED")
    assert app.matches.waiting(organisation.org_id)[0] == {job: [candidate]}


def test_a_late_removal_leaves_the_note_of_a_gate_that_was_opened_meanwhile(
    organisation: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = a_new_job(organisation.admin)["job_id"]
    candidate = an_enabled_candidate(organisation.admin, job)["candidate_id"]
    path = f"/candidates/{candidate}/toggle-interview"
    forget = Matches.forget_waiting

    def late(*arguments: Any) -> None:
        monkeypatch.undo()
        done(organisation.admin, "POST", path, {"interview_enabled": True})
        forget(*arguments)
        forget(*arguments)

    monkeypatch.setattr(Matches, "forget_waiting", late)
    done(organisation.admin, "POST", path, {"interview_enabled": False})
    assert app.matches.waiting(organisation.org_id)[0] == {job: [candidate]}
    done(organisation.admin, "POST", path, {"interview_enabled": False})
    assert app.matches.waiting(organisation.org_id)[0] == {}


def test_jobs_beyond_those_that_are_named_are_told_of(recruiter: Browser, organisation: Tenant) -> None:
    for number in range(MOST_JOBS + 1):
        job = a_new_job(organisation.admin, job_title=f"Job {number}")["job_id"]
        an_enabled_candidate(organisation.admin, job, email=f"p{number}@example.com")
    found = needs(recruiter)
    assert len(found) == MOST_JOBS + 1
    assert found["More jobs have no free time for those who wait"] == "/console/calendar"


def test_a_job_with_many_who_wait_hides_no_other(
    recruiter: Browser, organisation: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored_candidates, "WAITING_READ", 2)
    monkeypatch.setattr(dashboard, "CANDIDATES_COUNTED", 2)
    jobs = [a_new_job(organisation.admin, job_title=f"Job {number}")["job_id"] for number in range(2)]
    for number, job in enumerate([*jobs[:1] * 5, jobs[1]]):
        an_enabled_candidate(organisation.admin, job, email=f"p{number}@example.com")
    assert list(needs(recruiter)) == [
        "Job 0: 2 candidates or more wait for a time, and none is free",
        "Job 1: A candidate waits for a time, and none is free",
    ]


def test_a_time_beyond_those_that_are_read_is_a_free_time(
    recruiter: Browser, organisation: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(needs_of_console, "SLOTS_READ", 1)
    job, other = a_new_job(organisation.admin), a_new_job(organisation.admin)
    an_enabled_candidate(organisation.admin, job["job_id"])
    a_new_slot(organisation.admin, other["job_id"])
    a_new_slot(organisation.admin, job["job_id"], interview_date=f"{app.now() + timedelta(days=30):%Y-%m-%d}")
    assert needs(recruiter) == {}


def test_a_job_whose_seats_are_all_taken_says_so_on_its_page(recruiter: Browser, organisation: Tenant) -> None:
    interview = a_booked_interview(organisation.admin)
    page = f"/console/jobs/{interview['job_id']}"
    assert "Every seat is taken." in recruiter.get(page).text
    a_new_slot(organisation.admin, interview["job_id"], interview_date=f"{app.now() + timedelta(days=30):%Y-%m-%d}")
    assert "Every seat is taken." not in recruiter.get(page).text
