"""A candidate's page: gates, booking by a slot or a time of its own, moving, cancelling, and the timeline."""

import re
from html import escape
from typing import Any

import pytest

from greenroom.models.organisation import Role
from local.gateway import Answer
from tests.functional.console.members import ASHA, a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import (
    IN_TWO_DAYS,
    a_new_candidate,
    a_new_interview,
    a_new_job,
    a_new_slot,
    an_enabled_candidate,
    done,
)
from tests.world import Founder, Tenant, app


def page_of(candidate: Any) -> str:
    return f"/console/candidates/{candidate['candidate_id']}"


def enabled(organisation: Tenant, **fields: Any) -> Any:
    return an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"], **fields)


def schedule(browser: Browser, candidate: Any, **fields: str) -> Answer:
    action = f"{page_of(candidate)}/schedule"
    return browser.post(action, hidden_fields(browser.get(page_of(candidate)).text, action) | fields)


def the_interview(organisation: Tenant, candidate: Any) -> Any:
    [interview] = done(organisation.admin, "GET", f"/interviews?candidate_id={candidate['candidate_id']}")["items"]
    return interview


def test_a_free_time_is_booked_once_however_often_the_form_is_sent(recruiter: Browser, organisation: Tenant) -> None:
    candidate = enabled(organisation)
    slot = a_new_slot(organisation.admin, candidate["job_id"])
    action = f"{page_of(candidate)}/schedule"
    form = hidden_fields(recruiter.get(page_of(candidate)).text, action) | {"slot_id": slot["slot_id"]}
    assert {recruiter.post(action, form).status for _ in range(2)} == {303}

    interview = the_interview(organisation, candidate)
    assert (interview["status"], interview["slot_id"]) == ("SCHEDULED", slot["slot_id"])
    page = recruiter.get(page_of(candidate)).text
    assert "is booked. The invitation is on its way." in page
    assert "Mail on its way" in page
    assert "A time was booked" in page
    assert "by <bdi>asha" in page, "the member, by name"


def test_a_time_of_its_own_is_booked_in_the_zone_that_was_given(recruiter: Browser, organisation: Tenant) -> None:
    candidate = enabled(organisation)
    fields = {"day": IN_TWO_DAYS, "start": "10:00", "minutes": "45", "zone": "Asia/Kolkata"}
    assert schedule(recruiter, candidate, **fields).status == 303
    interview = the_interview(organisation, candidate)
    assert interview["started_at"] == f"{IN_TWO_DAYS}T04:30:00Z"
    assert interview["ended_at"] == f"{IN_TWO_DAYS}T05:15:00Z"


def test_a_time_that_the_clocks_skip_is_refused_in_words_and_nothing_typed_is_lost(
    recruiter: Browser, organisation: Tenant
) -> None:
    candidate = enabled(organisation)
    answer = schedule(recruiter, candidate, day="2027-03-28", start="02:30", zone="Europe/Berlin", booking_notes="Ask")
    assert answer.status == 409
    assert "2027-03-28 02:30 does not exist in Europe/Berlin" in answer.text
    assert 'value="02:30"' in answer.text
    assert "Ask" in answer.text


def test_a_form_without_a_time_says_what_is_missing(recruiter: Browser, organisation: Tenant) -> None:
    answer = schedule(recruiter, enabled(organisation))
    assert answer.status == 409
    assert "Choose a free time above, or give a date and a time." in answer.text


def test_a_calendar_conflict_is_named_with_its_time(recruiter: Browser, organisation: Tenant) -> None:
    first = enabled(organisation)
    second = enabled(organisation)
    fields = {"day": IN_TWO_DAYS, "start": "10:00", "minutes": "45"}
    schedule(recruiter, first, **fields)
    assert "This person has another interview from" in schedule(recruiter, second, **fields).text


def test_an_interview_is_moved_under_its_version_and_cancelled_with_a_reason(
    recruiter: Browser, organisation: Tenant
) -> None:
    candidate = enabled(organisation)
    schedule(recruiter, candidate, day=IN_TWO_DAYS, start="10:00", minutes="45")
    interview = the_interview(organisation, candidate)
    move = f"/console/interviews/{interview['interview_id']}/move"
    form = hidden_fields(recruiter.get(move).text, move) | {"day": IN_TWO_DAYS, "start": "12:00", "minutes": "30"}
    assert recruiter.post(move, form).status == 303
    assert the_interview(organisation, candidate)["started_at"] == f"{IN_TWO_DAYS}T06:30:00Z"
    assert recruiter.post(move, form | {"start": "15:00"}).status == 409, "somebody else's page is older"

    cancel = f"/console/interviews/{interview['interview_id']}/cancel"
    form = hidden_fields(recruiter.get(cancel).text, cancel)
    assert recruiter.post(cancel, form).status == 409, "a reason is asked for"
    assert recruiter.post(cancel, form | {"reason": "The job is filled"}).status == 303
    page = recruiter.get(page_of(candidate)).text
    assert the_interview(organisation, candidate)["status"] == "CANCELLED"
    assert "The job is filled" in page


def test_a_shut_gate_says_why_until_the_one_before_it_is_open(recruiter: Browser, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    reasons = (">Shortlist first.<", ">Enable the interview first.<")

    def said() -> tuple[bool, ...]:
        return tuple(words in recruiter.get(page_of(candidate)).text for words in reasons)

    assert said() == (True, True)
    path = f"/candidates/{candidate['candidate_id']}"
    done(organisation.admin, "POST", f"{path}/shortlist", {"shortlisted": True})
    assert said() == (False, True)
    done(organisation.admin, "POST", f"{path}/toggle-interview", {"interview_enabled": True})
    assert said() == (False, False)


def test_an_interview_offers_the_candidates_own_link_and_what_it_cost(
    mailbox: SignInMailbox, organisation: Tenant
) -> None:
    candidate = enabled(organisation)
    slot = a_new_slot(organisation.admin, candidate["job_id"])
    made = a_new_interview(organisation.admin, candidate, slot_id=slot["slot_id"])
    a_member(organisation)
    page = signed_in(mailbox).get(page_of(candidate)).text
    link = the_interview(organisation, candidate)["interview_link"]
    assert link.startswith("https://")
    assert f'readonly value="{escape(link)}"><button class="button small" type="button" data-copy-button' in page
    assert f'href="/console/interviews/{made["interview_id"]}/cost">Cost' in page


def test_a_candidate_is_changed_under_its_version_and_a_field_can_be_emptied(
    recruiter: Browser, organisation: Tenant
) -> None:
    candidate = a_new_candidate(organisation.admin, phone="+91 1", domain="Care")
    path = f"{page_of(candidate)}/edit"
    form = hidden_fields(recruiter.get(path).text, path)
    fields = {"full_name": "Meera R. Iyer", "email": candidate["email"], "status": "MET", "phone": ""}
    assert recruiter.post(path, form | fields).status == 303
    stored = app.candidates.get(organisation.org_id, candidate["candidate_id"])
    assert (stored.full_name, stored.status, stored.phone, stored.domain) == ("Meera R. Iyer", "MET", None, None)
    second = recruiter.post(path, form | fields)
    assert second.status == 412
    assert "What you typed is still below." in second.text


def test_a_viewer_reads_and_gets_no_control_and_no_link(mailbox: SignInMailbox, organisation: Tenant) -> None:
    candidate = enabled(organisation)
    slot = a_new_slot(organisation.admin, candidate["job_id"])
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox, ASHA)
    page = viewer.get(page_of(candidate)).text
    assert "Meera Iyer" in page
    assert 'method="post"' not in page
    assert slot["slot_id"] not in page
    token = {"csrf_token": hidden_fields(viewer.get("/console/settings/me").text, "/console/sign-out")["csrf_token"]}
    assert viewer.post(f"{page_of(candidate)}/schedule", token | {"job_id": candidate["job_id"]}).status == 403


def test_another_organisations_candidate_and_interview_are_not_found(recruiter: Browser, found: Founder) -> None:
    theirs = a_new_candidate(found("Beta").admin)
    assert [recruiter.get(f"{page_of(theirs)}{tail}").status for tail in ("", "/edit")] == [404, 404]
    assert recruiter.get("/console/interviews/int_none/move").status == 404


def test_the_times_on_the_page_are_in_the_slots_zone_and_on_the_candidates_clock(
    recruiter: Browser, organisation: Tenant
) -> None:
    candidate = enabled(organisation, timezone="Europe/Berlin")
    a_new_slot(organisation.admin, candidate["job_id"])
    page = re.sub(r"\s+", " ", recruiter.get(page_of(candidate)).text)
    assert "10:00 to 10:45 India time" in page
    assert "in Berlin" in page


def test_several_interview_and_each_finds_a_way_in_of_their_own(
    recruiter: Browser, mailbox: SignInMailbox, organisation: Tenant
) -> None:
    candidate = enabled(organisation, online=True)
    slot = a_new_slot(organisation.admin, candidate["job_id"])
    asked = {"slot_id": slot["slot_id"], "interview_type": "ONLINE"}
    five = ", ".join(f"person{number}@acme.example.com" for number in range(5))
    for addresses, problem in ((five, "At most 4 people interview."), ("ada, bob", "ada is no e-mail address.")):
        refused = schedule(recruiter, candidate, interviewer_email=addresses, **asked)
        assert problem in refused.text
    two = "ada@acme.example.com, bob@acme.example.com"
    assert schedule(recruiter, candidate, interviewer_email=two, **asked).status == 303
    interview = the_interview(organisation, candidate)
    assert [one["email"] for one in interview["interviewers"]] == two.split(", ")
    a_member(organisation, "bob@acme.example.com", Role.INTERVIEWER)
    page = signed_in(mailbox, "bob@acme.example.com").get("/console").text
    own = app.links.interviewer_room_id(organisation.org_id, interview["interview_id"], "bob@acme.example.com")
    assert own in page
    assert interview["room_id"] not in page


def test_a_form_makes_nothing_under_the_id_of_another_organisation(
    recruiter: Browser, organisation: Tenant, found: Founder
) -> None:
    other = found("Other")
    theirs = a_new_candidate(other.admin, job_id=a_new_job(other.admin)["job_id"])
    interview = a_new_interview(other.admin, theirs)
    candidate = enabled(organisation)
    time = {"day": IN_TWO_DAYS, "start": "10:00", "minutes": "45"}
    action = f"{page_of(candidate)}/schedule"
    form = hidden_fields(recruiter.get(page_of(candidate)).text, action) | time
    for _ in range(2):
        assert recruiter.post(action, form | {"interview_id": interview["interview_id"]}).status == 303
    made = the_interview(organisation, candidate)
    assert made["interview_id"] != interview["interview_id"], "entries in people's calendars go by this id"
    assert done(other.admin, "GET", f"/interviews/{interview['interview_id']}")["status"] == "PENDING"


@pytest.mark.parametrize("sent", ["x" * 3000, "cand_a/../b", "", "DRAFT"])
def test_an_id_that_is_none_of_ours_names_nothing(recruiter: Browser, organisation: Tenant, sent: str) -> None:
    form = hidden_fields(recruiter.get("/console/candidates/new").text, "/console/candidates")
    fields = {"candidate_id": sent, "full_name": "Asha Raman", "email": "asha@example.com"}
    assert recruiter.post("/console/candidates", form | fields).status == 303
    [candidate] = done(organisation.admin, "GET", "/candidates")["items"]
    assert re.fullmatch(r"cand_[0-9a-z]{26}", candidate["candidate_id"])


def test_a_panels_way_in_is_of_one_organisation_alone(organisation: Tenant, found: Founder) -> None:
    other = found("Other")
    ways = {
        app.links.interviewer_room_id(org_id, "int_01jd8m7c4y2x0w8v6t4r2p0n8m", "bob@acme.example.com").partition("-")[
            2
        ]
        for org_id in (organisation.org_id, other.org_id)
    }
    assert len(ways) == 2
