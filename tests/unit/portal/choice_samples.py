"""A choice of a time as its candidate is offered it, for the tests of its pages."""

from datetime import datetime, timedelta
from typing import Any

from greenroom.models.booking_reads import BookingReads, People
from greenroom.models.choice import Choice, ChoiceStatus
from greenroom.models.interview import InterviewStatus
from greenroom.models.organisation import Policy
from greenroom.usecases.choose_time import ChoiceState, OfferedChoice
from greenroom.usecases.free_times import FreeTime, FreeTimes
from greenroom.usecases.time_invitation import time_invitation_of
from tests.builders import a_candidate, a_job, a_match, a_slot, an_interview, an_organisation

WISHES = "Afternoons, or any time on Friday."


def an_offered_choice(
    now: datetime, state: ChoiceState = ChoiceState.OPEN, *, wishes: str | None = None, **fields: Any
) -> OfferedChoice:
    """The choice of a candidate in Berlin, for slots in India."""
    status = ChoiceStatus.TIMES_REQUESTED if wishes else ChoiceStatus.INVITED
    choice = Choice(status=status, invited_at=now, expires_at=now + timedelta(days=7), wishes=wishes)
    if state is ChoiceState.BOOKED:
        starts_at = now + timedelta(days=2)
        ends_at = starts_at + timedelta(minutes=45)
        fields |= {"status": InterviewStatus.SCHEDULED, "started_at": starts_at, "ended_at": ends_at, "booked_at": now}
    interview = an_interview(**{"session_id": "ses_1", "booking_version": 1, "choice": choice, **fields})
    organisation = an_organisation(policy=Policy(reply_to="hr@acme.example.com", brand_color="#7a1f5c"))
    job = a_job(company_name="Acme Robotics")
    people = People(a_candidate(timezone="Europe/Berlin"), job, a_match(), (), None, None)
    reads = BookingReads(organisation, interview, None)
    about = time_invitation_of(interview, reads, people, choice, actor="candidate", now=now)
    return OfferedChoice(interview, choice, state, about, reads, people)


def free_times_ahead(now: datetime, times: int = 7) -> FreeTimes:
    """Several free times a day, from the day after tomorrow on; beyond five days there is a next page."""
    found = []
    for number in range(times):
        starts_at = now + timedelta(days=2, hours=6 * number)
        slot = a_slot(slot_id=f"slot_{number}").changed(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45))
        found.append(FreeTime(slot, slot.ends_at))
    return FreeTimes(found, {"starts_at": "2026-12-09T09:00:00Z", "slot_id": "slot_9"} if times > 5 else None)
