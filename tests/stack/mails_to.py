"""The e-mails that the local cloud sent to one candidate."""

from typing import Any

from local.recruiting import Recruiter


def mails_to(recruiter: Recruiter, interview_id: str, subject_starts: str = "") -> list[dict[str, Any]]:
    """The e-mails to the candidate of an interview."""
    candidate_id = recruiter.made("GET", f"/interviews/{interview_id}")["candidate_id"]
    address = recruiter.made("GET", f"/candidates/{candidate_id}")["email"]
    sent = recruiter.stack.mails()
    return [mail for mail in sent if address in mail["To"] and mail["Subject"].startswith(subject_starts)]
