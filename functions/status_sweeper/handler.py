"""Does due work each minute and on demand: COMPLETED, NO_SHOW, reminders, and invitations without a known delivery."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.due import DueInOrganisation
from greenroom.api.routes import Api
from greenroom.api.subjects.sweeps import ClockAnswer, MoveClock, SweptAnswer
from greenroom.application import Application
from greenroom.batches import working_for
from greenroom.clock import utc_now
from greenroom.models.caller import GREENROOM, Caller
from greenroom.models.interview import Interview
from greenroom.models.organisation import Role
from greenroom.models.test_mode import is_test
from greenroom.observability import following_trace, logger, metered, metrics
from greenroom.settings import settings
from greenroom.usecases.move_clock import move_clock
from greenroom.usecases.sweep import Swept, sweep

app = Application(settings(), clock=utc_now)
api = Api(app)

SHARD = "shard"
"""The event's key for the partition of the due index that is to be swept alone."""

TIME_TO_FINISH_MS = 5_000
"""A sweep begins another piece of work only if more than this is left of its invocation. The rest is done in the next
minute."""

TIME_TO_ANSWER_MS = 20_000
"""A sweep on demand begins no other piece of work after this time, because API Gateway waits 29 s. The rest stays
due."""


class SweepFailedError(Exception):
    """The work of some due interviews failed. It is raised after all other work, so that the alarm counts it."""


@api.post(
    "/api/v1/interviews/auto-update-status",
    summary="Do the due work of this organisation now",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("BUSY",),
)
def auto_update_status() -> SweptAnswer:
    """Sweep the caller's organisation for up to 20 seconds. The rest is done in the next minute."""
    swept = _sweep(api.resolver.lambda_context, api.caller.org_id, TIME_TO_ANSWER_MS)
    return SweptAnswer(completed=swept.completed, no_show=swept.no_show, reminded=swept.reminded)


@api.post(
    "/api/v1/test/clock",
    summary="Move the clock of test records forward, and do the work that comes due",
    tag="Interviews",
    role=Role.RECRUITER,
    errors=("INVALID_STATE", "BUSY"),
)
def post_test_clock(request: MoveClock) -> ClockAnswer:
    """For tokens of mode `test`: reminders, no-shows and ends happen as if the time had passed. The clock cannot be
    moved back."""
    advance = timedelta(minutes=request.advance_minutes) if request.advance_minutes is not None else None
    ahead = move_clock(advance, request.to, by=api.caller, organisations=app.organisations, real_now=app.clock())
    app.work_for(api.caller.org_id)
    swept = _sweep(api.resolver.lambda_context, api.caller.org_id, TIME_TO_ANSWER_MS)
    return ClockAnswer.of(app.now(), int(ahead.total_seconds()), swept)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics
@metered
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Handle one API Gateway event, or sweep all organisations, or one partition of the due index."""
    if "requestContext" in event:
        return api.resolve(event, context)
    app.work_for(None)
    if SHARD in event:
        swept = _sweep(context, None, shards=[int(event[SHARD])])
    else:
        swept = _sweep(context, None, hand_over=_hand_over)
    # Emitted each minute, also if nothing is due: an alarm fires when these metrics are missing.
    metrics.add_metric("OldestDueSeconds", "Seconds", swept.oldest_due_seconds)
    metrics.add_metric("OldestMailSeconds", "Seconds", swept.oldest_mail_seconds)
    if swept.failed:
        raise SweepFailedError(f"{len(swept.failed)} interviews could not be swept")
    return {"completed": swept.completed, "no_show": swept.no_show, "reminded": swept.reminded}


def _hand_over(shard: int) -> bool:
    """Have another invocation sweep a partition. A function, so that the client is made only if there is a backlog."""
    return app.sweepers.ask_for(shard)


def _sweep(
    context: LambdaContext,
    org_id: str | None,
    at_most_ms: int | None = None,
    *,
    shards: Sequence[int] | None = None,
    hand_over: Callable[[int], bool] = lambda _shard: False,
) -> Swept:
    swept = sweep(
        org_id,
        due_index=DueInOrganisation(app.interviews, org_id) if org_id and is_test(org_id) else app.due_index,
        schedule=app.schedule,
        sessions=app.sessions,
        mailer=app.mailer,
        links=app.links,
        now=app.now(),
        has_time=_time_is_left(context, at_most_ms),
        ask_for_report=_ask_for_report,
        retire=_retire,
        thank=_thank,
        working_for=working_for,
        following=following_trace,
        is_erased=app.erasures.has,
        shards=shards,
        hand_over=hand_over,
    )
    for interview_id, error in swept.failed:
        logger.error("not swept", interview_id=interview_id, error_type=type(error).__name__)
    metrics.add_metric("Completed", "Count", swept.completed)
    metrics.add_metric("NoShow", "Count", swept.no_show)
    logger.info("swept", completed=swept.completed, no_show=swept.no_show, reminded=swept.reminded)
    return swept


def _ask_for_report(org_id: str, interview_id: str) -> None:
    # The report belongs to the interview's trace, and not to that of the sweep.
    with following_trace(app.schedule.trace_of(org_id, interview_id)):
        app.reports_queue.ask_for(org_id, interview_id)


def _thank(interview: Interview) -> bool:
    # Imported here, because only ended interviews need it.
    from greenroom.usecases.thank_candidate import thank_candidate  # noqa: PLC0415

    return thank_candidate(
        interview,
        schedule=app.schedule,
        sessions=app.sessions,
        ai_interviews=app.ai_interviews,
        organisations=app.organisations,
        mailer=app.mailer,
        links=app.links,
        now=app.now(),
        following=following_trace,
    )


def _retire(interview: Interview) -> None:
    # Imported here, because erasure runs only once a day, for organisations with a retention time.
    from greenroom.usecases.erasure import retire_interview  # noqa: PLC0415

    retire_interview(
        interview,
        by=Caller(interview.org_id, GREENROOM, Role.ADMIN),
        now=app.now(),
        **app.candidate_stores,
    )


def _time_is_left(context: LambdaContext, at_most_ms: int | None) -> Callable[[], bool]:
    """A function that says whether work may begin: until `at_most_ms` from now, and while enough of the invocation is
    left."""
    had = context.get_remaining_time_in_millis()
    ends_at = TIME_TO_FINISH_MS if at_most_ms is None else max(TIME_TO_FINISH_MS, had - at_most_ms)
    return lambda: context.get_remaining_time_in_millis() > ends_at
