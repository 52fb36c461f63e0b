"""Routes behind the link of an invitation to choose a time: see the free times, take one, ask for others, or
decline."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, calendar_file, client_network, html, page, see, sent_form, unknown_link
from functions.portal.choice_pages import ChoicePages, zone_in
from functions.portal.jobseeker_forms import AskForTimes, DeclineChoice, TakeTime
from functions.portal.offered_times import Refused, position_in
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.choosing_candidate import CHOOSE_PATH, ChoosingCandidate, choice_key_in, choosing_candidate
from greenroom.api.forms import read_form
from greenroom.errors import GreenroomError, NotFoundError, ValidationError
from greenroom.models.interview import BookingStatus, Interview
from greenroom.observability import logger, metrics
from greenroom.usecases.choose_time import (
    ChoiceState,
    OfferedChoice,
    ask_for_other_times,
    choose_time,
    decline,
    find_choice,
    times_to_choose,
)

JUST_BOOKED = timedelta(hours=1)
"""For this long the page offers the calendar entry, which contains the interview's link. Later the e-mail has it."""

type AnswerInvitation = Callable[[OfferedChoice, str, dict[str, str]], object]
"""A function that answers an invitation with the fields of a form. The text is the candidate's address key."""


@cache
def choice_pages() -> ChoicePages:
    """The pages. Their templates are read once in each process."""
    return ChoicePages(app.settings.asset_version)


@page(f"{CHOOSE_PATH}/<interview_id>")
def show_times(interview_id: str) -> Response[str]:
    """Show the free times, or the reason why no time can be chosen."""
    found = _choosing(interview_id)
    return _choice_page(found) if found else unknown_link()


@page(f"{CHOOSE_PATH}/<interview_id>/take", "POST")
def take_time(interview_id: str) -> Response[str]:
    """Book the interview on the chosen time."""
    return _answered(interview_id, _take, "chosen", "Chosen")


@page(f"{CHOOSE_PATH}/<interview_id>/ask", "POST")
def ask_for_times(interview_id: str) -> Response[str]:
    """Tell the recruiter which times would suit."""
    return _answered(interview_id, _ask, "asked", "Answered")


@page(f"{CHOOSE_PATH}/<interview_id>/decline", "POST")
def decline_invitation(interview_id: str) -> Response[str]:
    """Tell the recruiter that the candidate does not want this interview."""
    return _answered(interview_id, _decline, "declined", "Answered")


@page(f"{CHOOSE_PATH}/<interview_id>/interview.ics")
def chosen_time(interview_id: str) -> Response[str]:
    """Download the calendar entry of the interview that was just booked."""
    found = _choosing(interview_id)
    offered = _offered(found) if found else None
    if found is None or offered is None or not is_just_booked(offered.interview, app.now()):
        return unknown_link()
    booking = app.schedule.booking(found.link.org_id, interview_id)
    if booking is None or booking.status is not BookingStatus.ACTIVE:
        return unknown_link()
    return calendar_file(booking)


def is_just_booked(interview: Interview, now: datetime) -> bool:
    """Whether the time was chosen within the last hour."""
    return interview.booked_at is not None and now - interview.booked_at < JUST_BOOKED


def _take(offered: OfferedChoice, address_key: str, sent: dict[str, str]) -> object:
    form = read_form(TakeTime, sent)
    limits, now = app.limits, app.now()
    return choose_time(offered, form.slot_id, address_key, schedule=app.schedule, limits=limits, now=now)


def _ask(offered: OfferedChoice, address_key: str, sent: dict[str, str]) -> object:
    form = read_form(AskForTimes, sent)
    return ask_for_other_times(
        offered, form.wishes, form.version, address_key, schedule=app.schedule, limits=app.limits, now=app.now()
    )


def _decline(offered: OfferedChoice, address_key: str, sent: dict[str, str]) -> object:
    form = read_form(DeclineChoice, {name: value for name, value in sent.items() if value.strip()})
    return decline(
        offered, form.reason, form.version, address_key, schedule=app.schedule, limits=app.limits, now=app.now()
    )


def _answered(interview_id: str, answer: AnswerInvitation, done: str, what: str) -> Response[str]:
    found = _choosing(interview_id)
    if found is None:
        return unknown_link()
    sent = sent_form()
    if not found.sent_form(sent.pop("csrf_token", "")):
        return html(403, choice_pages().stale_choice(interview_id))
    offered = _offered(found)
    if offered is None:
        return unknown_link()
    try:
        answer(offered, app.pseudonyms.of_address(offered.people.candidate.email), sent)
    except GreenroomError as error:
        logger.info("refused", code=error.code)
        return _choice_page(found, Refused(error, done, sent.get("wishes") or sent.get("reason") or ""))
    metrics.add_metric(f"CandidateHas{what}", "Count", 1)
    return see(_here(interview_id))


def _choosing(interview_id: str) -> ChoosingCandidate | None:
    """The candidate whose link can choose the time of this interview; else None. An invalid key counts as a guess."""
    key = choice_key_in(api.resolver.current_event)
    found = choosing_candidate(key, app.sessions)
    if found is None:
        if key is not None:
            app.limits.note_miss(client_network(), app.now())
        return None
    if found.link.interview_id != interview_id:
        return None
    api.works_for(found.link.org_id, found.link.interview_id)
    return found


def _offered(found: ChoosingCandidate) -> OfferedChoice | None:
    try:
        return find_choice(found.link, schedule=app.schedule, now=app.now())
    except NotFoundError:
        return None


def _zone() -> str | None:
    return zone_in(api.resolver.current_event.query_string_parameters.get("zone"))


def _here(interview_id: str) -> str:
    return choice_pages().address(interview_id, _zone())


def _choice_page(found: ChoosingCandidate, refused: Refused | None = None) -> Response[str]:
    now, offered = app.now(), _offered(found)
    if offered is None:
        return unknown_link()
    if offered.state is not ChoiceState.OPEN:
        has_entry = is_just_booked(offered.interview, now)
        status = STATUS_OF_CODE[refused.error.code] if refused else 410 if offered.state is ChoiceState.EXPIRED else 200
        return html(status, choice_pages().result_of_choice(offered, has_entry=has_entry))
    position = position_in(api.resolver.current_event.query_string_parameters.get("after"))
    try:
        times = times_to_choose(offered, position, slots=app.slots, now=now)
    except ValidationError:
        position, times = None, times_to_choose(offered, slots=app.slots, now=now)
    status = STATUS_OF_CODE[refused.error.code] if refused else 200
    pages = choice_pages()
    shown = pages.choose(offered, times, found.csrf_token, zone=_zone(), refused=refused, goes_on=position is not None)
    return html(status, shown)
