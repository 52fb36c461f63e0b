"""The record of an erased candidate, by which the person is erased again after a restore."""

from typing import NamedTuple


class Tombstone(NamedTuple):
    """The ids of an erased candidate."""

    org_id: str
    candidate_id: str
