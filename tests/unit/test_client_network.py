"""The network of a request through CloudFront, of one that bypasses it, and of a forged one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from greenroom.api.client_network import client_network_of, network
from greenroom.models.limit import ClientNetwork, Limit

SECRET = "what-cloudfront-sends"
EDGE, VIEWER = "130.176.1.1", "203.0.113.7"


def an_event(source_ip: str, forwarded: str | None) -> dict[str, Any]:
    headers = {"X-Origin-Secret": SECRET} | ({} if forwarded is None else {"X-Forwarded-For": forwarded})
    return {"headers": headers, "requestContext": {"identity": {"sourceIp": source_ip}}}


@pytest.mark.parametrize(
    ("source_ip", "forwarded", "expected"),
    [
        (EDGE, f"{VIEWER}, {EDGE}", ClientNetwork(VIEWER, EDGE)),
        (EDGE, f"10.0.0.1, made up, {VIEWER}, {EDGE}", ClientNetwork(VIEWER, EDGE)),
        (VIEWER, None, ClientNetwork(VIEWER)),
        (VIEWER, VIEWER, ClientNetwork(VIEWER)),
        (VIEWER, f"198.51.100.1, {VIEWER}", ClientNetwork("198.51.100.1", VIEWER)),
        (VIEWER, f"<script>, {VIEWER}", ClientNetwork(VIEWER)),
        (EDGE, f"2001:db8:1:2:3:4:5:6, {EDGE}", ClientNetwork("2001:db8:1:2::/64", EDGE)),
    ],
)
def test_the_visitor_is_the_hop_before_the_connection(
    source_ip: str, forwarded: str | None, expected: ClientNetwork
) -> None:
    assert client_network_of(an_event(source_ip, forwarded), SECRET) == expected


@pytest.mark.parametrize("secret", ["another", "", "what-cloudfront-sends-not"])
def test_a_request_that_bypasses_the_portal_is_identified_by_its_connection_alone(secret: str) -> None:
    event = an_event(VIEWER, f"198.51.100.1, {VIEWER}")
    event["headers"]["X-Origin-Secret"] = secret
    assert client_network_of(event, SECRET) == ClientNetwork(VIEWER)


@pytest.mark.parametrize(
    ("sent", "known", "is_believed"),
    [
        ("old", "new old", True),
        ("new old", "old", True),
        ("new old", "new old", True),
        ("new old", "new", True),
        ("new", "new old", True),
        ("old", "new", False),
        ("", "new old", False),
        (" ", "new old", False),
        ("newold", "new old", False),
        ("a b old", "new old", False),
    ],
)
def test_while_the_secret_is_changed_one_that_both_know_is_enough(sent: str, known: str, is_believed: bool) -> None:
    event = an_event(EDGE, f"{VIEWER}, {EDGE}")
    event["headers"]["X-Origin-Secret"] = sent
    assert client_network_of(event, known) == ClientNetwork(*((VIEWER, EDGE) if is_believed else (EDGE,)))


def test_without_a_secret_nobody_is_believed() -> None:
    event = an_event(VIEWER, f"198.51.100.1, {VIEWER}")
    event["headers"]["X-Origin-Secret"] = ""
    assert client_network_of(event, "") == ClientNetwork(VIEWER)


def test_an_event_without_an_address_is_one_source() -> None:
    assert client_network_of({"headers": None, "requestContext": {}}, SECRET) == ClientNetwork("")


@pytest.mark.parametrize(
    ("address", "found"),
    [("::ffff:203.0.113.7", "203.0.113.7"), ("2001:db8::1", "2001:db8::/64"), ("", ""), ("1.2.3", "")],
)
def test_addresses_of_one_customer_are_one_network(address: str, found: str) -> None:
    assert network(address) == found


def test_windows_follow_one_another() -> None:
    limit, moment = Limit(3, timedelta(minutes=15)), datetime(2026, 11, 27, 9, 14, 59, 999_000, tzinfo=UTC)
    name, ends_at = limit.window_of(moment)
    assert ends_at == datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
    assert limit.window_of(ends_at)[0] != name
    assert limit.window_of(moment - timedelta(minutes=14))[0] == name
