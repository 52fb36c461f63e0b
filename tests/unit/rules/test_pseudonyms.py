"""Keyed hashes of addresses and networks."""

import pytest

from greenroom.rules.links import session_key
from greenroom.rules.pseudonyms import ADDRESS, PURPOSE, SOURCE, normalised, pseudonym


@pytest.mark.parametrize("typed", ["meera@example.com", " Meera@Example.COM\n", "ＭＥＥＲＡ@example.com"])
def test_every_spelling_of_an_address_is_one(typed: str) -> None:
    assert normalised(typed) == "meera@example.com"


@pytest.mark.parametrize("other", ["meera+jobs@example.com", "me.era@example.com", "meera@example.co"])
def test_addresses_that_may_be_different_mailboxes_stay_different(other: str) -> None:
    assert normalised(other) != normalised("meera@example.com")


def test_another_secret_kind_or_value_gives_another_hash() -> None:
    hashes = {
        pseudonym("secret", ADDRESS, "a@b.co"),
        pseudonym("other", ADDRESS, "a@b.co"),
        pseudonym("secret", SOURCE, "a@b.co"),
        pseudonym("secret", ADDRESS, "b@b.co"),
    }
    assert len(hashes) == 4


def test_no_hash_is_ever_a_session_key() -> None:
    assert pseudonym("secret", ADDRESS, "ses_1") != session_key("secret", ADDRESS, 1)
    assert pseudonym("secret", "ses_1", "1") != session_key("secret", "ses_1", 1)
    assert PURPOSE
