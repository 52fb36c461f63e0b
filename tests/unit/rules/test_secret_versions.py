"""The versions of a stack's secret, and the version from which a record's keys are derived."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from greenroom.rules.secret_versions import (
    OF_MINUTES,
    Purpose,
    UnreadableSecretError,
    all_keys,
    first_key,
    key_of_made,
    newest_key,
    secret_versions,
)

ROTATED_AT = datetime(2026, 12, 1, 14, tzinfo=UTC)
AGAIN_AT = ROTATED_AT + timedelta(days=30)
TEXT = json.dumps(
    [
        {"secret": "third", "since": "2026-12-31T14:00:00Z"},
        {"secret": "second", "since": "2026-12-01T14:00:00Z"},
        {"secret": "first"},
    ]
)


def made(at: datetime) -> str:
    return f"ses_{str(ULID.from_datetime(at)).lower()}"


def test_long_lived_purposes_keep_the_plain_text_of_an_older_stack_as_their_key() -> None:
    for purpose in set(Purpose) - OF_MINUTES:
        keys = {key_of_made("plain", purpose, made(AGAIN_AT)), newest_key("plain", purpose, AGAIN_AT)}
        assert keys | {first_key("plain", purpose)} == {"plain"}


def test_each_purpose_of_a_new_secret_has_a_key_of_its_own() -> None:
    new = json.dumps([{"secret": "new", "scheme": "HKDF"}])
    keys = {key_of_made(new, purpose, made(AGAIN_AT)) for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert "new" not in keys
    assert {first_key(new, purpose) for purpose in Purpose} == keys


def test_short_lived_purposes_never_share_a_key_with_links() -> None:
    keys = {newest_key("plain", purpose, AGAIN_AT) for purpose in OF_MINUTES}
    assert len(keys) == len(OF_MINUTES)
    assert "plain" not in keys


def test_a_link_made_before_a_rotation_keeps_its_key() -> None:
    before = made(ROTATED_AT - timedelta(seconds=1))
    assert key_of_made(TEXT, Purpose.LINKS, before) == key_of_made("first", Purpose.LINKS, before) == "first"
    once = json.dumps(json.loads(TEXT)[1:])
    between = made(AGAIN_AT - timedelta(seconds=1))
    assert key_of_made(TEXT, Purpose.LINKS, between) == key_of_made(once, Purpose.LINKS, between) != "first"


def test_versions_and_purposes_have_keys_of_their_own() -> None:
    moments = (ROTATED_AT, AGAIN_AT)
    keys = {key_of_made(TEXT, purpose, made(moment)) for purpose in Purpose for moment in moments}
    assert len(keys) == 2 * len(Purpose)
    assert not keys & {"first", "second", "third"}


def test_an_id_that_is_not_ours_follows_from_the_first_version() -> None:
    assert key_of_made(TEXT, Purpose.LINKS, "ses_1") == "first"


def test_a_signature_is_made_by_what_is_in_force_and_read_by_all() -> None:
    assert newest_key(TEXT, Purpose.REPORT_LINKS, ROTATED_AT - timedelta(hours=1)) == "first"
    keys = [newest_key(TEXT, Purpose.REPORT_LINKS, moment) for moment in (AGAIN_AT, ROTATED_AT)]
    assert all_keys(TEXT, Purpose.REPORT_LINKS) == (*keys, "first")


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[]",
        '["new", "old"]',
        '[{"secret": "new"}, {"secret": "old"}]',
        '[{"secret": "new", "since": "2026-12-01T14:00:00Z"}]',
        '[{"secret": "new", "since": "2026-12-01T14:00:00"}, {"secret": "old"}]',
        '[{"secret": "new", "scheme": "another"}]',
        '[{"secret": "", "since": "2026-12-01T14:00:00Z"}, {"secret": "old"}]',
        '[{"secret": "b", "since": "2026-12-01T14:00:00Z"}, {"secret": "c", "since": "2026-12-02T14:00:00Z"}, '
        '{"secret": "old"}]',
    ],
)
def test_a_list_that_could_mean_two_things_is_refused_without_telling_it(text: str) -> None:
    with pytest.raises(UnreadableSecretError) as refused:
        secret_versions(text)
    assert "new" not in str(refused.value).replace("newest", "")
