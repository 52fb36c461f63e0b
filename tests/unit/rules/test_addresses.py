"""The addresses to which webhooks may be sent."""

import pytest

from greenroom.models.webhook import Target
from greenroom.rules.addresses import is_public, target_of

NOT_PUBLIC = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.170.2", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
    "3fff::1", "5f00::1", "100::1", "4000::1",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:93.184.216.34", "::ffff:7f00:1",
    "::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::1",
    "2001::1", "2001:0:7f00:1::1",
    "", "localhost", "2130706433", "0x7f.1", "127.1", "1.2.3", "010.0.0.1",
]  # fmt: skip

REFUSED = [
    ("", "HTTPS"),
    ("http://hooks.example.com/", "HTTPS"),
    ("ftp://hooks.example.com/", "HTTPS"),
    ("//hooks.example.com/", "HTTPS"),
    ("https:hooks.example.com", "HTTPS"),
    ("https:///hooks.example.com", "HTTPS"),
    ("https://user@hooks.example.com/", "HTTPS"),
    ("https://user:pass@hooks.example.com/", "HTTPS"),
    ("https://hooks.example.com@127.0.0.1/", "HTTPS"),
    ("https://hooks.example.com\\@127.0.0.1/", "HTTPS"),
    ("https://hooks.example.com/#part", "HTTPS"),
    ("https://hooks.example.com/a b", "HTTPS"),
    ("https://hooks.example.com/\r\nHost: other", "HTTPS"),
    ("https://hooks.example.com/\n", "HTTPS"),
    (" https://hooks.example.com/", "HTTPS"),
    ("https://hooks.example.com:443:443/", "HTTPS"),
    ("https://hooks.example.com:/", "HTTPS"),
    ("https://hooks.example.com:abc/", "HTTPS"),
    ("https://hööks.example.com/", "HTTPS"),
    ("https://hooks.example.com/ü", "HTTPS"),
    ("https://hooks。example。com/", "HTTPS"),
    ("https://localhost/", "HTTPS"),
    ("https://metadata/", "HTTPS"),
    ("https://127.0.0.1/", "HTTPS"),
    ("https://2130706433/", "HTTPS"),
    ("https://0x7f.0.0.1/", "HTTPS"),
    ("https://[::1]/", "HTTPS"),
    ("https://-hooks.example.com/", "HTTPS"),
    ("https://hooks..example.com/", "HTTPS"),
    ("https://hooks.example.com./", "HTTPS"),
    (f"https://{'a' * 64}.example.com/", "HTTPS"),
    (f"https://{'.'.join(['a' * 60] * 5)}.com/", "host name"),
    ("https://hooks.localhost/", "host name"),
    ("https://printer.local/", "host name"),
    ("https://ip-10-0-0-1.ec2.internal/", "host name"),
    ("https://metadata.google.internal/", "host name"),
    ("https://1.0.0.127.in-addr.arpa/", "host name"),
    ("https://hooks.example.com:80/", "ports"),
    ("https://hooks.example.com:22/", "ports"),
    ("https://hooks.example.com:0/", "ports"),
    ("https://hooks.example.com:99999/", "ports"),
    (f"https://hooks.example.com/{'a' * 480}", "500 characters"),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_not_everybody_can_reach_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_address_on_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(("url", "because"), REFUSED)
def test_an_address_that_no_webhook_can_have_is_refused_with_a_reason(url: str, because: str) -> None:
    with pytest.raises(ValueError, match=because):
        target_of(url)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://hooks.example.com", Target("hooks.example.com", 443, "/")),
        ("https://hooks.example.com/in?a=b&c=%20", Target("hooks.example.com", 443, "/in?a=b&c=%20")),
        ("HTTPS://Hooks.Example.COM:8443/In", Target("hooks.example.com", 8443, "/In")),
        ("https://hooks.example.com?a=b", Target("hooks.example.com", 443, "/?a=b")),
        ("https://xn--hks-sna.example.com:443/~me/(x)", Target("xn--hks-sna.example.com", 443, "/~me/(x)")),
        ("https://1a.example.co.uk/", Target("1a.example.co.uk", 443, "/")),
    ],
)
def test_an_address_is_taken_apart(url: str, target: Target) -> None:
    assert target_of(url) == target


LISTED = ("localhost:8000", "hooks.test:9000")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://localhost:8000/in", Target("localhost", 8000, "/in", is_listed=True, scheme="http")),
        ("https://localhost:8000", Target("localhost", 8000, "/", is_listed=True)),
        ("http://hooks.test:9000/a?b=c", Target("hooks.test", 9000, "/a?b=c", is_listed=True, scheme="http")),
        ("https://hooks.example.com/in", Target("hooks.example.com", 443, "/in")),
    ],
)
def test_a_host_that_the_stack_lists_may_be_on_this_machine_and_speak_http(url: str, target: Target) -> None:
    assert target_of(url, LISTED) == target


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8001/in",
        "http://localhost/in",
        "http://127.0.0.1:8000/in",
        "http://localhost:8000@evil.example.com/",
        "http://localhost:8000.evil.example.com/",
        "http://localhost:80/\r\nHost: evil",
        "ftp://localhost:8000/in",
        "http://hooks.example.com/in",
    ],
)
def test_an_address_that_the_list_does_not_name_letter_for_letter_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        target_of(url, LISTED)


def test_without_a_list_no_host_of_this_machine_is_taken() -> None:
    with pytest.raises(ValueError, match="HTTPS"):
        target_of("http://localhost:8000/in")
