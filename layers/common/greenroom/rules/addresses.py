"""Where webhooks may go: HTTPS, to a name, at an address that all of the internet can reach.

A stack may list further hosts, such as localhost:8000, to try a program beside the local cloud.
"""

import ipaddress
import re
from collections.abc import Collection

from greenroom.models.webhook import Target

PORTS = (443, 8443)
LONGEST_URL = 500
LONGEST_NAME = 253

LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# The last label starts with a letter, so that no spelling of an IP address counts as a name. The path has only
# characters that a request line allows.
ENDPOINT = rf"[Hh][Tt][Tt][Pp][Ss]://(?P<host>(?:{LABEL}\.)+[A-Za-z][A-Za-z0-9-]{{0,61}}[A-Za-z0-9])(?::(?P<port>[0-9]{{1,5}}))?(?P<path>[/?][!$-;=?-\[\]_a-z~|]*)?"

LISTED = r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]+):(?P<port>[0-9]{1,5})(?P<path>/[!$-;=?-\[\]_a-z~|]*)?"
"""The pattern of addresses of listed hosts: a host as the list spells it, with its port."""

_INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "onion", "arpa")

# Networks that the registry calls public but that lead into others: translations to IPv4, tunnels, test networks.
_DETOURS = tuple(
    ipaddress.IPv6Network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10")
)
_UNICAST = ipaddress.IPv6Network("2000::/3")
_OLD_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")


def target_of(url: str, listed_hosts: Collection[str] = ()) -> Target:
    """Parse an endpoint's address. Raises ValueError with a sentence for people.

    For a listed host with its port, HTTP is also allowed.
    """
    if len(url) > LONGEST_URL:
        raise ValueError(f"has at most {LONGEST_URL} characters")
    listed = re.fullmatch(LISTED, url)
    if listed is not None and f"{listed['host']}:{listed['port']}" in listed_hosts:
        path = listed["path"] or "/"
        return Target(listed["host"], int(listed["port"]), path, is_listed=True, scheme=listed["scheme"])
    found = re.fullmatch(ENDPOINT, url)
    if found is None:
        raise ValueError(
            "is an address such as https://hooks.example.com/greenroom: HTTPS, a host name, "
            "no user, no fragment, ASCII characters only"
        )
    host, port = found["host"].lower(), int(found["port"] or 443)
    if len(host) > LONGEST_NAME or host.rpartition(".")[2] in _INSIDE:
        raise ValueError("needs a host name that is known on the internet")
    if port not in PORTS:
        raise ValueError("takes the ports 443 and 8443 only")
    path = found["path"] or "/"
    return Target(host, port, path if path.startswith("/") else f"/{path}")


def is_public(address: str) -> bool:
    """Whether an IP address is public.

    Not public: private, loopback, link-local (the clouds' metadata), multicast, reserved, shared (RFC 6598),
    unspecified, and IPv6 forms that hide an IPv4 address (RFC 4291, 6052, 3056, 4380).
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None or found not in _UNICAST or any(found in one for one in _DETOURS):
            return False
    elif found in _OLD_RELAYS:
        return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_link_local)
