"""Make the questions of an interview in advance, from the job, the résumé and, if configured, a model."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.interviewing.ai_interview import Sources
from greenroom.interviewing.plan import InterviewPlan
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.practice import PRACTICE_ID, practice_question
from greenroom.models.interview import Appointment, Booking, InterviewType
from greenroom.models.job import keyword_analysis
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.plan_origins import made_from
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.resumes import Resumes
    from greenroom.interviewing.interviewer import LanguageModel

LONGEST_RESUME = 50_000
LONGEST_JOB = 25_000
"""The maximum lengths of a résumé's and a job's text in characters. At four bytes each, both fit into one item."""
GONE = frozenset({SessionStatus.MOVED, SessionStatus.CANCELLED, SessionStatus.NO_SHOW, SessionStatus.COMPLETED})


type ReadAloud = Callable[[str, str, Mapping[str, str]], tuple[str, ...]]
"""A function that makes speech of an interview's texts, by their ids. It returns the ids that have a recording."""


def no_sound(_org_id: str, _interview_id: str, _texts: Mapping[str, str]) -> tuple[str, ...]:
    """No speech: used while the candidate waits for the page, and where no speech service is set up."""
    return ()


def prepare(
    booking: Booking,
    *,
    jobs: "Jobs",
    resumes: "Resumes",
    ai_interviews: "AiInterviews",
    links: LinkMaker,
    language_model: Callable[[], "LanguageModel | None"],
    read_aloud: ReadAloud,
    now: datetime,
) -> InterviewPlan | None:
    """Make and store the plan of a booked AI interview. Returns None where no plan is needed any more.

    May be repeated: the plan that was stored first stays, until its job changes.
    """
    if booking.interview_type is not InterviewType.AI:
        return None
    session_hash = links.hash_of(booking.session_id, booking.version)
    session, planned = ai_interviews.session(session_hash)
    if session is not None and session.status in GONE:
        return None
    make = partial(_made, booking, jobs=jobs, resumes=resumes, language_model=language_model, read_aloud=read_aloud)
    if planned is not None:
        return _anew(
            booking, session_hash, planned.made_from, session, make, jobs=jobs, ai_interviews=ai_interviews, now=now
        )
    has_earlier = booking.version > 1
    before = ai_interviews.plan_of(links.hash_of(booking.session_id, booking.version - 1)) if has_earlier else None
    return _stored(session_hash, make(before), ai_interviews=ai_interviews, now=now)


class _Made(NamedTuple):
    plan: InterviewPlan
    sources: Sources
    heard: tuple[str, ...]
    made_from: str | None


def plan_for(
    appointment: Appointment,
    session_hash: str,
    *,
    jobs: "Jobs",
    resumes: "Resumes",
    ai_interviews: "AiInterviews",
    language_model: Callable[[], "LanguageModel | None"],
    now: datetime,
) -> InterviewPlan:
    """Make a plan and store it, unless one is stored.

    Returns the stored plan. A failing model does not make this fail.
    """
    made = _made(appointment, None, jobs=jobs, resumes=resumes, language_model=language_model, read_aloud=no_sound)
    return _stored(session_hash, made, ai_interviews=ai_interviews, now=now)


def _stored(session_hash: str, made: _Made, *, ai_interviews: "AiInterviews", now: datetime) -> InterviewPlan:
    return ai_interviews.plan(session_hash, made.plan, made.sources, now, heard=made.heard, made_from=made.made_from)


def _anew(
    booking: Booking,
    session_hash: str,
    before_from: str | None,
    session: Session | None,
    make: "Callable[[InterviewPlan | None], _Made]",
    *,
    jobs: "Jobs",
    ai_interviews: "AiInterviews",
    now: datetime,
) -> InterviewPlan | None:
    """Make the plan again if its job has changed, unless a recruiter edited the plan or the interview has begun."""
    is_begun = session is not None and (session.status is not SessionStatus.SCHEDULED or session.consented_at)
    if before_from is None or is_begun:
        return None
    try:
        if made_from(booking, jobs.get(booking.org_id, booking.job_id)) == before_from:
            return None
    except NotFoundError:
        return None
    before = ai_interviews.plan_of(session_hash)
    if before is None or before.is_edited:
        return None
    made = make(None)
    plan = made.plan.model_copy(update={"version": before.version + 1})
    try:
        ai_interviews.plan_anew(
            session_hash, plan, made.sources, now, before=before, heard=made.heard, made_from=made.made_from
        )
    except ConditionsFailedError:
        # A recruiter edited the plan, or the candidate began, at this moment: that plan stays.
        return None
    return plan


def _made(
    appointment: Appointment,
    before: InterviewPlan | None,
    *,
    jobs: "Jobs",
    resumes: "Resumes",
    language_model: Callable[[], "LanguageModel | None"],
    read_aloud: ReadAloud,
) -> _Made:
    """Make a plan. Questions that are locked in `before`, the plan of the previous booking, are kept."""
    from greenroom.interviewing.edit_plan import with_locked  # noqa: PLC0415
    from greenroom.interviewing.interviewer import prepare_plan  # noqa: PLC0415 (a turn needs none of it)

    brief, job_text, origin = _brief(appointment, jobs, resumes)
    made = prepare_plan(brief, language_model()).with_own_ids()
    plan = with_locked(made.model_copy(update={"weights": dict(brief.weights)}), before)
    texts = {question.id: question.text for question in plan.questions}
    practice, _ = practice_question(plan.language_code)
    heard = read_aloud(appointment.org_id, appointment.interview_id, texts | {PRACTICE_ID: practice})
    sources = Sources(
        job_description=job_text,
        resume_text=brief.resume_text,
        keyword_analysis=keyword_analysis(appointment.coding_language),
        language_code=appointment.language_code,
        accent_tld=appointment.accent_tld,
    )
    return _Made(plan, sources, heard, origin)


def _brief(appointment: Appointment, jobs: "Jobs", resumes: "Resumes") -> tuple[PlanBrief, str, str | None]:
    # Imported here, because only the start of an interview needs a résumé's models.
    from greenroom.models.resume import ResumeStatus  # noqa: PLC0415

    resume = resumes.latest(appointment.org_id, appointment.candidate_id, ResumeStatus.PARSED)
    try:
        job = jobs.get(appointment.org_id, appointment.job_id)
        _, domain, description = job.interview_subject
        job_text, is_language_chosen = job.as_interview_text(), job.is_language_chosen
        origin: str | None = made_from(appointment, job)
    except NotFoundError:
        # The job was deleted after the booking. The booking has title and language, so the interview takes place.
        description, domain, is_language_chosen, origin = "", "", False, None
        job_text = f"Title: {appointment.job_title}\nCompany: {appointment.company_name}"
    own = jobs.questions(appointment.org_id, appointment.job_id)
    brief = PlanBrief(
        interview_id=appointment.interview_id,
        job_title=appointment.job_title,
        job_description=description[:LONGEST_JOB],
        domain=domain,
        coding_language=appointment.coding_language,
        ai_interview_type=appointment.ai_interview_type,
        resume_text=((resume.parsed_text if resume else None) or "")[:LONGEST_RESUME],
        duration_minutes=duration_minutes(appointment),
        extra_time_percent=appointment.extra_time_percent,
        is_language_given=is_language_chosen,
        language_code=appointment.language_code,
        own_questions=own.questions,
        number_of_questions=own.number_of_questions,
        minutes_per_question=own.minutes_per_question,
        weights=tuple(own.weights.items()),
    )
    return brief, job_text[:LONGEST_JOB], origin


def duration_minutes(appointment: Appointment) -> int:
    """The slot's length, without the extra time that the appointment's end includes."""
    seconds = (appointment.ends_at - appointment.starts_at).total_seconds()
    return max(1, round(seconds * 100 / (100 + appointment.extra_time_percent) / 60))
