"""Recruiters invite candidates to choose a time in the console, and see what became of it."""

from datetime import timedelta
from html import unescape
from typing import Any

from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, signed_in
from tests.functional.console.test_candidates import csrf
from tests.functional.console.test_needs import follow, needs
from tests.functional.own_list import Browser, SignInMailbox
from tests.functional.own_pages import at, words
from tests.functional.recruiter_requests import a_new_candidate, a_new_interview, a_new_job, an_enabled_candidate, done
from tests.functional.test_invitations_to_choose import invite, pending, read
from tests.functional.time_choices import arrived, send
from tests.world import Tenant

TABLE = "/console/candidates"


def interviews_of(tenant: Tenant, candidate: Any) -> list[Any]:
    found: list[Any] = done(tenant.admin, "GET", f"/interviews?candidate_id={candidate['candidate_id']}")["items"]
    return found


def said(browser: Browser, path: str = TABLE) -> str:
    """What a page says, without the filter's chips, which name every state of an e-mail."""
    return unescape(words(browser.get(path))).replace("Mail on its way Mail sent Mail failed", "", 1)


def test_those_who_are_chosen_in_the_table_are_invited_and_the_others_are_named(
    recruiter: Browser, organisation: Tenant
) -> None:
    api, job = organisation.admin, a_new_job(organisation.admin)
    ready = an_enabled_candidate(api, job["job_id"])
    closed = a_new_candidate(api, job["job_id"], email="b@example.com")
    without_job = a_new_candidate(api, email="c@example.com")
    chosen = [one["candidate_id"] for one in (ready, closed, without_job)]
    fields: dict[str, str | list[str]] = {"chosen": chosen, "question": "Invite all?", "asked_on": TABLE}
    fields |= csrf(recruiter)

    asked = recruiter.post(f"{TABLE}/invite", fields)
    assert (asked.status, "Nothing was done yet." in asked.text, asked.text.count('name="chosen"')) == (200, True, 3)
    assert interviews_of(organisation, ready) == []
    assert recruiter.post(f"{TABLE}/invite", fields | {"asked": "yes"}).status == 303
    shown = said(recruiter)
    assert "1 of 3 candidates are invited to choose a time." in shown
    assert shown.count("Meera Iyer: ") == 2
    assert "The candidate has no job yet." in shown
    [interview] = interviews_of(organisation, ready)
    assert (interview["status"], interview["choice"]["status"]) == ("PENDING", "INVITED")
    assert interviews_of(organisation, closed) == interviews_of(organisation, without_job) == []
    follow(organisation.org_id, interview["interview_id"])
    assert "Invited until" in said(recruiter)
    assert "Mail on its way" in said(recruiter)
    assert "Meera Iyer" in said(recruiter, f"{TABLE}?interview=invited")
    assert "Meera Iyer" not in said(recruiter, f"{TABLE}?interview=not_invited")


def test_one_is_invited_from_their_page_with_what_the_form_says(recruiter: Browser, organisation: Tenant) -> None:
    candidate = an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"], online=True)
    page = f"{TABLE}/{candidate['candidate_id']}"
    fields = {
        "job_id": candidate["job_id"],
        "interview_type": "ONLINE",
        "interviewer_email": "dev@acme.example.com",
        "interview_id": "int_01jd8m5q0z6v1h3s7k9n2r4t5w",
    }

    answers = [recruiter.post(f"{page}/invite", csrf(recruiter) | fields) for _ in range(2)]

    assert [one.status for one in answers] == [303, 303]
    [interview] = interviews_of(organisation, candidate)
    assert (interview["interview_type"], interview["interviewer_email"]) == ("ONLINE", "dev@acme.example.com")
    assert interview["choice"]["status"] == "INVITED"
    assert "Invite again" in said(recruiter, page)
    refused = recruiter.post(f"{page}/invite", csrf(recruiter) | fields | {"interview_type": "OFFLINE"})
    assert refused.status == 409
    assert "Say where the interview takes place." in words(refused)


def test_wishes_come_first_on_the_dashboard_until_they_are_answered(recruiter: Browser, organisation: Tenant) -> None:
    invited = invite(organisation.admin, pending(organisation.admin, email="wishes@example.com"))
    send(arrived(invited), invited, "ask", wishes="Any Friday.")
    follow(organisation.org_id, invited["interview_id"])
    page = f"{TABLE}/{invited['candidate_id']}"

    found = needs(recruiter)

    assert found["Meera Iyer: Asked for other times: Any Friday."] == page
    assert "Asked for other times" in said(recruiter, f"{TABLE}?interview=other_times")
    shown = said(recruiter, page)
    assert "Would suit: Any Friday." in shown
    assert "Other times were asked for by the candidate" in shown
    assert recruiter.post(f"/console/interviews/{invited['interview_id']}/invite", csrf(recruiter)).status == 303
    assert read(organisation.admin, invited)["choice"]["status"] == "INVITED"
    assert not [one for one in needs(recruiter) if "other times" in one]


def test_an_invitation_that_ended_is_shown_as_ended_and_goes_out_again(
    recruiter: Browser, mailbox: SignInMailbox, organisation: Tenant
) -> None:
    invited = invite(organisation.admin, pending(organisation.admin, email="late@example.com"))
    follow(organisation.org_id, invited["interview_id"])
    page = f"{TABLE}/{invited['candidate_id']}"
    again = "The time to choose has passed."
    assert all("Mail on its way" in said(recruiter, there) for there in (TABLE, page))
    assert "Meera Iyer" in said(recruiter, f"{TABLE}?mail=on_its_way")
    assert not [one for one in (again, "Book a time for it.") if one in said(recruiter, page)]

    with at(utc_now() + timedelta(days=30)):
        browser = signed_in(mailbox)
        pages = said(browser), said(browser, page)
        assert all("Invitation ended" in shown and "Invited until" not in shown for shown in pages)
        assert all("Invitation not mailed" in shown and "Mail on its way" not in shown for shown in pages)
        assert "Meera Iyer" not in said(browser, f"{TABLE}?mail=on_its_way")
        assert f"{again} You can invite Meera Iyer again." in pages[1]
        assert browser.post(f"/console/interviews/{invited['interview_id']}/invite", csrf(browser)).status == 303
        assert "Invited until" in said(browser, page)


def test_cancelling_without_a_time_promises_no_mail(recruiter: Browser, organisation: Tenant) -> None:
    invited = invite(organisation.admin, pending(organisation.admin, email="off@example.com"))
    path = f"/console/interviews/{invited['interview_id']}/cancel"
    assert "so the candidate gets no e-mail. A link to choose a time opens no times any more." in said(recruiter, path)
    assert recruiter.post(path, csrf(recruiter) | {"reason": "The job is filled."}).status == 303
    assert "The interview is cancelled. No e-mail was sent." in said(recruiter)


def test_a_refusal_is_seen_with_its_reason(recruiter: Browser, organisation: Tenant) -> None:
    invited = invite(organisation.admin, pending(organisation.admin, email="no@example.com"))
    send(arrived(invited), invited, "decline", reason="I took another job.")
    follow(organisation.org_id, invited["interview_id"])
    shown = said(recruiter, f"{TABLE}/{invited['candidate_id']}")
    assert "Declined" in said(recruiter)
    assert "The interview was declined by the candidate" in shown
    assert "I took another job." in shown


def test_a_viewer_invites_nobody_and_a_stranger_finds_nobody(
    mailbox: SignInMailbox, organisation: Tenant, recruiter: Browser
) -> None:
    interview = a_new_interview(
        organisation.admin, an_enabled_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    )
    a_member(organisation, "viewer@acme.example.com", role=Role.VIEWER)
    viewer = signed_in(mailbox, "viewer@acme.example.com")
    paths = (
        f"{TABLE}/invite",
        f"{TABLE}/{interview['candidate_id']}/invite",
        f"/console/interviews/{interview['interview_id']}/invite",
    )
    assert [viewer.post(path, csrf(viewer)).status for path in paths] == [403] * 3
    assert "Invite to choose a time" not in said(viewer, f"{TABLE}/{interview['candidate_id']}")
    assert recruiter.post("/console/interviews/int_none/invite", csrf(recruiter)).status == 404
    assert read(organisation.admin, interview)["choice"] is None
