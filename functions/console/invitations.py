"""Invitations to choose a time: invite one candidate from their page, many from the table, or one again."""

from copy import replace
from datetime import timedelta
from itertools import groupby

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page
from functions.console.candidate import Typed, candidate_page
from functions.console.candidates import PATH, ROWS, back_to_table
from functions.console.forms import without_blanks
from functions.console.gates import message_about_many
from functions.console.messages import Message
from functions.console.scheduling import ScheduleForm, request_without_time
from greenroom.api.forms import read_form
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import can_name, new_id
from greenroom.models.organisation import Role
from greenroom.usecases.book_many import LineOutcome
from greenroom.usecases.create_interview import InterviewRequest
from greenroom.usecases.invite_to_choose import invite_many_to_choose, invite_to_choose
from greenroom.wording import isolated

TIME_TO_INVITE = timedelta(seconds=15)
"""The time after which no further candidate is invited, so that the page is answered within the function's 25 s."""
NO_JOB = "The candidate has no job yet. Choose one first."


@page(f"{PATH}/invite", "POST", role=Role.RECRUITER)
def invite_chosen(request: ConsoleRequest) -> Response[str]:
    """Invite all chosen candidates, each for their own job. The page names those who were refused, with the reason."""
    chosen = list(dict.fromkeys(filter(can_name, request.form.get("chosen", []))))[:ROWS]
    back = back_to_table(request)
    if not chosen:
        return done(request, back, Message("Choose candidates first.", kind="warn"))
    there = [one for one in app.candidates.many(request.caller.org_id, chosen) if one is not None]
    outcomes = [
        outcome
        for job_id, same_job in groupby(sorted(there, key=lambda one: one.job_id or ""), key=lambda one: one.job_id)
        for outcome in _invited([one.candidate_id for one in same_job], job_id, request)
    ]
    refused = [(one.named, one.refused.message) for one in outcomes if one.refused is not None]
    words = f"{len(outcomes) - len(refused)} of {len(chosen)} candidates are invited to choose a time."
    return done(request, back, message_about_many(request, words, refused))


def _invited(candidate_ids: list[str], job_id: str | None, request: ConsoleRequest) -> list[LineOutcome]:
    if job_id is None:
        return [LineOutcome(one, refused=ValidationError(NO_JOB)) for one in candidate_ids]
    return _invite(candidate_ids, InterviewRequest(candidate_id="", job_id=job_id), new_id("int"), request)


@page(f"{PATH}/<candidate_id>/invite", "POST", role=Role.RECRUITER)
def invite_one(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Invite a candidate with the interview's details from the form. The form has the id of the interview to create."""
    typed = {name: request.sent(name) for name in (*ScheduleForm.model_fields, "interview_id")}
    try:
        form = read_form(ScheduleForm, without_blanks({name: typed[name] for name in ScheduleForm.model_fields}))
        asked = replace(request_without_time(form, candidate_id), candidate_id="")
        [outcome] = _invite([candidate_id], asked, request.id_of_new("interview_id", "int"), request)
        if outcome.refused is not None:
            raise outcome.refused
    except GreenroomError as error:
        return candidate_page(request, candidate_id, Typed(typed, error))
    name = app.candidates.get(request.caller.org_id, candidate_id).full_name
    return done(request, f"{PATH}/{candidate_id}", Message(f"{isolated(name)} is invited to choose a time."))


@page("/console/interviews/<interview_id>/invite", "POST", role=Role.RECRUITER)
def invite_again(request: ConsoleRequest, interview_id: str) -> Response[str]:
    """Invite the candidate of an interview without a time, or invite them again. Twice in a minute sends one e-mail."""
    interview = app.interviews.get(request.caller.org_id, interview_id)
    there = f"{PATH}/{interview.candidate_id}"
    try:
        invite_to_choose(interview_id, None, by=request.caller, schedule=app.schedule, links=app.links, now=request.now)
    except GreenroomError as error:
        return done(request, there, Message(error.message, kind="warn"))
    return done(request, there, Message(f"{isolated(interview.candidate_name)} is invited to choose a time."))


def _invite(
    candidate_ids: list[str], asked: InterviewRequest, first_id: str, request: ConsoleRequest
) -> list[LineOutcome]:
    until = request.now + TIME_TO_INVITE
    return invite_many_to_choose(
        candidate_ids,
        asked,
        None,
        first_id=first_id,
        by=request.caller,
        candidates=app.candidates,
        interviews=app.interviews,
        schedule=app.schedule,
        connected=app.connected_providers,
        links=app.links,
        has_time=lambda: app.now() < until,
        now=request.now,
    )
