"""HTTPS requests to addresses that others chose: checked first, bounded in time and size, never redirected.

The name is resolved here, each address is checked, and the connection goes to the very address that was checked: a
name that answers differently a moment later (DNS rebinding) gains nothing. The rest of HTTP is urllib3's, one
connection at a time: its pools would retry, follow redirects and resolve names again.

Only a host that the stack lists may be anywhere, and be spoken to without TLS: it is the developer's own.
"""

import http.client
import logging
import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection

from greenroom.models.webhook import EndpointError, Target

SECONDS = 5.0
"""The time limit of one whole request: name, connection, handshake, sending, and the head of the answer."""
MOST_READ = 64 * 1024
"""Bytes of an answer that are read at most: its head, which no usual server makes longer than 16 KiB."""
MOST_ADDRESSES = 3

NO_HTTP = "The answer was no HTTP answer."

type Resolve = Callable[[str, int], list[str]]
type Dial = Callable[[str, int, float], socket.socket]

# It warns of headers that cannot be parsed with the whole URL, and an endpoint's path may hold a secret of its own.
logging.getLogger("urllib3.connection").setLevel(logging.ERROR)


class _Deadline:
    """The time that is left for everything together."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than none. Raises TimeoutError."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _BoundedSocket(ssl.SSLSocket):
    """Reads until the deadline and up to a limit of bytes: a socket's own timeout starts again with each byte."""

    deadline: _Deadline
    left_to_read = MOST_READ

    def recv_into(self, buffer: Any, nbytes: int | None = None, flags: int = 0) -> int:
        if self.left_to_read <= 0:
            raise EndpointError(NO_HTTP)
        self.settimeout(self.deadline.left())
        most = min(nbytes or len(buffer), self.left_to_read)
        received = super().recv_into(buffer, most, flags)
        self.left_to_read -= received
        return received


class _FinalResponse(http.client.HTTPResponse):
    """Passes over all interim answers (RFC 9110, section 15.2); http.client knows 100 alone."""

    def _read_status(self) -> tuple[str, int, str]:
        version, status, reason = super()._read_status()  # type: ignore[misc]
        return version, http.HTTPStatus.CONTINUE if 100 <= status < 200 else status, reason


class _PlainConnection(HTTPConnection):
    """A connection to the first address that takes one; the name is for the certificate and the `Host` header."""

    response_class = _FinalResponse

    def __init__(self, target: Target, addresses: list[str], dial: Dial, left: _Deadline, **tls: Any) -> None:
        super().__init__(target.host, target.port, **tls)
        self._addresses = addresses
        self._dial = dial
        self._left = left

    def _new_conn(self) -> socket.socket:
        return _connected(self._addresses, self.port, self._dial, self._left)


class _Connection(_PlainConnection, HTTPSConnection):
    """A connection with TLS to the address that was checked."""

    def connect(self) -> None:
        super().connect()
        if not isinstance(self.sock, _BoundedSocket):
            raise TypeError("the TLS context makes sockets without bounds")
        self.sock.deadline = self._left
        self.timeout = self._left.left()
        self.sock.settimeout(self.timeout)


def _connected(addresses: list[str], port: int, dial: Dial, left: _Deadline) -> socket.socket:
    """A connection to the first address that takes one, with the time that is left. Raises OSError."""
    refused: OSError = ConnectionError()
    for address in addresses[:MOST_ADDRESSES]:
        try:
            plain = dial(address, port, left.left())
        except TimeoutError:
            raise
        except OSError as error:
            refused = error
            continue
        # The handshake and all that follows share this time.
        plain.settimeout(left.left())
        return plain
    raise refused


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, IPv4 first: Lambda has no way to others. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[4][0]) for address in sorted(found, key=lambda one: one[0] is not socket.AF_INET)]
    return list(dict.fromkeys(addresses))


def dialled(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to an IP address. Raises OSError."""
    return socket.create_connection((address, port), timeout)


def trusted() -> ssl.SSLContext:
    """The certificates of the system, names checked, TLS 1.2 or better, sockets with bounds."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.sslsocket_class = _BoundedSocket
    return context


class PublicHttps:
    """Posts to the internet. `is_public` decides which addresses may be connected to."""

    def __init__(
        self,
        is_public: Callable[[str], bool],
        *,
        resolve: Resolve = resolved,
        dial: Dial = dialled,
        tls: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._is_public = is_public
        self._resolve = resolve
        self._dial = dial
        self._tls = tls or trusted()
        self._seconds = seconds

    def post(self, target: Target, headers: Mapping[str, str], body: str) -> int:
        """The status of the answer. Raises EndpointError."""
        deadline = _Deadline(self._seconds)
        try:
            status = self._status(self._connection(target, deadline), target, headers, body)
        except TimeoutError as error:
            raise EndpointError(f"There was no answer within {self._seconds:g} seconds.") from error
        except ssl.SSLCertVerificationError as error:
            raise EndpointError("The endpoint's certificate is not valid for its name.") from error
        except ssl.SSLError as error:
            raise EndpointError("The encrypted connection (TLS) failed.") from error
        except OSError as error:
            raise EndpointError("The connection failed.") from error
        except http.client.HTTPException as error:
            raise EndpointError(NO_HTTP) from error
        if not 200 <= status <= 599:
            raise EndpointError(NO_HTTP)
        return status

    def _connection(self, target: Target, deadline: _Deadline) -> _Connection | _PlainConnection:
        addresses = self._resolved(target, deadline)
        # One private address is enough to refuse: such a name is an attack, or a mistake that would work by chance.
        if not target.is_listed and not all(self._is_public(address) for address in addresses or [""]):
            raise EndpointError("The endpoint's name leads to an address that is not public.")
        if target.scheme == "http":
            return _PlainConnection(target, addresses, self._dial, deadline)
        return _Connection(target, addresses, self._dial, deadline, ssl_context=self._tls)

    @staticmethod
    def _status(
        connection: _Connection | _PlainConnection, target: Target, headers: Mapping[str, str], body: str
    ) -> int:
        sent = {
            "User-Agent": "Greenroom-Webhooks/1",
            "Content-Type": "application/json",
            "Connection": "close",
            **headers,
        }
        try:
            connection.request("POST", target.path, body.encode(), sent, preload_content=False)
            return connection.getresponse().status
        finally:
            connection.close()

    def _resolved(self, target: Target, deadline: _Deadline) -> list[str]:
        # The system's resolver takes no timeout, so it is asked aside and left behind when it takes too long.
        answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._resolve(target.host, target.port))
            except (OSError, UnicodeError) as error:
                answers.put(error if isinstance(error, OSError) else OSError())

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=deadline.left())
        except queue.Empty as error:
            raise TimeoutError from error
        if isinstance(answer, OSError):
            raise EndpointError("The endpoint's name could not be resolved.") from answer
        return answer
