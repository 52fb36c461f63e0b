"""Requests and answers about accounts at meeting providers. No answer contains credentials."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field

from greenroom.api.fields import Email
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.clock import UtcTime
from greenroom.errors import FieldProblem, ValidationError
from greenroom.models.interview import Provider
from greenroom.models.meeting import Connection, ConnectionCheck
from greenroom.usecases.providers import CheckedConnection

MOST_HOSTS = 10
PublicFields = tuple[str, ...]
PUBLIC: dict[Provider, PublicFields] = {
    Provider.ZOOM: ("account_id", "client_id", "hosts"),
    Provider.GOOGLE_MEET: ("client_email", "organizer"),
}
SECRET: dict[Provider, PublicFields] = {
    Provider.ZOOM: ("client_secret", "webhook_secret"),
    Provider.GOOGLE_MEET: ("private_key",),
}
OPTIONAL = frozenset({"webhook_secret"})

Credential = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")]


class ConnectProvider(RequestModel):
    """An account. ZOOM takes `account_id`, `client_id`, `client_secret`, `hosts` and, for attendance, `webhook_secret`;
    GOOGLE_MEET takes `client_email`, `private_key` and `organizer`.
    """

    account_id: Annotated[Credential, example("q1w2e3r4t5y6u7i8o9p0")] | None = None
    """The account of a Server-to-Server OAuth app at marketplace.zoom.us."""
    client_id: Annotated[Credential, example("a1b2c3d4e5f6g7h8i9j0")] | None = None
    client_secret: Annotated[Credential, example("…")] | None = None
    hosts: (
        Annotated[list[Email], Field(min_length=1, max_length=MOST_HOSTS), example(["interviews@acme.example.com"])]
        | None
    ) = None
    """Addresses of Zoom users who host for interviewers without a user. Each can create 100 meetings a day."""
    webhook_secret: Annotated[Credential, example("…")] | None = None
    """The app's secret token, which signs Zoom's events about attendance."""
    client_email: Annotated[Email, example("greenroom@acme.iam.gserviceaccount.com")] | None = None
    """The address of a service account at Google. It is in the account's JSON file, and so is `private_key`."""
    private_key: (
        Annotated[str, Field(min_length=1, max_length=8_000), example("-----BEGIN PRIVATE KEY-----\n…")] | None
    ) = None
    organizer: Annotated[Email, example("interviews@acme.example.com")] | None = None
    """The user of your Workspace in whose calendar the meetings are."""

    def account(self, provider: Provider) -> tuple[dict[str, Any], dict[str, Any]]:
        """The account to show and the credentials to keep secret.

        Raises ValidationError for missing or unknown fields.
        """
        sent = self.model_dump(exclude_none=True)
        public, secret = PUBLIC[provider], SECRET[provider]
        missing = [name for name in (*public, *secret) if name not in sent and name not in OPTIONAL]
        problems = [FieldProblem(name, f"{name} is required") for name in missing]
        others = sorted(set(sent) - {*public, *secret})
        problems += [FieldProblem(name, f"{name} is not for {provider}") for name in others]
        if problems:
            raise ValidationError(problems[0].message, details=tuple(problems))
        return {name: sent[name] for name in public}, {name: sent[name] for name in secret if name in sent}


class ProviderAnswer(AnswerModel):
    """A provider, and the account that is connected to it."""

    provider: Annotated[Provider, example("ZOOM")]
    is_connected: bool
    connected_at: UtcTime | None
    connected_by: Annotated[str, example("token:Admin")] | None
    account: Annotated[dict[str, Any], example({"account_id": "q1w2e3r4t5", "hosts": ["interviews@acme.example.com"]})]
    """The entered settings, without secrets."""
    webhook_path: Annotated[str, example("/api/v1/providers/ZOOM/events/org_01jd8m3z2y1x0w9v8u7t6s5r4q")] | None
    """The path on the portal for the provider's events about attendance; null for a provider that is asked instead."""

    @classmethod
    def of(cls, org_id: str, provider: Provider, connection: Connection | None) -> Self:
        """The answer about a provider."""
        tells = provider is Provider.ZOOM
        return cls(
            provider=provider,
            is_connected=connection is not None,
            connected_at=connection.connected_at if connection else None,
            connected_by=connection.connected_by if connection else None,
            account=connection.account if connection else {},
            webhook_path=f"/api/v1/providers/{provider.value}/events/{org_id}" if tells else None,
        )


class ProvidersAnswer(AnswerModel):
    """All providers."""

    items: list[ProviderAnswer]
    next_cursor: None = None
    """Always null: there are as many as there are."""


class CheckStatus(StrEnum):
    OK = "OK"
    MISSING = "MISSING"


class CheckAnswer(AnswerModel):
    """The check of one thing that a connection needs."""

    name: Annotated[str, example("May create meetings")]
    status: CheckStatus
    what_to_do: Annotated[str, example("Add the scope meeting:write:meeting:admin to the app.")] | None

    @classmethod
    def of(cls, check: ConnectionCheck) -> Self:
        """The answer about a check."""
        status = CheckStatus.OK if check.is_ok else CheckStatus.MISSING
        return cls(name=check.name, status=status, what_to_do=check.what_to_do)


class ConnectionTestAnswer(AnswerModel):
    """The result of testing a connection."""

    provider: Provider
    works: bool
    checks: list[CheckAnswer]

    @classmethod
    def of(cls, checked: CheckedConnection) -> Self:
        """The answer about a connection."""
        checks = [CheckAnswer.of(check) for check in checked.checks]
        return cls(provider=checked.provider, works=checked.works, checks=checks)


class EventAnswer(AnswerModel):
    """Greenroom's answer to an event of Zoom."""

    plainToken: str | None = None  # noqa: N815 (Zoom's name)
    encryptedToken: str | None = None  # noqa: N815 (Zoom's name)
