"""The network that a request came from, as far as CloudFront's headers show it."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from greenroom.api.edge import came_by_portal
from greenroom.models.limit import ClientNetwork

IPV6_NETWORK = 64
"""The prefix length that a provider gives to one customer: addresses within it count as one network."""


def client_network_of(event: Mapping[str, Any], origin_secret: str) -> ClientNetwork:
    """The visitor's network and, where it differs, the network of the connection that brought the request.

    CloudFront appends the visitor's address to `X-Forwarded-For`, and API Gateway the one of CloudFront. A client that
    calls the API directly can write anything there, so the header counts only together with the origin's secret.
    """
    carrier = network(str(event["requestContext"].get("identity", {}).get("sourceIp", "")))
    if not came_by_portal(event, origin_secret):
        return ClientNetwork(carrier)
    sent = next(
        (value for name, value in (event.get("headers") or {}).items() if name.lower() == "x-forwarded-for"), None
    )
    hops = [hop.strip() for hop in (sent or "").split(",")]
    viewer = network(hops[-2]) if len(hops) > 1 else carrier
    if viewer in {"", carrier}:
        return ClientNetwork(carrier)
    return ClientNetwork(viewer, carrier)


def network(address: str) -> str:
    """The network of an IP address; empty for a text that is not one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, IPV6_NETWORK), strict=False))
