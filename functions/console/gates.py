"""Routes for candidates' gates: a switch in a row, a switch for all chosen candidates, and the undo of both."""

from copy import replace

from aws_lambda_powertools.event_handler import Response

from functions.console.app import NOTHING, ConsoleRequest, app, done, page
from functions.console.candidates import PATH, ROWS, back_to_table
from functions.console.messages import Message
from greenroom.errors import GreenroomError
from greenroom.identifiers import can_name
from greenroom.models.candidate import Match
from greenroom.models.organisation import Role
from greenroom.usecases.gates import GateChange, change_gates, shortlisting, toggling
from greenroom.wording import isolated

NAMED = 3
"""The maximum number of refused candidates that a message names."""
GATE_NAMES = ("shortlisted", "interview_enabled", "online_interview_enabled")
GATES = {
    "shortlisted": ("shortlisted", "Shortlist"),
    "interview": ("enabled for the interview", "Interview"),
    "online": ("enabled for online interviews", "Online"),
}

type Refused = list[tuple[str, str]]
"""Candidates' ids with the reasons of their refusals."""


@page(f"{PATH}/<candidate_id>/gates", "POST", role=Role.RECRUITER)
def switch_gate(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Turn one switch of a row. The undo restores all three gates, because closing one also closes those that need
    it."""
    gate, _, to = request.sent("turn").partition(" ")
    is_on, job_id = to == "on", request.sent("job_id") or None
    back = back_to_table(request)
    if gate not in GATES:
        return done(request, back, Message("There is no such switch. Load the page again.", kind="warn"))
    name = app.candidates.get(request.caller.org_id, candidate_id).full_name
    try:
        before, after = _turn(request, candidate_id, job_id, gate, is_on=is_on)
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    words = f"{isolated(name)} is {'' if is_on else 'not '}{GATES[gate][0]}{'' if is_on else ' any more'}."
    undo = {name: "on" if getattr(before, name) else "" for name in GATE_NAMES}
    undo |= {"job_id": after.job_id, "back": back}
    return done(request, back, Message(words, undo_action=f"{PATH}/{candidate_id}/gates/restore", undo_fields=undo))


@page(f"{PATH}/<candidate_id>/gates/restore", "POST", role=Role.RECRUITER)
def restore_gates(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Set the three gates back to their previous state."""
    back, gates = back_to_table(request), {name: bool(request.sent(name)) for name in GATE_NAMES}
    try:
        _change(request, candidate_id, request.sent("job_id") or None, lambda match: match.changed(**gates))
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    return done(request, back, Message("Undone: the switches are as before."))


@page(f"{PATH}/bulk", "POST", role=Role.RECRUITER)
def bulk(request: ConsoleRequest) -> Response[str]:
    """Turn one switch on for all chosen candidates, each on their own. The message names those who were refused."""
    gate, back = request.sent("gate"), back_to_table(request)
    chosen = list(dict.fromkeys(request.form.get("chosen", [])))[:ROWS]
    if gate not in GATES or not chosen:
        return done(request, back, Message("Choose candidates first.", kind="warn"))
    turned, refused = _turn_all(request, gate, [(one, None) for one in chosen], is_on=True)
    words = f"{len(chosen) - len(refused)} of {len(chosen)} candidates are {GATES[gate][0]}."
    message = message_about_many(request, words, refused)
    if turned:
        pairs = " ".join(f"{one.candidate_id}:{one.job_id}" for one in turned)
        undo = {"gate": gate, "turned": pairs, "back": back}
        message = replace(message, undo_action=f"{PATH}/bulk/undo", undo_fields=undo)
    return done(request, back, message)


@page(f"{PATH}/bulk/undo", "POST", role=Role.RECRUITER)
def undo_bulk(request: ConsoleRequest) -> Response[str]:
    """Turn the switch off again for the candidates whom `bulk` changed. Those who had it on before keep it."""
    gate, back = request.sent("gate"), back_to_table(request)
    pairs = [pair.partition(":") for pair in request.sent("turned").split()][:ROWS]
    if gate not in GATES or not pairs:
        return done(request, back, Message("There is nothing to undo.", kind="warn"))
    _, refused = _turn_all(request, gate, [(one, job_id or None) for one, _, job_id in pairs], is_on=False)
    words = f"Undone: {len(pairs) - len(refused)} of {len(pairs)} are as before."
    return done(request, back, message_about_many(request, words, refused))


def _turn_all(
    request: ConsoleRequest, gate: str, chosen: list[tuple[str, str | None]], *, is_on: bool
) -> tuple[list[Match], Refused]:
    """Turn a switch for each candidate and job. Returns the changed gates, and the refusals."""
    turned: list[Match] = []
    refused: Refused = []
    for sent_id, job_id in chosen:
        candidate_id = sent_id if can_name(sent_id) else NOTHING
        try:
            before, after = _turn(request, candidate_id, job_id, gate, is_on=is_on)
        except GreenroomError as error:
            refused.append((candidate_id, error.message))
            continue
        if after != before:
            turned.append(after)
    return turned, refused


def message_about_many(request: ConsoleRequest, words: str, refused: Refused) -> Message:
    """The message about what was done, with the names of the first refused candidates and the reasons."""
    if not refused:
        return Message(words)
    shown = refused[:NAMED]
    found = app.candidates.many(request.caller.org_id, [one for one, _ in shown])
    names = [isolated(one.full_name) if one else "Somebody who is not there any more" for one in found]
    sentences = [f"{name}: {reason}" for name, (_, reason) in zip(names, shown, strict=True)]
    more = [f"And {len(refused) - NAMED} more."] if len(refused) > NAMED else []
    return Message(" ".join([words, *sentences, *more]), kind="warn")


def _turn(
    request: ConsoleRequest, candidate_id: str, job_id: str | None, gate: str, *, is_on: bool
) -> tuple[Match, Match]:
    """Turn a switch. Returns the gates before and after."""
    before: list[Match] = []

    def change(match: Match) -> Match:
        before[:] = [match]
        return _gate_change(gate, is_on=is_on)(match)

    after = _change(request, candidate_id, job_id, change)
    return before[0], after


def _change(request: ConsoleRequest, candidate_id: str, job_id: str | None, change: GateChange) -> Match:
    """The gates after their change."""
    gates = change_gates(
        candidate_id,
        job_id,
        change,
        cancel_booked=False,
        by=request.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        matches=app.matches,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        now=request.now,
    )
    return gates.match


def _gate_change(gate: str, *, is_on: bool) -> GateChange:
    if gate == "shortlisted":
        return shortlisting(shortlisted=is_on)
    if gate == "interview":
        return toggling(interview_enabled=is_on, online_interview_enabled=None)
    return toggling(interview_enabled=None, online_interview_enabled=is_on)
