"""A running Greenroom on the local cloud, for the tests."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from local.aws import Account
from local.cloud import free_port
from local.inbox import read_mail
from local.organisation import Founded, found_on
from local.paths import STATE
from local.stack import Stack, read_stack
from local.up import running_stack
from local.web import ApiClient, HttpAnswer, WebClient


@dataclass(frozen=True)
class RunningStack:
    """The content of .local/stack.json, with methods to call the stack."""

    stack: Stack
    account: Account

    @property
    def endpoint_url(self) -> str:
        return self.stack.endpoint_url

    @property
    def api_url(self) -> str:
        return self.stack.api_url

    @property
    def portal_url(self) -> str:
        return self.stack.portal_url

    @property
    def org_id(self) -> str:
        return self.stack.org_id

    @property
    def token(self) -> str:
        return self.stack.token

    @property
    def tables(self) -> dict[str, str]:
        return self.stack.tables

    @property
    def functions(self) -> dict[str, str]:
        return self.stack.functions

    def api(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> HttpAnswer:
        """Call the API without CloudFront, by a path such as /jobs.

        An empty `token` sends none; bytes are sent unchanged.
        """
        return ApiClient(self.api_url, self.token)(method, path, body, token=token, headers=headers)

    def items(self, table: str) -> list[dict[str, Any]]:
        """All items of a table, on all pages, in DynamoDB's typed form: `stack.items("BookingsTable")`."""
        pages = self.client("dynamodb").get_paginator("scan").paginate(TableName=self.tables[table])
        return [item for page in pages for item in page["Items"]]

    def visitor(self) -> WebClient:
        """A new browser with its own cookies: `visitor.get(stack.portal_url + "/")`."""
        return WebClient()

    def mails(self) -> list[dict[str, Any]]:
        """Mail that SES accepted, oldest first: MessageId, Source, To, Subject, BodyText, BodyHtml; no attachments."""
        answer = WebClient().get(f"{self.endpoint_url}/_ministack/ses/messages").json
        return [message for messages in answer["messages"].values() for message in messages]

    def messages(self) -> list[EmailMessage]:
        """The same mail as MIME messages, with attachments."""
        return read_mail(Path(self.stack.inbox))

    def new_organisation(self, name: str = "Another", policy: dict[str, Any] | None = None) -> Founded:
        return found_on(self.stack, name, policy or {})

    def client(self, service: str) -> Any:
        """A boto3 client for a service of the local cloud."""
        session: Any = self.account.session
        return session.client(service, endpoint_url=self.endpoint_url, config=self.account.config)


@contextmanager
def a_running_stack() -> Iterator[RunningStack]:
    """The stack that GREENROOM_STACK names, such as .local/stack.json, or else a fresh one on a free port.

    The folder of a fresh one, with its logs, stays if GREENROOM_TEST_FOLDER names it.
    """
    if named := os.environ.get("GREENROOM_STACK"):
        stack = read_stack(Path(named))
        yield RunningStack(stack, Account(stack.endpoint_url, stack.region))
        return
    kept = os.environ.get("GREENROOM_TEST_FOLDER")
    folder = Path(kept) if kept else STATE / f"test-{os.getpid()}"
    with running_stack(free_port(), folder) as (cloud, stack):
        yield RunningStack(stack, Account(cloud.endpoint_url, stack.region))
    # The folder stays if a test run broke off, because its log helps to find the cause.
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
