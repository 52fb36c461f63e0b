"""The steps by which a candidate moves or cancels their interview, from the list or by the link in the invitation."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, html
from functions.portal.jobseeker_forms import CancelOwn, MoveOwn
from functions.portal.jobseeker_pages import BehindTheLink, OwnPages
from functions.portal.offered_times import Refused, position_in
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.forms import read_form
from greenroom.errors import ValidationError
from greenroom.usecases.change_own_interview import cancel_own_interview, move_own_interview
from greenroom.usecases.own_interviews import OwnInterview, other_times

type Change = Callable[[OwnInterview, str, dict[str, str]], object]
"""A function that changes an interview with the fields of a form.

The text is the candidate's address key: changes are counted by it.
"""


@cache
def own_pages() -> OwnPages:
    """The pages. Their templates are read once in each process."""
    return OwnPages(app.settings.asset_version)


def to_another_time(own: OwnInterview, address_key: str, sent: dict[str, str]) -> object:
    """Move the interview to the slot of the form. Raises ValidationError, or what `move_own_interview` raises."""
    form = read_form(MoveOwn, sent)
    return move_own_interview(
        own,
        form.slot_id,
        address_key,
        schedule=app.schedule,
        links=app.links,
        limits=app.limits,
        expected_version=form.version,
        now=app.now(),
    )


def for_a_reason(own: OwnInterview, address_key: str, sent: dict[str, str]) -> object:
    """Cancel the interview. Raises ValidationError, or what `cancel_own_interview` raises."""
    form = read_form(CancelOwn, sent)
    return cancel_own_interview(
        own,
        form.reason,
        address_key,
        schedule=app.schedule,
        links=app.links,
        limits=app.limits,
        expected_version=form.version,
        now=app.now(),
    )


def change_page(
    own: OwnInterview,
    csrf_token: str,
    refused: Refused | None,
    now: datetime,
    behind: BehindTheLink | None = None,
) -> Response[str]:
    """The page with other times and the form to cancel. It shows a refusal above them."""
    position = position_in(api.resolver.current_event.query_string_parameters.get("after"))
    try:
        times = other_times(own, position, slots=app.slots, schedule=app.schedule, now=now)
    except ValidationError:
        times = other_times(own, slots=app.slots, schedule=app.schedule, now=now)
    status = STATUS_OF_CODE[refused.error.code] if refused else 200
    return html(status, own_pages().change(times, now, csrf_token, refused, behind))
