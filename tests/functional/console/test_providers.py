"""Providers of meetings in the console: connected, tested in words, disconnected; credentials are read nowhere."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from greenroom.adapters.account_tasks import AccountTasks
from greenroom.adapters.dynamodb import Database
from greenroom.models.interview import Provider
from greenroom.models.organisation import Role
from local.applications import with_parts
from local.gateway import Answer
from tests.functional.console.members import a_member, signed_in
from tests.functional.outside_meetings import GOOGLE, ZOOM, Outside, outside_of_here
from tests.functional.own_list import Browser, SignInMailbox, hidden_fields
from tests.providers.google_server import PRIVATE_KEY
from tests.providers.zoom_server import ALL_SCOPES, SECRET
from tests.world import Founder, Tenant, app

PROVIDERS = "/console/settings/providers"
ZOOM_FORM = ZOOM | {"hosts": ", ".join(ZOOM["hosts"])}


class LambdaHere:
    """Invokes the function in this process, with the event and the answer as JSON, as Lambda does."""

    def __init__(self, outside: Outside) -> None:
        self._outside = outside
        self.is_lost = False

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 (boto3's names)
        assert FunctionName == "functional-meetings"
        answer = self._outside.function(json.loads(Payload))
        if self.is_lost:
            raise ReadTimeoutError(endpoint_url="lambda")
        return {"Payload": io.BytesIO(json.dumps(answer).encode())}


@pytest.fixture
def outside(cloud: Database) -> Iterator[Outside]:
    """Both providers."""
    with outside_of_here(cloud) as there:
        yield there


@pytest.fixture
def lambdas(outside: Outside) -> Iterator[LambdaHere]:
    """The console asks the function."""
    here = LambdaHere(outside)
    with with_parts(app, account_tasks=AccountTasks(here, "functional-meetings")):  # type: ignore[arg-type]
        yield here


@pytest.fixture
def admin(mailbox: SignInMailbox, organisation: Tenant, lambdas: LambdaHere) -> Browser:
    a_member(organisation)
    return signed_in(mailbox)


def sends(who: Browser, action: str, **fields: str) -> Answer:
    return who.post(action, hidden_fields(who.get(PROVIDERS).text, action) | fields)


def test_an_account_is_connected_tested_and_disconnected_and_its_secrets_are_never_shown(
    admin: Browser, organisation: Tenant
) -> None:
    assert sends(admin, f"{PROVIDERS}/ZOOM", **ZOOM_FORM).status == 303
    page = admin.get(PROVIDERS).text
    assert "Zoom is connected." in page
    assert ZOOM["hosts"][0] in page
    assert f"/api/v1/providers/ZOOM/events/{organisation.org_id}" in page
    assert SECRET not in page
    assert str(ZOOM["webhook_secret"]) not in page
    assert app.connections.credentials(app.connections.of(organisation.org_id), Provider.ZOOM) is not None

    assert "The connection works" in sends(admin, f"{PROVIDERS}/ZOOM/test").text
    assert sends(admin, f"{PROVIDERS}/ZOOM/disconnect").status == 303
    assert f'action="{PROVIDERS}/ZOOM/test"' not in admin.get(PROVIDERS).text
    assert app.connections.of(organisation.org_id).connected == {}


def test_missing_rights_of_an_account_are_listed_in_words(admin: Browser, outside: Outside) -> None:
    sends(admin, f"{PROVIDERS}/ZOOM", **ZOOM_FORM)
    outside.zoom.scopes = ALL_SCOPES.replace("meeting:delete:meeting:admin", "")
    page = sends(admin, f"{PROVIDERS}/ZOOM/test").text
    assert "Something is missing" in page
    assert "Add the scope meeting:delete:meeting:admin to the app at marketplace.zoom.us and activate it." in page


def test_googles_json_file_may_be_pasted_as_a_whole(admin: Browser, organisation: Tenant) -> None:
    file = json.dumps({"type": "service_account", "private_key": PRIVATE_KEY, "client_email": GOOGLE["client_email"]})
    sent = sends(admin, f"{PROVIDERS}/GOOGLE_MEET", private_key=file, organizer=str(GOOGLE["organizer"]))
    assert sent.status == 303, sent.text
    assert "The connection works" in sends(admin, f"{PROVIDERS}/GOOGLE_MEET/test").text
    for wrong in ('{"a": 1}', '{"a":' * 20_000):
        refused = sends(admin, f"{PROVIDERS}/GOOGLE_MEET", private_key=wrong, organizer="meet@acme.example.com")
        assert (refused.status, "Paste the whole file." in refused.text) == (400, True)
    assert "The connection works" in sends(admin, f"{PROVIDERS}/GOOGLE_MEET/test").text


def test_a_missing_value_is_shown_at_its_field_and_only_secrets_are_typed_again(admin: Browser) -> None:
    refused = sends(admin, f"{PROVIDERS}/ZOOM", **(ZOOM_FORM | {"client_id": "", "hosts": "nobody"}))
    assert refused.status == 400
    assert 'id="p-hosts"' in refused.text
    assert f'value="{ZOOM["account_id"]}"' in refused.text
    assert SECRET not in refused.text
    without = sends(admin, f"{PROVIDERS}/ZOOM", **(ZOOM_FORM | {"client_id": ""}))
    assert 'id="p-client_id"' in without.text


def test_an_answer_that_got_lost_says_that_nothing_is_known(admin: Browser, lambdas: LambdaHere) -> None:
    lambdas.is_lost = True
    refused = sends(admin, f"{PROVIDERS}/ZOOM", **ZOOM_FORM)
    assert (refused.status, "Whether it was saved is not known." in refused.text) == (503, True)
    lambdas.is_lost = False
    assert "The connection works" in sends(admin, f"{PROVIDERS}/ZOOM/test").text


def test_only_an_admin_gets_here_and_each_organisation_sees_its_own(
    admin: Browser, mailbox: SignInMailbox, organisation: Tenant, found: Founder
) -> None:
    sends(admin, f"{PROVIDERS}/ZOOM", **ZOOM_FORM)
    a_member(organisation, "r@acme.example.com", Role.RECRUITER)
    assert signed_in(mailbox, "r@acme.example.com").get(PROVIDERS).status == 403
    a_member(found("Beta"), "b@beta.example.com")
    assert ZOOM["account_id"] not in signed_in(mailbox, "b@beta.example.com").get(PROVIDERS).text
    assert (
        admin.post(f"{PROVIDERS}/TEAMS/test", hidden_fields(admin.get(PROVIDERS).text, f"{PROVIDERS}/ZOOM")).status
        == 404
    )
