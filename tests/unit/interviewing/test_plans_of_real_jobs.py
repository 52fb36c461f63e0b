"""Forty real-sounding jobs over twenty interviews each: shares, not examples."""

from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest

from greenroom.interviewing import bank
from greenroom.interviewing.bank import BankQuestion, QuestionKind
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan, Question
from greenroom.interviewing.words import STOPWORDS, phrase, words
from greenroom.models.job import CodingLanguage
from tests.unit.interviewing.real_jobs import REAL_JOBS, RealJob

SEEDS = range(20)
OF_LANGUAGE = tuple(f"{language.lower()}-" for language in CodingLanguage)
FILLING = {"do", "go", "say", "tell", "us", "describe", "find", "work", "make", "last", "question"}
ABOUT_CODE = ("code review", "python", "javascript", "algorithm", "git ", "repository", "unit test")


@cache
def plans(job: RealJob) -> tuple[InterviewPlan, ...]:
    return tuple(plan_from_bank(job.brief(seed)) for seed in SEEDS)


@cache
def by_id() -> dict[str, BankQuestion]:
    of_domains = [question for domain in bank.domains() for question in bank.domain_questions(domain.name)]
    of_languages = [question for language in CodingLanguage for question in bank.spoken_questions(language)]
    every = [*bank.general_questions(), *bank.software_questions(), *of_domains, *of_languages]
    return {question.id: question for question in every}


def kind(question: Question) -> QuestionKind:
    known = by_id().get(question.id)
    return known.kind if known else QuestionKind.CORE


def core(plan: InterviewPlan) -> list[Question]:
    return [question for question in plan.questions if kind(question) is QuestionKind.CORE]


def is_about(job: RealJob, question: Question) -> bool:
    known = by_id().get(question.id)
    said = phrase(" ".join((question.text, *question.expected_points, *(known.topics if known else ()))))
    return any(phrase(word) in said for word in job.named.split(","))


def every_plan() -> Iterator[tuple[RealJob, InterviewPlan]]:
    return ((job, plan) for job in REAL_JOBS for plan in plans(job))


@pytest.mark.parametrize("job", REAL_JOBS, ids=lambda job: job.title)
def test_at_least_half_of_the_core_is_about_what_the_description_names(job: RealJob) -> None:
    for plan in plans(job):
        asked = core(plan)
        assert sum(is_about(job, question) for question in asked) * 2 >= len(asked), [one.id for one in asked]


def test_most_core_questions_are_about_what_the_description_names_over_all_jobs() -> None:
    hits = [is_about(job, question) for job, plan in every_plan() for question in core(plan)]
    assert sum(hits) / len(hits) >= 0.85


@pytest.mark.parametrize("job", REAL_JOBS, ids=lambda job: job.title)
def test_a_job_gets_its_own_domain(job: RealJob) -> None:
    text = job.brief(0).job
    assert text.domain_names[0] == job.domain
    assert (text.family == "SOFTWARE") is job.is_software


@pytest.mark.parametrize("job", [job for job in REAL_JOBS if not job.is_software], ids=lambda job: job.title)
def test_a_job_that_is_not_about_software_is_asked_nothing_about_it(job: RealJob) -> None:
    assert job.brief(0).coding_language is None
    of_software = {question.id for question in bank.software_questions()}
    for domain in bank.domains():
        if domain.family != "OTHER":
            of_software |= {question.id for question in bank.domain_questions(domain.name)}
    for plan in plans(job):
        for question in plan.questions:
            assert question.id not in of_software
            assert not question.id.startswith(OF_LANGUAGE)
            assert not any(word in question.text.lower() for word in ABOUT_CODE)


def test_a_coding_language_is_at_most_a_quarter_of_what_software_jobs_are_asked() -> None:
    asked = [question for job, plan in every_plan() if job.is_software for question in core(plan)]
    share = sum(question.id.startswith(OF_LANGUAGE) for question in asked) / len(asked)
    assert share <= 0.25


def test_every_plan_has_one_behavioural_question_one_about_the_resumes_project_and_a_last_one() -> None:
    for job, plan in every_plan():
        kinds = [kind(question) for question in plan.questions]
        assert kinds.count(QuestionKind.BEHAVIOURAL) == 1, job.title
        assert kinds[0] is QuestionKind.RESUME
        assert "Harbour Light" in plan.questions[0].text
        assert kinds[-1] is QuestionKind.CLOSING
        assert plan.questions[-1].text.startswith("One last question")


def meaning(question: Question) -> set[str]:
    return set(words(question.text)) - STOPWORDS - FILLING


def test_no_two_questions_of_a_plan_ask_the_same() -> None:
    for job, plan in every_plan():
        for first, second in combinations(plan.questions, 2):
            shared = meaning(first) & meaning(second)
            least = min(len(meaning(first)), len(meaning(second)))
            assert len(shared) <= max(3, least // 2), (job.title, first.text, second.text)


@pytest.mark.parametrize("job", REAL_JOBS, ids=lambda job: job.title)
def test_candidates_of_one_job_are_asked_equally_hard_questions_and_not_all_the_same(job: RealJob) -> None:
    hardness = [sum(question.difficulty for question in core(plan)) for plan in plans(job)]
    assert max(hardness) - min(hardness) <= 3
    assert len({tuple(question.id for question in core(plan)) for plan in plans(job)}) >= 5


def test_a_senior_is_asked_harder_questions_than_a_junior_for_the_same_job() -> None:
    every = dict.fromkeys(("Junior", "Senior"), 0)
    for job in [job for job in REAL_JOBS if "Leader" not in job.title]:
        bare = job.title.replace("Senior ", "").replace("Junior ", "")
        hard = {}
        for level in every:
            made = [plan_from_bank(job.brief(seed, job_title=f"{level} {bare}")) for seed in range(5)]
            hard[level] = sum(question.difficulty for plan in made for question in core(plan))
            every[level] += hard[level]
        assert hard["Senior"] >= hard["Junior"], job.title
    assert every["Senior"] > 1.2 * every["Junior"]


def test_a_core_covers_several_competencies_and_never_mostly_one() -> None:
    for job, plan in every_plan():
        asked = [question.competency for question in core(plan)]
        assert max(asked.count(one) for one in Competency) <= -(-len(asked) // 2), (job.title, asked)


@pytest.mark.parametrize(("minutes", "counts"), [(15, {5}), (30, {6, 7}), (45, {8}), (60, {10})])
def test_there_are_few_questions_and_each_has_time(minutes: int, counts: set[int]) -> None:
    for job in REAL_JOBS:
        for seed in range(4):
            brief = job.brief(seed, duration_minutes=minutes)
            plan = plan_from_bank(brief)
            assert len(plan.questions) in counts
            think = brief.lengths.think_seconds(len(plan.questions)) * len(plan.questions)
            assert plan.total_seconds + think <= brief.lengths.slot_seconds
            assert min(question.time_limit_seconds for question in plan.questions) >= 75
