"""The contact for candidates. Pure."""

from greenroom.models.contact import Contact
from greenroom.models.interview import Interview
from greenroom.models.job import Job
from greenroom.models.organisation import Policy


def contact_of(interview: Interview, job: Job | None, policy: Policy) -> Contact | None:
    """The contact of an interview: its own, else its job's, else the organisation's address, else None."""
    return interview.contact or answers_for_job(job, policy)


def answers_for_job(job: Job | None, policy: Policy) -> Contact | None:
    """The contact of a job, for interviews without one of their own."""
    if job is not None and job.contact is not None:
        return job.contact
    return Contact(email=policy.reply_to) if policy.reply_to else None
