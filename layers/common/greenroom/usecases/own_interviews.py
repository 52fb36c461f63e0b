"""A candidate's own interviews, over all organisations: listed, moved and cancelled by who reads their address."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.caller import CANDIDATE, Caller
from greenroom.models.candidate import Candidate, CandidateKey
from greenroom.models.contact import Contact
from greenroom.models.interview import Booking, Interview, InterviewStatus
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation, Role
from greenroom.models.sign_in import CandidateSignIn
from greenroom.models.slot import Slot, SlotStatus
from greenroom.models.usage import WorksFor, nobody_asks
from greenroom.rules.booking import windows
from greenroom.rules.contacts import contact_of
from greenroom.rules.own_changes import can_cancel, movable_until, refuse_late_cancel, refuse_late_move
from greenroom.usecases.appointments import Booked
from greenroom.usecases.cancel import cancel
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.limits import Limits
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.pseudonyms import Pseudonyms
from greenroom.usecases.reschedule import reschedule

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.own_records import OwnRecords
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.slots import Slots
    from greenroom.models.page import Page, Position

PAGE = 20
"""Interviews on a page of the list."""
MOST_CANDIDATES = 25
"""Places that one page looks at, where many have no interview; then it answers what it has and where to go on."""
AT_ONCE = 8
"""Records whose interviews are asked for at once."""
ORGANISATIONS_AT_ONCE = 100
TIMES = 30
"""Free times on a page."""
HAS_A_LINK = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})


@dataclass(frozen=True)
class OwnInterview:
    """One interview as its candidate sees it."""

    interview: Interview
    candidate: Candidate
    organisation: Organisation
    job: Job | None
    booking: Booking | None
    link: str | None
    """While it opens anything."""
    movable_until: datetime | None
    """None where it can not be moved any more."""
    can_cancel: bool

    @property
    def contact(self) -> Contact | None:
        """Who answers the candidate."""
        if self.booking is not None:
            return self.booking.contact
        return contact_of(self.interview, self.job, self.organisation.policy)


@dataclass(frozen=True)
class Place:
    """Where a page of the list ended: an interview of a place, or a place that was not looked at yet."""

    candidate_id: str
    interview_id: str | None = None


@dataclass(frozen=True)
class OwnList:
    interviews: list[OwnInterview]
    next_place: Place | None


@dataclass(frozen=True)
class FreeTime:
    """A slot with a free seat, and when this candidate's interview would end there, extra time included."""

    slot: Slot
    ends_at: datetime


@dataclass(frozen=True)
class Choice:
    """An interview and free times that it could move to, soonest first; and where to go on."""

    own: OwnInterview
    times: list[FreeTime]
    next_position: "Position | None"


@dataclass(frozen=True)
class OwnInterviews:
    """The interviews of one sign-in's address. What belongs to another address does not exist here."""

    sign_in: CandidateSignIn
    records: "OwnRecords"
    interviews: "Interviews"
    slots: "Slots"
    schedule: "Schedule"
    links: LinkMaker
    pseudonyms: Pseudonyms
    limits: Limits
    now: datetime
    works_for: WorksFor = nobody_asks
    """Told of the interview that is looked at or changed."""

    def page(self, place: Place | None = None) -> OwnList:
        """One page: the newest record of each organisation first, and of each record what was made last first."""
        keys = self.records.keys_of(self.sign_in.address_key)
        # A place that is gone since: what would have followed is found from the beginning on.
        first = next((at for at, key in enumerate(keys) if place and key.candidate_id == place.candidate_id), 0)
        candidates = self._candidates(keys[first : first + MOST_CANDIDATES])
        found: list[tuple[Candidate, Interview]] = []
        for candidate, page in self._pages_of(candidates, place):
            room = PAGE - len(found)
            if room == 0:
                return self._listed(found, Place(candidate.candidate_id))
            found += [(candidate, interview) for interview in page.items[:room]]
            if len(page.items) > room:
                return self._listed(found, Place(candidate.candidate_id, page.items[room - 1].interview_id))
            if page.next_position is not None:
                return self._listed(found, Place(candidate.candidate_id, page.next_position["interview_id"]))
        after = keys[first + MOST_CANDIDATES : first + MOST_CANDIDATES + 1]
        return self._listed(found, Place(after[0].candidate_id) if after else None)

    def one(self, interview_id: str) -> OwnInterview:
        """One interview, in three round trips however many records there are. Raises NotFoundError, also for anybody
        else's.
        """
        keys = self.records.keys_of(self.sign_in.address_key)
        for some in batched(dict.fromkeys(key.org_id for key in keys), ORGANISATIONS_AT_ONCE, strict=False):
            for interview in self.records.interview_in(some, interview_id):
                key = CandidateKey(interview.org_id, interview.candidate_id)
                for candidate in self._candidates([key] if key in keys else []):
                    self.works_for(candidate.org_id, interview_id)
                    return next(iter(self._described([(candidate, interview)])))
        raise NotFoundError("Interview")

    def choice(self, interview_id: str, position: "Position | None" = None) -> Choice:
        """Times of the job that have a free seat, keep the notice, and overlap with nothing that is booked.

        None where the interview can not be moved. Raises NotFoundError, or ValidationError for a position of another
        list.
        """
        own = self.one(interview_id)
        interview, policy = own.interview, own.organisation.policy
        if own.movable_until is None:
            return Choice(own, [], None)
        people = self.schedule.people(interview)
        listing = self.slots.soonest_first(
            interview.org_id,
            job_id=interview.job_id,
            since=self.now + timedelta(minutes=policy.min_notice_minutes),
            until=self.now + timedelta(days=policy.max_advance_days),
            is_open=True,
        )

        extra = people.candidate.extra_time_percent

        def ends_at(slot: Slot) -> datetime:
            return windows(interview.interview_type, slot.starts_at, slot.ends_at, policy, extra).ends_at

        def fits(slot: Slot) -> bool:
            is_free = slot.status is SlotStatus.AVAILABLE and not slot.is_private and slot.slot_id != interview.slot_id
            busy = (
                time.overlaps(slot.starts_at, ends_at(slot))
                for calendar in people.calendars
                for other, time in calendar.busy.items()
                if other != interview.interview_id
            )
            return is_free and not any(busy)

        page = self.slots.page(listing, limit=TIMES, position=position, keep=fits)
        return Choice(own, [FreeTime(slot, ends_at(slot)) for slot in page.items], page.next_position)

    def move(self, interview_id: str, slot_id: str, expected_version: int) -> Booked:
        """Move an interview to a free time of its job, by the rules that recruiters follow; again is no change.

        Raises NotFoundError, TooSoonError within the notice, ThrottledError, or what `reschedule`
        raises.
        """
        own = self.one(interview_id)
        is_there = own.interview.status is InterviewStatus.SCHEDULED and own.interview.slot_id == slot_id
        if not is_there:
            refuse_stale_version(own.interview.version, expected_version)
            refuse_late_move(own.interview, own.organisation.policy, self.now)
            self.limits.note_change(self.sign_in.address_key, self.now)
        return reschedule(
            interview_id,
            slot_id,
            None,
            by=self._caller(own),
            schedule=self.schedule,
            links=self.links,
            now=self.now,
            expected_version=expected_version,
        )

    def cancel(self, interview_id: str, reason: str, expected_version: int) -> Interview:
        """Cancel an interview; again is no change.

        Raises NotFoundError, InvalidStateError once it has begun, ThrottledError, or BusyError.
        """
        own = self.one(interview_id)
        if own.interview.status is InterviewStatus.CANCELLED:
            return own.interview
        refuse_stale_version(own.interview.version, expected_version)
        refuse_late_cancel(own.interview, self.now)
        self.limits.note_change(self.sign_in.address_key, self.now)
        return cancel(
            interview_id,
            reason,
            by=self._caller(own),
            schedule=self.schedule,
            links=self.links,
            now=self.now,
            expected_version=expected_version,
        )

    def _candidates(self, keys: Sequence[CandidateKey]) -> list[Candidate]:
        # The index may still name somebody whose address was corrected a moment ago.
        own = self.sign_in.address_key
        return [one for one in self.records.candidates(keys) if self.pseudonyms.of_address(one.email) == own]

    def _pages_of(
        self, candidates: Sequence[Candidate], place: Place | None
    ) -> Iterator[tuple[Candidate, "Page[Interview]"]]:
        """Candidates with their interviews, some asked for at once."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for some in batched(candidates, AT_ONCE, strict=False):
                yield from zip(some, pool.map(lambda one: self._page_of(one, place), some), strict=True)

    def _page_of(self, candidate: Candidate, place: Place | None) -> "Page[Interview]":
        goes_on_at = place.interview_id if place and place.candidate_id == candidate.candidate_id else None
        return self.interviews.page(
            self.interviews.of_candidate(candidate.org_id, candidate.candidate_id),
            limit=PAGE,
            position={"interview_id": goes_on_at} if goes_on_at else None,
        )

    def _caller(self, own: OwnInterview) -> Caller:
        return Caller(org_id=own.interview.org_id, actor=CANDIDATE, role=Role.VIEWER)

    def _listed(self, found: Sequence[tuple[Candidate, Interview]], next_place: Place | None) -> OwnList:
        return OwnList(self._described(found), next_place)

    def _described(self, found: Sequence[tuple[Candidate, Interview]]) -> list[OwnInterview]:
        around = self.records.related_records([interview for _, interview in found])
        described = []
        for (candidate, interview), near in zip(found, around, strict=True):
            if near.organisation is None:
                continue
            until = movable_until(interview, near.organisation.policy)
            described.append(
                OwnInterview(
                    interview=interview,
                    candidate=candidate,
                    organisation=near.organisation,
                    job=near.job,
                    booking=near.booking,
                    link=self._link(interview, near.booking),
                    movable_until=until if until is not None and self.now <= until else None,
                    can_cancel=can_cancel(interview, self.now),
                )
            )
        return described

    def _link(self, interview: Interview, booking: Booking | None) -> str | None:
        is_live = booking is not None and interview.status in HAS_A_LINK and self.now <= booking.expires_at
        if not is_live or booking is None or booking.version != interview.booking_version:
            return None
        return self.links.link_of(booking.session_id, booking.version)
