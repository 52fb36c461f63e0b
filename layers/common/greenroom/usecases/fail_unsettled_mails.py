"""Settle the e-mails of an ended interview that a sender claimed and never settled."""

from typing import TYPE_CHECKING

from greenroom.models.interview import Interview
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.deliver import outcome_entry
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions

NEVER_HEARD_OF = "Nobody knows whether this e-mail went out: whoever was sending it was not heard of again."


def fail_unsettled_mails(interview: Interview, *, schedule: "Schedule", sessions: "Sessions", links: LinkMaker) -> None:
    """Mark each unsettled e-mail of all versions of an ended interview as failed with an unknown outcome.

    A sender that is still running has the claim and corrects the result.
    """
    if interview.session_id is None:
        return
    for version in range(1, interview.booking_version + 1):
        for delivery in sessions.mails(links.hash_of(interview.session_id, version)):
            ended = delivery.changed(status=DeliveryStatus.FAILED, reason=NEVER_HEARD_OF)
            if delivery.status is DeliveryStatus.CLAIMED:
                ended = sessions.note_outcome(ended) or delivery
            # Also if a process died after settling: the log entry is the same, so that it is stored once.
            entry = outcome_entry(interview.org_id, interview.interview_id, version, ended)
            if entry is not None and ended.reason == NEVER_HEARD_OF:
                schedule.log(entry)
