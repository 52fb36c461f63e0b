"""Opaque ids: sortable by the time they were made, so that a table lists newest first without another index."""

from ulid import ULID


def new_id(prefix: str) -> str:
    """A new id such as `job_01jd…`: the prefix is for people who read logs, nothing parses it."""
    return f"{prefix}_{str(ULID()).lower()}"
