"""Résumés in the console: uploaded and read on a candidate's page, and dropped on the table as drafts to confirm."""

import json
import re
import time
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from greenroom.models.resume import ResumeType
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import FORM, Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import a_new_candidate, done
from tests.functional.test_resumes import BUCKET, is_stored, notify
from tests.world import Founder, Tenant, app, aws

TABLE = "/console/candidates"
DRAFTS = f"{TABLE}/drafts"
TEXT = (
    "Asha Raman\nasha.raman@example.com\n+91 98400 12345\n\nWork experience\nNurse, City Hospital, 2019 to 2024\n"
    + ("Cared for patients in intensive care and wrote the plan of each shift with the team of the ward.\n" * 4)
)


def announced(browser: Browser, page: str, action: str, filename: str) -> Any:
    """The form that a script gets for a file."""
    token = hidden_fields(browser.get(page).text, action)["csrf_token"]
    answer = browser.post(action, {"csrf_token": token, "filename": filename}, Accept="application/json")
    assert answer.status == 200, answer.text
    return json.loads(answer.text)


def upload(signed: Any, content: str | bytes = TEXT) -> str:
    """Puts a file where the form would, and tells the function that reads it."""
    key: str = signed["fields"]["key"]
    aws("s3").put_object(Bucket=BUCKET, Key=key, Body=content)
    notify(key)
    return key


def seconds_left(link: str) -> float:
    """How long a signed link opens the file."""
    query = parse_qs(urlsplit(link).query)
    assert "Signature" in query or "X-Amz-Signature" in query, "the link is not signed"
    if "X-Amz-Expires" in query:
        return float(query["X-Amz-Expires"][0])
    return float(query["Expires"][0]) - time.time()


def drafts_in(page: str) -> list[dict[str, str]]:
    """What the forms of the drafts hold."""
    found = re.findall(r'<form class="draft" method="post" action="[^"]*/(draft_\w+)".*?</form>', page, flags=re.S)
    return [{"draft_id": draft_id} | values_of(page, draft_id) for draft_id in found]


def values_of(page: str, draft_id: str) -> dict[str, str]:
    return {
        name: unescape(re.search(rf'<input id="{name}-{draft_id}"[^>]*value="([^"]*)"', page)[1])  # type: ignore[index]
        for name in ("full_name", "email", "phone")
    }


def test_a_resume_is_uploaded_read_replaced_and_kept_as_a_file(recruiter: Browser, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin)["candidate_id"]
    page, action = f"{TABLE}/{candidate}", f"{TABLE}/{candidate}/resume"
    signed = announced(recruiter, page, action, "Asha Räman.txt")
    assert 'data-refresh="3"' in recruiter.get(page).text
    upload(signed)
    shown = recruiter.get(page).text
    assert "Cared for patients in intensive care" in shown
    assert "Asha Räman.txt" in shown

    link = recruiter.get(f"{action}/file")
    assert (link.status, link.headers["Cache-Control"]) == (303, "no-store")
    assert 0 < seconds_left(link.headers["Location"]) <= 900
    assert "R%25C3%25A4man" in link.headers["Location"] or "R%C3%A4man" in link.headers["Location"]

    upload(announced(recruiter, page, action, "newer.txt"), TEXT.replace("intensive care", "the burns unit"))
    assert "Cared for patients in the burns unit" in recruiter.get(page).text


def test_a_form_without_a_script_posts_to_the_bucket_and_comes_back(recruiter: Browser, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin)["candidate_id"]
    page, action = f"{TABLE}/{candidate}", f"{TABLE}/{candidate}/resume"
    form = recruiter.post(action, hidden_fields(recruiter.get(page).text, action) | {"kind": "docx"}).text
    fields = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    assert fields["Content-Type"] == ResumeType.DOCX
    assert fields["success_action_redirect"] == f"https://portal.example.com{page}"
    assert 'accept=".docx"' in form


def test_a_dropped_resume_becomes_a_draft_with_name_and_address_and_then_a_candidate_once(
    recruiter: Browser, organisation: Tenant
) -> None:
    key = upload(announced(recruiter, TABLE, DRAFTS, "cv.txt"))
    [draft] = drafts_in(recruiter.get(DRAFTS).text)
    draft_id = draft.pop("draft_id")
    assert draft == {"full_name": "Asha Raman", "email": "asha.raman@example.com", "phone": "+91 98400 12345"}
    assert organisation.admin("GET", "/candidates").json["items"] == []

    action = f"{DRAFTS}/{draft_id}"
    form = hidden_fields(recruiter.get(DRAFTS).text, action) | draft | {"full_name": "Asha R. Raman"}
    for words in ("Asha R. Raman is a candidate now.", "This draft was confirmed or discarded before."):
        assert recruiter.post(action, form).status == 303
        assert words in recruiter.get(DRAFTS).text
    [made] = organisation.admin("GET", "/candidates").json["items"]
    assert (made["full_name"], made["email"]) == ("Asha R. Raman", "asha.raman@example.com")
    assert not is_stored(key)

    resume = f"resumes/{organisation.org_id}/{made['candidate_id']}/res_{draft_id.removeprefix('draft_')}.txt"
    assert is_stored(resume)
    notify(resume)
    read = done(organisation.admin, "GET", f"/candidates/{made['candidate_id']}/resume")
    assert (read["status"], read["filename"]) == ("PARSED", "cv.txt")


def test_a_draft_that_has_expired_is_gone_though_it_is_still_stored(recruiter: Browser, organisation: Tenant) -> None:
    upload(announced(recruiter, TABLE, DRAFTS, "cv.txt"))
    [draft] = drafts_in(recruiter.get(DRAFTS).text)
    for days, is_there in ((29, True), (31, False)):
        now = utc_now() + timedelta(days=days)
        assert bool(app.drafts.newest(organisation.org_id, 50, now)) == is_there
        assert (app.drafts.find(organisation.org_id, draft["draft_id"], now) is not None) == is_there


def test_fifty_are_confirmed_at_once_and_whoever_is_there_already_gets_the_resume(
    recruiter: Browser, organisation: Tenant
) -> None:
    known = a_new_candidate(organisation.admin, full_name="Asha Raman", email="Asha.Raman@example.com")
    upload(announced(recruiter, TABLE, DRAFTS, "asha.txt"))
    upload(
        announced(recruiter, TABLE, DRAFTS, "li.txt"), TEXT.replace("Asha Raman", "Li Na").replace("asha.raman", "li")
    )
    upload(announced(recruiter, TABLE, DRAFTS, "empty.pdf"), b"%PDF-1.4 nothing")
    action = f"{DRAFTS}/all"
    recruiter.post(action, hidden_fields(recruiter.get(DRAFTS).text, action))
    page = recruiter.get(DRAFTS).text
    assert "1 candidate is made. 1 was there already and got the résumé." in page
    assert [one["full_name"] for one in drafts_in(page)] == [""]
    people = organisation.admin("GET", "/candidates").json["items"]
    assert sorted(one["full_name"] for one in people) == ["Asha Raman", "Li Na"]
    assert done(organisation.admin, "GET", f"/candidates/{known['candidate_id']}/resume")["filename"] == "asha.txt"


def test_a_draft_that_is_refused_keeps_what_was_typed_and_one_that_is_discarded_is_gone(
    recruiter: Browser, organisation: Tenant
) -> None:
    key = upload(announced(recruiter, TABLE, DRAFTS, "cv.txt"))
    [draft] = drafts_in(recruiter.get(DRAFTS).text)
    action = f"{DRAFTS}/{draft['draft_id']}"
    csrf = hidden_fields(recruiter.get(DRAFTS).text, action)
    refused = recruiter.post(action, csrf | {"full_name": "Asha", "email": "nobody"})
    assert (refused.status, 'value="nobody"' in refused.text, 'aria-invalid="true"' in refused.text) == (
        400,
        True,
        True,
    )
    recruiter.post(f"{action}/discard", csrf)
    assert "No drafts" in recruiter.get(DRAFTS).text
    assert not is_stored(key)
    notify(key)
    assert organisation.admin("GET", "/candidates").json["items"] == []


def test_a_file_whose_draft_was_discarded_before_it_came_is_removed(recruiter: Browser, organisation: Tenant) -> None:
    signed = announced(recruiter, TABLE, DRAFTS, "cv.txt")
    draft_id = signed["fields"]["key"].rpartition("/")[2].removesuffix(".txt")
    csrf = hidden_fields(recruiter.get(TABLE).text, DRAFTS)
    recruiter.post(f"{DRAFTS}/{draft_id}/discard", csrf)
    assert not is_stored(upload(signed))


def test_a_viewer_may_read_a_resume_and_upload_none(mailbox: SignInMailbox, organisation: Tenant) -> None:
    candidate = a_new_candidate(organisation.admin)["candidate_id"]
    a_member(organisation, role=Role.VIEWER)
    viewer = signed_in(mailbox)
    assert "data-drop" not in viewer.get(f"{TABLE}/{candidate}").text
    assert viewer.get(DRAFTS).status == 403
    assert viewer.post(DRAFTS, {}, **{"Content-Type": FORM}).status == 403
    assert viewer.post(f"{TABLE}/{candidate}/resume", {}).status == 403
    assert viewer.get(f"{TABLE}/{candidate}/resume/file").status == 404


def test_another_organisations_resumes_and_drafts_are_not_there(
    mailbox: SignInMailbox, recruiter: Browser, organisation: Tenant, found: Founder
) -> None:
    candidate = a_new_candidate(organisation.admin)["candidate_id"]
    page = f"{TABLE}/{candidate}"
    upload(announced(recruiter, page, f"{page}/resume", "cv.txt"))
    upload(announced(recruiter, TABLE, DRAFTS, "cv.txt"))
    [draft] = drafts_in(recruiter.get(DRAFTS).text)
    beta = found("Beta")
    a_member(beta, "bo@beta.example.com", Role.ADMIN)
    stranger = signed_in(mailbox, "bo@beta.example.com")
    csrf = hidden_fields(stranger.get(TABLE).text, DRAFTS)
    assert stranger.get(f"{page}/resume/file").status == 404
    assert stranger.post(f"{page}/resume", csrf).status == 404
    stranger.post(f"{DRAFTS}/{draft['draft_id']}", csrf | {"full_name": "X", "email": "x@example.com"})
    assert "This draft was confirmed or discarded before." in stranger.get(DRAFTS).text
    assert len(drafts_in(recruiter.get(DRAFTS).text)) == 1
    assert drafts_in(stranger.get(DRAFTS).text) == []
