"""The local tools' HTTP client, against a server on this machine."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from local.web import ApiClient, WebClient, upload_form


class Portal(BaseHTTPRequestHandler):
    """Gives a cookie and sends on, then says what it was sent."""

    def do_GET(self) -> None:
        if self.path.startswith("/?session_key="):
            self.send_response(303)
            self.send_header("Location", "/room")
            self.send_header("Set-Cookie", "key=secret; Path=/; HttpOnly; Secure; SameSite=Lax")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.say(f"{self.path} {self.headers['Host']} {self.headers.get('Cookie')}".encode())

    def do_POST(self) -> None:
        self.say(self.headers["Content-Type"].encode() + b"\n" + self.rfile.read(int(self.headers["Content-Length"])))

    def say(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def portal() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield f"http://abc.portal.localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_visitor_follows_a_link_with_a_secure_cookie_to_a_name_under_localhost(portal: str) -> None:
    visitor = WebClient()

    page = visitor.get(f"{portal}/?session_key=1")

    assert page.text == f"/room {portal.removeprefix('http://')} key=secret"
    assert (page.url, page.status) == (f"{portal}/room", 200)
    assert visitor.cookies == {"key": "secret"}
    assert WebClient().get(f"{portal}/room").text.endswith(" None")


def test_a_single_request_follows_nothing(portal: str) -> None:
    assert WebClient().request("GET", f"{portal}/?session_key=1").status == 303


def test_a_cookie_stays_with_its_host(portal: str) -> None:
    visitor = WebClient()
    visitor.get(f"{portal}/?session_key=1")

    assert visitor.get(portal.replace("abc", "other") + "/room").text.endswith(" None")


def test_a_form_sends_its_fields_before_the_file(portal: str) -> None:
    form = {"url": f"{portal}/", "fields": {"key": "resumes/a.pdf", "policy": "p"}}

    kind, _, sent = upload_form(form, b"%PDF", "a.pdf", "application/pdf").body.partition(b"\n")

    assert kind.startswith(b"multipart/form-data; boundary=")
    assert sent.index(b'name="key"') < sent.index(b'name="policy"') < sent.index(b'name="file"; filename="a.pdf"')
    assert b"Content-Type: application/pdf\r\n\r\n%PDF\r\n" in sent


def test_a_recruiters_system_sends_json_with_its_token(portal: str) -> None:
    assert ApiClient(portal, "grt_1")("POST", "/jobs", {"job_title": "Ä"}).text == (
        'application/json\n{"job_title": "\\u00c4"}'
    )
