"""The needs of a future interview: what it lacks to take place as promised."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.interviewing.languages import is_served
from greenroom.models.interview import NOT_BEGUN
from greenroom.models.readiness import Readiness
from greenroom.rules.contacts import contact_of
from greenroom.rules.readiness import Facts, readiness_of
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.show_interviews import Shown

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


def readiness(shown: Shown, *, schedule: "Schedule", links: LinkMaker, now: datetime) -> Readiness | None:
    """The needs of an interview, met or missing; None for an interview that is running or over.

    It takes one round trip, which reads three small items.
    """
    interview = shown.interview
    if interview.status not in NOT_BEGUN:
        return None
    session_id = interview.session_id
    session_hash = links.hash_of(session_id, interview.booking_version) if session_id else None
    organisation, job, plan_language = schedule.readiness_reads(interview, session_hash)
    policy = organisation.policy
    contact = contact_of(interview, job, policy)
    wanted = policy.language_code
    is_served_so = plan_language is None or is_served(wanted, plan_language)
    facts = Facts(contact, shown.delivery, shown.meeting, wanted, plan_language, is_language_served=is_served_so)
    return readiness_of(interview, facts, now)
