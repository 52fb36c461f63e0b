"""The table of candidates: filters, switches with undo, bulk, export, and what viewers and strangers see."""

from html import unescape
from typing import Any

import pytest

from functions.console.candidates import MOST_BACK, ROWS, harmless
from functions.console.messages import Message, message_cookie
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.latest_interview import LatestInterview
from greenroom.models.organisation import Role
from greenroom.models.session import DeliveryStatus
from tests.functional.console.members import ASHA, a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import a_new_candidate, a_new_job, an_enabled_candidate
from tests.world import Founder, Tenant, app

TABLE = "/console/candidates"


def switch(browser: Browser, candidate: Any, gate: str, *, on: bool) -> str:
    """What the page says after a switch was turned."""
    path = f"{TABLE}/{candidate['candidate_id']}/gates"
    assert browser.post(path, csrf(browser) | {"turn": f"{gate} {'on' if on else 'off'}", "back": TABLE}).status == 303
    return browser.get(TABLE).text


def csrf(browser: Browser) -> dict[str, str]:
    return {"csrf_token": hidden_fields(browser.get("/console/settings/me").text, "/console/sign-out")["csrf_token"]}


def gates_of(candidate: Any, organisation: Tenant) -> tuple[bool, bool, bool]:
    match = app.matches.of(organisation.org_id, candidate["job_id"], candidate["candidate_id"])
    assert match is not None
    return match.shortlisted, match.interview_enabled, match.online_interview_enabled


def test_switches_are_turned_in_the_row_and_undo_puts_all_of_them_back(
    recruiter: Browser, organisation: Tenant
) -> None:
    candidate = a_new_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    assert "Meera Iyer is shortlisted." in switch(recruiter, candidate, "shortlisted", on=True)
    switch(recruiter, candidate, "interview", on=True)
    assert gates_of(candidate, organisation) == (True, True, False)

    page = switch(recruiter, candidate, "shortlisted", on=False)
    assert gates_of(candidate, organisation) == (False, False, False)
    undo = f"{TABLE}/{candidate['candidate_id']}/gates/restore"
    recruiter.post(undo, hidden_fields(page, undo))
    assert gates_of(candidate, organisation) == (True, True, False)


def test_an_interview_is_enabled_only_for_who_is_shortlisted(recruiter: Browser, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    page = switch(recruiter, candidate, "interview", on=True)
    assert "not shortlisted for this job" in page
    assert 'aria-disabled="true"' in page


def test_filters_stand_in_the_address_and_pages_are_whole(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin, job_title="Nurse")["job_id"]
    names = [f"Candidate {number:02}" for number in range(30)]
    people = [
        a_new_candidate(organisation.admin, job, full_name=name, email=f"c{name[-2:]}@example.com") for name in names
    ]
    for one in people[::3]:
        organisation.admin("POST", f"/candidates/{one['candidate_id']}/shortlist", {"shortlisted": True})

    first = recruiter.get(f"{TABLE}?job_id={job}").text
    second = recruiter.get(next_page(first)).text
    shown = [name for name in names if name in first] + [name for name in names if name in second]
    assert sorted(shown) == names

    shortlisted = recruiter.get(f"{TABLE}?job_id={job}&shortlisted=yes").text
    assert [name for name in names if name in shortlisted] == names[::3]
    assert "Candidate 07" in recruiter.get(f"{TABLE}?q=candidate+07").text
    assert "Nobody fits" in recruiter.get(f"{TABLE}?q=nobody+like+that").text


def test_job_status_shortlist_interview_mail_and_day_hold_together_in_the_address(
    recruiter: Browser, organisation: Tenant
) -> None:
    admin = organisation.admin
    nurse, other = a_new_job(admin, job_title="Nurse")["job_id"], a_new_job(admin)["job_id"]
    mails = (DeliveryStatus.FAILED, DeliveryStatus.SENT, None, DeliveryStatus.FAILED)
    for number, mail in enumerate(mails):
        job = other if number == len(mails) - 1 else nurse
        person = an_enabled_candidate(admin, job, email=f"s{number}@example.com", full_name=f"Person {number}")
        app.latest_interviews.note(a_latest_interview(person, organisation, mail))
    a_new_candidate(admin, nurse, email="s9@example.com", full_name="Person 9")

    def found(query: str) -> list[int]:
        page = recruiter.get(f"{TABLE}?since=2020-01-01&{query}").text
        return [number for number in range(10) if f">Person {number}<" in page]

    assert found("mail=failed") == [0, 3]
    assert found(f"mail=failed&job_id={nurse}") == [0]
    assert found(f"mail=on_its_way&interview=booked&shortlisted=yes&status=NEW&job_id={nurse}") == [2]
    assert found("mail=sent&interview=booked") == [1]
    assert found("mail=sent&interview=no_show") == []
    assert found("mail=failed&status=Hired") == []
    assert found("mail=failed&until=2020-01-02") == []
    # A chip changes its own group and keeps the rest; the chosen one takes itself away.
    page = recruiter.get(f"{TABLE}?job_id={nurse}&mail=failed").text
    assert f'href="{TABLE}?job_id={nurse}&amp;mail=failed&amp;interview=booked"' in page
    assert f'href="{TABLE}?job_id={nurse}" aria-current="true">Mail failed' in page
    assert '<input type="hidden" name="mail" value="failed">' in page


def a_latest_interview(person: Any, organisation: Tenant, mail: DeliveryStatus | None) -> LatestInterview:
    return LatestInterview(
        org_id=organisation.org_id,
        candidate_id=person["candidate_id"],
        interview_id=new_id("int"),
        job_id=person["job_id"],
        interview_type=InterviewType.AI,
        status=InterviewStatus.SCHEDULED,
        started_at=utc_now(),
        timezone="UTC",
        version=1,
        email_status=mail,
    )


def next_page(text: str) -> str:
    link = text[: text.index(">Next page")].rsplit('href="', 1)[1]
    return unescape(link.split('"')[0])


def in_bulk(browser: Browser, gate: str, *chosen: str, path: str = f"{TABLE}?q=b") -> str:
    """What the page says after all that were chosen got a gate opened."""
    fields = csrf(browser) | {"gate": gate, "back": path}
    assert browser.post(f"{TABLE}/bulk", fields | {"chosen": list(chosen)}).headers["Location"] == path
    return unescape(browser.get(path).text)


def test_many_are_shortlisted_at_once_and_who_could_not_be_is_named(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)["job_id"]
    first, second = (
        a_new_candidate(organisation.admin, job, email=f"b{n}@example.com", full_name=f"Person {n}")["candidate_id"]
        for n in (1, 2)
    )
    assert "1 of 1 candidates are shortlisted." in in_bulk(recruiter, "shortlisted", first)
    page = in_bulk(recruiter, "interview", first, second, "cand_none", "x" * 200)
    assert "1 of 4 candidates are enabled for the interview." in page
    assert "Person 2: The candidate is not shortlisted for this job" in page
    assert page.count("Somebody who is not there any more: ") == 2


def test_the_undo_of_many_leaves_those_as_they_were_who_had_it_before(recruiter: Browser, organisation: Tenant) -> None:
    job = a_new_job(organisation.admin)["job_id"]
    people = [a_new_candidate(organisation.admin, job, email=f"b{n}@example.com") for n in range(3)]
    ids = [one["candidate_id"] for one in people]
    in_bulk(recruiter, "shortlisted", ids[0])
    page = in_bulk(recruiter, "shortlisted", *ids)
    assert "3 of 3 candidates are shortlisted." in page
    undo = f"{TABLE}/bulk/undo"

    fields = hidden_fields(page, undo)
    assert [recruiter.post(undo, fields).status for _ in range(2)] == [303, 303]

    assert "Undone: 2 of 2 are as before." in recruiter.get(TABLE).text
    assert [gates_of(one, organisation)[0] for one in people] == [True, False, False]
    assert recruiter.post(undo, csrf(recruiter)).status == 303
    assert "There is nothing to undo." in recruiter.get(TABLE).text


def test_the_undo_of_a_whole_page_fits_into_a_cookie() -> None:
    pairs = " ".join([f"cand_{'0' * 26}:job_{'0' * 26}"] * ROWS)
    undo = {"gate": "shortlisted", "turned": pairs, "back": "x" * MOST_BACK}
    message = Message("25 of 25 candidates are shortlisted.", undo_action=f"{TABLE}/bulk/undo", undo_fields=undo)
    assert len(message_cookie(message, "secret")) < 4_000


def test_an_export_holds_no_formula(recruiter: Browser, organisation: Tenant) -> None:
    a_new_candidate(organisation.admin, full_name="=HYPERLINK(1)", email="e@example.com")
    answer = recruiter.get(f"{TABLE}/export.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="candidates.csv"'
    assert "'=HYPERLINK(1)" in answer.text


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "Asha;=1+1", "Asha; @SUM(1)", " -1", "Asha\t=1"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_cell_is_a_formula_whichever_separator_a_spreadsheet_expects(name: str, separator: str) -> None:
    for cell in harmless(name).split(separator):
        assert cell.lstrip()[:1] not in set("=+-@＝＋－＠")


def test_a_name_with_a_hyphen_stays_as_it_is() -> None:
    assert harmless("Asha-Maria Raman; nurse") == "Asha-Maria Raman; nurse"


def test_a_viewer_sees_no_control_that_writes_and_may_not_write(mailbox: SignInMailbox, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin, a_new_job(organisation.admin)["job_id"])
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox, ASHA)
    page = viewer.get(TABLE).text
    assert "Meera Iyer" in page
    assert 'method="post"' not in page
    path = f"{TABLE}/{candidate['candidate_id']}/gates"
    assert viewer.post(path, csrf(viewer) | {"turn": "shortlisted on"}).status == 403


def test_another_organisations_candidate_is_not_found(recruiter: Browser, found: Founder) -> None:
    theirs = a_new_candidate(found("Beta").admin)
    path = f"{TABLE}/{theirs['candidate_id']}/gates"
    assert recruiter.post(path, csrf(recruiter) | {"turn": "shortlisted on"}).status == 404


def test_a_new_candidate_is_made_once_however_often_the_form_is_sent(recruiter: Browser, organisation: Tenant) -> None:
    hidden = hidden_fields(recruiter.get(f"{TABLE}/new").text, TABLE)
    fields = hidden | {"full_name": "Нина Петрова", "email": "nina@example.com"}
    locations = {recruiter.post(TABLE, fields).headers["Location"] for _ in range(2)}
    assert len(locations) == 1
    assert recruiter.get(TABLE).text.count("<bdi>Нина Петрова</bdi>") == 1
    wrong = recruiter.post(TABLE, hidden | {"full_name": "X", "email": "nobody"})
    assert (wrong.status, 'aria-invalid="true"' in wrong.text, 'value="nobody"' in wrong.text) == (400, True, True)
