"""Runs whole functions in this process on the local cloud with real tables, files, queues and mail, and the test's
clock.

Their application keeps the same parts between two events (clients, the link secret) as a warm function.
"""

import os
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from greenroom.application import Application
from greenroom.settings import Settings
from local.applications import working_with
from local.aws import Account
from local.deploy_locally import verify_sender
from local.function_environment import create_parts, environment_of
from local.gateway import Handler, handler_of, lambda_context
from local.inbox import Inbox, open_inbox, read_mail
from local.paths import REGION
from local.tables import client_of
from local.template import template
from tests.clocks import Clock
from tests.faults.cloud import FaultlessCloud, a_cloud


@dataclass
class FunctionsInProcess:
    """The functions and their resources."""

    cloud: FaultlessCloud
    app: Application
    clock: Clock
    mail: Path
    deliveries: int = 10
    """The number of times that an event is delivered again after the process died."""
    most_deaths: int | None = None
    """The number of processes that die for one event; None means one for each call."""
    interviews: list[dict[str, Any]] = field(default_factory=list)
    """Keys of those that may be due."""

    @property
    def bucket(self) -> str:
        return self.app.settings.documents_bucket

    @property
    def reports_queue(self) -> str:
        return self.app.settings.reports_queue_url

    @cached_property
    def s3(self) -> Any:
        return client_of(self.cloud.endpoint_url, service="s3")

    @cached_property
    def sqs(self) -> Any:
        return client_of(self.cloud.endpoint_url, service="sqs")

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """One invocation of a function, by the name of its folder."""
        return handlers()[function](event, lambda_context())

    def mails_to(self, address: str) -> list[EmailMessage]:
        """The e-mails that SES accepted for an address, oldest first."""
        return [mail for mail in self._mails() if address in str(mail["To"])]

    def _mails(self) -> list[EmailMessage]:
        return read_mail(self.mail)

    def tidy(self) -> None:
        """Reset to the real time, an empty inbox and no due work, so that a test counts only its own work."""
        self.clock.shift = timedelta()
        for mail in self.mail.glob("*.eml"):
            mail.unlink()
        for key in self.interviews:
            table = self.cloud.tables.interviews
            self.cloud.client.update_item(TableName=table, Key=key, UpdateExpression="REMOVE due_shard")
        self.interviews.clear()


def handlers() -> dict[str, Handler]:
    """The handlers of the template, by the names of their folders."""
    resources = template()["Resources"].values()
    dotted = [one["Properties"]["Handler"] for one in resources if one["Type"] == "AWS::Serverless::Function"]
    return {name.split(".")[1]: handler_of(name) for name in dotted}


@contextmanager
def functions_in_process() -> Iterator[FunctionsInProcess]:
    """The functions on a local cloud of the test's own, or on that of the stack that GREENROOM_STACK names."""
    with ExitStack() as stack:
        cloud = stack.enter_context(a_cloud())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        inbox = stack.enter_context(open_inbox(cloud.endpoint_url, folder))
        made = _furnished(cloud, inbox)
        stack.enter_context(patch.dict(os.environ, made.app.settings.environment))
        stack.enter_context(working_with(made.app))
        yield made


def _furnished(cloud: FaultlessCloud, inbox: Inbox) -> FunctionsInProcess:
    name = f"functions-{uuid.uuid4().hex[:8]}"
    environment = environment_of(cloud.tables, name, f"{cloud.endpoint_url}/000000000000") | {
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_ENDPOINT_URL_SESV2": inbox.endpoint_url,
        "POWERTOOLS_METRICS_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }
    create_parts(
        environment,
        lambda service: client_of(cloud.endpoint_url, service=service),
        "secret of the links",
        "https://portal.example",
    )
    verify_sender(Account(cloud.endpoint_url, REGION))
    clock = Clock()
    return FunctionsInProcess(cloud, Application(Settings(environment), clock), clock, inbox.folder)
