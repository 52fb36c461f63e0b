"""An HTTP proxy between the code and the local cloud that loses, repeats, delays or refuses chosen calls.

The code gets the proxy's address as its `endpoint_url`. Requests go on byte for byte, with the client's own Host header
and signature, so the cloud takes them for the client's.
"""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.faults.index_lag import IndexLag
from tests.faults.rules import Call, Exchange, Fault, Headers, Reply, Rule

ANSWERS_WITHIN_SECONDS = 30.0
NAMED_PATHS = {("POST", "/v2/email/outbound-emails"): "SendEmail"}
# Of one connection only (RFC 9110, 7.6.1), or set anew from what is sent.
OF_ONE_CONNECTION = frozenset(
    {"connection", "keep-alive", "proxy-connection", "transfer-encoding", "te", "upgrade", "expect", "content-length"}
)


class LostConnectionError(Exception):
    """The client gets no answer: its connection is closed."""


def operation_of(method: str, path: str, target: str) -> str:
    """`TransactWriteItems` for DynamoDB and SQS, `SendEmail` for SES, and `PUT /bucket/key` for everything else."""
    plain = urlsplit(path).path
    return target.rpartition(".")[2] or NAMED_PATHS.get((method, plain)) or f"{method} {plain}"


class Wire:
    """One request on its way to the cloud; each `forward` is one time that the cloud acts on it."""

    def __init__(self, upstream: tuple[str, int], call: Call) -> None:
        self.call = call
        self.forwards: list[tuple[float, float, int]] = []
        self._upstream = upstream

    def forward(self, body: bytes | None = None) -> Reply:
        """Send the request to the cloud, once. A new connection each time: a stale one would hide a lost call."""
        connection = HTTPConnection(*self._upstream, timeout=ANSWERS_WITHIN_SECONDS)
        sent_at = time.monotonic()
        try:
            reply = self._exchanged(connection, self.call.body if body is None else body)
        except (OSError, HTTPException) as error:
            self.forwards.append((sent_at, time.monotonic(), 0))
            raise LostConnectionError from error
        finally:
            connection.close()
        self.forwards.append((sent_at, time.monotonic(), reply.status))
        return reply

    def lose(self) -> Reply:
        """Ends the call without an answer."""
        raise LostConnectionError

    def _exchanged(self, connection: HTTPConnection, body: bytes) -> Reply:
        connection.putrequest(self.call.method, self.call.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.call.headers:
            if name.lower() not in OF_ONE_CONNECTION:
                connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        content = answer.read()
        # The answer to HEAD tells a length that it has not.
        dropped = OF_ONE_CONNECTION - ({"content-length"} if self.call.method == "HEAD" else set())
        headers = tuple((name, value) for name, value in answer.getheaders() if name.lower() not in dropped)
        return Reply(answer.status, headers, content)


@dataclass
class FaultProxy:
    """A running proxy: `endpoint_url` for clients, `rules` to choose from (the first that applies acts), `history`."""

    upstream_url: str
    seed: int
    rules: list[Rule] = field(default_factory=list)
    history: list[Exchange] = field(default_factory=list)
    port: int = 0
    index_lag: IndexLag | None = None
    """How far indexes are behind their tables."""
    _seen: Counter[str] = field(default_factory=Counter)
    _lock: threading.Condition = field(default_factory=threading.Condition)

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def upstream(self) -> tuple[str, int]:
        """Host and port of the cloud."""
        parts = urlsplit(self.upstream_url)
        return parts.hostname or "127.0.0.1", parts.port or 80

    def of(self, operation: str) -> list[Exchange]:
        """The history of one operation, in the order in which the calls came."""
        with self._lock:
            return [exchange for exchange in self.history if exchange.call.operation == operation]

    def heal(self) -> None:
        """No more faults; the history stays."""
        with self._lock:
            self.rules.clear()

    def await_quiet(self, seconds: float = ANSWERS_WITHIN_SECONDS) -> None:
        """Waits until no call is under way: one that its client gave up may still reach the database."""
        with self._lock:
            if not self._lock.wait_for(lambda: len(self.history) == self._seen.total(), seconds):
                raise TimeoutError(f"{self._seen.total() - len(self.history)} calls are still under way")

    def number(self, method: str, path: str, headers: Headers, body: bytes) -> tuple[Call, Fault | None]:
        """The call with its numbers, and the fault it meets: decided under one lock, so that n-th means n-th."""
        named = {name.lower(): value for name, value in headers}
        operation = operation_of(method, path, named.get("x-amz-target", ""))
        with self._lock:
            self._seen[operation] += 1
            call = Call(sum(self._seen.values()), operation, self._seen[operation], method, path, headers, body)
            chosen = [rule for number, rule in enumerate(self.rules) if rule.applies_to(call, f"{self.seed}:{number}")]
            if chosen:
                chosen[0].struck += 1
        return call, chosen[0].fault if chosen else None

    def carry(self, call: Call, fault: Fault | None) -> Reply:
        """The answer to a call after its fault. Raises LostConnectionError."""
        wire, started, status = Wire(self.upstream, call), time.monotonic(), None
        try:
            reply = fault(wire) if fault else wire.forward()
            if self.index_lag is not None:
                reply = self.index_lag.through(call, reply)
            status = reply.status
        finally:
            name = fault.name if fault else None
            ended = Exchange(call, name, started, time.monotonic(), tuple(wire.forwards), status)
            with self._lock:
                self.history.append(ended)
                self._lock.notify_all()
        return reply


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    proxy: FaultProxy

    def __getattr__(self, name: str) -> Any:
        # http.server looks for a method do_<VERB>; every verb is carried alike.
        if name.startswith("do_"):
            return self._carry
        raise AttributeError(name)

    def _carry(self) -> None:
        call, fault = self.proxy.number(self.command, self.path, tuple(self.headers.items()), self._body())
        try:
            reply = self.proxy.carry(call, fault)
            self._answer(reply)
        except (LostConnectionError, OSError):
            self.close_connection = True
            self._hang_up()

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            return b"".join(self._chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _answer(self, reply: Reply) -> None:
        self.send_response_only(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        if self.command != "HEAD":
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    def _hang_up(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: the history tells more."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is nothing to report."""


@contextmanager
def fault_proxy(upstream_url: str, *rules: Rule, seed: int = 0) -> Iterator[FaultProxy]:
    """A proxy on a free port of the loopback, before the cloud at `upstream_url`."""
    proxy = FaultProxy(upstream_url, seed, list(rules))
    server = _Server(("127.0.0.1", 0), type("_HandlerOfProxy", (_Handler,), {"proxy": proxy}))
    proxy.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
