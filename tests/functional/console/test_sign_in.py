"""A member signs in to the console: a link by e-mail that opens once, one session, roles, and the way out."""

import re
from datetime import timedelta

import pytest

from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from local.applications import with_parts
from local.gateway import Client
from tests.functional.console.members import ASHA, SIGN_IN, a_member, sent_form, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import a_new_candidate
from tests.world import Founder, Tenant, app

CONSOLE = "/console"
MEMBERS = "/console/settings/members"


def test_a_link_opens_the_console_once_and_then_nothing(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    browser = Browser()
    assert "Send me a link" in browser.get(SIGN_IN).text
    browser.post(SIGN_IN, {"email": ASHA})
    mailbox.deliver()
    token = mailbox.last_token()

    assert browser.get(f"{SIGN_IN}/open?token={token}").status == 200
    opened = browser.post(f"{SIGN_IN}/open", {"token": token})
    assert (opened.status, opened.headers["Location"]) == (303, CONSOLE)
    assert "Dashboard" in browser.get(CONSOLE).text
    assert app.members.of_address(app.pseudonyms.of_address(ASHA))[0].status == "ACTIVE"

    again = Browser().post(f"{SIGN_IN}/open", {"token": token})
    assert again.status == 410
    assert "This link no longer works" in again.text


def test_known_and_unknown_addresses_are_answered_alike(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    known, unknown = (Browser().post(SIGN_IN, {"email": one}) for one in (ASHA, "nobody@example.com"))
    assert (known.status, known.headers, known.text) == (unknown.status, unknown.headers, unknown.text)
    mailbox.deliver()
    assert [to for to, _ in mailbox.mails()] == [ASHA]


def test_a_candidates_link_never_opens_the_console_nor_a_members_link_the_list(
    mailbox: SignInMailbox, organisation: Tenant
) -> None:
    a_new_candidate(organisation.admin, email=ASHA)
    a_member(organisation)
    browser = Browser()
    browser.post("/dashboard/jobseeker/link", {"email": ASHA})
    mailbox.deliver()
    assert browser.post(f"{SIGN_IN}/open", {"token": mailbox.last_token()}).status == 410

    browser.post(SIGN_IN, {"email": ASHA})
    mailbox.deliver()
    assert browser.post("/dashboard/jobseeker/sign-in", {"token": mailbox.last_token()}).status == 410
    assert browser.get(CONSOLE).status == 303


def test_a_visitor_without_a_session_is_redirected_to_the_sign_in(mailbox: SignInMailbox) -> None:
    for path in (CONSOLE, MEMBERS, "/console/nowhere"):
        answer = Browser().get(path)
        assert (answer.status, answer.headers["Location"]) == (303, SIGN_IN)


def test_a_viewer_is_refused_where_only_admins_may_go(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation, role=Role.VIEWER)
    browser = signed_in(mailbox)
    refused = browser.get(MEMBERS)
    assert refused.status == 403
    assert "needs the role admin" in refused.text


@pytest.mark.parametrize("role", Role)
def test_each_place_of_the_navigation_opens(role: Role, mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation, role=role)
    browser = signed_in(mailbox)
    links = re.findall(r'<a href="(/[^"]+)"', browser.get(CONSOLE).text.partition("</nav>")[0])

    assert any(link.startswith("/console/settings/") for link in links)
    assert {link: browser.get(link).status for link in links} == dict.fromkeys(links, 200)


def test_a_form_without_the_sessions_token_changes_nothing(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    browser = signed_in(mailbox)
    answer = browser.post(MEMBERS, {"email": "new@example.com", "role": "viewer"})
    assert answer.status == 403
    assert app.members.of_address(app.pseudonyms.of_address("new@example.com")) == []


@pytest.mark.parametrize("path", ["/console/sign-in", "/console/sign-in/open", "/console/jobs/new"])
def test_a_form_of_too_many_fields_is_as_one_without_fields(
    path: str, mailbox: SignInMailbox, organisation: Tenant
) -> None:
    a_member(organisation, role=Role.RECRUITER)
    many = {str(number): "x" for number in range(1001)}

    for browser in (Browser(), signed_in(mailbox)):
        full, empty = browser.post(path, many), browser.post(path, {})
        assert (full.status, full.text) == (empty.status, empty.text)
        assert full.status < 500


def test_an_admin_invites_changes_and_removes(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    browser = signed_in(mailbox)
    assert sent_form(browser, MEMBERS, MEMBERS, email="ben@acme.example.com", name="Ben", role="viewer").status == 303
    page = browser.get(MEMBERS).text
    assert "Ben may sign in with ben@acme.example.com as viewer. A link is on its way." in page
    assert "may sign in" not in browser.get(MEMBERS).text, "a message is read once"

    [ben] = app.members.of_address(app.pseudonyms.of_address("ben@acme.example.com"))
    sent_form(browser, MEMBERS, f"{MEMBERS}/{ben.member_id}/role", role="recruiter")
    assert app.members.get(ben.org_id, ben.member_id).role is Role.RECRUITER
    sent_form(browser, MEMBERS, f"{MEMBERS}/{ben.member_id}/remove")
    assert app.members.find(ben.org_id, ben.member_id) is None


def test_the_last_admin_stays(mailbox: SignInMailbox, organisation: Tenant) -> None:
    admin = a_member(organisation)
    browser = signed_in(mailbox)
    sent_form(browser, MEMBERS, f"{MEMBERS}/{admin.member_id}/remove")
    sent_form(browser, MEMBERS, f"{MEMBERS}/{admin.member_id}/role", role="viewer")
    assert "last admin" in browser.get(MEMBERS).text
    assert app.members.get(admin.org_id, admin.member_id).role is Role.ADMIN


def test_an_address_is_a_member_of_an_organisation_once(organisation: Tenant) -> None:
    first, second = a_member(organisation), a_member(organisation, role=Role.VIEWER)
    assert second == first


def test_a_member_of_two_organisations_chooses_one(mailbox: SignInMailbox, found: Founder) -> None:
    acme, beta = found("Acme"), found("Beta")
    a_member(acme)
    a_member(beta, role=Role.VIEWER)
    browser = signed_in(mailbox)
    page = browser.get("/console/organisations").text
    assert "Acme" in page
    assert "Beta" in page
    hidden = hidden_fields(page, "/console/organisations")
    browser.post("/console/organisations", hidden | {"org_id": beta.org_id})
    assert "<strong><bdi>Beta</bdi></strong>" in browser.get(CONSOLE).text
    assert browser.get(MEMBERS).status == 403, "a viewer there"


def test_signing_out_everywhere_ends_each_session(mailbox: SignInMailbox, organisation: Tenant) -> None:
    a_member(organisation)
    laptop, phone = signed_in(mailbox), signed_in(mailbox)
    sent_form(laptop, "/console/settings/me", "/console/sign-out-everywhere")
    assert [browser.get(CONSOLE).status for browser in (laptop, phone)] == [303, 303]


def test_a_session_ends_after_twelve_hours_without_use_and_thirty_days_with(
    mailbox: SignInMailbox, organisation: Tenant
) -> None:
    a_member(organisation)
    idle, used = signed_in(mailbox), signed_in(mailbox)
    began = utc_now()
    for hours in range(11, 30 * 24, 11):
        with with_parts(app, clock=lambda hours=hours: began + timedelta(hours=hours)):
            assert used.get(CONSOLE).status == 200
    with with_parts(app, clock=lambda: began + timedelta(hours=13)):
        assert idle.get(CONSOLE).status == 303
    with with_parts(app, clock=lambda: began + timedelta(days=30, minutes=1)):
        assert used.get(CONSOLE).status == 303


def test_a_session_of_a_removed_member_opens_nothing(mailbox: SignInMailbox, organisation: Tenant, api: Client) -> None:
    member = a_member(organisation, "ben@acme.example.com", Role.VIEWER)
    browser = signed_in(mailbox, "ben@acme.example.com")
    app.members.remove_member(member.changed(version=app.members.get(member.org_id, member.member_id).version), None)
    assert browser.get(CONSOLE).status == 303
    assert api("GET", "/jobs").status == 200
