"""Interviews of a candidate's own list, for the tests of its pages."""

from datetime import datetime, timedelta
from typing import Any

from greenroom.models.interview import Booking, InterviewStatus, InterviewType
from greenroom.models.organisation import Policy
from greenroom.rules.own_changes import can_cancel, movable_until
from greenroom.usecases.free_times import FreeTime
from greenroom.usecases.own_interviews import ListPosition, OtherTimes, OwnInterview, OwnList
from tests.builders import a_booking, a_candidate, a_job, a_slot, an_interview, an_organisation

LINK = "https://interviews.example.com/?session_key=" + "0123456789abcdef" * 4
LONG_TITLE = "Senior Backend-Softwareentwicklungsingenieurin (w/m/d), Zahlungsverkehr und Abrechnung"


def an_own_interview(now: datetime, starts_in: timedelta | None = timedelta(days=2), **fields: Any) -> OwnInterview:
    """A booked interview of 45 minutes, in Berlin for a slot in India; with `starts_in=None` it has no time."""
    org_name = fields.pop("org_name", "Acme")
    status = fields.pop("status", InterviewStatus.SCHEDULED if starts_in else InterviewStatus.PENDING)
    starts_at = now + starts_in if starts_in else None
    booking: Booking | None = None
    if starts_at:
        ends_at = starts_at + timedelta(minutes=45)
        booking = a_booking(
            starts_at=starts_at, org_name=org_name, company_name=fields.pop("company_name", "Acme Robotics")
        )
        fields |= {"started_at": starts_at, "ended_at": ends_at, "timezone": "Asia/Kolkata"}
    interview = an_interview(**{"status": status, **fields})
    policy = Policy(min_notice_minutes=120)
    until = movable_until(interview, policy)
    is_live = booking is not None and status in {InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS}
    return OwnInterview(
        interview=interview,
        candidate=a_candidate(timezone="Europe/Berlin"),
        organisation=an_organisation(name=org_name, policy=policy),
        job=a_job(company_name="Acme Robotics"),
        booking=booking,
        link=LINK if is_live else None,
        movable_until=until if until and now <= until else None,
        can_cancel=can_cancel(interview, now),
    )


def a_list(now: datetime, *, next_position: ListPosition | None = None) -> OwnList:
    """One interview in each state."""
    return OwnList(
        [
            an_own_interview(now, None, interview_id="int_pending", job_title="Site Reliability Engineer"),
            an_own_interview(now, timedelta(days=2), interview_id="int_booked"),
            an_own_interview(now, timedelta(minutes=-2), interview_id="int_open", job_title=LONG_TITLE),
            an_own_interview(
                now,
                timedelta(days=9),
                interview_id="int_place",
                interview_type=InterviewType.OFFLINE,
                location="Third floor, 12 MG Road, Bengaluru 560001",
                org_name="Muster & Söhne Personalberatung",
            ),
            an_own_interview(now, timedelta(days=-3), interview_id="int_done", status=InterviewStatus.COMPLETED),
            an_own_interview(now, timedelta(days=-9), interview_id="int_missed", status=InterviewStatus.NO_SHOW),
            an_own_interview(now, timedelta(days=4), interview_id="int_gone", status=InterviewStatus.CANCELLED),
        ],
        next_position,
    )


def a_choice(now: datetime, times: int = 7, own: OwnInterview | None = None) -> OtherTimes:
    """Free times on the two days after the interview."""
    own = own or an_own_interview(now, interview_id="int_booked")
    slots = []
    for number in range(times):
        starts_at = now + timedelta(days=3, hours=6 * number)
        slot = a_slot(slot_id=f"slot_{number}").changed(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=45))
        slots.append(FreeTime(slot, slot.ends_at))
    return OtherTimes(own, slots, {"starts_at": "2026-12-01T09:00:00Z", "slot_id": "slot_9"} if times > 5 else None)
