"""The mailer with moto's SES, and with a server that answers or fails as SES may."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.loaders import create_loader
from botocore.session import get_session
from moto import mock_aws
from moto.ses.models import ses_backends

from greenroom.adapters.mailer import Mailer, mailer
from greenroom.adapters.tracing import trace
from greenroom.mail import compose
from greenroom.mail.compose import ComposedMail
from greenroom.mail.delivery_errors import (
    MailNotSentError,
    MailOutcomeUnknownError,
    MailRefusedError,
)
from tests.unit.mail.bookings import LINK, SENDER, a_booking

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

REGION = "eu-central-1"
MOTOS_ACCOUNT = "123456789012"
ADDRESS = "asha.rao@example.com"


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)


@pytest.fixture
def mail() -> ComposedMail:
    return compose.invitation(a_booking(), LINK, SENDER)


descriptions = cache(create_loader)
"""AWS's descriptions of its services, read once for all clients: each session would read them anew."""


def session() -> boto3.Session:
    core = get_session()
    core.register_component("data_loader", descriptions())
    return boto3.Session(botocore_session=core)


class Ses:
    """A server in place of SES, which gives each request the same answer and keeps the requests."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[dict[str, Any]] = []
        self.refuses_first = 0

    def client(self) -> "SESV2Client":
        retries: Any = {"mode": "standard", "total_max_attempts": 1}
        config = Config(connect_timeout=0.3, read_timeout=0.3, retries=retries)
        return session().client("sesv2", region_name=REGION, endpoint_url=self.url, config=config)

    def send(self, mail: ComposedMail) -> str:
        return Mailer(self.client(), "greenroom", SENDER).send(mail)


@contextmanager
def ses_answering(status: int | None, body: dict[str, Any] | str, code: str = "") -> Iterator[Ses]:
    """A server with this answer; with None it closes the connection after reading the request."""
    answered = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            ses.requests.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if status is None:
                return
            if status == 0:
                answered.wait(5)
                return
            is_too_fast = len(ses.requests) <= ses.refuses_first
            content = (body if isinstance(body, str) else json.dumps(body)).encode()
            self.send_response(429 if is_too_fast else status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            if code or is_too_fast:
                self.send_header("x-amzn-ErrorType", code or "TooManyRequestsException")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ses = Ses(server.server_port)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield ses
    finally:
        answered.set()
        server.shutdown()
        server.server_close()


def test_an_invitation_reaches_ses_whole(mail: ComposedMail) -> None:
    with mock_aws():
        client = boto3.client("sesv2", region_name=REGION)
        client.create_email_identity(EmailIdentity=SENDER)
        message_id = Mailer(client, "greenroom", SENDER).send(mail)
        (sent,) = ses_backends[MOTOS_ACCOUNT][REGION].sent_messages
    assert message_id == sent.id
    assert {parseaddr(each)[1] for each in sent.destinations} == {ADDRESS}
    assert "Subject: Interview Scheduled - Backend Engineer at Acme" in sent.raw_data
    assert "invite.ics" in sent.raw_data


def test_ses_is_told_sender_recipient_tags_and_configuration_set(mail: ComposedMail) -> None:
    with ses_answering(200, {"MessageId": "0100"}) as ses, trace.following("request-1"):
        assert ses.send(mail) == "0100"
    (request,) = ses.requests
    assert request["FromEmailAddress"] == SENDER
    assert request["Destination"] == {"ToAddresses": [ADDRESS]}
    assert request["ConfigurationSetName"] == "greenroom"
    assert {tag["Name"]: tag["Value"] for tag in request["EmailTags"]} == {
        "interview_id": "int_1",
        "version": "1",
        "kind": "INVITATION",
        "org_id": "org_1",
        "trace_id": "request-1",
    }


def test_a_tag_holds_only_what_ses_allows() -> None:
    mail = compose.invitation(a_booking(interview_id="int 1/ü" + "x" * 300), LINK, SENDER)
    with ses_answering(200, {"MessageId": "0100"}) as ses:
        ses.send(mail)
    values = {tag["Name"]: tag["Value"] for tag in ses.requests[0]["EmailTags"]}
    assert values["interview_id"] == ("int_1__" + "x" * 300)[:256]


REFUSED = [
    ("MessageRejected", f"Email address is not verified. The following identities failed: {ADDRESS}", "sandbox"),
    (
        "MessageRejected",
        f"Email address is not verified. The following identities failed: {SENDER}",
        "sender's address",
    ),
    ("MessageRejected", "Message contains a virus", "refused this e-mail"),
    ("MailFromDomainNotVerifiedException", "MAIL FROM is not verified", "sender's address"),
    ("AccountSuspendedException", "suspended", "suspended"),
    ("BadRequestException", f"Illegal address: {ADDRESS}", "not valid"),
    ("BadRequestException", "Missing final '@domain'", "not valid"),
    ("BadRequestException", "Header field too long", "refused this e-mail"),
]


@pytest.mark.parametrize(("code", "message", "words"), REFUSED)
def test_a_definite_no_is_a_refusal_with_a_sentence_and_no_address(
    mail: ComposedMail, code: str, message: str, words: str
) -> None:
    with ses_answering(400, {"message": message}, code) as ses, pytest.raises(MailRefusedError) as refused:
        ses.send(mail)
    assert words in refused.value.reason
    assert "@" not in refused.value.reason
    assert refused.value.reason.endswith(".")
    assert len(ses.requests) == 1


NOT_SENT = [
    (429, "TooManyRequestsException", "Too many requests"),
    (400, "LimitExceededException", "Daily message quota exceeded"),
    (400, "SendingPausedException", "Sending is paused"),
    (400, "ThrottlingException", "Rate exceeded"),
    (403, "AccessDeniedException", "User is not authorized"),
    (404, "NotFoundException", "Configuration set <greenroom> does not exist."),
    (400, "BadRequestException", "Configuration set <greenroom> does not exist."),
]


@pytest.mark.parametrize(("status", "code", "message"), NOT_SENT)
def test_a_not_now_is_not_sent_and_is_asked_once(mail: ComposedMail, status: int, code: str, message: str) -> None:
    with ses_answering(status, {"message": message}, code) as ses, pytest.raises(MailNotSentError):
        ses.send(mail)
    assert len(ses.requests) == 1


@contextmanager
def ses_that_is_asked_too_fast(times: int) -> Iterator[Ses]:
    """SES that answers `times` requests with 429, and takes the next."""
    with ses_answering(200, {"MessageId": "0100"}) as ses:
        ses.refuses_first = times
        yield ses


def test_a_patient_mailer_waits_its_turn_and_sends_once(mail: ComposedMail) -> None:
    with ses_that_is_asked_too_fast(2) as ses:
        sent = Mailer(ses.client(), "greenroom", SENDER).patient(30).send(mail)
    assert sent == "0100"
    assert [request["FromEmailAddress"] for request in ses.requests] == [SENDER] * 3


def test_patience_ends_and_the_mail_is_not_sent(mail: ComposedMail) -> None:
    with ses_that_is_asked_too_fast(99) as ses, pytest.raises(MailNotSentError):
        Mailer(ses.client(), "greenroom", SENDER).patient(0.5).send(mail)
    assert 1 < len(ses.requests) < 10


def test_nobody_waits_for_what_only_tomorrow_allows(mail: ComposedMail) -> None:
    said = {"message": "Daily message quota exceeded"}
    with ses_answering(400, said, "LimitExceededException") as ses, pytest.raises(MailNotSentError):
        Mailer(ses.client(), "greenroom", SENDER).patient(30).send(mail)
    assert len(ses.requests) == 1


UNKNOWN = [
    (None, {}),  # the connection is closed without an answer
    (0, {}),  # no answer in time
    (500, {"message": "Internal failure"}),
    (503, "<html>Service Unavailable</html>"),
    (200, {}),  # taken, but without an id
]


@pytest.mark.parametrize(("status", "body"), UNKNOWN)
def test_an_email_that_ses_may_have_accepted_has_an_unknown_outcome_and_is_never_repeated(
    mail: ComposedMail, status: int | None, body: dict[str, Any] | str
) -> None:
    with ses_answering(status, body) as ses, pytest.raises(MailOutcomeUnknownError):
        ses.send(mail)
    assert len(ses.requests) == 1


def test_a_server_that_is_not_there_has_taken_nothing(mail: ComposedMail) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(MailNotSentError):
        Ses(port).send(mail)


def test_missing_credentials_have_sent_nothing(mail: ComposedMail, monkeypatch: pytest.MonkeyPatch) -> None:
    with ses_answering(200, {"MessageId": "0100"}) as ses:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
        monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
        with pytest.raises(MailNotSentError):
            ses.send(mail)
    assert ses.requests == []


def test_the_mailer_of_a_process_makes_one_attempt_and_does_not_wait_long() -> None:
    config: Any = mailer("greenroom", SENDER)._client.meta.config
    assert config.retries["total_max_attempts"] == 1
    assert (config.connect_timeout, config.read_timeout) == (2, 5)
