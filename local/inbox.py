"""Keeps each e-mail as it was handed to SES: a proxy before the local cloud's SES, whose inbox drops attachments."""

import base64
import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.web import WebClient

HOP_BY_HOP = {"connection", "content-length", "host", "transfer-encoding", "accept-encoding"}


@dataclass(frozen=True)
class Inbox:
    """The mail that SES accepted, oldest first, as .eml files in `folder`."""

    endpoint_url: str
    folder: Path

    def messages(self) -> list[EmailMessage]:
        return read_mail(self.folder)


def read_mail(folder: Path) -> list[EmailMessage]:
    files = sorted(folder.glob("*.eml"))
    return [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in files]


@dataclass
class Recorder:
    """Writes accepted messages in the order of acceptance."""

    folder: Path
    lock: threading.Lock = field(default_factory=threading.Lock)
    count: int = 0

    def keep(self, call: dict[str, Any], message_id: str) -> None:
        message = as_message(call)
        message["X-SES-Message-ID"] = message_id
        with self.lock:
            self.count += 1
            path = self.folder / f"{self.count:06d}.eml"
        partial = path.with_suffix(".part")
        partial.write_bytes(message.as_bytes())
        partial.rename(path)


def as_message(call: dict[str, Any]) -> EmailMessage:
    """The MIME message of a SESv2 SendEmail call, raw or simple."""
    content = call["Content"]
    if "Raw" in content:
        raw = base64.b64decode(content["Raw"]["Data"])
        message: EmailMessage = email.message_from_bytes(raw, policy=email.policy.default)
        if message["To"] is None:
            message["To"] = ", ".join(call.get("Destination", {}).get("ToAddresses", []))
        return message
    simple = content["Simple"]
    message = EmailMessage()
    message["From"] = call["FromEmailAddress"]
    message["To"] = ", ".join(call["Destination"]["ToAddresses"])
    message["Subject"] = simple["Subject"]["Data"]
    message.set_content(simple["Body"].get("Text", {}).get("Data", ""))
    if html := simple["Body"].get("Html", {}).get("Data"):
        message.add_alternative(html, subtype="html")
    for attachment in simple.get("Attachments", []):
        main, _, sub = attachment.get("ContentType", "application/octet-stream").partition("/")
        data = base64.b64decode(attachment["RawContent"])
        subtype, _, _ = sub.partition(";")
        message.add_attachment(data, maintype=main, subtype=subtype, filename=attachment["FileName"])
    return message


def handler_for(upstream: str, recorder: Recorder) -> type[BaseHTTPRequestHandler]:
    class Forward(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            answer = WebClient(timeout=30).request(self.command, upstream + self.path, body or None, headers)
            if answer.status == 200 and self.command == "POST" and self.path.rstrip("/").endswith("/outbound-emails"):
                recorder.keep(json.loads(body), answer.json["MessageId"])
            self.send_response(answer.status)
            # Includes the headers of SES, because one of them names the kind of a refusal.
            for name, value in answer.headers.items():
                if name.lower() not in HOP_BY_HOP | {"date", "server"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = do_PUT = do_DELETE = forward  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            """Logs no addresses."""

    return Forward


@contextmanager
def open_inbox(upstream: str, folder: Path, host: str = "127.0.0.1") -> Iterator[Inbox]:
    """A proxy before the SES at `upstream` that keeps accepted mail: MiniStack's SES drops attachments."""
    folder.mkdir(parents=True, exist_ok=True)
    server = ThreadingHTTPServer((host, 0), handler_for(upstream, Recorder(folder)))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield Inbox(f"http://127.0.0.1:{server.server_port}", folder)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
