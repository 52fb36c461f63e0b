"""Pseudorandom numbers that are the same after each reload, because their seed is the interview's id."""

from hashlib import blake2b


def seeded_number(interview_id: str, name: str) -> float:
    """A number from 0 to 1 for a question, or another choice, of an interview: it decides between equal ones."""
    digest = blake2b(f"{interview_id}\x00{name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
