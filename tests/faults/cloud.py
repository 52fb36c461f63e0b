"""A local cloud for tests that need its database and nothing deployed."""

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.settings import Tables
from local.cloud import free_port, running_cloud
from local.paths import STATE
from local.stack import read_stack
from local.tables import client_of, make_tables
from tests.faults.stored_organisation import StoredOrganisation, a_stored_organisation

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@dataclass(frozen=True)
class FaultlessCloud:
    """The database without faults, with the test's own tables, which trigger no function."""

    endpoint_url: str
    client: "DynamoDBClient"
    tables: Tables

    def organisation(self) -> StoredOrganisation:
        """Make a new organisation."""
        return a_stored_organisation(self.client, self.tables)

    def anew(self) -> "FaultlessCloud":
        """The same cloud with new tables, because reading a whole table costs as much as all of its organisations."""
        return _with_tables(self.endpoint_url, self.client)


def _with_tables(endpoint_url: str, client: "DynamoDBClient") -> FaultlessCloud:
    return FaultlessCloud(endpoint_url, client, make_tables(client, f"faults-{uuid.uuid4().hex[:8]}"))


@contextmanager
def a_cloud() -> Iterator[FaultlessCloud]:
    """The local cloud of the stack that GREENROOM_STACK names, or else a bare one on a free port."""
    with _endpoint() as endpoint_url:
        yield _with_tables(endpoint_url, client_of(endpoint_url))


@contextmanager
def _endpoint() -> Iterator[str]:
    if named := os.environ.get("GREENROOM_STACK"):
        yield read_stack(Path(named)).endpoint_url
        return
    folder = STATE / f"faults-{os.getpid()}"
    try:
        with running_cloud(free_port(), folder) as cloud:
            yield cloud.endpoint_url
    finally:
        shutil.rmtree(folder, ignore_errors=True)
