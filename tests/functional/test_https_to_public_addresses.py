"""Requests to endpoints over real sockets and TLS go to the checked address, once, within the time."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from greenroom.adapters.https_to_public_addresses import MOST_READ, PublicHttps, trusted
from greenroom.models.webhook import EndpointError, Target
from greenroom.rules.addresses import is_public
from tests.functional.tls_endpoint import NAME, PUBLIC, TARGET, Identity, Internet, Server, an_identity

A_BUSY_MACHINE = 10
"""The longest duration in seconds of a limit of half a second on a busy machine. The servers here take at least twice
as long."""
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return an_identity(tmp_path_factory.mktemp("tls"))


type Starter = Callable[..., Internet]


@pytest.fixture
def starts(identity: Identity) -> Iterator[Starter]:
    """`starts(behave)`: an internet with one server in it."""
    servers: list[Server] = []

    def start(behave: Callable[[socket.socket], None], *, tls: bool = True) -> Internet:
        listening = socket.create_server(("127.0.0.1", 0))
        listening.settimeout(0.05)
        server = Server(listening, identity.of_server() if tls else None, behave)
        servers.append(server)
        threading.Thread(target=server.serve, daemon=True).start()
        return Internet(server)

    yield start
    for server in servers:
        server.stopped.set()
        server.listening.close()


@pytest.fixture
def post(identity: Identity) -> Callable[..., int]:
    """`post(internet)`: one request to it."""

    def send(internet: Internet, *, seconds: float = 5, tls: ssl.SSLContext | None = None) -> int:
        https = PublicHttps(
            is_public,
            resolve=internet.resolve,
            dial=internet.dial,
            tls=tls or identity.trusted_too(),
            seconds=seconds,
        )
        return https.post(TARGET, {"Greenroom-Event-Id": "evt_1"}, '{"id":"evt_1"}')

    return send


def says(*parts: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return behave


def test_a_request_goes_to_the_checked_address_with_the_endpoints_name(
    starts: Starter, post: Callable[..., int]
) -> None:
    internet = starts(says(OK))

    assert post(internet) == 200

    assert (internet.asked, internet.dialled) == (1, [(PUBLIC, 443)])
    [request] = internet.server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /in?a=b HTTP/1.1"
    assert {"Host: hooks.example.com", "Content-Length: 14", "Greenroom-Event-Id: evt_1"} <= set(lines)
    assert body == b'{"id":"evt_1"}'


@pytest.mark.parametrize("status", [204, 301, 302, 307, 404, 410, 500, 503])
def test_the_status_is_told_as_it_is_and_no_redirect_is_followed(
    starts: Starter, post: Callable[..., int], status: int
) -> None:
    internet = starts(says(b"HTTP/1.1 %d X\r\nLocation: https://169.254.169.254/\r\n\r\n" % status))

    assert post(internet) == status

    assert len(internet.dialled) == len(internet.server.requests) == 1


def test_an_interim_answer_is_passed_over(starts: Starter, post: Callable[..., int]) -> None:
    assert (
        post(starts(says(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 2", b"02 Accepted\r\n\r\n"))) == 202
    )


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.1.2.3"],
        ["::1"],
        ["::ffff:10.1.2.3"],
        ["fd00:ec2::254"],
        [PUBLIC, "192.168.1.1"],
        ["2606:4700::1111", "fe80::1"],
        [],
    ],
)
def test_a_name_that_leads_inside_is_never_connected_to(
    starts: Starter, post: Callable[..., int], addresses: list[str]
) -> None:
    internet = starts(says(OK))
    internet.addresses = [addresses]

    with pytest.raises(EndpointError, match="address that is not public"):
        post(internet)

    assert internet.dialled == []


def test_a_name_that_answers_differently_a_moment_later_gains_nothing(
    starts: Starter, post: Callable[..., int]
) -> None:
    internet = starts(says(OK))
    internet.addresses = [[PUBLIC], ["127.0.0.1"]]

    assert post(internet) == 200
    with pytest.raises(EndpointError):
        post(internet)

    assert internet.dialled == [(PUBLIC, 443)]


def test_another_of_its_addresses_is_taken_where_one_refuses(starts: Starter, post: Callable[..., int]) -> None:
    internet = starts(says(OK))
    internet.addresses, internet.refusing = [["1.1.1.1", "8.8.8.8"]], {"1.1.1.1"}

    assert post(internet) == 200

    assert internet.dialled == [("1.1.1.1", 443), ("8.8.8.8", 443)]


def test_a_certificate_that_nobody_vouches_for_is_refused(starts: Starter, post: Callable[..., int]) -> None:
    internet = starts(says(OK))

    with pytest.raises(EndpointError, match="certificate is not valid"):
        post(internet, tls=trusted())

    assert internet.server.requests == []


def test_a_server_without_tls_is_told_nothing(starts: Starter, post: Callable[..., int]) -> None:
    with pytest.raises(EndpointError, match="TLS"):
        post(starts(says(b"HTTP/1.1 200 OK\r\n\r\n" * 20), tls=False))


def hangs(connection: socket.socket) -> None:
    """Wait until the other side closes the connection."""
    connection.settimeout(2 * A_BUSY_MACHINE)
    while connection.recv(4096):
        pass


def drips(connection: socket.socket) -> None:
    for _ in range(20 * A_BUSY_MACHINE):
        connection.sendall(b"H")
        time.sleep(0.1)


def asks_for_patience(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 100 Wait\r\n\r\n")
    hangs(connection)


@pytest.mark.parametrize(("behave", "tls"), [(hangs, True), (drips, True), (asks_for_patience, True), (hangs, False)])
def test_an_endpoint_has_so_much_time_in_all(
    starts: Starter, post: Callable[..., int], behave: Callable[[socket.socket], None], tls: bool
) -> None:
    started = time.monotonic()

    with pytest.raises(EndpointError, match=r"no answer within 0\.5 seconds"):
        post(starts(behave, tls=tls), seconds=0.5)

    assert time.monotonic() - started < A_BUSY_MACHINE


def test_a_name_server_that_does_not_answer_is_left(starts: Starter, identity: Identity) -> None:
    answers = threading.Event()

    def resolve(_host: str, _port: int) -> list[str]:
        answers.wait(60)
        return [PUBLIC]

    https = PublicHttps(is_public, resolve=resolve, tls=identity.trusted_too(), seconds=0.3)
    started = time.monotonic()

    with pytest.raises(EndpointError, match="no answer"):
        https.post(TARGET, {}, "{}")

    answers.set()
    assert time.monotonic() - started < A_BUSY_MACHINE


def test_a_name_that_does_not_exist_is_said_so(identity: Identity) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    with pytest.raises(EndpointError, match="could not be resolved"):
        PublicHttps(is_public, resolve=resolve).post(TARGET, {}, "{}")


@pytest.mark.parametrize("answer", [b"SSH-2.0-x\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 999 X\r\n", b"x" * 4000, b""])
def test_an_answer_that_is_not_http_is_refused(starts: Starter, post: Callable[..., int], answer: bytes) -> None:
    with pytest.raises(EndpointError, match=r"no HTTP answer|connection"):
        post(starts(says(answer)))


def test_no_more_than_the_head_of_an_answer_is_read(
    starts: Starter, post: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    real_recv_into = ssl.SSLSocket.recv_into

    def recv_into(self: ssl.SSLSocket, buffer: bytearray, nbytes: int | None = None, flags: int = 0) -> int:
        got = real_recv_into(self, buffer, nbytes, flags)
        read.append(got)
        return got

    monkeypatch.setattr(ssl.SSLSocket, "recv_into", recv_into)
    endless = b"HTTP/1.1 103 Early Hints\r\n\r\n" * 10_000

    with pytest.raises(EndpointError, match="no HTTP answer"):
        post(starts(says(endless)))

    assert 0 < sum(read) <= MOST_READ


def test_a_long_body_is_not_waited_for(starts: Starter, post: Callable[..., int]) -> None:
    def behave(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        hangs(connection)

    started = time.monotonic()

    assert post(starts(behave), seconds=A_BUSY_MACHINE) == 200

    assert time.monotonic() - started < A_BUSY_MACHINE


def test_a_head_that_cannot_be_parsed_logs_no_url(
    starts: Starter, post: Callable[..., int], caplog: pytest.LogCaptureFixture
) -> None:
    with suppress(EndpointError):
        post(starts(says(b"HTTP/1.1 200 OK\r\nno colon\r\nX: y\r\n\r\n")))

    assert NAME not in caplog.text
    assert "a=b" not in caplog.text


def test_a_listed_host_is_spoken_to_without_tls_wherever_it_is() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    heard: list[bytes] = []

    def serve() -> None:
        connection, _ = server.accept()
        with connection:
            heard.append(connection.recv(4096))
            connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    port = server.getsockname()[1]
    https = PublicHttps(is_public, resolve=lambda _host, _port: ["127.0.0.1"])
    with server:
        status = https.post(Target("localhost", port, "/in", is_listed=True, scheme="http"), {}, "{}")
        thread.join(5)
        with pytest.raises(EndpointError, match="not public"):
            https.post(Target("localhost", port, "/in", scheme="http"), {}, "{}")

    assert status == 204
    assert heard[0].startswith(b"POST /in HTTP/1.1\r\n")
    assert f"Host: localhost:{port}".encode() in heard[0]
