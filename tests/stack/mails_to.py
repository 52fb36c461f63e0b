"""The e-mails that the local cloud sent to one person."""

from typing import Any

from local.recruiting import Recruiter
from local.running import RunningStack


def mails_to(recruiter: Recruiter, interview_id: str, subject_starts: str = "") -> list[dict[str, Any]]:
    """The e-mails to the candidate of an interview."""
    candidate_id = recruiter.made("GET", f"/interviews/{interview_id}")["candidate_id"]
    address = recruiter.made("GET", f"/candidates/{candidate_id}")["email"]
    return [mail for mail in mails_to_address(recruiter.stack, address) if mail["Subject"].startswith(subject_starts)]


def mails_to_address(stack: RunningStack, address: str) -> list[dict[str, Any]]:
    """The e-mails to an address."""
    return [mail for mail in stack.mails() if address in mail["To"]]
