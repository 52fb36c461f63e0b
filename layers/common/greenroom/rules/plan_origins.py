"""A digest of the sources of an interview's questions. If it changes, new questions are made. Pure."""

from hashlib import blake2b

from greenroom.models.interview import Appointment
from greenroom.models.job import Job


def made_from(appointment: Appointment, job: Job) -> str:
    """A digest of the sources of questions. Résumé and slot are left out, because a move always makes new questions."""
    parts = (*job.asked_about, appointment.coding_language or "", appointment.language_code, appointment.accent_tld)
    return blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
