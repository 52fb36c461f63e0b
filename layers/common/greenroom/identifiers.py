"""Opaque ids: sortable by the time they were made, so that a table lists newest first without another index."""

from datetime import datetime

from ulid import ULID

LONGEST_ID = 64
"""Characters: more than any of ours has, and few enough for a key of DynamoDB."""


def new_id(prefix: str) -> str:
    """A new id such as `job_01jd…`: the prefix is for people who read logs, nothing parses it."""
    return f"{prefix}_{str(ULID()).lower()}"


def id_made_with(prefix: str, made_id: str, rest: bytes) -> str:
    """An id as old as another of ours, whose other ten bytes are given. Raises ValueError."""
    moment = ULID.from_str(made_id.rpartition("_")[2].upper()).bytes[:6]
    return f"{prefix}_{str(ULID(moment + rest)).lower()}"


def earliest_id(prefix: str, moment: datetime) -> str:
    """Before every id that is made at that moment or later, and after every one before."""
    milliseconds = int(moment.timestamp() * 1000)
    return f"{prefix}_{str(ULID(milliseconds.to_bytes(6) + bytes(10))).lower()}"


def made_at(made_id: str) -> datetime | None:
    """The time when an id was made; None for a text that is no id."""
    try:
        return ULID.from_str(made_id.rpartition("_")[2].upper()).datetime
    except ValueError:
        return None


def can_name(text: str) -> bool:
    """Whether a text from outside is short enough to be an id of anything."""
    return len(text) <= LONGEST_ID
