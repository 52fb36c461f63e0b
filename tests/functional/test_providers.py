"""Accounts at providers: an admin connects, tests and disconnects them, and nobody reads credentials."""

from collections.abc import Iterator
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.models.organisation import Role
from local.gateway import Client
from tests.functional.outside_meetings import GOOGLE, ZOOM, Outside, outside_of_here
from tests.functional.recruiter_requests import done
from tests.providers.zoom_server import ALL_SCOPES, SECRET
from tests.world import Founder, Tenant, aws

CONNECTED: dict[str, dict[str, Any]] = {"ZOOM": ZOOM, "GOOGLE_MEET": GOOGLE}


@pytest.fixture
def outside(cloud: Database) -> Iterator[Outside]:
    """Both providers."""
    with outside_of_here(cloud) as there:
        yield there


def providers(api: Client) -> dict[str, Any]:
    return {one["provider"]: one for one in done(api, "GET", "/providers")["items"]}


def secret_names() -> set[str]:
    return {one["Name"] for one in aws("secretsmanager").list_secrets()["SecretList"]}


@pytest.mark.parametrize("provider", CONNECTED)
def test_an_account_is_connected_shown_without_its_secrets_and_disconnected(
    organisation: Tenant, outside: Outside, provider: str
) -> None:
    api = organisation.admin
    assert not any(one["is_connected"] for one in providers(api).values())

    put = api("PUT", f"/providers/{provider}", CONNECTED[provider])
    assert put.status == 200, put.text
    shown = providers(api)[provider]
    assert shown["is_connected"]
    assert shown["connected_by"].startswith("token:")
    for answer in (put.text, str(shown)):
        for name in ("client_secret", "webhook_secret", "private_key"):
            assert name not in answer
            assert not (value := CONNECTED[provider].get(name)) or str(value) not in answer
    name = f"functional/providers/{organisation.org_id}"
    assert name in secret_names()

    assert api("DELETE", f"/providers/{provider}").status == 204
    assert api("DELETE", f"/providers/{provider}").code == "NOT_FOUND"
    assert not providers(api)[provider]["is_connected"]
    assert name not in secret_names()


def test_two_accounts_share_one_secret_and_one_goes_without_the_other(organisation: Tenant, outside: Outside) -> None:
    api = organisation.admin
    for provider, account in CONNECTED.items():
        assert api("PUT", f"/providers/{provider}", account).status == 200
    assert sum(organisation.org_id in name for name in secret_names()) == 1
    assert api("DELETE", "/providers/ZOOM").status == 204
    assert done(api, "POST", "/providers/GOOGLE_MEET/test")["works"]
    assert api("POST", "/providers/ZOOM/test").code == "NOT_CONNECTED"


def test_a_connection_is_tested_with_the_credentials_that_were_entered_last(
    organisation: Tenant, outside: Outside
) -> None:
    api = organisation.admin
    done(api, "PUT", "/providers/ZOOM", {**ZOOM, "client_secret": "wrong"})
    tested = done(api, "POST", "/providers/ZOOM/test")
    assert not tested["works"]
    assert [check["status"] for check in tested["checks"]] == ["MISSING"]
    done(api, "PUT", "/providers/ZOOM", ZOOM)
    assert done(api, "POST", "/providers/ZOOM/test")["works"]
    outside.zoom.scopes = ALL_SCOPES.replace("meeting:delete:meeting:admin", "")
    outside.zoom.forget_token()
    outside.later(hours=1)
    missing = [one for one in done(api, "POST", "/providers/ZOOM/test")["checks"] if one["status"] == "MISSING"]
    assert [one["what_to_do"] for one in missing] == [
        "Add the scope meeting:delete:meeting:admin to the app at marketplace.zoom.us and activate it."
    ]


def test_a_provider_that_can_not_be_reached_is_said_so_in_words(organisation: Tenant) -> None:
    done(organisation.admin, "PUT", "/providers/ZOOM", ZOOM)
    tested = done(organisation.admin, "POST", "/providers/ZOOM/test")
    (check,) = tested["checks"]
    assert check["name"] == "Reach Zoom"
    assert check["what_to_do"].startswith("Zoom could not be reached.")


@pytest.mark.parametrize("missing", ["account_id", "client_id", "client_secret", "hosts"])
def test_a_missing_field_of_zoom_is_named(api: Client, missing: str) -> None:
    refused = api("PUT", "/providers/ZOOM", {name: value for name, value in ZOOM.items() if name != missing})
    assert (refused.status, refused.code) == (400, "VALIDATION")
    assert refused.json["error"] == f"{missing} is required"


@pytest.mark.parametrize(
    ("provider", "body"),
    [
        ("ZOOM", {**ZOOM, "private_key": "x"}),
        ("ZOOM", {**ZOOM, "hosts": []}),
        ("ZOOM", {**ZOOM, "hosts": ["nobody"]}),
        ("ZOOM", {**ZOOM, "client_secret": "with a\nline"}),
        ("GOOGLE_MEET", {**GOOGLE, "organizer": "nobody"}),
        ("GOOGLE_MEET", ZOOM),
        ("GOOGLE_MEET", {}),
    ],
)
def test_an_account_that_can_not_be_is_refused_and_stores_nothing(
    api: Client, provider: str, body: dict[str, Any]
) -> None:
    refused = api("PUT", f"/providers/{provider}", body)
    assert (refused.status, refused.code) == (400, "VALIDATION"), refused.text
    assert SECRET not in refused.text
    assert not providers(api)[provider]["is_connected"]


def test_nobody_connects_what_is_no_provider_of_somebody_elses(api: Client) -> None:
    for name in ("TEAMS", "INTERNAL_VIDEO_ROOM", "zoom"):
        assert api("PUT", f"/providers/{name}", ZOOM).code == "NOT_FOUND"
        assert api("POST", f"/providers/{name}/test").code == "NOT_FOUND"


@pytest.mark.parametrize("role", [Role.RECRUITER, Role.VIEWER])
def test_accounts_are_for_admins_alone(organisation: Tenant, role: Role) -> None:
    other = organisation.with_role(role)
    for method, path in (("GET", ""), ("PUT", "/ZOOM"), ("DELETE", "/ZOOM"), ("POST", "/ZOOM/test")):
        assert other(method, f"/providers{path}", ZOOM if method == "PUT" else None).code == "FORBIDDEN"


def test_another_organisations_account_is_not_ones_own(found: Founder, outside: Outside) -> None:
    one, other = found("One"), found("Other")
    done(one.admin, "PUT", "/providers/ZOOM", ZOOM)
    assert not providers(other.admin)["ZOOM"]["is_connected"]
    assert other.admin("POST", "/providers/ZOOM/test").code == "NOT_CONNECTED"


def test_a_connection_that_is_made_twice_with_one_key_is_made_once(organisation: Tenant, outside: Outside) -> None:
    key = {"Idempotency-Key": "connect-1"}
    first = organisation.admin("PUT", "/providers/ZOOM", ZOOM, headers=key)
    again = organisation.admin("PUT", "/providers/ZOOM", ZOOM, headers=key)
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
