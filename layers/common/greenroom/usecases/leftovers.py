"""Letters that somebody claimed and never settled: when sending them would help nobody any more, they are closed."""

from greenroom.models.interview import Interview
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.deliver import outcome_entry
from greenroom.usecases.invite import Office

NEVER_HEARD_OF = "Nobody knows whether this e-mail went out: whoever was sending it was not heard of again."


def settle_leftovers(interview: Interview, office: Office) -> None:
    """Note of each such letter of an interview that is over, in all its versions, that nobody knows its end.

    A sender that lives after all still owns its claim, and says better.
    """
    if interview.session_id is None:
        return
    for version in range(1, interview.booking_version + 1):
        for delivery in office.sessions.letters(office.links.hash_of(interview.session_id, version)):
            ended = delivery.changed(status=DeliveryStatus.FAILED, reason=NEVER_HEARD_OF)
            if delivery.status is DeliveryStatus.CLAIMED:
                ended = office.sessions.settle(ended) or delivery
            # Also where a process died after it settled one: the same entry is written once.
            entry = outcome_entry(interview.org_id, interview.interview_id, version, ended)
            if entry is not None and ended.reason == NEVER_HEARD_OF:
                office.schedule.log(entry)
