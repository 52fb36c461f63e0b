"""The inbox keeps mail as it was handed to SES, and only mail that SES took."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.inbox import open_inbox
from local.web import HttpAnswer, WebClient


@contextmanager
def an_ses(status: int, answer: dict[str, Any]) -> Iterator[str]:
    """A server that answers every call alike."""

    class Ses(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Ses)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def an_invitation() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Hello", "a@acme.example", "b@mail.example"
    mail.set_content("Your link")
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invitation.ics")
    return mail


def send(endpoint: str, mail: EmailMessage) -> HttpAnswer:
    call = {"Content": {"Raw": {"Data": base64.b64encode(mail.as_bytes()).decode()}}}
    return WebClient().request("POST", f"{endpoint}/v2/email/outbound-emails", json.dumps(call).encode())


def test_a_mail_that_ses_took_is_kept_with_its_attachment_and_id(tmp_path: Path) -> None:
    with an_ses(200, {"MessageId": "m-1"}) as ses, open_inbox(ses, tmp_path) as inbox:
        assert send(inbox.endpoint_url, an_invitation()).json == {"MessageId": "m-1"}
        (kept,) = inbox.messages()
    assert kept["Subject"] == "Hello"
    assert kept["X-SES-Message-ID"] == "m-1"
    assert [part.get_filename() for part in kept.iter_attachments()] == ["invitation.ics"]


def test_a_mail_that_ses_refused_is_not_kept_and_the_refusal_is_passed_on(tmp_path: Path) -> None:
    refusal = {"message": "Email address is not verified."}
    with an_ses(400, refusal) as ses, open_inbox(ses, tmp_path) as inbox:
        answer = send(inbox.endpoint_url, an_invitation())
        assert (answer.status, answer.json) == (400, refusal)
        assert inbox.messages() == []
