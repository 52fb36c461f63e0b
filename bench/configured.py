"""The functions in this process, with their own tables on the local cloud and a meter on their database client."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from unittest.mock import patch

from bench.meter import UnitMeter
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import TABLE_VARIABLES, Settings, Tables
from local.applications import working_with
from local.aws import DUMMY, Account
from local.deploy_locally import verify_sender
from local.function_environment import create_parts, environment_of
from local.paths import REGION
from local.stack import Stack
from local.tables import client_of, make_tables

PORTAL = "https://portal.example"


@dataclass(frozen=True)
class ConfiguredProcess:
    """The tables and the environment of the functions in this process. No deployed function follows these tables."""

    endpoint_url: str
    tables: Tables
    environment: dict[str, str]
    app: Application

    @cached_property
    def meter(self) -> UnitMeter:
        """The meter of the client that all stores in this process share."""
        return UnitMeter(self.app.database.client)


@contextmanager
def configured_process(endpoint_url: str) -> Iterator[ConfiguredProcess]:
    """Configure this process as a deployed function, until leaving."""
    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    tables = make_tables(client_of(endpoint_url), prefix)
    environment = environment_of(tables, prefix, f"{endpoint_url}/000000000000") | _variables(endpoint_url)
    create_parts(environment, lambda service: client_of(endpoint_url, service=service), uuid.uuid4().hex, PORTAL)
    verify_sender(Account(endpoint_url, REGION))
    with _configured(endpoint_url, environment, tables) as process:
        yield process


@contextmanager
def process_of_stack(stack: Stack) -> Iterator[ConfiguredProcess]:
    """The same with the tables of a deployed stack, whose functions follow each change."""
    functions = Account(stack.endpoint_url, stack.region).lambda_
    answered = functions.get_function_configuration(FunctionName=stack.functions["BookSlotFunction"])
    variables = answered["Environment"]["Variables"]
    tables = Tables(**{name: variables[variable] for name, variable in TABLE_VARIABLES.items()})
    with _configured(
        stack.endpoint_url, variables | _variables(stack.endpoint_url) | {"AWS_DEFAULT_REGION": REGION}, tables
    ) as process:
        yield process


@contextmanager
def _configured(endpoint_url: str, environment: dict[str, str], tables: Tables) -> Iterator[ConfiguredProcess]:
    app = Application(Settings(environment), clock=utc_now)
    with patch.dict(os.environ, environment), working_with(app):
        yield ConfiguredProcess(endpoint_url, tables, environment, app)


def _variables(endpoint_url: str) -> dict[str, str]:
    return {**DUMMY, "AWS_REGION": REGION, "AWS_ENDPOINT_URL": endpoint_url, "POWERTOOLS_LOG_LEVEL": "INFO"}
