"""Where a request came from, as far as it can be known behind CloudFront."""

import ipaddress
from typing import TYPE_CHECKING

from greenroom.models.limit import Source

IPV6_NETWORK = 64
"""One customer has all of it, so addresses within it are one source."""


if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent


def source_of(event: "APIGatewayProxyEvent") -> Source:
    """The visitor's network, and the connection that brought it where that is another.

    CloudFront appends the visitor's address to `X-Forwarded-For`, and API Gateway the one of CloudFront. Who calls the
    API past CloudFront can write what they like before their own address: that one is the carrier, and counted too.
    """
    carrier = network(str(event["requestContext"].get("identity", {}).get("sourceIp", "")))
    hops = [hop.strip() for hop in event.headers.get("X-Forwarded-For", "").split(",")]
    viewer = network(hops[-2]) if len(hops) > 1 else carrier
    if viewer in {"", carrier}:
        return Source(carrier)
    return Source(viewer, carrier)


def network(address: str) -> str:
    """The network that an address stands for; empty for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, IPV6_NETWORK), strict=False))
