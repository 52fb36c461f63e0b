"""Requests to providers: address, time limit, size limit, and what a fault says about the request."""

import socket
from collections.abc import Iterator

import pytest

from greenroom.adapters.providers.json_api import MOST_READ, AddressRefusedError, JsonApi
from greenroom.models.meeting import OutcomeUnknownError, ProviderBusyError
from tests.providers.server import Asked, Fault, Line, Reply, serving


@pytest.fixture
def line() -> Line:
    """The line to a server that tells what it was asked."""
    return Line()


def told(asked: Asked) -> Reply:
    """What came, as a server sees it."""
    if asked.path == "/large":
        return 200, {"large": "x" * MOST_READ}
    if asked.path == "/moved":
        return 302, {"Location": "http://127.0.0.1/elsewhere"}
    return 200, {"method": asked.method, "body": asked.raw.decode(), "type": asked.headers.get("content-type")}


@pytest.fixture
def address(line: Line) -> Iterator[str]:
    """Where that server is."""
    with serving(told, line) as address:
        yield address


def here(address: str, seconds: float = 8.0) -> JsonApi:
    return JsonApi("https://api.example.com", who="Example", stand_in=address, seconds=seconds)


def test_json_and_forms_go_out_and_json_comes_back(address: str) -> None:
    assert here(address).call("POST", "/", body={"a": 1}).body == {
        "method": "POST",
        "body": '{"a": 1}',
        "type": "application/json",
    }
    assert here(address).call("POST", "/", form={"a": "b c"}).body["body"] == "a=b+c"
    assert here(address).call("GET", "/").body == {"method": "GET", "body": "", "type": None}


@pytest.mark.parametrize(
    "stand_in",
    ["http://example.com", "https://example.com", "http://10.0.0.1", "http://127.0.0.1.example.com", "ftp://127.0.0.1"],
)
def test_credentials_go_to_the_real_address_or_to_this_machine_and_nowhere_else(stand_in: str) -> None:
    with pytest.raises(AddressRefusedError):
        here(stand_in)


def test_the_real_address_is_spoken_to_encrypted_alone() -> None:
    with pytest.raises(AddressRefusedError):
        JsonApi("http://api.zoom.us", who="Zoom")


@pytest.mark.parametrize("fault", [Fault.LOST_BEFORE, Fault.LOST_AFTER, Fault.UNAVAILABLE_AFTER, Fault.CUT], ids=str)
def test_after_a_fault_on_the_way_nobody_knows_whether_it_was_done(address: str, line: Line, fault: Fault) -> None:
    line.hit("POST", fault)
    with pytest.raises(OutcomeUnknownError):
        here(address).call("POST", "/", body={})


def test_an_answer_that_drips_is_left_at_the_deadline(address: str, line: Line) -> None:
    line.hit("GET", Fault.DRIP)
    with pytest.raises(OutcomeUnknownError):
        here(address, seconds=0.5).call("GET", "/")


def test_an_answer_that_is_too_large_is_not_read(address: str) -> None:
    with pytest.raises(OutcomeUnknownError):
        here(address).call("GET", "/large")


def test_a_redirection_is_an_answer_and_not_followed(address: str, line: Line) -> None:
    assert here(address).call("GET", "/moved").status == 302
    assert len(line.asked) == 1


def test_an_unreachable_provider_has_done_nothing() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(ProviderBusyError):
        here(f"http://127.0.0.1:{port}").call("POST", "/", body={})
