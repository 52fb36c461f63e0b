"""What is kept of an erased candidate, so that a restored table cannot bring the person back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Tombstone:
    """A candidate who was erased: ids alone."""

    org_id: str
    candidate_id: str
