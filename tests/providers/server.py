"""An HTTP server for simulated providers, with network faults that tests choose."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class Fault(StrEnum):
    LOST_BEFORE = "the request was lost"
    LOST_AFTER = "it was done, the answer was lost"
    UNAVAILABLE_BEFORE = "503, nothing was done"
    UNAVAILABLE_AFTER = "503, it was done"
    CUT = "it was done, the answer breaks off"
    DRIP = "it was done, the answer comes a byte at a time"
    NONE = "all is well"


LOST = [fault for fault in Fault if fault not in {Fault.NONE, Fault.DRIP}]
"""Faults after which the caller has no whole answer."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.raw) if self.raw else {}
        return found

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.raw.decode()))


type Reply = tuple[int, dict[str, Any] | None]
type Respond = Callable[[Asked], Reply]


@dataclass
class Line:
    """The requests to a provider, and the faults for the next requests of a kind."""

    asked: list[Asked] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    """Faults by method. Requests for a token never get one, because a lost token has no effect."""
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def hit(self, method: str, *faults: Fault) -> None:
        """Give these faults to the next requests of that method."""
        self.faults.setdefault(method, []).extend(faults)

    def next_fault(self, asked: Asked) -> Fault:
        waiting = self.faults.get(asked.method, [])
        return waiting.pop(0) if waiting and not asked.path.endswith("token") else Fault.NONE

    def count(self, method: str, part: str = "") -> int:
        """The number of requests of a method to paths with that part."""
        return sum(one.method == method and part in one.path for one in self.asked)


class Handler(BaseHTTPRequestHandler):
    """Answers with the subclass's response, or with a fault."""

    protocol_version = "HTTP/1.1"
    respond: Respond
    line: Line

    def log_message(self, *_: object) -> None:
        """Log nothing."""

    def _handle(self) -> None:
        parts = urlsplit(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, parts.path, dict(parse_qsl(parts.query)), headers, raw)
        with self.line.lock:
            self.line.asked.append(asked)
            fault = self.line.next_fault(asked)
            acts = fault not in {Fault.LOST_BEFORE, Fault.UNAVAILABLE_BEFORE}
            reply = type(self).respond(asked) if acts else (503, None)
        self._answer(reply, fault)

    def _answer(self, reply: Reply, fault: Fault) -> None:
        status, body = reply
        if fault in {Fault.LOST_BEFORE, Fault.LOST_AFTER}:
            self.close_connection = True
            return
        if fault is Fault.UNAVAILABLE_AFTER:
            status, body = 503, None
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if fault is Fault.CUT:
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        elif fault is Fault.DRIP:
            self._drip(data)
        else:
            self.wfile.write(data)

    def _drip(self, data: bytes) -> None:
        with suppress(OSError):
            for byte in data:
                if self.line.over.wait(0.1):
                    return
                self.wfile.write(bytes([byte]))

    do_GET = do_POST = do_PATCH = do_DELETE = _handle  # noqa: N815 (named by http.server)


@contextmanager
def serving(respond: Respond, line: Line, port: int = 0) -> Iterator[str]:
    """A server on this machine, until the end of the block; yields its address."""
    handler = type("Answering", (Handler,), {"respond": staticmethod(respond), "line": line})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        line.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
