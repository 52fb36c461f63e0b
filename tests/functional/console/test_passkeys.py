"""Passkeys: added after a sign-in by mail, used once a challenge, removed; and nothing that a stranger sends opens."""

import json
from datetime import timedelta
from typing import Any

import pytest

from greenroom.clock import utc_now
from greenroom.models.organisation import Role
from local.applications import with_parts
from local.gateway import Answer
from tests.functional.authenticator import Authenticator, decoded, encoded
from tests.functional.console.members import a_member, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.world import Founder, Tenant, app

SIGN_IN = "/console/sign-in/passkey"
ME = "/console/settings/me"
PASSKEYS = f"{ME}/passkeys"
BO = "bo@acme.example.com"


@pytest.fixture
def member(mailbox: SignInMailbox, organisation: Tenant) -> Browser:
    a_member(organisation, role=Role.RECRUITER)
    return signed_in(mailbox)


def a_device(**fields: Any) -> Authenticator:
    return Authenticator(**{"origin": "https://portal.example.com", "rp_id": "portal.example.com"} | fields)


def options(browser: Browser, path: str = SIGN_IN) -> Any:
    return json.loads(browser.get(path).text)


def add(browser: Browser, device: Authenticator, name: str = "Laptop") -> str:
    """What the page says after a passkey was added."""
    form = hidden_fields(browser.get(ME).text, PASSKEYS)
    sent = device.create(options(browser, f"{PASSKEYS}/options"))
    assert browser.post(PASSKEYS, form | {"credential": sent, "name": name}).status == 303
    return browser.get(ME).text


def sign_in(device: Authenticator, browser: Browser | None = None) -> Answer:
    browser = browser or Browser()
    return browser.post(SIGN_IN, {"credential": device.get(options(browser))})


def test_a_passkey_is_added_signs_in_and_opens_nothing_once_removed(member: Browser) -> None:
    device = a_device()
    assert "Laptop is added." in add(member, device)
    visitor = Browser()
    answer = sign_in(device, visitor)
    assert (answer.status, answer.headers["Location"]) == (303, "/console")
    assert "Dashboard" in visitor.get("/console").text

    page = visitor.get(ME).text
    assert "last used" in page
    remove = page[page.index(f"{PASSKEYS}/") :].split('"')[0]
    assert visitor.post(remove, hidden_fields(page, remove)).status == 303
    assert "None yet." in visitor.get(ME).text
    assert sign_in(device).status == 410


def test_a_member_has_several_and_each_works(member: Browser) -> None:
    devices = [a_device(), a_device(counts=False)]
    for number, device in enumerate(devices):
        add(member, device, f"Device {number}")
    for device in (*devices, *devices):
        assert sign_in(device).status == 303


def test_a_challenge_serves_once_and_for_five_minutes(member: Browser) -> None:
    device = a_device()
    add(member, device)
    browser = Browser()
    sent = device.get(options(browser))
    assert [browser.post(SIGN_IN, {"credential": sent}).status for _ in range(2)] == [303, 410]

    sent = device.get(options(browser))
    with with_parts(app, now=lambda: utc_now() + timedelta(minutes=6)):
        assert browser.post(SIGN_IN, {"credential": sent}).status == 410


def test_a_signature_of_another_domain_or_none_is_refused(member: Browser) -> None:
    device = a_device()
    add(member, device)
    stranger = a_device(user_handle=device.user_handle, credential_id=device.credential_id)
    phished = a_device(key=device.key, user_handle=device.user_handle, credential_id=device.credential_id)
    phished.origin = "https://portal.example.com.evil.example"
    unverified = a_device(key=device.key, user_handle=device.user_handle, credential_id=device.credential_id)
    unverified.is_verified, unverified.signed = False, 7
    cloned = a_device(key=device.key, user_handle=device.user_handle, credential_id=device.credential_id)
    assert sign_in(device).status == 303
    for bad in (stranger, phished, unverified, cloned):
        assert sign_in(bad).status == 410
    made_up = options(Browser()) | {"challenge": encoded(b"a challenge of one's own, 40 bytes long.")}
    assert Browser().post(SIGN_IN, {"credential": device.get(made_up)}).status == 410


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"id": 1, "response": {}}',
        "{" * 5_000,
        '{"response": {"userHandle": "AAAA"}}',
        "x" * 9_000,
    ],
)
def test_nonsense_is_refused_in_words(mailbox: SignInMailbox, sent: str) -> None:
    answer = Browser().post(SIGN_IN, {"credential": sent})
    assert (answer.status, "This passkey was not taken." in answer.text) == (410, True)


def test_guessing_is_throttled(mailbox: SignInMailbox) -> None:
    browser = Browser(source_ip="203.0.113.99")
    statuses = [browser.post(SIGN_IN, {"credential": "{}"}).status for _ in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({410}, 429)


def test_a_challenge_of_another_session_adds_nothing(
    member: Browser, mailbox: SignInMailbox, organisation: Tenant
) -> None:
    a_member(organisation, BO, Role.VIEWER)
    other = signed_in(mailbox, BO)
    device = a_device()
    sent = device.create(options(other, f"{PASSKEYS}/options"))
    form = hidden_fields(member.get(ME).text, PASSKEYS)
    member.post(PASSKEYS, form | {"credential": sent})
    page = member.get(ME).text
    assert "This passkey was not taken." in page
    assert "None yet." in page
    assert sign_in(device).status == 410


def test_a_passkey_is_added_only_within_an_hour_of_the_sign_in(member: Browser) -> None:
    with with_parts(app, now=lambda: utc_now() + timedelta(hours=2)):
        answer = member.get(f"{PASSKEYS}/options")
        assert (answer.status, "Sign out and in again" in answer.text) == (409, True)


def test_a_session_that_a_passkey_began_adds_none(member: Browser) -> None:
    device, visitor = a_device(), Browser()
    add(member, device)
    assert sign_in(device, visitor).status == 303
    answer = visitor.get(f"{PASSKEYS}/options")
    assert (answer.status, "Sign out and in again by a link" in answer.text) == (409, True)
    form = hidden_fields(visitor.get(ME).text, PASSKEYS)
    other = a_device()
    visitor.post(PASSKEYS, form | {"credential": other.create(options(member, f"{PASSKEYS}/options"))})
    assert "Sign out and in again by a link" in visitor.get(ME).text
    assert sign_in(other).status == 410


def test_a_member_who_was_removed_signs_in_by_none_and_who_comes_after_them_has_none(
    member: Browser, mailbox: SignInMailbox, organisation: Tenant
) -> None:
    a_member(organisation, BO, Role.VIEWER)
    bo, device = signed_in(mailbox, BO), a_device()
    add(bo, device)
    found = app.members.of_address(app.pseudonyms.of_address(BO))[0]
    assert organisation.admin("DELETE", f"/members/{found.member_id}").status == 204
    assert sign_in(device).status == 410
    assert app.passkeys.of_member(found) == []
    a_member(organisation, BO, Role.ADMIN)
    assert sign_in(device).status == 410


def test_members_remove_only_their_own_passkeys_and_interviewers_may_have_them(
    member: Browser, mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    device = a_device()
    page = add(member, device)
    remove = page[page.index(f"{PASSKEYS}/") :].split('"')[0]
    a_member(organisation, BO, Role.INTERVIEWER)
    other = signed_in(mailbox, BO)
    csrf = {"csrf_token": hidden_fields(other.get(ME).text, "/console/sign-out")["csrf_token"]}
    other.post(remove, csrf)
    assert sign_in(device).status == 303
    assert decoded(device.user_handle).decode().count(".") == 1
