"""The versions of a secret, and the keys that follow from them.

A secret's value is JSON, its versions newest first:

    [{"secret": "new…", "since": "2026-12-01T12:00:00Z"}, {"secret": "old…", "scheme": "HKDF"}]

The secret of a stack from before 29 November 2026 is a plain text, which becomes a version without a scheme in a list.

The key for a record (a session, an endpoint) comes from the version that was current when the record's id was made,
because ids contain their time. Values derived before a rotation therefore stay valid, and all functions derive the same
values, even if they have read different versions of the secret.
"""

import hashlib
import hmac
import json
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from greenroom.identifiers import made_at


class Purpose(StrEnum):
    """The purpose of a key. The value is the label for HKDF."""

    LINKS = "links"
    ROOMS = "rooms"
    ROOM_TICKETS = "room tickets"
    WEBHOOKS = "webhooks"
    REPORT_LINKS = "report links"
    ADDRESSES = "addresses"
    SIGN_IN_LINKS = "sign-in links"
    PASSKEYS = "passkeys"


OF_MINUTES = {Purpose.ROOM_TICKETS, Purpose.SIGN_IN_LINKS, Purpose.PASSKEYS}
"""Purposes whose values are valid for minutes. Earlier releases used the other purposes' keys without HKDF, and such
values are still stored."""
HKDF = "HKDF"


class UnreadableSecretError(Exception):
    """The stack's secret is neither a plain text nor a list of versions. The message does not contain it."""


class SecretVersion(NamedTuple):
    """A version of a secret, and the time from which keys are derived from it."""

    secret: str
    since: datetime | None
    """None for the first version, which was used before any rotation."""
    has_scheme: bool = False

    def key_for(self, purpose: Purpose) -> str:
        """The key for a purpose, by HKDF-SHA256 (RFC 5869); a first version without a scheme is the key itself."""
        if self.since is None and not self.has_scheme and purpose not in OF_MINUTES:
            return self.secret
        extracted = hmac.new(b"greenroom", self.secret.encode(), hashlib.sha256).digest()
        return hmac.new(extracted, purpose.encode() + b"\x01", hashlib.sha256).hexdigest()


@lru_cache(maxsize=4)
def secret_versions(text: str) -> tuple[SecretVersion, ...]:
    """The versions in a secret's value, newest first. Raises UnreadableSecretError."""
    if not text.lstrip().startswith("["):
        return (SecretVersion(text, None),)
    try:
        listed = json.loads(text)
        found = [SecretVersion(str(one["secret"]), _moment(one.get("since")), _has_scheme(one)) for one in listed]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UnreadableSecretError("The secret is no list of {secret, since}.") from error
    times = [one.since for one in found if one.since is not None]
    is_ordered = times == sorted(times, reverse=True) and len(set(times)) == len(times)
    if not found or found[-1].since is not None or len(times) != len(found) - 1 or not is_ordered:
        raise UnreadableSecretError("Each version of the secret needs its since, newest first; the oldest has none.")
    if any(not one.secret for one in found):
        raise UnreadableSecretError("A version of the secret is empty.")
    return tuple(found)


def _has_scheme(version: dict[str, str]) -> bool:
    if version.get("scheme", HKDF) != HKDF:
        raise ValueError("another scheme")
    return "scheme" in version


def _moment(text: str | None) -> datetime | None:
    moment = datetime.fromisoformat(text) if text is not None else None
    if moment is not None and moment.tzinfo is None:
        raise ValueError("since has no zone")
    return moment


def key_of_made(text: str, purpose: Purpose, made_id: str) -> str:
    """The key for a record, from the version that was current when the record's id was made."""
    moment = made_at(made_id)
    versions = secret_versions(text)
    in_force = (one for one in versions if one.since is None or (moment is not None and one.since <= moment))
    return next(in_force).key_for(purpose)


def newest_key(text: str, purpose: Purpose, now: datetime) -> str:
    """The key that signs short-lived values now."""
    return next(one for one in secret_versions(text) if one.since is None or one.since <= now).key_for(purpose)


def all_keys(text: str, purpose: Purpose) -> tuple[str, ...]:
    """The keys of all versions, any of which may have signed a value."""
    return tuple(one.key_for(purpose) for one in secret_versions(text))


def first_key(text: str, purpose: Purpose) -> str:
    """The key from before any rotation, for hashes that records are found by, such as those of addresses."""
    return secret_versions(text)[-1].key_for(purpose)
