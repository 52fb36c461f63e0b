"""The pages behind an invitation to choose a time: the free times, or the result of the choice."""

from copy import replace
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from functions.portal.offered_times import Refused, TimeToChoose, time_to_choose
from functions.portal.outcomes import Action, OutcomePage, stale_form, writing_to
from functions.portal.pages import Pages
from greenroom.api.choosing_candidate import CHOOSE_PATH
from greenroom.clock import is_zone, rfc3339
from greenroom.clock import zone as zone_of
from greenroom.models.choice import ChoiceStatus
from greenroom.models.page import Position
from greenroom.usecases.choose_time import ChoiceState, OfferedChoice
from greenroom.usecases.free_times import FreeTime, FreeTimes
from greenroom.wording import (
    MONTHS,
    WEEKDAYS,
    both_times,
    day_and_time,
    duration_words,
    local_day,
    zone_label,
)

ZONES = (
    *("Africa/Cairo", "Africa/Johannesburg", "Africa/Lagos", "Africa/Nairobi"),
    *("America/Bogota", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Mexico_City"),
    *("America/New_York", "America/Sao_Paulo", "America/Toronto", "Asia/Bangkok", "Asia/Dhaka", "Asia/Dubai"),
    *("Asia/Hong_Kong", "Asia/Jakarta", "Asia/Jerusalem", "Asia/Karachi", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Asia/Manila", "Asia/Riyadh", "Asia/Seoul", "Asia/Shanghai", "Asia/Singapore", "Asia/Tokyo"),
    *("Australia/Perth", "Australia/Sydney", "Europe/Athens", "Europe/Berlin", "Europe/Istanbul", "Europe/Kyiv"),
    *("Europe/Lisbon", "Europe/London", "Europe/Madrid", "Europe/Paris", "Europe/Rome", "Europe/Warsaw"),
    *("Pacific/Auckland", "UTC"),
)
"""Zones that the page offers. A script adds the device's own zone."""


class DayToChoose(NamedTuple):
    """The free times of one day, in the reader's zone."""

    anchor: str
    short: str
    """`Fri 27 Nov`"""
    words: str
    """`Friday, 27 November 2026`"""
    times: list[TimeToChoose]


def zone_in(text: str | None) -> str | None:
    """The requested time zone; None if the text is not the name of one."""
    return text if text and is_zone(text) else None


def home_zone_of(offered: OfferedChoice) -> str:
    """The zone in which the candidate reads times, unless they choose another."""
    return offered.about.candidate_timezone or offered.about.timezone


def whole_days(found: FreeTimes, zone: str) -> tuple[list[DayToChoose], Position | None]:
    """The times by day, and the position where the next page begins. An incomplete last day is left to the next
    page."""
    by_day = [list(same) for _, same in groupby(found.times, key=lambda one: local_day(one.slot.starts_at, zone))]
    position = found.next_position
    if position is not None and len(by_day) > 1:
        by_day.pop()
        last = by_day[-1][-1].slot
        position = {"starts_at": rfc3339(last.starts_at), "slot_id": last.slot_id}
    return [_day(times, zone) for times in by_day], position


def _day(times: list[FreeTime], zone: str) -> DayToChoose:
    first = times[0].slot.starts_at
    day = first.astimezone(zone_of(zone)).date()
    return DayToChoose(
        f"day-{day.isoformat()}",
        f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}",
        local_day(first, zone),
        [time_to_choose(one, zone) for one in times],
    )


def _lasts(times: list[FreeTime]) -> str | None:
    """The interview's length in words; None if it differs between the times."""
    lengths = {one.ends_at - one.slot.starts_at for one in times}
    return duration_words(lengths.pop().total_seconds() / 60) if len(lengths) == 1 else None


class ChoicePages(Pages):
    """Renders the pages behind a link to choose a time."""

    def address(self, interview_id: str, zone: str | None, after: Position | None = None) -> str:
        """The page's address, with the chosen zone."""
        query = {"zone": zone} if zone else {}
        if after is not None:
            query["after"] = f"{after['starts_at']}~{after['slot_id']}"
        return f"{CHOOSE_PATH}/{interview_id}{'?' + urlencode(query) if query else ''}"

    def choose(
        self,
        offered: OfferedChoice,
        found: FreeTimes,
        csrf_token: str,
        *,
        zone: str | None = None,
        refused: Refused | None = None,
        goes_on: bool = False,
    ) -> str:
        """The page of free times, with forms to ask for others and to decline."""
        about, interview_id = offered.about, offered.interview.interview_id
        shown_in = zone or home_zone_of(offered)
        days, after = whole_days(found, shown_in)
        return self._render(
            "choose.html",
            about,
            about=about,
            days=days,
            lasts=_lasts(found.times),
            zone=shown_in,
            zone_words=zone_label(shown_in),
            zones=sorted({*ZONES, shown_in, home_zone_of(offered), about.timezone}),
            until=day_and_time(offered.choice.expires_at, shown_in),
            wishes=offered.choice.wishes if offered.choice.status is ChoiceStatus.TIMES_REQUESTED else None,
            refused=refused,
            csrf_token=csrf_token,
            path=f"{CHOOSE_PATH}/{interview_id}",
            query=f"?{urlencode({'zone': zone})}" if zone else "",
            first_href=self.address(interview_id, zone) if goes_on else None,
            later_href=self.address(interview_id, zone, after) if after else None,
        )

    def result_of_choice(self, offered: OfferedChoice, *, has_entry: bool = False) -> str:
        """The page with the result of the choice, and what comes next."""
        makers = {
            ChoiceState.BOOKED: _booked,
            ChoiceState.DECLINED: _declined,
            ChoiceState.EXPIRED: _expired,
            ChoiceState.CLOSED: _closed,
        }
        about = offered.about
        entry = None
        if offered.state is ChoiceState.BOOKED and has_entry:
            entry = Action("Add to calendar", f"{CHOOSE_PATH}/{offered.interview.interview_id}/interview.ics")
        outcome = makers.get(offered.state, _over)(offered)
        job = "Interview", f"{about.job_title} with {about.company_name}"
        return self._outcome(replace(outcome, facts=(job, *outcome.facts), action=entry), about)

    def stale_choice(self, interview_id: str) -> str:
        """The page for a form whose CSRF token is wrong."""
        return self._outcome(
            stale_form(
                "Open the times again",
                "If that does not work, open the link in your e-mail once more.",
                Action("Show the times", self.address(interview_id, None)),
            )
        )


def _booked(offered: OfferedChoice) -> OutcomePage:
    interview, about = offered.interview, offered.about
    starts: datetime | None = interview.started_at
    slot_zone = interview.timezone or about.timezone
    time = (("Time", both_times(starts, home_zone_of(offered), slot_zone)),) if starts else ()
    place = (("Place", interview.location),) if interview.location else ()
    return OutcomePage(
        kind="good",
        symbol="good",
        title="Your interview has a time",
        happened=(f"It is booked, {about.candidate_name}. Nobody else can take this time any more.",),
        facts=(*time, *place),
        next_title="What happens next",
        next_steps=(
            f"An e-mail with your link to the interview goes to {about.candidate_email}. "
            "It comes within a minute or two; look in the spam folder, too.",
            "Does something come up? With the link in that e-mail you can take another time or cancel.",
        ),
    )


def _declined(offered: OfferedChoice) -> OutcomePage:
    return OutcomePage(
        kind="plain",
        symbol="good",
        title="You declined this interview",
        happened=(f"{offered.about.org_name} knows that you do not want this interview. There is nothing left to do.",),
        next_title="Did you change your mind?",
        next_steps=writing_to(offered.about.contact, "They can invite you again.")
        or (f"{offered.about.org_name} can invite you again.",),
    )


def _expired(offered: OfferedChoice) -> OutcomePage:
    until = day_and_time(offered.choice.expires_at, home_zone_of(offered))
    return OutcomePage(
        kind="warn",
        symbol="clock",
        title="The time to choose is over",
        happened=(f"You could choose until {until}. Nothing is booked.",),
        next_title="Would you still like to come?",
        next_steps=(
            *writing_to(offered.about.contact, "Say which times suit you."),
            f"{offered.about.org_name} can invite you again. Then this link opens the times, and you get a new e-mail.",
        ),
    )


def _closed(offered: OfferedChoice) -> OutcomePage:
    return OutcomePage(
        kind="warn",
        symbol="clock",
        title="No time can be chosen at the moment",
        happened=(f"{offered.about.org_name} takes no bookings for this interview now. Nothing is booked.",),
        next_title="Do you have questions?",
        next_steps=writing_to(offered.about.contact)
        or (f"If {offered.about.org_name} opens it again, this link shows the times.",),
    )


def _over(offered: OfferedChoice) -> OutcomePage:
    return OutcomePage(
        kind="plain",
        symbol="bad",
        title="There is no time to choose any more",
        happened=("This interview was cancelled, or it has taken place.",),
        next_title="Do you have questions?",
        next_steps=writing_to(offered.about.contact)
        or (f"If there is another interview, {offered.about.org_name} invites you.",),
    )
