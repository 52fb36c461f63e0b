"""The accepted e-mail addresses, and the form in which they are stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.rules.email_addresses import email_address


@pytest.mark.parametrize(
    "address",
    [
        "asha.raman@example.com",
        "o'brien+jobs@mail.example.co.uk",
        "asha@bücher.example",
        "用户@例え.jp",
        "zoë@example.com",
        "अजय@डाटा.भारत",
        "x" * 64 + "@example.com",
        "Asha.Raman@EXAMPLE.COM",
        "lead@hooks.internal.test",
        "lead@mail.local",
    ],
)
def test_an_address_in_any_script_is_taken_as_it_is(address: str) -> None:
    assert email_address(address) == address


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("asha@BÜCHER.example", "asha@bücher.example"),
        ("asha@xn--bcher-kva.example", "asha@bücher.example"),
        ("zoe\u0308@example.com", "zoë@example.com"),
    ],
)
def test_two_spellings_of_a_domain_are_one_address(given: str, kept: str) -> None:
    assert email_address(given) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "@example.com",
        "asha@",
        "asha@example",
        "asha@1.2.3.4",
        "asha@[1.2.3.4]",
        '"asha raman"@example.com',
        "Asha <asha@example.com>",
        "asha@example.com, victim@example.com",
        "asha@example.com\r\nBcc: victim@example.com",
        "asha..raman@example.com",
        "asha raman@example.com",
        "asha@exa\u2028mple.com",
        "asha@-example.com",
        "asha@xn--a.example",
        "x" * 65 + "@example.com",
        "asha@" + "x" * 64 + ".com",
        "\ud800@example.com",
    ],
)
def test_an_invalid_address_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not an e-mail address, such as name@example\.com"):
        email_address(text)


@given(st.text(max_size=80) | st.emails())
def test_an_accepted_address_is_accepted_again_unchanged(text: str) -> None:
    try:
        kept = email_address(text)
    except ValueError:
        return
    assert email_address(kept) == kept
