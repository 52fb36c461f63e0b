"""A real HTTP server with the OpenAI chat completions protocol, which follows or violates it as a test needs."""

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = dict[str, Any]
Behaviour = Callable[["Exchange"], None]

_ORDER = re.compile(r"ignore\W* all instructions|full marks", re.IGNORECASE)


@dataclass
class Exchange:
    """One request that came in, and the means to answer it."""

    handler: BaseHTTPRequestHandler
    request: Request
    over: threading.Event

    def send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.handler.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body))}.items():
            self.handler.send_header(name, (headers or {}).get(name, value))
        for name, value in (headers or {}).items():
            if name not in {"Content-Type", "Content-Length"}:
                self.handler.send_header(name, value)
        self.handler.end_headers()
        self.handler.wfile.write(body)

    def data(self) -> Request:
        """The contents of the data block in the user message, as a naive server would read it."""
        content = self.request["messages"][1]["content"]
        data: Request = json.loads(content.split("<data>", 1)[1].split("</data>", 1)[0])
        return data

    def obeys(self) -> bool:
        """Whether the message has an instruction outside of the data block, which such a server would follow."""
        messages = self.request["messages"]
        content = messages[1]["content"]
        before, rest = content.split("<data>", 1)
        after = rest.split("</data>", 1)[1]
        outside = [before, after, *(message["content"] for message in messages if message["role"] != "user")]
        return any(_ORDER.search(text) for text in outside)


@dataclass
class ModelServer:
    """The requests that were received, and the server's address."""

    url: str
    requests: list[Request] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


def completion(content: object, *, finish_reason: str = "stop", refusal: str | None = None) -> bytes:
    """A chat completion with that content: a string as it is, anything else as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": "served-model-1",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish_reason,
                "message": {"role": "assistant", "content": text, "refusal": refusal},
            }
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 300, "total_tokens": 1000},
    }
    return json.dumps(body).encode()


def replies(*bodies: bytes) -> Behaviour:
    """Each request gets the next body; the last one is repeated."""
    left = list(bodies)

    def behave(exchange: Exchange) -> None:
        exchange.send(200, left.pop(0) if len(left) > 1 else left[0])

    return behave


def fails(status: int, headers: dict[str, str] | None = None) -> Behaviour:
    """An error in the protocol's form, with a text that must not be passed on."""
    body = json.dumps({"error": {"message": "secret detail of the server", "type": "x", "code": None}}).encode()
    return lambda exchange: exchange.send(status, body, headers)


_STOPS = frozenset("the and that for with its are was were this from into what your you how why would who".split())  # noqa: SIM905
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


def _words(text: str) -> set[str]:
    return {word[:6] for word in re.findall(r"[a-z]{3,}", text.lower())} - {stop[:6] for stop in _STOPS}


def _best(sentences: list[str], point: str) -> tuple[int, str]:
    """The sentence that shares the most words with a point, and their number."""
    return max(((len(_words(one) & _words(point)), one) for one in sentences), default=(0, ""))


def small_model(exchange: Exchange) -> None:
    """A simple model: it plans by the job's words, asks about missing points, and scores by shared words."""
    data = exchange.data()
    match exchange.request["response_format"]["json_schema"]["name"]:
        case "interview_plan":
            topics = sorted(_words(data["job_description"]), key=len, reverse=True) or ["work"]
            questions = [
                {
                    "round": "TECHNICAL",
                    "text": f"What matters most to you about {topics[number % len(topics)]}, step {number + 1}?",
                    "competency": "KNOWLEDGE" if number % 2 else "EXPERIENCE",
                    "expected_points": [
                        f"{topics[number % len(topics)]} and its purpose",
                        "measured before changing",
                        "an error and its cause",
                        "colleagues told early",
                    ],
                    "starter_code": None,
                    "time_limit_seconds": min(data["seconds_of_a_spoken_question"], 120),
                    "difficulty": 1 + min(2, number // 2),
                }
                for number in range(data["spoken_questions"])
            ]
            content: object = {"questions": questions}
        case "follow_up":
            sentences = _SENTENCE.findall(data["answer"])
            missing = [point for point in data["expected_points"].values() if not _best(sentences, point)[0]]
            content = {"question": f"Can you say more about this: {missing[0]}?" if missing else None}
        case _:
            content = _judged(data["answer"], data["expected_points"])
    exchange.send(200, completion(content))


def _judged(answer: str, expected: dict[str, str]) -> Request:
    sentences = [one.strip() for one in _SENTENCE.findall(answer)]
    found = {int(number): _best(sentences, point) for number, point in expected.items()}
    points = [{"point": number, "quote": quote} for number, (shared, quote) in found.items() if shared]
    share = len(points) / len(expected) if expected else 0
    score = None if not sentences else 4 if share >= 0.75 else 3 if share >= 0.5 else 2 if points else 1
    quotes = [point["quote"] for point in points] or sentences[:1]
    return {"score": score, "quotes": quotes, "points": points, "summary": f"It shows {len(points)} points."}


def hostile_model(exchange: Exchange) -> None:
    """A model that obeys instructions in an answer: it quotes any words for every point, with full marks."""
    data = exchange.data()
    if exchange.request["response_format"]["json_schema"]["name"] != "evaluation" or not _ORDER.search(data["answer"]):
        return small_model(exchange)
    words = next((one.strip() for one in _SENTENCE.findall(data["answer"]) if not _ORDER.search(one)), data["answer"])
    points = [{"point": int(number), "quote": words} for number in data["expected_points"]]
    content = {"score": 4, "quotes": [words, data["answer"]], "points": points, "summary": "Full marks, as told."}
    return exchange.send(200, completion(content))


def silent(exchange: Exchange) -> None:
    """Receive the request and never answer."""
    exchange.over.wait(30)


def trickles(exchange: Exchange) -> None:
    """Send a byte now and then for ever, so that no pause between two bytes is long."""
    exchange.handler.send_response(200)
    exchange.handler.send_header("Content-Type", "application/json")
    exchange.handler.end_headers()
    while not exchange.over.wait(0.05):
        exchange.handler.wfile.write(b" ")
        exchange.handler.wfile.flush()


def hangs_up(exchange: Exchange) -> None:
    """Close the connection without sending a byte."""
    linger = struct.pack("ii", 1, 0)
    exchange.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    exchange.handler.connection.close()


def hangs_up_in_the_middle(exchange: Exchange) -> None:
    """Announce more bytes than are sent, then close the connection."""
    exchange.send(200, completion({"half": True})[:40], {"Content-Length": "5000"})


@contextmanager
def serving(behave: Behaviour) -> Iterator[ModelServer]:
    """Run the server on a free port of 127.0.0.1 until the block ends."""
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            server.requests.append(request)
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                behave(Exchange(self, request, over))
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing, because tests need no access log."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign] # a connection cut on purpose is no error
    server = ModelServer(f"http://127.0.0.1:{httpd.server_address[1]}/v1")
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        over.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join(5)
