"""HTTPS requests to addresses that others chose: checked first, bounded in time and size, never redirected.

The name is resolved here, each address is checked, and the connection goes to the very address that was checked: a
name that answers differently a moment later (DNS rebinding) gains nothing. Nothing of the answer but its status is
looked at.
"""

import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping

from greenroom.models.webhook import EndpointError, Target

SECONDS = 5.0
"""For one request in all: name, connection, handshake, sending, and the status of the answer."""
MOST_READ = 1024
"""Bytes of an answer that are read at most."""
MOST_ADDRESSES = 3

STATUS_LINE = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})[ \r]")

type Resolve = Callable[[str, int], list[str]]
type Dial = Callable[[str, int, float], socket.socket]


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


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, IPv4 first: Lambda has no way to others. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[4][0]) for address in sorted(found, key=lambda one: one[0] is not socket.AF_INET)]
    return list(dict.fromkeys(addresses))


def dialled(address: str, port: int, timeout: float) -> socket.socket:
    """A connection to an IP address. Raises OSError."""
    return socket.create_connection((address, port), timeout)


def trusted() -> ssl.SSLContext:
    """The certificates of the system, names checked, TLS 1.2 or better."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Outside:
    """Sends to the outside. `is_public` decides which addresses may be connected to."""

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
        """The status of the answer, whatever it is. Raises EndpointError."""
        deadline = _Deadline(self._seconds)
        request = _request(target, headers, body.encode())
        try:
            with self._connected(target, deadline) as secure:
                secure.settimeout(deadline.left())
                secure.sendall(request)
                return _status(secure, deadline)
        except TimeoutError as error:
            raise EndpointError(f"There was no answer within {self._seconds:g} seconds.") from error
        except ssl.SSLCertVerificationError as error:
            raise EndpointError("The endpoint's certificate is not valid for its name.") from error
        except ssl.SSLError as error:
            raise EndpointError("The encrypted connection (TLS) failed.") from error
        except OSError as error:
            raise EndpointError("The connection failed.") from error

    def _connected(self, target: Target, deadline: _Deadline) -> ssl.SSLSocket:
        refused: OSError = ConnectionError()
        for address in self._public_addresses(target, deadline)[:MOST_ADDRESSES]:
            try:
                plain = self._dial(address, target.port, deadline.left())
            except TimeoutError:
                raise
            except OSError as error:
                refused = error
                continue
            try:
                plain.settimeout(deadline.left())
                return self._tls.wrap_socket(plain, server_hostname=target.host)
            except BaseException:
                plain.close()
                raise
        raise refused

    def _public_addresses(self, target: Target, deadline: _Deadline) -> list[str]:
        addresses = self._resolved(target, deadline)
        # One that is not public is one too many: such a name is a trick, or a mistake that would work now and then.
        if not addresses or not all(self._is_public(address) for address in addresses):
            raise EndpointError("The endpoint's name leads to an address that is not public.")
        return addresses

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


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    host = target.host if target.port == 443 else f"{target.host}:{target.port}"
    fields = {
        "Host": host,
        "User-Agent": "Greenroom-Webhooks/1",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
        "Connection": "close",
        **headers,
    }
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body


def _status(connection: socket.socket, deadline: _Deadline) -> int:
    """The first final status (interim ones are passed over). Raises EndpointError, OSError."""
    seen, left = b"", MOST_READ
    while True:
        while found := STATUS_LINE.match(seen):
            if not found[1].startswith(b"1"):
                return int(found[1])
            _, end, rest = seen.partition(b"\r\n\r\n")
            if not end:
                break
            seen = rest
        connection.settimeout(deadline.left())
        more = connection.recv(left) if left else b""
        if not more:
            raise EndpointError("The answer was no HTTP answer.")
        seen, left = seen + more, left - len(more)
