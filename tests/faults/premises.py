"""Whole functions in this process on the local cloud: tables, files, queues and mail are real, the time is a test's.

What a test's process keeps between two events (clients, the link secret) is what a warm function keeps.
"""

import importlib
import os
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from aws_lambda_powertools.utilities import parameters

from greenroom.clock import utc_now
from greenroom.settings import TABLE_VARIABLES
from local.aws import DUMMY
from local.inbox import open_inbox, read_mail
from local.paths import REGION, SENDER
from local.template import template
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.tables import client_of
from tests.functional.gateway import Handler, handler_of, lambda_context

OURS = ("greenroom.", "functions.")


@dataclass
class Clock:
    """The time that all functions go by."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def forward(self, **by: float) -> None:
        self.ahead += timedelta(**by)

    def to(self, moment: datetime) -> None:
        """Sets it, forward or back."""
        self.ahead = moment - utc_now()


@dataclass
class Premises:
    """The functions, and what they work with."""

    cloud: FaultlessCloud
    bucket: str
    reports_queue: str
    mail: Path
    clock: Clock = field(default_factory=Clock)
    deliveries: int = 10
    """How often an event comes again after the process died."""
    most_deaths: int | None = None
    """How many processes die over one event; None is one for each call."""
    interviews: list[dict[str, Any]] = field(default_factory=list)
    """Keys of those that may be due."""

    @cached_property
    def s3(self) -> Any:
        return client_of(self.cloud.endpoint_url, service="s3")

    @cached_property
    def sqs(self) -> Any:
        return client_of(self.cloud.endpoint_url, service="sqs")

    def invoke(self, function: str, event: dict[str, Any]) -> Any:
        """One invocation of a function, by the name of its folder."""
        return handlers()[function](event, lambda_context())

    def letters_to(self, address: str) -> list[EmailMessage]:
        """What SES took for an address, oldest first."""
        return [letter for letter in self._letters() if address in str(letter["To"])]

    def _letters(self) -> list[EmailMessage]:
        return read_mail(self.mail)

    def tidy(self) -> None:
        """The true time, an empty inbox, and nothing due any more: what a test pays for is its own."""
        self.clock.ahead = timedelta()
        for letter in self.mail.glob("*.eml"):
            letter.unlink()
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
def premises() -> Iterator[Premises]:
    """The functions on a local cloud of the test's own, or on that of the stack that GREENROOM_STACK names."""
    with ExitStack() as stack:
        cloud = stack.enter_context(a_cloud())
        folder = Path(stack.enter_context(TemporaryDirectory()))
        inbox = stack.enter_context(open_inbox(cloud.endpoint_url, folder))
        made = _furnished(cloud, inbox.folder)
        stack.enter_context(patch.dict(os.environ, _environment(made, inbox.endpoint_url)))
        stack.callback(_forget)
        _forget()
        stack.enter_context(_going_by(made.clock))
        yield made


def _furnished(cloud: FaultlessCloud, mail: Path) -> Premises:
    name = f"premises-{uuid.uuid4().hex[:8]}"
    client_of(cloud.endpoint_url, service="s3").create_bucket(Bucket=name)
    client_of(cloud.endpoint_url, service="secretsmanager").create_secret(Name=name, SecretString="secret of the links")
    portal: dict[str, Any] = {"Name": f"/{name}/portal-url", "Value": "https://portal.example", "Type": "String"}
    client_of(cloud.endpoint_url, service="ssm").put_parameter(**portal)
    mailing = client_of(cloud.endpoint_url, service="sesv2")
    if SENDER not in {one["IdentityName"] for one in mailing.list_email_identities()["EmailIdentities"]}:
        mailing.create_email_identity(EmailIdentity=SENDER)
    queue = client_of(cloud.endpoint_url, service="sqs").create_queue(QueueName=name)
    return Premises(cloud, name, queue["QueueUrl"], mail)


def _environment(made: Premises, mail_url: str) -> dict[str, str]:
    tables = {variable: getattr(made.cloud.tables, field) for field, variable in TABLE_VARIABLES.items()}
    return {
        **tables,
        **DUMMY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": made.cloud.endpoint_url,
        "AWS_ENDPOINT_URL_SESV2": mail_url,
        "DOCUMENTS_BUCKET": made.bucket,
        "LINK_SECRET_ARN": made.bucket,
        "PORTAL_URL_PARAMETER": f"/{made.bucket}/portal-url",
        "SENDER_ADDRESS": SENDER,
        "MAIL_CONFIGURATION_SET": "mail",
        "REPORTS_QUEUE_URL": made.reports_queue,
        "POWERTOOLS_METRICS_DISABLED": "true",
        "NO_PROXY": "127.0.0.1,localhost",
    }


def _forget() -> None:
    """What this process kept of other settings: names, clients, secrets."""
    for name, module in list(sys.modules.items()):
        if name.startswith(OURS):
            for kept in [one for one in vars(module).values() if hasattr(one, "cache_clear")]:
                kept.cache_clear()
    parameters.clear_caches()  # type: ignore[no-untyped-call] # it has no annotations


@contextmanager
def _going_by(clock: Clock) -> Iterator[None]:
    handlers()
    # Some modules are loaded by the functions when they are first needed.
    for late in ("greenroom.adapters.wiring", "greenroom.usecases.report", "greenroom.usecases.erasure"):
        importlib.import_module(late)
    with ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith(OURS) and getattr(module, "utc_now", None) is utc_now and name != "greenroom.clock":
                stack.enter_context(patch.object(module, "utc_now", clock))
        yield
