"""The world of the functional tests: one application of all functions, over a moto cloud made as the template says.

moto overbooks under concurrency and applies one ClientRequestToken twice: nothing here is evidence for either.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, NoReturn
from unittest.mock import patch

import boto3
from moto import mock_aws
from moto.dynamodb.models import dynamodb_backends

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.organisations import Organisations
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.models.organisation import Policy, Role
from greenroom.settings import SECRET_VARIABLES, TABLE_VARIABLES, settings
from greenroom.usecases.organisations import found_organisation
from local.applications import working_with
from local.gateway import ACCOUNT, Client
from local.tables import OF_CREATE_TABLE
from local.template import template
from tests.quick_moto import quick_moto

REGION = "us-east-1"
PORTAL_URL = "https://portal.example.com"
PREFIX = "functional"
EXPORTS_QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/{PREFIX}-exports"
CHANGES_QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/{PREFIX}-changes"
MATCH_QUEUE = f"https://sqs.{REGION}.amazonaws.com/123456789012/{PREFIX}-matches"

app = Application(settings(), clock=utc_now)
"""The application of all functions while a cloud is there."""


@cache
def aws(service: str) -> Any:
    """A client of the cloud, made once: making one takes longer than most calls."""
    return boto3.client(service)  # type: ignore[call-overload] # any service


def empty_table(table: str) -> None:
    """Nothing that an earlier test stored is there any more."""
    dynamodb_backends[ACCOUNT][REGION].get_table(table).items.clear()


def versions_below(prefix: str) -> list[str]:
    """The keys of all versions and delete markers in the bucket of documents whose key begins so."""
    page = aws("s3").list_object_versions(Bucket=settings().documents_bucket, Prefix=prefix)
    return [one["Key"] for one in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]]


class Failing:
    """A part of an application that fails in the same way, whatever it is asked for."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, _name: str) -> NoReturn:
        raise self.error


def _environment() -> dict[str, str]:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    tables = {variable: f"{PREFIX}-{variables[variable].value}" for variable in TABLE_VARIABLES.values()}
    return tables | {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "DOCUMENTS_BUCKET": f"{PREFIX}-documents",
        **dict.fromkeys(SECRET_VARIABLES, "link-secret"),
        "PORTAL_URL_PARAMETER": "/functional/portal-url",
        "SENDER_ADDRESS": "interviews@acme.example.com",
        "MAIL_CONFIGURATION_SET": "mail",
        "MATCH_QUEUE_URL": MATCH_QUEUE,
        "CHANGES_QUEUE_URL": CHANGES_QUEUE,
        "EXPORTS_QUEUE_URL": EXPORTS_QUEUE,
        "MEETINGS_FUNCTION": "functional-meetings",
        "ROOM_SOCKET_URL": "wss://room.example.com/live",
        "ROOM_MANAGEMENT_URL": "https://room.example.com/live",
        "PROVIDER_SECRETS": "functional/providers",
        # Nobody listens there: a test that speaks to a provider brings its own.
        "PROVIDER_STAND_IN": "http://127.0.0.1:9",
        "POWERTOOLS_METRICS_DISABLED": "true",
        "AWS_LAMBDA_FUNCTION_NAME": "test",
    }


def _make_tables() -> None:
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    for variable in TABLE_VARIABLES.values():
        logical_id = variables[variable].value
        properties = template()["Resources"][logical_id]["Properties"]
        wanted = {name: properties[name] for name in OF_CREATE_TABLE if name in properties}
        app.database.client.create_table(TableName=os.environ[variable], **wanted)


@contextmanager
def moto_cloud() -> Iterator[Database]:
    """A cloud of the template's tables, bucket, queue, secret and parameter, and the functions that work with it."""
    with patch.dict(os.environ, _environment()), mock_aws(), quick_moto():
        os.environ.pop("AWS_ENDPOINT_URL", None)
        _make_tables()
        aws("s3").create_bucket(Bucket=f"{PREFIX}-documents")
        versioning = template()["Resources"]["DocumentsBucket"]["Properties"]["VersioningConfiguration"]
        aws("s3").put_bucket_versioning(Bucket=f"{PREFIX}-documents", VersioningConfiguration=versioning)
        for name in ("changes", "exports", "matches"):
            aws("sqs").create_queue(QueueName=f"{PREFIX}-{name}")
        aws("secretsmanager").create_secret(Name="link-secret", SecretString="secret-of-the-links")
        aws("ssm").put_parameter(Name="/functional/portal-url", Value=PORTAL_URL, Type="String")
        with working_with(app):
            yield app.database


@contextmanager
def round_trips() -> Iterator[list[str]]:
    """Which operations of DynamoDB are called meanwhile."""
    called: list[str] = []
    events = app.database.client.meta.events

    def note(model: Any, **_: Any) -> None:
        called.append(model.name)

    events.register("before-call.dynamodb", note)
    try:
        yield called
    finally:
        events.unregister("before-call.dynamodb", note)


class Plan:
    """A usage plan that hands out keys."""

    def new_key(self, org_id: str) -> str:
        return f"key-of-{org_id}"


@dataclass(frozen=True)
class Tenant:
    """An organisation with somebody who calls for it."""

    org_id: str
    admin: Client

    def with_role(self, role: Role) -> Client:
        """Somebody with another role, by a token of their own."""
        made = self.admin("POST", "/tokens", {"name": role.value, "role": role.value})
        return Client(made.json["token"])


type Founder = Callable[..., Tenant]


def founder(cloud: Database) -> Founder:
    """Makes organisations: `found()`, `found(min_notice_minutes=0)`."""

    def make(name: str = "Acme", **policy: object) -> Tenant:
        founded = found_organisation(
            name,
            Policy.model_validate(policy),
            organisations=Organisations(cloud, settings().tables),
            usage_plan=Plan(),
            now=utc_now(),
        )
        return Tenant(founded.organisation.org_id, Client(founded.token))

    return make
