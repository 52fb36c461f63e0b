"""A candidate's own interviews in all organisations, and the times that each interview could move to."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import batched
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.models.candidate import Candidate, CandidateKey
from greenroom.models.contact import Contact
from greenroom.models.interview import HAS_A_TIME, Booking, Interview, InterviewStatus
from greenroom.models.job import Job
from greenroom.models.organisation import Organisation
from greenroom.models.session import Session
from greenroom.models.sign_in import CandidateSignIn
from greenroom.models.usage import WorksFor
from greenroom.rules.contacts import contact_of
from greenroom.rules.own_changes import can_cancel, movable_until
from greenroom.usecases.free_times import FreeTime, free_times
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.own_records import OwnRecords
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.slots import Slots
    from greenroom.models.page import Page, Position

PAGE = 20
"""Interviews on a page of the list."""
MOST_CANDIDATES = 25
"""Candidates read for one page where many have no interview. The page may then be short."""
PRESENT_FIRST = 5
"""Interviews of one candidate that are not over and come before all others."""
DESCRIBED_AT_ONCE = 33
AT_ONCE = 8
"""Candidates whose interviews are read at the same time."""
ORGANISATIONS_AT_ONCE = 100
PRESENT = HAS_A_TIME | {InterviewStatus.PENDING}


class OwnInterview(NamedTuple):
    """One interview as its candidate sees it."""

    interview: Interview
    candidate: Candidate
    organisation: Organisation
    job: Job | None
    booking: Booking | None
    link: str | None
    """None when the link has expired."""
    movable_until: datetime | None
    """None if the interview can no longer be moved."""
    can_cancel: bool

    @property
    def contact(self) -> Contact | None:
        """The contact for the candidate's questions."""
        if self.booking is not None:
            return self.booking.contact
        return contact_of(self.interview, self.job, self.organisation.policy)


class ListPosition(NamedTuple):
    """The end of a page: an interview of a candidate, or the position before a candidate who was not read."""

    candidate_id: str
    interview_id: str | None = None


class OwnList(NamedTuple):
    interviews: list[OwnInterview]
    next_position: ListPosition | None


class OtherTimes(NamedTuple):
    """An interview, the free times that it could move to, earliest first, and where the next page begins."""

    own: OwnInterview
    times: list[FreeTime]
    next_position: "Position | None"


def list_own_interviews(
    sign_in: CandidateSignIn,
    position: ListPosition | None = None,
    *,
    records: "OwnRecords",
    interviews: "Interviews",
    pseudonyms: Pseudonyms,
    links: LinkMaker,
    now: datetime,
) -> OwnList:
    """A page of own interviews: the newest record of each organisation first, and of each record the newest interview.

    A record is the candidate in one organisation. Up to five interviews of each record that are not over come before
    all others, so that a record with many interviews does not push them off the first page.
    """
    keys = records.keys_of(sign_in.address_key)
    # Where the position's candidate is gone, the list starts at its beginning.
    first = next((at for at, key in enumerate(keys) if position and key.candidate_id == position.candidate_id), 0)
    candidates = _candidates(keys[first : first + MOST_CANDIDATES], sign_in, records, pseudonyms)
    pages: Iterable[tuple[Candidate, Page[Interview]]] = _pages_of(candidates, position, interviews)
    found: list[tuple[Candidate, Interview]] = []
    if position is None:
        pages = list(pages)
        found = [(candidate, interview) for candidate, page in pages for interview in _present_first(page)]
    with_present = {key.candidate_id for key in keys[:MOST_CANDIDATES]}

    def rest_of(candidate: Candidate, page: "Page[Interview]") -> list[Interview]:
        """The interviews of a page without those that come before all others."""
        if candidate.candidate_id not in with_present:
            return page.items
        goes_on = position is not None and position.interview_id and position.candidate_id == candidate.candidate_id
        listed_first = _present_first(_page_of(candidate, None, interviews) if goes_on else page)
        return [interview for interview in page.items if interview not in listed_first]

    next_position = _fill(found, pages, rest_of)
    after = keys[first + MOST_CANDIDATES : first + MOST_CANDIDATES + 1]
    if next_position is None and after:
        next_position = ListPosition(after[0].candidate_id)
    return OwnList(_described(found, records, links, now), next_position)


def _present_first(page: "Page[Interview]") -> list[Interview]:
    """The interviews of a record's first page that come before all others."""
    return [interview for interview in page.items if interview.status in PRESENT][:PRESENT_FIRST]


def _fill(
    found: list[tuple[Candidate, Interview]],
    pages: Iterable[tuple[Candidate, "Page[Interview]"]],
    rest_of: Callable[[Candidate, "Page[Interview]"], list[Interview]],
) -> ListPosition | None:
    """Fill a page with the remaining interviews. Returns where the next page begins, None at the end."""
    for candidate, page in pages:
        rest, room = rest_of(candidate, page), max(0, PAGE - len(found))
        if rest and room == 0:
            return ListPosition(candidate.candidate_id)
        found += [(candidate, interview) for interview in rest[:room]]
        if len(rest) > room:
            return ListPosition(candidate.candidate_id, rest[room - 1].interview_id)
        if page.next_position is not None:
            return ListPosition(candidate.candidate_id, page.next_position["interview_id"])
    return None


def find_own_interview(
    interview_id: str,
    sign_in: CandidateSignIn,
    *,
    records: "OwnRecords",
    pseudonyms: Pseudonyms,
    links: LinkMaker,
    works_for: WorksFor,
    now: datetime,
) -> OwnInterview:
    """An interview of the address that signed in, in three round trips.

    `works_for` is called with the interview, for its costs. Raises NotFoundError for any other interview.
    """
    keys = records.keys_of(sign_in.address_key)
    for some in batched(dict.fromkeys(key.org_id for key in keys), ORGANISATIONS_AT_ONCE, strict=False):
        for interview in records.interview_in(some, interview_id):
            key = CandidateKey(interview.org_id, interview.candidate_id)
            for candidate in _candidates([key] if key in keys else [], sign_in, records, pseudonyms):
                works_for(candidate.org_id, interview_id)
                return next(iter(_described([(candidate, interview)], records, links, now)))
    raise NotFoundError("Interview")


def invited_interview(
    session: Session, *, records: "OwnRecords", schedule: "Schedule", links: LinkMaker, now: datetime
) -> OwnInterview:
    """The interview of a link. Raises NotFoundError where candidate or job is gone."""
    interview = schedule.interview(session.org_id, session.interview_id)
    found = _described([(schedule.people(interview).candidate, interview)], records, links, now)
    if not found:
        raise NotFoundError("Interview")
    return found[0]


def other_times(
    own: OwnInterview, position: "Position | None" = None, *, slots: "Slots", schedule: "Schedule", now: datetime
) -> OtherTimes:
    """Free times of the job after the notice period, without overlaps; none where the interview cannot be moved.

    Raises ValidationError for a cursor of another list.
    """
    interview, policy = own.interview, own.organisation.policy
    if own.movable_until is None:
        return OtherTimes(own, [], None)
    page = free_times(interview, schedule.people(interview), policy, position, slots=slots, now=now)
    return OtherTimes(own, page.times, page.next_position)


def _candidates(
    keys: Sequence[CandidateKey], sign_in: CandidateSignIn, records: "OwnRecords", pseudonyms: Pseudonyms
) -> list[Candidate]:
    # The index may still list a person whose address was corrected a moment ago.
    return [one for one in records.candidates(keys) if pseudonyms.of_address(one.email) == sign_in.address_key]


def _pages_of(
    candidates: Sequence[Candidate], position: ListPosition | None, interviews: "Interviews"
) -> Iterator[tuple[Candidate, "Page[Interview]"]]:
    """Candidates with their interviews, read for some candidates at the same time."""

    def page_of(candidate: Candidate) -> "Page[Interview]":
        goes_on_at = position.interview_id if position and position.candidate_id == candidate.candidate_id else None
        return _page_of(candidate, goes_on_at, interviews)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for some in batched(candidates, AT_ONCE, strict=False):
            yield from zip(some, pool.map(page_of, some), strict=True)


def _page_of(candidate: Candidate, after: str | None, interviews: "Interviews") -> "Page[Interview]":
    return interviews.page(
        interviews.of_candidate(candidate.org_id, candidate.candidate_id),
        limit=PAGE,
        position={"interview_id": after} if after else None,
    )


def _described(
    found: Sequence[tuple[Candidate, Interview]], records: "OwnRecords", links: LinkMaker, now: datetime
) -> list[OwnInterview]:
    related = [
        near
        for some in batched(found, DESCRIBED_AT_ONCE, strict=False)
        for near in records.related_records([interview for _, interview in some])
    ]
    described = []
    for (candidate, interview), near in zip(found, related, strict=True):
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
                link=_link(interview, near.booking, links, now),
                movable_until=until if until is not None and now <= until else None,
                can_cancel=can_cancel(interview, now),
            )
        )
    return described


def may_choose(interview: Interview, now: datetime) -> bool:
    """Whether the candidate can choose a time now."""
    choice = interview.choice
    return interview.status is InterviewStatus.PENDING and choice is not None and choice.is_open(now)


def _link(interview: Interview, booking: Booking | None, links: LinkMaker, now: datetime) -> str | None:
    if may_choose(interview, now) and interview.session_id is not None:
        return links.link_of(interview.session_id, interview.booking_version)
    is_live = booking is not None and interview.status in HAS_A_TIME and now <= booking.expires_at
    if not is_live or booking is None or booking.version != interview.booking_version:
        return None
    return links.link_of(booking.session_id, booking.version)
