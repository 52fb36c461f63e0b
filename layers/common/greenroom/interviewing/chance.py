"""Chance that is the same after each reload: it comes from the interview's id."""

from hashlib import blake2b


def lot(seed: str, question_id: str) -> float:
    """A number from 0 to 1 for a question in one interview: decides between equally good ones."""
    digest = blake2b(f"{seed}\x00{question_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
