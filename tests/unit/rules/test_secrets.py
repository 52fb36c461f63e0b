"""Links can be derived again and tokens checked, and their stored hashes grant no access."""

import hashlib

import pytest

from greenroom.rules.links import portal_link, session_hash, session_key
from greenroom.rules.rooms import candidate_room_id, first_room_id, new_room, organisation_of
from greenroom.rules.tokens import new_token, token_hash, token_in


def test_the_link_of_a_session_is_the_same_each_time_and_another_for_each_version() -> None:
    key = session_key("secret", "ses_1", 1)
    assert key == session_key("secret", "ses_1", 1)
    assert (
        len({key, session_key("secret", "ses_1", 2), session_key("secret", "ses_2", 1), session_key("x", "ses_1", 1)})
        == 4
    )


def test_the_stored_hash_is_that_of_the_key_in_the_link() -> None:
    key = session_key("secret", "ses_1", 1)
    assert session_hash(key) == hashlib.sha256(key.encode()).hexdigest()
    assert portal_link("https://portal.example/", key) == f"https://portal.example/?session_key={key}"


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("Token abc", "abc"),
        ("Bearer abc", "abc"),
        ("token  abc ", "abc"),
        ("Basic abc", None),
        ("abc", None),
        ("Token", None),
        ("", None),
        (None, None),
        ("Token " + "a" * 201, None),
    ],
)
def test_a_token_is_read_from_either_scheme_and_from_nothing_else(header: str | None, token: str | None) -> None:
    assert token_in(header) == token


def test_tokens_are_long_random_and_stored_as_a_hash() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(len(token) >= 43 for token in tokens)
    assert token_hash("grt_x") == hashlib.sha256(b"grt_x").hexdigest()


def test_a_room_names_its_organisation_and_nothing_else_that_can_be_guessed() -> None:
    for room_id_of in (first_room_id, candidate_room_id):
        room_id, another, forged = (
            room_id_of(secret, "org_01abc", room)
            for secret, room in (("key", "one"), ("key", "other"), ("guess", "one"))
        )
        assert organisation_of(room_id) == "org_01abc"
        assert len(room_id.removeprefix("org_01abc-")) == 32
        assert len({room_id, another, forged}) == 3
    assert first_room_id("key", "org_01abc", "one") != candidate_room_id("key", "org_01abc", "one")
    assert new_room("org_01abc") != new_room("org_01abc")


def test_a_room_id_that_an_earlier_release_sent_and_stored_still_opens_its_room() -> None:
    sent = "org_01abc-p3Jx0cQz"
    assert first_room_id("key", "org_01abc", sent) == sent
    assert first_room_id("key", "org_01xyz", sent) != sent


def test_a_stored_room_opens_nothing_and_names_its_organisation_for_the_release_before() -> None:
    stored = new_room("org_01abc")
    assert stored not in {room_id_of("key", "org_01abc", stored) for room_id_of in (first_room_id, candidate_room_id)}
    assert organisation_of(stored) == "org_01abc"
