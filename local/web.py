"""An HTTP client for the local cloud: reaches names under localhost at 127.0.0.1, keeps cookies as a browser does."""

import json
import ssl
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2

TIMEOUT_SECONDS = 60.0
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class HttpAnswer:
    url: str
    status: int
    headers: httpx2.Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body's JSON, or None if the body is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


class _Transport(httpx2.HTTPTransport):
    """Resolves *.localhost to 127.0.0.1, as browsers do. Python's resolver may not."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.host.endswith("localhost"):
            return super().handle_request(request)
        here = request.url.copy_with(host="127.0.0.1")
        # The `Host` header was set before, and keeps the name.
        return super().handle_request(
            httpx2.Request(
                request.method, here, headers=request.headers, stream=request.stream, extensions=request.extensions
            )
        )


@cache
def _tls() -> ssl.SSLContext:
    # Shared, because creating a context reads all certificates of the system.
    return ssl.create_default_context()


def _client(timeout: float = TIMEOUT_SECONDS) -> httpx2.Client:
    return httpx2.Client(
        headers={"Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https"))),
        timeout=timeout,
        max_redirects=MOST_REDIRECTS,
        transport=_Transport(verify=_tls(), limits=httpx2.Limits(max_keepalive_connections=0)),
        trust_env=False,
    )


class WebClient:
    """One visitor, with a cookie jar for each host.

    Cookies marked `Secure` are sent, too: browsers trust *.localhost.
    """

    def __init__(self, timeout: float = TIMEOUT_SECONDS) -> None:
        self._client = _client(timeout)

    @property
    def cookies(self) -> dict[str, str]:
        """All cookies by name."""
        return {cookie.name: cookie.value or "" for cookie in self._client.cookies.jar}

    def request(
        self, method: str, url: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> HttpAnswer:
        """Send one request without following redirects. Raises httpx2.TransportError if nobody answers."""
        return _answer(self._client.request(method, url, content=body, headers=headers))

    def get(self, url: str, headers: dict[str, str] | None = None) -> HttpAnswer:
        """GET, following redirects."""
        return _answer(self._client.get(url, headers=headers, follow_redirects=True))


def _answer(response: httpx2.Response) -> HttpAnswer:
    return HttpAnswer(str(response.url), response.status_code, response.headers, response.content)


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
    ) -> HttpAnswer:
        """Call a route by its path, such as /jobs. An empty `token` sends none; a body of bytes is sent unchanged."""
        sent = {"Accept": "application/json", **(headers or {})}
        used = self.token if token is None else token
        if used:
            sent.setdefault("Authorization", f"Token {used}")
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        if data is not None:
            sent.setdefault("Content-Type", "application/json")
        whole = path if path.startswith("/api/") else f"/api/v1{path}"
        return WebClient().request(method, self.base_url + whole, data, sent)


def upload_form(upload: dict[str, Any], content: bytes, filename: str, content_type: str) -> HttpAnswer:
    """Send a presigned POST, as a browser sends a form."""
    file = {"file": (filename, content, content_type)}
    return _answer(_client().post(upload["url"], data=upload["fields"], files=file))
