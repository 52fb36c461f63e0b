"""A plan from the built-in bank: the same brief gives the same plan, without a network."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from greenroom.interviewing.bank import (
    BankQuestion,
    Competency,
    Kind,
    bank_version,
    coding_tasks,
    general_questions,
    spoken_questions,
)
from greenroom.interviewing.plan import InterviewPlan, PlanBrief, Question, Round, stretched
from greenroom.interviewing.relevance import JobWords, lot

_MOST_SPOKEN = {Round.TECHNICAL: 12, Round.CODING: 6}
_TYPICAL_SPOKEN_SECONDS = 165
_CODING_SHARE = 0.6  # of the time, where there are coding tasks
_CODING_DIFFICULTIES = ((1, 2, 3), (2, 3), (1, 2), (2,), (1,))  # the first that fits is taken
_NEW_COMPETENCY = 8  # points; a topic in the job's title has 5
_REPEATED_COMPETENCY = 4
_DIFFICULTY_FULL = 6


@dataclass
class _Picking:
    """Questions chosen so far, and what the next one is worth."""

    job: JobWords
    wanted: int
    chosen: list[BankQuestion] = field(default_factory=list)
    competencies: Counter[Competency] = field(default_factory=Counter)
    difficulties: Counter[int] = field(default_factory=Counter)

    def worth(self, question: BankQuestion) -> tuple[float, float]:
        taken = self.competencies[question.competency]
        points = self.job.relevance(question)
        points += _NEW_COMPETENCY if taken == 0 else -_REPEATED_COMPETENCY * taken
        if self.difficulties[question.difficulty] >= -(-self.wanted // 3):
            points -= _DIFFICULTY_FULL
        return points, lot(self.job.brief.interview_id, question.id)

    def pick(self, pool: Iterable[BankQuestion], count: int) -> None:
        left = [question for question in pool if question not in self.chosen]
        for _ in range(min(count, len(left))):
            best = max(left, key=self.worth)
            left.remove(best)
            self.chosen.append(best)
            self.competencies[best.competency] += 1
            self.difficulties[best.difficulty] += 1


def plan_from_bank(brief: PlanBrief, *, fallback_reason: str | None = None) -> InterviewPlan:
    """Opener, spoken questions of rising difficulty, closing question; then coding tasks where the round has them.

    The limits together fit the slot (before extra time, `brief.question_seconds`).
    """
    job = JobWords(brief)
    tasks = _pick_tasks(job) if brief.ai_interview_type is Round.CODING else []
    spoken = _pick_spoken(job, brief.question_seconds - _seconds(tasks))
    chosen = [*spoken, *tasks]
    limits = _fitting([question.time_limit_seconds for question in chosen], brief.question_seconds)
    return InterviewPlan(
        questions=tuple(_asked(question, limit, brief) for question, limit in zip(chosen, limits, strict=True)),
        made_by="BANK",
        seed=brief.interview_id,
        bank_version=bank_version(),
        fallback_reason=fallback_reason,
    )


def _pick_tasks(job: JobWords) -> list[BankQuestion]:
    pool = coding_tasks(job.brief.coding_language)
    time = job.brief.question_seconds * _CODING_SHARE
    for difficulties in _CODING_DIFFICULTIES:
        picked: list[BankQuestion] = []
        for difficulty in difficulties:
            level = [task for task in pool if task.difficulty == difficulty]
            picked.append(max(level, key=lambda task: _fit(job, task)))
        if _seconds(picked) <= time:
            break
    return picked


def _pick_spoken(job: JobWords, seconds: int) -> list[BankQuestion]:
    general = general_questions()
    opener, closing = (
        max((question for question in general if question.kind is kind), key=lambda question: _fit(job, question))
        for kind in (Kind.OPENER, Kind.CLOSING)
    )
    left = seconds - opener.time_limit_seconds - closing.time_limit_seconds
    least = 1 if job.brief.ai_interview_type is Round.TECHNICAL else 0
    count = max(least, min(_MOST_SPOKEN[job.brief.ai_interview_type] - 2, left // _TYPICAL_SPOKEN_SECONDS))
    picking = _Picking(job, count)
    shared = (*job.domain_pool(), *(question for question in general if question.kind is Kind.CORE))
    picking.pick(spoken_questions(job.brief.coding_language), -(-count // 2))
    picking.pick(shared, count - len(picking.chosen))
    core = picking.chosen
    while len(core) > least and _seconds(core) > left:
        core.pop()
    core.sort(key=lambda question: (question.difficulty, lot(job.brief.interview_id, question.id)))
    return [opener, *core, closing]


def _fit(job: JobWords, question: BankQuestion) -> tuple[float, float]:
    return job.relevance(question), lot(job.brief.interview_id, question.id)


def _seconds(questions: Iterable[BankQuestion]) -> int:
    return sum(question.time_limit_seconds for question in questions)


def _fitting(limits: Sequence[int], seconds: int) -> list[int]:
    """The limits, shortened in proportion where a very short slot cannot hold them."""
    total = sum(limits)
    return list(limits) if total <= seconds else [max(1, limit * seconds // total) for limit in limits]


def _asked(question: BankQuestion, limit: int, brief: PlanBrief) -> Question:
    is_task = question.starter_code is not None
    return Question(
        id=question.id,
        round=Round.CODING if is_task else Round.TECHNICAL,
        text=question.text,
        competency=question.competency,
        expected_points=question.expected_points,
        language=brief.coding_language if is_task else None,
        starter_code=question.starter_code,
        time_limit_seconds=stretched(limit, brief.extra_time_percent),
        difficulty=question.difficulty,
    )
