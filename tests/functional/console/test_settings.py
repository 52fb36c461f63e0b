"""Settings in the console: rules of the organisation, tokens that are shown once, webhooks and what they were sent."""

import re
from html import unescape
from typing import Any

from functions.console.organisation import typed_of
from greenroom.api.subjects.organisations import WrittenPolicy
from greenroom.models.organisation import Policy, Role
from greenroom.usecases.change_organisation import change_organisation
from local.gateway import Client
from tests.functional.console.members import a_member, sent_form, signed_in
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.functional.recruiter_requests import made
from tests.world import Founder, Tenant, app

ORGANISATION = "/console/settings/organisation"
TOKENS = "/console/settings/tokens"
WEBHOOKS = "/console/settings/webhooks"
WEBHOOK = {"url": "https://hooks.example.com/greenroom", "notify_email": "ats@acme.example.com"}


def filled_in(page: str) -> dict[str, str]:
    """All fields of the page's forms as they stand, as a browser would send them."""
    found = re.findall(r'<input (?:type="hidden" )?(?:id="[^"]*" )?name="(\w+)"[^>]*? value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found if name not in {"q", "matching_enabled"}}


def test_each_rule_that_make_org_sets_is_changed_by_the_form(admin: Browser, organisation: Tenant) -> None:
    page = admin.get(ORGANISATION).text
    for rule in Policy.model_fields:
        assert f'name="{rule}"' in page, rule
    changed = {
        "name": "Acme Hiring",
        "timezone": "Europe/Berlin",
        "reminders": "60, 1440, 60",
        "retention_days": "365",
        "brand_color": "#0A7A4D",
        "min_notice_minutes": "30",
        "matching_enabled": "yes",
    }
    assert admin.post(ORGANISATION, filled_in(page) | changed).status == 303
    stored = app.organisations.organisation(organisation.org_id)
    assert (stored.name, stored.version) == ("Acme Hiring", 2)
    assert stored.policy == Policy(
        timezone="Europe/Berlin",
        reminders=(1440, 60),
        retention_days=365,
        brand_color="#0a7a4d",
        min_notice_minutes=30,
        matching_enabled=True,
    )
    page = admin.get(ORGANISATION).text
    assert "The settings are saved." in page
    assert "White text on #0a7a4d has a contrast of 5.4 to 1." in page
    assert 'fill="#0a7a4d"' in page


OTHER_RULES: dict[str, Any] = {
    "min_notice_minutes": 30,
    "max_advance_days": 45,
    "choice_days": 3,
    "room_opens_seconds_before": 90,
    "last_entry_minutes_after": 5,
    "join_buffer_minutes": 20,
    "link_ttl_hours": 48,
    "timezone": "Europe/Berlin",
    "language_code": "de-DE",
    "accent_tld": "de",
    "sender_name": "Acme Talent",
    "reply_to": "hiring@acme.example.com",
    "brand_color": "#0a7a4d",
    "logo_url": "https://acme.example.com/logo.png",
    "reminders": (720, 30),
    "decision_days": 10,
    "retention_days": 90,
    "viewers_may_rate": True,
    "matching_enabled": True,
    "matching_model_enabled": True,
}
"""A value for each rule that is not the usual one."""


def test_the_form_sets_every_rule_to_another_value_and_back(admin: Browser, organisation: Tenant) -> None:
    usual = Policy()
    assert set(OTHER_RULES) == set(WrittenPolicy.model_fields), "what make org takes"
    assert not [rule for rule, value in OTHER_RULES.items() if value == getattr(usual, rule)]
    before = app.organisations.organisation(organisation.org_id)
    others = typed_of("Acme", Policy(**OTHER_RULES))
    assert admin.post(ORGANISATION, filled_in(admin.get(ORGANISATION).text) | others).status == 303
    assert app.organisations.organisation(organisation.org_id).policy == Policy(**OTHER_RULES)
    page = admin.get(ORGANISATION).text
    assert '<img class="logo" src="https://acme.example.com/logo.png"' in page
    assert page.count(' value="yes" checked') == 3
    back = typed_of(before.name, before.policy)
    assert admin.post(ORGANISATION, filled_in(page) | back).status == 303
    assert app.organisations.organisation(organisation.org_id).policy == before.policy


def test_a_problem_is_shown_at_its_field_and_nothing_is_changed(admin: Browser, organisation: Tenant) -> None:
    form = filled_in(admin.get(ORGANISATION).text)
    for field, value in (("timezone", "Mars/Olympus"), ("brand_color", "red"), ("max_advance_days", "0"), ("name", "")):
        answer = admin.post(ORGANISATION, form | {field: value})
        assert answer.status == 400, field
        assert f'id="p-{field}"' in answer.text, field
    assert app.organisations.organisation(organisation.org_id).version == 1


def test_a_colour_that_nobody_can_read_says_so(admin: Browser) -> None:
    admin.post(ORGANISATION, filled_in(admin.get(ORGANISATION).text) | {"brand_color": "#ffee00"})
    assert "too little to read" in admin.get(ORGANISATION).text


def test_the_second_of_two_admins_who_change_the_settings_is_refused(admin: Browser, organisation: Tenant) -> None:
    form = filled_in(admin.get(ORGANISATION).text)
    assert admin.post(ORGANISATION, form | {"name": "First"}).status == 303
    assert admin.post(ORGANISATION, form | {"name": "Second"}).status == 412
    assert app.organisations.organisation(organisation.org_id).name == "First"


def test_other_attributes_of_the_organisations_item_stay(organisation: Tenant) -> None:
    table, key = app.settings.tables.organisations, {"key": {"S": f"ORG#{organisation.org_id}"}}
    app.database.client.update_item(
        TableName=table,
        Key=key,
        UpdateExpression="SET lock_of_another = :it",
        ExpressionAttributeValues={":it": {"S": "held"}},
    )
    caller = a_member(organisation).as_caller()
    change_organisation(
        "New",
        {},
        by=caller,
        organisations=app.organisations,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        queue=app.changes_queue,
        expected_version=1,
        now=app.now(),
    )
    item = app.database.client.get_item(TableName=table, Key=key)["Item"]
    assert (item["lock_of_another"]["S"], item["name"]["S"]) == ("held", "New")


def test_a_token_is_shown_once_works_and_is_revoked(admin: Browser) -> None:
    form = hidden_fields(admin.get(TOKENS).text, TOKENS) | {"name": "Our ATS", "role": "viewer"}
    answer = admin.post(TOKENS, form)
    shown = re.search(r">(grt_[A-Za-z0-9_-]+)<", answer.text)
    assert shown
    client = Client(shown[1])
    assert client("GET", "/jobs").status == 200
    again = admin.post(TOKENS, form)
    assert "grt_" not in again.text
    assert "was made and shown before" in again.text
    [token_id] = re.findall(r'<tr id="row-(\w+)">\s*<th scope="row"><bdi>Our ATS<', again.text)
    revoke = f"{TOKENS}/{token_id}/revoke"
    assert sent_form(admin, TOKENS, revoke).status == 303
    assert client("GET", "/jobs").status == 401
    assert "is revoked" in admin.get(TOKENS).text


def test_a_token_of_the_past_is_refused(admin: Browser) -> None:
    answer = sent_form(admin, TOKENS, TOKENS, name="Old", role="viewer", last_day="2020-01-01")
    assert answer.status == 409
    assert "No token was made." in answer.text


def test_a_webhook_is_made_switched_and_deleted(admin: Browser, organisation: Tenant) -> None:
    made_one = sent_form(admin, WEBHOOKS, WEBHOOKS, **WEBHOOK)
    assert "whsec_" in made_one.text
    [webhook] = app.webhooks.of(organisation.org_id)
    there = f"{WEBHOOKS}/{webhook.webhook_id}"
    assert "whsec_" not in admin.get(there).text
    assert sent_form(admin, there, f"{there}/switch").status == 303
    assert not app.webhooks.get(organisation.org_id, webhook.webhook_id).enabled
    assert "whsec_" in sent_form(admin, there, f"{there}/secret").text
    assert sent_form(admin, there, f"{there}/delete").status == 303
    assert app.webhooks.of(organisation.org_id) == []


def test_an_address_inside_is_refused_as_a_webhook(admin: Browser, organisation: Tenant) -> None:
    answer = sent_form(admin, WEBHOOKS, WEBHOOKS, url="https://169.254.169.254/", notify_email="ats@acme.example.com")
    assert answer.status == 400
    assert app.webhooks.of(organisation.org_id) == []


def test_only_admins_see_settings_and_nobody_those_of_another_organisation(
    mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    theirs = made(found("Beta").admin, "/webhooks", WEBHOOK)["webhook_id"]
    a_member(organisation)
    assert signed_in(mailbox).get(f"{WEBHOOKS}/{theirs}").status == 404
    a_member(organisation, "ben@acme.example.com", Role.RECRUITER)
    recruiter = signed_in(mailbox, "ben@acme.example.com")
    assert [recruiter.get(path).status for path in (ORGANISATION, TOKENS, WEBHOOKS)] == [403, 403, 403]
