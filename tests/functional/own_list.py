"""A candidate who uses their own list like a browser without scripts: asks for a link, opens it, reads, sends forms."""

import json
import os
import re
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from moto.ses.models import ses_backends

from greenroom.adapters.sign_in_queue import SignInQueue, sqs_client
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import ACCOUNT, Answer, answered, handler_of, lambda_context, rest_event
from local.paths import REGION
from tests.world import app, aws, empty_table

LIST = "/dashboard/jobseeker"
FORM = "application/x-www-form-urlencoded"
ADDRESS = "meera@example.com"


@dataclass
class Browser:
    """A browser that keeps cookies by their paths, and sends forms."""

    source_ip: str = "203.0.113.7"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, target: str, **headers: str) -> Answer:
        return self._send("GET", target, None, headers)

    def post(self, target: str, fields: Mapping[str, str | list[str]], **headers: str) -> Answer:
        return self._send("POST", target, urlencode(fields, doseq=True), {"Content-Type": FORM, **headers})

    def post_json(self, target: str, body: object) -> Answer:
        return self._send("POST", target, body if isinstance(body, str) else json.dumps(body), {})

    def _send(self, method: str, target: str, body: str | None, headers: dict[str, str]) -> Answer:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        event = rest_event(method, target, body, {**headers, **({"Cookie": cookie} if cookie else {})})
        event["requestContext"]["identity"]["sourceIp"] = self.source_ip
        answer = answered(event)
        if sets := answer.headers.get("Set-Cookie"):
            name, _, value = sets.partition(";")[0].partition("=")
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return answer


def hidden_fields(page: str, form: str) -> dict[str, str]:
    """The hidden fields of the form with that action."""
    found = re.search(rf'<form [^>]*method="post" action="{re.escape(form)}".*?</form>', page, flags=re.S)
    assert found, f"no form {form} in the page"
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])
    # A form with a question is sent with the confirmation.
    asked = {"asked": "yes"} if "question" in dict(fields) else {}
    return {name: unescape(value) for name, value in fields} | asked


@contextmanager
def sign_in_mailbox() -> Iterator["SignInMailbox"]:
    """The queue of sign-in requests and a verified sender in the mocked cloud."""
    # Candidates of other tests have the same address, and the list would find them too.
    for table in (settings().tables.sign_ins, settings().tables.candidates, settings().tables.members):
        empty_table(table)
    queue_url = aws("sqs").create_queue(QueueName=f"sign-ins-{uuid.uuid4().hex}")["QueueUrl"]
    with suppress(aws("sesv2").exceptions.AlreadyExistsException):
        aws("sesv2").create_email_identity(EmailIdentity=os.environ["SENDER_ADDRESS"])
    with with_parts(app, sign_in_queue=SignInQueue(sqs_client(), queue_url)):
        yield SignInMailbox(queue_url, mails_before=len(_all_mails()))


@dataclass(frozen=True)
class SignInMailbox:
    """Delivers sign-in requests to their function, and collects the e-mails."""

    queue_url: str
    mails_before: int

    def waiting(self) -> list[str]:
        """Take all requests out of the queue."""
        found = aws("sqs").receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10)
        for message in found.get("Messages", []):
            aws("sqs").delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [message["Body"] for message in found.get("Messages", [])]

    def deliver(self, *bodies: str) -> None:
        """Call the function with each waiting request, or with the given ones."""
        for body in bodies or self.waiting():
            event = {"Records": [{"body": body, "eventSource": "aws:sqs"}]}
            handler_of("functions.send_sign_in.handler.lambda_handler")(event, lambda_context())

    def mails(self) -> list[tuple[str, str]]:
        """All e-mails of this test so far: the recipient and the source."""
        return [(_recipient(message), message.raw_data) for message in _all_mails()[self.mails_before :]]

    def last_token(self) -> str:
        """The token in the newest e-mail."""
        raw = self.mails()[-1][1].replace("=\r\n", "").replace("=\n", "").replace("=3D", "=")
        found = re.search(r"(https://\S+/sign-in(?:/open)?\?token=[A-Za-z0-9_-]+)", raw)
        assert found, raw
        return parse_qs(urlsplit(found[1]).query)["token"][0]


def _all_mails() -> list[Any]:
    sent: list[Any] = ses_backends[ACCOUNT][REGION].sent_messages
    return sent


def _recipient(message: Any) -> str:
    found = re.search(r"^To: (.*?)\r?$", message.raw_data, flags=re.M)
    assert found
    return found[1]


def signed_in(mailbox: SignInMailbox, address: str = ADDRESS, browser: Browser | None = None) -> Browser:
    """The browser of a person who signed in with that address."""
    browser = browser or Browser()
    browser.post(f"{LIST}/link", {"email": address})
    mailbox.deliver()
    assert browser.post(f"{LIST}/sign-in", {"token": mailbox.last_token()}).status == 303
    return browser
