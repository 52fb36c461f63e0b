"""Make the report of a finished interview, once, after its end. After failures it is tried again, and then is
FAILED."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.interviewing.ai_interview import MOST_SOUND_HEARD, AiInterview
from greenroom.interviewing.evaluation import Evaluation
from greenroom.interviewing.interviewer import LanguageModel, ModelFailedError, evaluate_answer
from greenroom.interviewing.prompts import PROMPT_VERSION
from greenroom.interviewing.report import Answered, Report, transcript
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM
from greenroom.models.interview import Interview, InterviewStatus, ReportStatus
from greenroom.rules.due import next_due
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.recordings import Recordings
    from greenroom.adapters.schedule import Schedule

AT_ONCE = 4
"""The number of answers that are evaluated at the same time: of 12, at 20 s each at most, none begins after 40 s."""
GAVE_UP = "The answers could not be evaluated. Transcript and coverage are complete."


class ReportNotMadeError(Exception):
    """A report is not complete and will be tried again. Its finished parts are stored."""


def make_report(
    org_id: str,
    interview_id: str,
    *,
    is_last_try: bool,
    schedule: "Schedule",
    ai_interviews: "AiInterviews",
    recordings: "Recordings",
    links: LinkMaker,
    language_model: Callable[[], LanguageModel | None],
    now: datetime,
) -> Report | None:
    """Make and store the report of a completed AI interview. Returns None if the report exists or is not needed any
    more.

    Raises ReportNotMadeError if a model failed: its findings so far are stored, and the next try asks only for the
    rest. After the last try the report is FAILED, with the parts that need no model.
    """

    wanted = _wanted(org_id, interview_id, schedule, ai_interviews, links)
    if wanted is None:
        return None
    report = _evaluated(wanted.ai_interview, wanted.before, recordings, language_model()).changed(made_at=now)
    is_complete = report.status is ReportStatus.READY
    if not is_complete and is_last_try:
        report = report.changed(status=ReportStatus.FAILED, reason=f"{GAVE_UP} ({report.reason})")

    def attempt() -> bool:
        # Read again, because it may have been erased while a model worked.
        still = _wanted(org_id, interview_id, schedule, ai_interviews, links)
        if still is not None:
            _store(still.session_hash, report, still.interview, ai_interviews, now)
        return still is not None

    if not repeated(attempt):
        return None
    if not is_complete:
        raise ReportNotMadeError(report.reason or "")
    return report


def fail_report(
    org_id: str,
    interview_id: str,
    *,
    schedule: "Schedule",
    ai_interviews: "AiInterviews",
    links: LinkMaker,
    now: datetime,
) -> None:
    """Mark a report as failed, for any reason, so that a recruiter sees it and the queue stops asking."""

    def attempt() -> None:
        wanted = _wanted(org_id, interview_id, schedule, ai_interviews, links)
        if wanted is None:
            return
        attempts = wanted.before.attempts + 1 if wanted.before else 1
        report = Report(status=ReportStatus.FAILED, attempts=attempts, reason=GAVE_UP, made_at=now)
        _store(wanted.session_hash, report, wanted.interview, ai_interviews, now)

    repeated(attempt)


class _Wanted(NamedTuple):
    interview: Interview
    session_hash: str
    ai_interview: AiInterview
    before: Report | None


def _wanted(
    org_id: str, interview_id: str, schedule: "Schedule", ai_interviews: "AiInterviews", links: LinkMaker
) -> _Wanted | None:
    interview = _completed(org_id, interview_id, schedule)
    if interview is None or interview.session_id is None:
        return None
    session_hash = links.hash_of(interview.session_id, interview.booking_version)
    found = ai_interviews.find(session_hash)
    return _Wanted(interview, session_hash, *found) if found else None


def _completed(org_id: str, interview_id: str, schedule: "Schedule") -> Interview | None:
    try:
        interview = schedule.interview(org_id, interview_id)
    except NotFoundError:
        return None
    is_wanted = interview.report in {ReportStatus.PENDING, ReportStatus.FAILED}
    return interview if is_wanted and interview.status is InterviewStatus.COMPLETED else None


def _evaluated(
    ai_interview: AiInterview, before: Report | None, recordings: "Recordings", model: LanguageModel | None
) -> Report:
    """The report with all findings that could be made: PENDING if a model failed for an answer."""
    attempts = before.attempts + 1 if before else 1
    known = before.evaluations if before else {}
    transcripts = _written_down(ai_interview, before.transcripts if before else {}, recordings)
    draft = Report(status=ReportStatus.PENDING, evaluations=known, transcripts=transcripts, attempts=attempts)
    if model is None:
        return draft.changed(status=ReportStatus.READY)
    missing = [one for one in transcript(ai_interview, draft) if one.question.id not in known]
    fresh, reasons = _ask_all(missing, model)
    return draft.changed(
        status=ReportStatus.PENDING if reasons else ReportStatus.READY,
        evaluations=known | fresh,
        made_by="MODEL",
        prompt_version=PROMPT_VERSION,
        reason="; ".join(sorted(set(reasons))) or None,
    )


def _written_down(ai_interview: AiInterview, known: dict[str, str], recordings: "Recordings") -> dict[str, str]:
    spoken = [turn for turn in ai_interview.turns.values() if turn.audio_key and not turn.text]
    found: dict[str, str | None] = {}
    room = MOST_SOUND_HEARD
    for turn in spoken:
        if turn.question_id not in known and turn.audio_key:
            sound = recordings.sound(turn.audio_key)
            room -= len(sound)
            found[turn.question_id] = recordings.written_down(sound, turn.audio_key) if room >= 0 else None
    return known | {question_id: text for question_id, text in found.items() if text}


def _ask_all(answers: Iterable[Answered], model: LanguageModel) -> tuple[dict[str, Evaluation], list[str]]:
    def ask(one: Answered) -> Evaluation | ModelFailedError:
        try:
            return evaluate_answer(one.question, one.turn.words, model)
        except ModelFailedError as failed:
            return failed

    answers = list(answers)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(ask, answers))
    fresh: dict[str, Evaluation] = {}
    reasons: list[str] = []
    for one, outcome in zip(answers, outcomes, strict=True):
        if isinstance(outcome, Evaluation):
            fresh[one.question.id] = outcome
        else:
            reasons.append(outcome.reason)
    return fresh, reasons


def _store(
    session_hash: str, report: Report, interview: Interview, ai_interviews: "AiInterviews", now: datetime
) -> None:
    """Store the report. Raises ConditionsFailedError if the interview changed meanwhile; then it is read again."""
    is_settled = report.status is not ReportStatus.PENDING
    after = interview.changed(report=report.status, version=interview.version + 1, updated_at=now)
    entries = [_entry(interview, report, now)] if is_settled else []
    if is_settled:
        after = after.changed(due_at=next_due(after))
    try:
        ai_interviews.report(session_hash, report, after, *entries)
    except ConditionsFailedError as refused:
        if "report" in refused.found:
            return  # A repetition of this request was faster: its READY report stays.
        raise


def _entry(interview: Interview, report: Report, now: datetime) -> LogEntry:
    ready = report.status is ReportStatus.READY
    return LogEntry(
        org_id=interview.org_id,
        interview_id=interview.interview_id,
        at=now,
        action=Action.REPORT_READY if ready else Action.REPORT_FAILED,
        actor=GREENROOM,
        reason=None if ready else report.reason,
        new={"report": report.status, "made_by": report.made_by},
    )
