"""Who answers candidates. Pure."""

from greenroom.models.contact import Contact
from greenroom.models.interview import Interview
from greenroom.models.job import Job
from greenroom.models.organisation import Policy


def contact_of(interview: Interview, job: Job | None, policy: Policy) -> Contact | None:
    """Who answers the candidate of an interview: its own contact, else its job's, else the organisation's address.

    None where nobody answers.
    """
    return interview.contact or answers_for_job(job, policy)


def answers_for_job(job: Job | None, policy: Policy) -> Contact | None:
    """Who answers the candidates of a job, where an interview names nobody of its own."""
    if job is not None and job.contact is not None:
        return job.contact
    return Contact(email=policy.reply_to) if policy.reply_to else None
