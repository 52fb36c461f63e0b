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
from greenroom.settings import Tables, settings
from greenroom.usecases.organisations import found_organisation
from local.applications import working_with
from local.function_environment import create_parts, environment_of
from local.gateway import ACCOUNT, Client
from local.paths import REGION
from local.tables import make_tables, table_ids
from local.template import template
from tests.quick_moto import quick_moto

PORTAL_URL = "https://portal.example.com"
PREFIX = "functional"

app = Application(settings(), clock=utc_now)
"""The application of all functions while a cloud is there."""


@cache
def aws(service: str) -> Any:
    """A client of the cloud, made once: making one takes longer than most calls."""
    return boto3.client(service)  # type: ignore[call-overload] # any service


def items_of(table: str) -> list[dict[str, Any]]:
    """All items of a table, from where moto keeps them: a scan ends after a megabyte, and takes ten times as long."""
    return [item.to_json()["Attributes"] for item in dynamodb_backends[ACCOUNT][REGION].get_table(table).all_items()]


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


TABLES = Tables(**{name: f"{PREFIX}-{logical_id}" for name, logical_id in table_ids().items()})
ENVIRONMENT = environment_of(TABLES, PREFIX, f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}") | {
    "MEETINGS_FUNCTION": f"{PREFIX}-meetings",
    "POWERTOOLS_METRICS_DISABLED": "true",
}


@contextmanager
def moto_cloud() -> Iterator[Database]:
    """A cloud of the template's tables, bucket, queue, secret and parameter, and the functions that work with it."""
    with patch.dict(os.environ, ENVIRONMENT), mock_aws(), quick_moto():
        os.environ.pop("AWS_ENDPOINT_URL", None)
        make_tables(app.database.client, PREFIX, with_streams=False)
        create_parts(ENVIRONMENT, aws, "secret-of-the-links", PORTAL_URL)
        versioning = template()["Resources"]["DocumentsBucket"]["Properties"]["VersioningConfiguration"]
        aws("s3").put_bucket_versioning(Bucket=f"{PREFIX}-documents", VersioningConfiguration=versioning)
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
            new_usage_key="key-of-{}".format,
            now=utc_now(),
        )
        return Tenant(founded.organisation.org_id, Client(founded.token))

    return make


def restored(cloud: Database, before: dict[str, list[Any]]) -> None:
    """Restore the items of these tables."""
    for name, items in before.items():
        for item in items:
            cloud.client.put_item(TableName=name, Item=item)
