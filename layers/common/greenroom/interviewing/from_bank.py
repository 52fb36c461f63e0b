"""A plan from the built-in bank: the same brief gives the same plan, without a network."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from greenroom.interviewing.bank import BankQuestion, QuestionKind, bank_version, coding_tasks, spoken_questions
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.job_family import Seniority
from greenroom.interviewing.job_questions import OwnQuestion
from greenroom.interviewing.languages import language_of_bank
from greenroom.interviewing.plan import InterviewPlan, Question, stretched
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.relevance import JobWords, ask_the_same
from greenroom.interviewing.seeded_number import seeded_number
from greenroom.models.slot import AiInterviewType

_CODING_SHARE = 0.6  # of the slot, in an interview with coding tasks
_CODING_DIFFICULTIES = ((1, 2, 3), (2, 3), (1, 2), (2,), (1,))  # the first that fits is taken
_BEHAVIOURAL_FROM = 4  # questions; fewer leave no room for a behavioural one

_OF_THE_DOMAIN = 6  # points; a topic in the job's title has 5
_FOR_EVERY_JOB = 4
_SEEDED_POINTS = 5
_NEW_COMPETENCY = 3
_REPEATED_COMPETENCY = 6
_OF_ONE_COMPETENCY = 2  # questions, if half of the core is about what the job names
_DIFFICULTY_FULL = 12
_LEADERSHIP = 3
_DIFFICULTIES = {
    Seniority.JUNIOR: (1, 2, 1),
    Seniority.MIDDLE: (2, 1, 3),
    Seniority.SENIOR: (3, 2, 3),
    Seniority.LEAD: (3, 2, 3),
}
"""The difficulties of the core's questions in turn, so that all plans for one job are equally hard."""


@dataclass
class _Core:
    """The questions about the job that were chosen so far, and the rules by which the next one is chosen."""

    words: JobWords
    wanted: int
    avoid: tuple[BankQuestion, ...]
    chosen: list[BankQuestion] = field(default_factory=list)
    competencies: Counter[Competency] = field(default_factory=Counter)
    difficulties: Counter[int] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        cycle = _DIFFICULTIES[self.words.job.level]
        self.room = Counter(cycle[number % len(cycle)] for number in range(self.wanted))

    def pick(self, *, only_named: bool) -> None:
        """Choose questions up to the wanted number; with `only_named`, only those about topics that the job names."""
        pools = [
            [(self._fit(question, group), group, question) for question in pool if not only_named or is_named(question)]
            for group, (pool, is_named) in self._pools().items()
        ]
        left = [one for pool in pools for one in pool]
        while len(self.chosen) < self.wanted:
            left = [one for one in left if self._is_open(one[1], one[2])]
            if only_named and 2 * len(self.chosen) >= self.wanted:
                left = [one for one in left if self.competencies[one[2].competency] < _OF_ONE_COMPETENCY]
            if not left:
                return
            _, group, question = max(left, key=lambda one: (one[0] + self._balance(one[2]), one[2].id))
            self.chosen.append(question)
            self.groups[group] += 1
            self.competencies[question.competency] += 1
            self.difficulties[question.difficulty] += 1

    def _pools(self) -> dict[str, tuple[Iterable[BankQuestion], Callable[[BankQuestion], bool]]]:
        brief = self.words.brief
        language = brief.spoken_language
        about_language = spoken_questions(language) if language else ()
        is_chosen = brief.is_language_given or language in self.words.job.languages
        shared = [question for question in self.words.shared_pool if question.kind is QuestionKind.CORE]
        return {
            "domain": (self.words.domain_pool, self.words.is_named),
            "shared": (shared, self.words.is_named),
            "language": (about_language, lambda _: is_chosen),
            "thing": (self.words.named_pool, lambda _: True),
        }

    def _is_open(self, group: str, question: BankQuestion) -> bool:
        few = max(1, self.wanted // 4)
        if group in {"language", "thing"} and self.groups[group] >= few:
            return False
        return not any(ask_the_same(question, other) for other in (*self.avoid, *self.chosen))

    def _fit(self, question: BankQuestion, group: str) -> float:
        points = self.words.relevance(question) + _SEEDED_POINTS * seeded_number(
            self.words.brief.interview_id, question.id
        )
        is_for_lead = question.competency is Competency.LEADERSHIP and self.words.job.level is Seniority.LEAD
        points += _OF_THE_DOMAIN if group == "domain" else 0
        points -= _FOR_EVERY_JOB if group == "shared" else 0
        return points + (_LEADERSHIP if is_for_lead else 0)

    def _balance(self, question: BankQuestion) -> float:
        taken = self.competencies[question.competency]
        is_full = self.difficulties[question.difficulty] >= self.room[question.difficulty]
        points = _NEW_COMPETENCY if taken == 0 else -_REPEATED_COMPETENCY * taken**2
        return points - (_DIFFICULTY_FULL if is_full else 0)


def plan_from_bank(brief: PlanBrief, *, fallback_reason: str | None = None) -> InterviewPlan:
    """The job's own questions first; then résumé, job, behaviour and a last question, or coding tasks at the end.

    The limits together, with time to think, fit the slot (before extra time, `brief.lengths`).
    """
    words = JobWords(brief)
    is_coding = brief.ai_interview_type is AiInterviewType.CODING
    tasks = _tasks(words) if is_coding else []
    own = [_as_asked(question) for question in brief.own_questions]
    count = brief.lengths.spoken_before_coding
    if not is_coding:
        count = brief.lengths.technical(seeded_number(brief.interview_id, "number of questions"))
    spoken = _spoken(words, max(0, count - len(own)), own, closes=not is_coding)
    chosen = [*own, *spoken, *tasks]
    wanted = [question.time_limit_seconds for question in chosen]
    limits = brief.lengths.limits(wanted, are_spoken=[question.starter_code is None for question in chosen])
    return InterviewPlan(
        questions=tuple(asked(question, limit, brief) for question, limit in zip(chosen, limits, strict=True)),
        made_by="BANK",
        seed=brief.interview_id,
        bank_version=bank_version(),
        fallback_reason=fallback_reason,
        language_code=language_of_bank(brief.language_code),
    )


def _tasks(words: JobWords) -> list[BankQuestion]:
    pool = coding_tasks(words.brief.task_language)
    time = words.brief.lengths.slot_seconds * _CODING_SHARE
    for difficulties in _CODING_DIFFICULTIES:
        picked: list[BankQuestion] = []
        for difficulty in difficulties:
            level = [task for task in pool if task.difficulty == difficulty]
            picked.append(max(level, key=lambda task: _fit(words, task)))
        if sum(task.time_limit_seconds for task in picked) <= time:
            break
    return picked


def _spoken(words: JobWords, count: int, own: Sequence[BankQuestion], *, closes: bool) -> list[BankQuestion]:
    """An opener, the core by rising difficulty, a behavioural question if there is room, and a closing one."""
    closing = [_best(words, QuestionKind.CLOSING)] if closes and count + len(own) > 1 else []
    count -= len(closing)
    behavioural = [_best(words, QuestionKind.BEHAVIOURAL)] if count + len(closing) >= _BEHAVIOURAL_FROM else []
    opener = [_opener(words)] if count > len(behavioural) else []
    wanted = max(0, count - len(opener) - len(behavioural))
    core = _Core(words, wanted, (*own, *opener, *behavioural, *closing))
    core.pick(only_named=True)
    core.pick(only_named=False)
    rising = sorted(
        core.chosen, key=lambda question: (question.difficulty, seeded_number(words.brief.interview_id, question.id))
    )
    return [*opener, *rising, *behavioural, *closing]


def _opener(words: JobWords) -> BankQuestion:
    """A question about a project that the résumé names or the candidate chooses; a general one without a résumé."""
    if not words.brief.resume_text.strip():
        return _best(words, QuestionKind.OPENER)
    about_named = words.project is not None
    pool = [
        one for one in words.shared_pool if one.kind is QuestionKind.RESUME and ("{project}" in one.text) is about_named
    ]
    question = max(pool, key=lambda one: seeded_number(words.brief.interview_id, one.id))
    return question.about(project=words.project) if words.project else question


def _best(words: JobWords, kind: QuestionKind) -> BankQuestion:
    """A question of this kind by a seeded number, so that the candidates of one job do not all get the same one."""
    pool = [question for question in words.shared_pool if question.kind is kind]
    return max(pool, key=lambda question: seeded_number(words.brief.interview_id, question.id))


def _fit(words: JobWords, question: BankQuestion) -> tuple[float, float]:
    return words.relevance(question), seeded_number(words.brief.interview_id, question.id)


def _as_asked(own: OwnQuestion) -> BankQuestion:
    return BankQuestion.model_construct(
        id=own.id,
        kind=QuestionKind.CORE,
        text=own.text,
        topics=(),
        competency=own.competency,
        difficulty=1,
        time_limit_seconds=own.time_limit_seconds,
        expected_points=own.expected_points,
        starter_code=None,
    )


def asked(question: BankQuestion, limit: int, brief: PlanBrief) -> Question:
    """A question of the bank as it is asked in one interview."""
    is_task = question.starter_code is not None
    return Question(
        id=question.id,
        round=AiInterviewType.CODING if is_task else AiInterviewType.TECHNICAL,
        text=question.text,
        competency=question.competency,
        expected_points=question.expected_points,
        language=brief.task_language if is_task else None,
        starter_code=question.starter_code,
        time_limit_seconds=stretched(limit, brief.extra_time_percent),
        difficulty=question.difficulty,
    )
