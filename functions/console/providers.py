"""Settings: the organisation's accounts at Zoom and Google Meet. Credentials can be entered but not read."""

import json
from typing import Any, NamedTuple

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.refusals import told
from functions.console.timeline import who_did
from greenroom.api.answers import STATUS_OF_CODE, validation_error
from greenroom.api.subjects.providers import OPTIONAL, PUBLIC, SECRET, ConnectProvider, ProviderAnswer
from greenroom.errors import GreenroomError, ValidationError
from greenroom.models.account_task import AccountAction, AccountTask, AccountTaskResult
from greenroom.models.interview import PROVIDER_NAMES, Provider
from greenroom.models.meeting import Connection
from greenroom.models.organisation import Role
from greenroom.usecases.providers import OUTSIDE, named
from greenroom.wording import day_and_time

PATH = "/console/settings/providers"


class AccountField(NamedTuple):
    """A field of the form about an account."""

    name: str
    label: str
    hint: str = ""
    is_secret: bool = False

    @property
    def is_required(self) -> bool:
        """Whether an account needs this field."""
        return self.name not in OPTIONAL


FIELDS = {
    Provider.ZOOM: (
        AccountField("account_id", "Account ID", "Of a Server-to-Server OAuth app at marketplace.zoom.us."),
        AccountField("client_id", "Client ID"),
        AccountField("client_secret", "Client secret", is_secret=True),
        AccountField("hosts", "Hosts", "Addresses of Zoom users who host where the interviewer is none, with commas."),
        AccountField("webhook_secret", "Secret token", "Only with it Zoom tells who came.", is_secret=True),
    ),
    Provider.GOOGLE_MEET: (
        AccountField("client_email", "Service account", "Its address, ending in iam.gserviceaccount.com."),
        AccountField("private_key", "Private key", "Or its whole JSON file from Google.", is_secret=True),
        AccountField("organizer", "Organizer", "The user of your Workspace in whose calendar the meetings are."),
    ),
}


class ProviderCard(NamedTuple):
    """A provider, its connected account, and the form to connect one."""

    provider: Provider
    name: str
    connected: str | None
    """Who connected the account and when, in words."""
    account: dict[str, str]
    told_at: str | None
    """The address for the provider's events about attendance."""
    fields: tuple[AccountField, ...]
    typed: dict[str, str]
    problems: dict[str, str]
    refused: str | None = None
    result: AccountTaskResult | None = None


@page(PATH, role=Role.ADMIN)
def providers(request: ConsoleRequest) -> Response[str]:
    """All providers with their accounts: one read."""
    return _page(request)


@page(f"{PATH}/<provider>", "POST", role=Role.ADMIN)
def connect_provider(request: ConsoleRequest, provider: str) -> Response[str]:
    """Connect an account, which replaces the previous one, and test it at once."""
    chosen = named(provider)
    typed = {field.name: request.sent(field.name) for field in FIELDS[chosen]}
    try:
        account, secret = _account(chosen, typed)
        _do(request, chosen, AccountAction.CONNECT, account, secret)
    except GreenroomError as error:
        return _page(request, chosen, typed=_without_secrets(chosen, typed), refused=error)
    words = f"{PROVIDER_NAMES[chosen]} is connected. Test the connection before you book with it."
    return done(request, PATH, Message(words))


@page(f"{PATH}/<provider>/test", "POST", role=Role.ADMIN)
def test_provider(request: ConsoleRequest, provider: str) -> Response[str]:
    """Ask the provider which permissions the account lacks."""
    chosen = named(provider)
    try:
        result = _do(request, chosen, AccountAction.TEST)
    except GreenroomError as error:
        return _page(request, chosen, refused=error)
    return _page(request, chosen, result=result)


@page(f"{PATH}/<provider>/disconnect", "POST", role=Role.ADMIN)
def disconnect_provider(request: ConsoleRequest, provider: str) -> Response[str]:
    """Delete an account and its credentials."""
    chosen = named(provider)
    try:
        _do(request, chosen, AccountAction.DISCONNECT)
    except GreenroomError as error:
        return _page(request, chosen, refused=error)
    words = f"{PROVIDER_NAMES[chosen]} is disconnected. Meetings that are made stay there."
    return done(request, PATH, Message(words))


def _do(
    request: ConsoleRequest,
    provider: Provider,
    action: AccountAction,
    account: dict[str, Any] | None = None,
    secret: dict[str, Any] | None = None,
) -> AccountTaskResult:
    task = AccountTask(
        action=action,
        org_id=request.caller.org_id,
        provider=provider,
        actor=request.caller.actor,
        account=account or {},
        secret=secret or {},
    )
    result = app.account_tasks.done(task)
    if result.refused:
        raise ValidationError(result.refused)
    return result


def _account(provider: Provider, typed: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    fields: dict[str, Any] = without_blanks(typed)
    if "hosts" in fields:
        fields["hosts"] = fields["hosts"].replace(",", " ").split()
    if fields.get("private_key", "").startswith("{"):
        fields |= _of_json_file(fields["private_key"])
    try:
        return ConnectProvider.model_validate(fields).account(provider)
    except PydanticError as error:
        raise validation_error(error, ConnectProvider) from error


def _of_json_file(text: str) -> dict[str, str]:
    """The fields of a service account's JSON file. Raises ValidationError."""
    try:
        found = json.loads(text)
        return {"private_key": str(found["private_key"]), "client_email": str(found["client_email"])}
    except (ValueError, KeyError, RecursionError) as error:
        raise ValidationError("This is no JSON file of a service account. Paste the whole file.") from error


def _without_secrets(provider: Provider, typed: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in typed.items() if name not in SECRET[provider]}


def _page(
    request: ConsoleRequest,
    about: Provider | None = None,
    *,
    typed: dict[str, str] | None = None,
    refused: GreenroomError | None = None,
    result: AccountTaskResult | None = None,
) -> Response[str]:
    connected = app.connected_providers.of(request.caller.org_id).connected
    cards = []
    for provider in OUTSIDE:
        is_meant = provider is about
        cards.append(
            _card(
                request,
                provider,
                connected.get(provider),
                typed=typed if is_meant else None,
                refused=refused if is_meant else None,
                result=result if is_meant else None,
            )
        )
    return show(request, "providers.html", status=STATUS_OF_CODE[refused.code] if refused else 200, cards=cards)


def _card(
    request: ConsoleRequest,
    provider: Provider,
    connection: Connection | None,
    *,
    typed: dict[str, str] | None,
    refused: GreenroomError | None,
    result: AccountTaskResult | None,
) -> ProviderCard:
    account = {name: _shown(value) for name, value in (connection.account if connection else {}).items()}
    told_at = ProviderAnswer.of(request.caller.org_id, provider, connection).webhook_path
    problems = problems_of(refused if isinstance(refused, ValidationError) else None)
    when = day_and_time(connection.connected_at, request.organisation.policy.timezone) if connection else ""
    return ProviderCard(
        provider,
        PROVIDER_NAMES[provider],
        f"By {who_did(connection.connected_by)}, {when}" if connection else None,
        {name: account[name] for name in PUBLIC[provider] if name in account},
        f"{app.links.portal_url().rstrip('/')}{told_at}" if told_at else None,
        FIELDS[provider],
        account if typed is None else typed,
        # The field of the first wrong host is named `hosts.0`.
        {name.partition(".")[0]: words for name, words in problems.items()},
        told(refused, "What was connected before is unchanged."),
        result,
    )


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
