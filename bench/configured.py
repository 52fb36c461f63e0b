"""The functions in this very process, over tables of their own on the local cloud, with a meter on their database."""

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unittest.mock import patch

from bench.meter import UnitMeter
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import SECRET_VARIABLES, TABLE_VARIABLES, Settings, Tables
from local.applications import working_with
from local.aws import DUMMY, Account
from local.paths import REGION, SENDER
from local.stack import Stack
from local.tables import client_of, make_tables

PORTAL = "https://portal.example"


@dataclass(frozen=True)
class ConfiguredProcess:
    """Tables that no deployed function listens to, and what the functions in this process work with."""

    endpoint_url: str
    tables: Tables
    environment: dict[str, str]
    app: Application

    @cached_property
    def meter(self) -> UnitMeter:
        """On the client that every store in this process shares."""
        return UnitMeter(self.app.database.client)


@contextmanager
def configured_process(endpoint_url: str) -> Iterator[ConfiguredProcess]:
    """Until it ends, this process is configured as a deployed function."""
    prefix = f"bench-{uuid.uuid4().hex[:8]}"
    tables = make_tables(client_of(endpoint_url), prefix)
    environment = _environment(endpoint_url, prefix, tables)
    _make_the_rest(endpoint_url, environment)
    with _configured(endpoint_url, environment, tables) as process:
        yield process


@contextmanager
def process_of_stack(stack: Stack) -> Iterator[ConfiguredProcess]:
    """The same over the tables of a deployed stack, whose functions follow what is written."""
    functions = Account(stack.endpoint_url, stack.region).lambda_
    answered = functions.get_function_configuration(FunctionName=stack.functions["BookSlotFunction"])
    variables = answered["Environment"]["Variables"]
    tables = Tables(**{name: variables[variable] for name, variable in TABLE_VARIABLES.items()})
    with _configured(stack.endpoint_url, variables | _aws(stack.endpoint_url), tables) as process:
        yield process


@contextmanager
def _configured(endpoint_url: str, environment: dict[str, str], tables: Tables) -> Iterator[ConfiguredProcess]:
    app = Application(Settings(environment), clock=utc_now)
    with patch.dict(os.environ, environment), working_with(app):
        yield ConfiguredProcess(endpoint_url, tables, environment, app)


def _aws(endpoint_url: str) -> dict[str, str]:
    return {
        **DUMMY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }


def _environment(endpoint_url: str, prefix: str, tables: Tables) -> dict[str, str]:
    named = {variable: getattr(tables, name) for name, variable in TABLE_VARIABLES.items()}
    return {
        **named,
        **_aws(endpoint_url),
        "DOCUMENTS_BUCKET": f"{prefix}-documents",
        **dict.fromkeys(SECRET_VARIABLES, f"{prefix}/link-secret"),
        "PORTAL_URL_PARAMETER": f"/{prefix}/portal-url",
        "SENDER_ADDRESS": SENDER,
        "MAIL_CONFIGURATION_SET": prefix,
        "CHANGES_QUEUE_URL": f"{endpoint_url}/000000000000/{prefix}-changes",
        "EXPORTS_QUEUE_URL": f"{endpoint_url}/000000000000/{prefix}-exports",
        "MATCH_QUEUE_URL": f"{endpoint_url}/000000000000/{prefix}-matches",
        "SIGN_IN_QUEUE_URL": f"{endpoint_url}/000000000000/{prefix}-sign-ins",
        "PROVIDER_SECRETS": f"{prefix}/providers",
        # What tickets to a video room name, and nobody opens from here.
        "ROOM_SOCKET_URL": "wss://rooms.example/live",
        # Nobody listens there, so no provider is ever asked.
        "PROVIDER_STAND_IN": "http://127.0.0.1:9",
    }


def _make_the_rest(endpoint_url: str, environment: dict[str, str]) -> None:
    def client(service: str) -> Any:
        return client_of(endpoint_url, service=service)

    client("s3").create_bucket(Bucket=environment["DOCUMENTS_BUCKET"])
    for queue in ("CHANGES_QUEUE_URL", "EXPORTS_QUEUE_URL", "MATCH_QUEUE_URL", "SIGN_IN_QUEUE_URL"):
        client("sqs").create_queue(QueueName=environment[queue].rpartition("/")[2])
    client("secretsmanager").create_secret(Name=environment["LINK_SECRET_ARN"], SecretString=uuid.uuid4().hex)
    client("ssm").put_parameter(Name=environment["PORTAL_URL_PARAMETER"], Value=PORTAL, Type="String")
    mail = client("sesv2")
    mail.create_configuration_set(ConfigurationSetName=environment["MAIL_CONFIGURATION_SET"])
    known = json.dumps(mail.list_email_identities())
    if SENDER not in known:
        mail.create_email_identity(EmailIdentity=SENDER)
