"""The pages of a candidate's own list, and the state of an interview in words."""

from datetime import datetime
from itertools import groupby
from typing import Literal, NamedTuple

from functions.portal.offered_times import CURSOR, Refused, TimeToChoose, time_to_choose
from functions.portal.outcomes import Action, OutcomePage, stale_form
from functions.portal.pages import Pages
from greenroom.api.signed_in_candidate import PATH
from greenroom.clock import rfc3339
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.session import Session
from greenroom.usecases.free_times import FreeTime
from greenroom.usecases.own_interviews import ListPosition, OtherTimes, OwnInterview, OwnList, may_choose
from greenroom.usecases.signing_in import LINK_MINUTES, SIGN_IN_PATH
from greenroom.wording import both_times, day_and_time, from_to, local_day, own_time, zone_label

DONE = {
    "moved": "Your interview has a new time. A new invitation is on its way; the old link no longer works.",
    "cancelled": "Your interview is cancelled. A confirmation is on its way to you.",
    "left": "You are signed out.",
}


class State(NamedTuple):
    """The state of an interview in words."""

    words: str
    symbol: str
    kind: Literal["good", "warn", "plain"]
    is_ahead: bool


class OwnInterviewRow(NamedTuple):
    """An interview as the list shows it."""

    own: OwnInterview
    state: State
    company: str
    day: str | None
    clock: str | None
    elsewhere: str | None
    iso: str | None
    zones: str
    place: str | None
    href: str | None
    """The page to move or cancel it; None if neither is possible."""
    until: str | None
    """The time in words until which it can be moved."""


class DayToMoveTo(NamedTuple):
    """The free times of one day, in the candidate's zone."""

    words: str
    times: list[TimeToChoose]


def home_zone_of(own: OwnInterview) -> str:
    """The candidate's time zone."""
    return own.candidate.timezone or own.interview.timezone or own.organisation.policy.timezone


def state_of(own: OwnInterview, now: datetime) -> State:
    """An interview's state for its candidate, by its status and the time."""
    interview, booking = own.interview, own.booking
    if may_choose(interview, now):
        return State("Choose a time", "calendar", "good", is_ahead=True)
    without_a_time_ahead = {
        InterviewStatus.PENDING: State("No time yet", "clock", "plain", is_ahead=True),
        InterviewStatus.CANCELLED: State("Cancelled", "bad", "plain", is_ahead=False),
        InterviewStatus.COMPLETED: State("Finished", "good", "good", is_ahead=False),
        InterviewStatus.NO_SHOW: State("You did not check in", "warn", "warn", is_ahead=False),
    }
    if interview.status in without_a_time_ahead:
        return without_a_time_ahead[interview.status]
    if booking is None or now > booking.ends_at:
        return State("Over", "clock", "plain", is_ahead=False)
    if interview.status is InterviewStatus.IN_PROGRESS:
        return State("Under way", "clock", "good", is_ahead=True)
    if interview.interview_type is InterviewType.OFFLINE or now < booking.opens_at:
        return State("Booked", "calendar", "good", is_ahead=True)
    if now <= booking.last_entry_at:
        return State("Open now", "door", "good", is_ahead=True)
    return State("You can no longer enter", "warn", "warn", is_ahead=False)


def row_of(own: OwnInterview, now: datetime) -> OwnInterviewRow:
    """The list's row about an interview."""
    interview, home = own.interview, home_zone_of(own)
    slot_zone = interview.timezone or home
    starts, ends = interview.started_at, own.booking.ends_at if own.booking else interview.ends_at
    is_offline = interview.interview_type is InterviewType.OFFLINE
    until = own.movable_until
    return OwnInterviewRow(
        own=own,
        state=state_of(own, now),
        company=own.booking.company_name if own.booking else own.job.company_name if own.job else own.organisation.name,
        day=local_day(starts, home) if starts else None,
        clock=_from_to(starts, ends, home) if starts and ends else None,
        elsewhere=own_time(starts, home, slot_zone) if starts else None,
        iso=rfc3339(starts) if starts else None,
        zones=" ".join(dict.fromkeys((home, slot_zone))),
        place=interview.location if is_offline else None,
        href=f"{PATH}/{interview.interview_id}" if until or own.can_cancel else None,
        until=day_and_time(until, home) if until else None,
    )


def _from_to(starts: datetime, ends: datetime, zone: str) -> str:
    return f"{from_to(starts, ends, zone)}, {zone_label(zone)}"


def days_of(times: list[FreeTime], home: str) -> list[DayToMoveTo]:
    """Free times by day in the candidate's time zone, in order."""
    return [
        DayToMoveTo(day, [time_to_choose(time, home) for time in same_day])
        for day, same_day in groupby(times, key=lambda time: local_day(time.slot.starts_at, home))
    ]


def list_position_in(text: str | None) -> ListPosition | None:
    """The position where a page of the list begins; None for an invalid text."""
    found = CURSOR.fullmatch(text or "")
    return ListPosition(found[1], found[2]) if found else None


class BehindTheLink(NamedTuple):
    """Details of the page for a change that is opened by the interview's link and not from the list."""

    session: Session
    path: str


class OwnPages(Pages):
    """Renders the pages of the list. It has interviews of several organisations, so the pages show no brand."""

    def ask(self, *, typed: str = "", is_wrong: bool = False, done: str | None = None) -> str:
        """The form that asks for a link."""
        notice = DONE["left"] if done == "left" else None
        return self._render("own_ask.html", None, typed=typed, is_wrong=is_wrong, notice=notice)

    def asked(self) -> str:
        """The page after asking for a link, which is the same for known and unknown addresses."""
        return self._render("own_asked.html", None, valid_minutes=LINK_MINUTES)

    def open_link(self, token: str) -> str:
        """The page with the button that signs in."""
        return self._render("own_open.html", None, token=token, action=SIGN_IN_PATH)

    def own_list(
        self, listed: OwnList, now: datetime, csrf_token: str, *, done: str | None = None, goes_on: bool = False
    ) -> str:
        """The list: future interviews, the next one first; then past interviews, the latest first."""
        rows = [row_of(own, now) for own in listed.interviews]
        ahead = sorted((row for row in rows if row.state.is_ahead), key=lambda row: row.iso or "9")
        past = sorted((row for row in rows if not row.state.is_ahead), key=lambda row: row.iso or "", reverse=True)
        place = listed.next_position
        after = "~".join(filter(None, (place.candidate_id, place.interview_id))) if place else None
        return self._render(
            "own_list.html",
            None,
            ahead=ahead,
            past=past,
            after=after,
            goes_on=goes_on,
            notice=DONE.get(done or ""),
            csrf_token=csrf_token,
            path=PATH,
        )

    def change(
        self,
        choice: OtherTimes,
        now: datetime,
        csrf_token: str,
        refused: Refused | None = None,
        behind: BehindTheLink | None = None,
    ) -> str:
        """One interview, the times that it could be moved to, and the form to cancel."""
        own, home = choice.own, home_zone_of(choice.own)
        position = choice.next_position
        return self._render(
            "own_change.html",
            behind.session if behind else None,
            row=row_of(own, now),
            days=days_of(choice.times, home),
            zone=zone_label(home),
            after=f"{position['starts_at']}~{position['slot_id']}" if position else None,
            now_at=both_times(own.interview.started_at, home, own.interview.timezone)
            if own.interview.started_at
            else None,
            version=own.interview.version,
            refused=refused,
            csrf_token=csrf_token,
            path=behind.path if behind else f"{PATH}/{own.interview.interview_id}",
            is_in_list=behind is None,
        )

    def link_is_over(self) -> str:
        return self._outcome(
            OutcomePage(
                kind="warn",
                symbol="clock",
                title="This link no longer works",
                happened=(f"It was opened before, or it is older than {LINK_MINUTES} minutes. Nothing is lost.",),
                next_title="Ask for a new link",
                next_steps=("It comes to the same address within a minute or two.",),
                action=Action("Ask for a new link", PATH),
            )
        )

    def no_such_interview(self) -> str:
        return self._outcome(
            OutcomePage(
                kind="plain",
                symbol="search",
                title="This interview is not in your list",
                happened=("It may belong to another e-mail address of yours, or it was removed.",),
                next_title="Go on from your list",
                next_steps=("Your list shows all interviews of the address that you signed in with.",),
                action=Action("Show my interviews", PATH),
            )
        )

    def stale_own_form(self) -> str:
        """The page for a form whose sign-in has expired."""
        return self._outcome(
            stale_form(
                "Open your list again",
                "If you are signed out by now, ask for a new link there.",
                Action("Show my interviews", PATH),
            )
        )
