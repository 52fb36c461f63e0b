"""JSON over HTTPS to the hosts of a provider: limited in time and size, without redirects or repetitions.

It uses http.client and no provider's package: google-api-python-client is 139 MB and takes 1.2 s to import.
"""

import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from greenroom.models.meeting import OutcomeUnknownError, ProviderBusyError

SECONDS = 8.0
"""The time limit of one whole call: name, connection, handshake, request and answer."""
MOST_READ = 2_000_000
"""The most bytes of an answer. A page of 300 meetings has 300 KB."""
LOOPBACK = frozenset({"127.0.0.1", "localhost"})


class AddressRefusedError(ValueError):
    """Credentials must not be sent to this address."""


class JsonAnswer(NamedTuple):
    """The status and body of an answer. The body is empty if it is no JSON object."""

    status: int
    body: Mapping[str, Any]


class JsonApi:
    """One host of a provider."""

    def __init__(self, address: str, *, who: str, seconds: float = SECONDS, stand_in: str = "") -> None:
        """`stand_in` takes the host's place, on this machine only. Raises AddressRefusedError."""
        parts = urlsplit(stand_in or address)
        is_here = parts.scheme == "http" and parts.hostname in LOOPBACK
        if not (is_here if stand_in else parts.scheme == "https"):
            raise AddressRefusedError(f"{who} is spoken to at its own address, or at one of this machine in its place.")
        self._host, self._port, self._is_secure = parts.hostname or "", parts.port, not is_here
        self._who = who
        self._seconds = seconds

    def call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> JsonAnswer:
        """The answer, whatever its status below 500.

        Raises ProviderBusyError if the host was not reached, so that nothing was done, and OutcomeUnknownError if it
        was reached and gave no usable answer.
        """
        ends_at = time.monotonic() + self._seconds
        connection = self._connection()
        try:
            self._connect(connection)
            data, kind = _encoded(body, form)
            fields = {"Accept": "application/json", **({"Content-Type": kind} if data else {}), **(headers or {})}
            with _ended(ends_at, connection):
                return self._asked(connection, method, path, data, fields)
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if not self._is_secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._seconds)
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(self._host, self._port, timeout=self._seconds, context=context)

    def _connect(self, connection: http.client.HTTPConnection) -> None:
        try:
            connection.connect()
        except (OSError, UnicodeError) as error:
            raise ProviderBusyError(f"{self._who} could not be reached.") from error

    def _asked(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        data: bytes | None,
        fields: Mapping[str, str],
    ) -> JsonAnswer:
        try:
            connection.request(method, path, data, dict(fields))
            response = connection.getresponse()
            raw = response.read(MOST_READ + 1)
            if response.length:
                raise http.client.IncompleteRead(raw)
        except (OSError, http.client.HTTPException) as error:
            raise OutcomeUnknownError(f"{self._who} did not answer.") from error
        if response.status >= 500 or len(raw) > MOST_READ:
            raise OutcomeUnknownError(f"{self._who} has trouble of its own (status {response.status}).")
        return JsonAnswer(response.status, _object(raw))


def twice(ask: Callable[[], JsonAnswer]) -> JsonAnswer:
    """The answer to a request that may be repeated. It is sent once more if no answer came."""
    try:
        return ask()
    except OutcomeUnknownError:
        return ask()


def _encoded(body: Mapping[str, Any] | None, form: Mapping[str, str] | None) -> tuple[bytes | None, str]:
    if form is not None:
        return urlencode(form).encode(), "application/x-www-form-urlencoded"
    return (json.dumps(body).encode() if body is not None else None), "application/json"


def _object(raw: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@contextmanager
def _ended(ends_at: float, connection: http.client.HTTPConnection) -> Iterator[None]:
    """Ends a connection at `ends_at`, because a socket's own timeout starts again with each byte that arrives."""
    # Read now, because http.client gives the socket to the answer later.
    opened: socket.socket = connection.sock

    def end() -> None:
        with suppress(OSError):
            opened.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, ends_at - time.monotonic()), end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
