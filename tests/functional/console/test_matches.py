"""Matches in the console: evidence beside every score, what to do when it is off, set aside with a reason."""

from greenroom.models.organisation import Role
from tests.functional.console.members import a_member, signed_in
from tests.functional.matches import (
    RESUME,
    a_candidate_with_resume,
    a_matching_job,
    delivered,
    scored,
    waiting,
)
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import done
from tests.world import Founder, Tenant


def a_browser(mailbox: SignInMailbox, tenant: Tenant, role: Role = Role.RECRUITER) -> Browser:
    a_member(tenant, role=role)
    return signed_in(mailbox)


def test_a_recruiter_compares_all_and_reads_what_was_found_and_what_was_not(
    mailbox: SignInMailbox, tenant: Tenant
) -> None:
    browser, job_id = a_browser(mailbox, tenant), a_matching_job(tenant.admin)
    a_candidate_with_resume(tenant, job_id)
    path = f"/console/jobs/{job_id}/matches"
    assert path in browser.get(f"/console/jobs/{job_id}").text
    assert "Nobody was compared yet" in browser.get(path).text

    assert browser.post(path, hidden_fields(browser.get(path).text, path)).status == 303
    assert "Being compared" in browser.get(path).text
    delivered(*waiting())

    page = browser.get(path).text
    assert "4 of 5 requirements shown, not found: Terraform" in page
    assert "Evidence: 73 of 100 points" in page
    assert "Tuned Postgres queries for a table of two billion rows" in page


def test_a_score_is_set_aside_with_a_reason(mailbox: SignInMailbox, tenant: Tenant) -> None:
    browser, job_id = a_browser(mailbox, tenant), a_matching_job(tenant.admin)
    candidate_id = a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)
    path = f"/console/jobs/{job_id}/matches"
    form = f"{path}/{candidate_id}/set-aside"
    fields = hidden_fields(browser.get(path).text, form)

    assert browser.post(form, fields).status == 303
    assert done(tenant.admin, "GET", f"/jobs/{job_id}/matches")["items"][0]["set_aside"] is None
    assert browser.post(form, fields | {"reason": "<b>Other words</b>"}).status == 303

    [match] = done(tenant.admin, "GET", f"/jobs/{job_id}/matches")["items"]
    assert match["set_aside"]["reason"] == "<b>Other words</b>"
    assert "&lt;b&gt;Other words&lt;/b&gt;" in browser.get(path).text


def test_the_list_goes_on_and_is_by_score_only_where_one_is_asked_for(mailbox: SignInMailbox, tenant: Tenant) -> None:
    browser, job_id = a_browser(mailbox, tenant), a_matching_job(tenant.admin)
    best = a_candidate_with_resume(tenant, job_id, RESUME.replace("Docker,", "Terraform, Docker,"))
    others = [a_candidate_with_resume(tenant, job_id) for _ in range(26)]
    scored(tenant.admin, job_id)

    for query, expected in (("", [*others[::-1], best]), ("?min_score=70", [best, *others])):
        page, seen = browser.get(f"/console/jobs/{job_id}/matches{query}").text, []
        for _ in range(3):
            seen += [part.partition('"')[0] for part in page.split('id="match-')[1:]]
            following = page.partition(">Next page<")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
            if ">Next page<" not in page:
                break
            page = browser.get(following).text
        assert (seen[0], len(seen), set(seen)) == (expected[0], 27, set(expected))


def test_a_viewer_reads_and_compares_nothing(mailbox: SignInMailbox, tenant: Tenant) -> None:
    browser, job_id = a_browser(mailbox, tenant, Role.VIEWER), a_matching_job(tenant.admin)
    a_candidate_with_resume(tenant, job_id)
    scored(tenant.admin, job_id)

    page = browser.get(f"/console/jobs/{job_id}/matches").text

    assert "Evidence: 73 of 100 points" in page
    assert '<form method="post" action="/console/jobs' not in page


def test_while_matching_is_off_the_page_says_so_and_shows_no_score(mailbox: SignInMailbox, found: Founder) -> None:
    tenant = found()
    browser, job_id = a_browser(mailbox, tenant), a_matching_job(tenant.admin)

    page = browser.get(f"/console/jobs/{job_id}/matches").text

    assert "Matching is off" in page
    assert "Compare all" not in page


def test_another_organisations_job_is_not_found(mailbox: SignInMailbox, tenant: Tenant, found: Founder) -> None:
    browser = a_browser(mailbox, tenant)
    theirs = a_matching_job(found("Other", matching_enabled=True).admin)

    assert browser.get(f"/console/jobs/{theirs}/matches").status == 404
