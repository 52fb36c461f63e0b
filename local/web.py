"""An HTTP client for the local cloud: reaches names under localhost at 127.0.0.1, keeps cookies as a browser does."""

import http.client
import json
import secrets
import urllib.parse
from dataclasses import dataclass, field
from email.message import Message
from http.cookies import SimpleCookie
from typing import Any

TIMEOUT_SECONDS = 60.0
REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Answer:
    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class WebClient:
    """One visitor. Cookies are kept by host; `Secure` ones too, for a browser trusts *.localhost."""

    cookies: dict[str, dict[str, str]] = field(default_factory=dict)

    def request(
        self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, following nothing. Raises ConnectionError or TimeoutError where nobody answers."""
        parts = urllib.parse.urlsplit(url)
        host = parts.hostname or ""
        sent = {"Host": parts.netloc, "Accept": "*/*", **(headers or {})}
        if (jar := self.cookies.get(host)) and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        connection = open_connection(parts)
        try:
            connection.request(
                method, urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, "")), body, sent
            )
            response = connection.getresponse()
            answer = Answer(url, response.status, response.msg, response.read())
        finally:
            connection.close()
        self.remember(host, answer)
        return answer

    def get(self, url: str, headers: dict[str, str] | None = None, *, redirects: int = 5) -> Answer:
        """GET, following redirects."""
        answer = self.request("GET", url, headers=headers)
        while answer.status in REDIRECTS and redirects > 0:
            redirects -= 1
            answer = self.request("GET", urllib.parse.urljoin(answer.url, answer.headers["Location"]), headers=headers)
        return answer

    def remember(self, host: str, answer: Answer) -> None:
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                jar = self.cookies.setdefault(host, {})
                if morsel["max-age"] == "0" or not morsel.value:
                    jar.pop(name, None)
                else:
                    jar[name] = morsel.value


def open_connection(parts: urllib.parse.SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=TIMEOUT_SECONDS)
    address = "127.0.0.1" if host == "localhost" or host.endswith(".localhost") else host
    return http.client.HTTPConnection(address, parts.port, timeout=TIMEOUT_SECONDS)


@dataclass(frozen=True)
class ApiClient:
    """A recruiter's system: calls `<base>/api/v1<path>` with a token."""

    base_url: str
    token: str | None = None

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """`path` as in the contract, such as /jobs; `token` "" sends none; bytes are sent as they are."""
        sent = {"Accept": "application/json", **(headers or {})}
        used = self.token if token is None else token
        if used:
            sent.setdefault("Authorization", f"Token {used}")
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        whole = path if path.startswith("/api/") else f"/api/v1{path}"
        return WebClient().request(method, self.base_url + whole, data, sent)


def upload_form(upload: dict[str, Any], content: bytes, filename: str, content_type: str) -> Answer:
    """Sends a presigned POST as a browser's form would."""
    boundary = secrets.token_hex(16)
    lines: list[bytes] = []
    for name, value in upload["fields"].items():
        lines += [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()]
    lines += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{filename}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n".encode(),
        content,
        f"\r\n--{boundary}--\r\n".encode(),
    ]
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    return WebClient().request("POST", upload["url"], b"".join(lines), headers)
