from dataclasses import fields, replace
from itertools import combinations

import pytest
from pydantic import ValidationError

from greenroom.interviewing.bank import Competency, Kind, general_questions
from greenroom.interviewing.from_bank import plan_from_bank
from greenroom.interviewing.plan import InterviewPlan, PlanBrief, Question, Round, stretched
from greenroom.interviewing.relevance import JobWords
from greenroom.models.job import CodingLanguage
from tests.unit.interviewing.builders import INJECTIONS, a_brief

OPENERS = {question.id for question in general_questions() if question.kind is Kind.OPENER}
CLOSINGS = {question.id for question in general_questions() if question.kind is Kind.CLOSING}
LENGTHS = (1, 3, 5, 10, 15, 20, 25, 30, 45, 60, 90, 120, 480)


def ids(plan: InterviewPlan) -> list[str]:
    return [question.id for question in plan.questions]


def of(plan: InterviewPlan, round_: Round) -> list[Question]:
    return [question for question in plan.questions if question.round is round_]


def test_the_same_brief_gives_the_same_plan() -> None:
    assert plan_from_bank(a_brief()) == plan_from_bank(a_brief())


def test_candidates_for_one_job_get_plans_that_differ_and_are_equally_hard() -> None:
    plans = [plan_from_bank(a_brief(interview_id=f"int_{number:02d}")) for number in range(20)]
    assert len({tuple(ids(plan)) for plan in plans}) == 20
    difficulties = [sum(question.difficulty for question in plan.questions[1:-1]) for plan in plans]
    assert max(difficulties) - min(difficulties) <= 3
    competencies = [{question.competency for question in plan.questions} for plan in plans]
    assert min(len(first & second) for first, second in combinations(competencies, 2)) >= 5


@pytest.mark.parametrize("round_", Round)
@pytest.mark.parametrize("language", CodingLanguage)
@pytest.mark.parametrize("minutes", LENGTHS)
def test_a_plan_fits_its_slot(minutes: int, language: CodingLanguage, round_: Round) -> None:
    plan = plan_from_bank(a_brief(duration_minutes=minutes, coding_language=language, ai_interview_type=round_))
    assert plan.total_seconds <= minutes * 60
    assert len(of(plan, Round.TECHNICAL)) >= 2


@pytest.mark.parametrize(("minutes", "least", "most"), [(20, 6, 7), (30, 8, 10), (45, 11, 12), (60, 12, 12)])
def test_a_technical_interview_has_as_many_questions_as_its_time_allows(minutes: int, least: int, most: int) -> None:
    plan = plan_from_bank(a_brief(duration_minutes=minutes))
    assert least <= len(plan.questions) <= most
    assert all(question.starter_code is None and question.language is None for question in plan.questions)


@pytest.mark.parametrize(("minutes", "tasks"), [(15, 1), (30, 1), (45, 2), (60, 2), (90, 3)])
def test_a_coding_interview_has_spoken_questions_and_then_tasks_in_the_language_of_the_job(
    minutes: int, tasks: int
) -> None:
    for language in CodingLanguage:
        plan = plan_from_bank(
            a_brief(duration_minutes=minutes, ai_interview_type=Round.CODING, coding_language=language)
        )
        coding = of(plan, Round.CODING)
        assert len(coding) == tasks
        assert list(plan.questions[-tasks:]) == coding
        assert all(task.language is language and task.starter_code for task in coding)
        assert all(task.id.startswith(f"{language.lower()}-code-") for task in coding)


@pytest.mark.parametrize("round_", Round)
def test_a_plan_opens_gets_harder_and_closes(round_: Round) -> None:
    plan = plan_from_bank(a_brief(ai_interview_type=round_, duration_minutes=60))
    spoken = of(plan, Round.TECHNICAL)
    assert spoken[0].id in OPENERS
    assert spoken[-1].id in CLOSINGS
    for part in (spoken[1:-1], of(plan, Round.CODING)):
        levels = [question.difficulty for question in part]
        assert levels == sorted(levels)


@pytest.mark.parametrize("language", CodingLanguage)
def test_a_plan_covers_several_competencies_and_never_mostly_one(language: CodingLanguage) -> None:
    core = plan_from_bank(a_brief(coding_language=language)).questions[1:-1]
    kinds = [question.competency for question in core]
    assert len(set(kinds)) >= 6
    assert max(kinds.count(kind) for kind in Competency) <= 2


def test_half_of_the_questions_are_about_the_language_of_the_job() -> None:
    core = plan_from_bank(a_brief(coding_language=CodingLanguage.RUBY)).questions[1:-1]
    assert sum(question.id.startswith("ruby-") for question in core) >= len(core) // 2


@pytest.mark.parametrize(
    ("title", "domain", "expected"),
    [
        ("Payments Engineer", "Finance", "finance"),
        ("QA Automation Engineer", "", "testing"),
        ("Android Developer", "Mobile", "mobile"),
        ("DevOps Engineer", "Cloud", "cloud-devops"),
        ("Data Scientist", "Machine Learning", "machine-learning"),
        ("Developer", "Healthcare", "healthcare"),
        ("Shop Developer", "E-commerce", "e-commerce"),
        ("Frontend Developer", "", "frontend"),
    ],
)
def test_the_words_of_a_job_open_the_questions_of_its_domain(title: str, domain: str, expected: str) -> None:
    brief = a_brief(job_title=title, domain=domain, job_description="", resume_text="")
    assert JobWords(brief).domain_names()[0] == expected


def test_words_of_the_resume_alone_open_no_domain_but_choose_among_equal_questions() -> None:
    plain = a_brief(job_title="Developer", job_description="", domain="", resume_text="")
    knows_asyncio = replace(plain, resume_text="I worked with asyncio, async and await in a network API.")
    assert JobWords(replace(plain, resume_text="hospital clinic medical pharma fhir")).domain_names() == ()
    assert "python-asyncio" in ids(plan_from_bank(knows_asyncio))


def test_a_word_repeated_ten_thousand_times_counts_once() -> None:
    once = a_brief(resume_text="asyncio")
    often = a_brief(resume_text="asyncio " * 10_000)
    assert plan_from_bank(once) == plan_from_bank(often)


@pytest.mark.parametrize("injection", INJECTIONS)
@pytest.mark.parametrize("field", ["resume_text", "job_description", "job_title", "domain"])
def test_a_text_that_gives_orders_changes_nothing_in_a_plan(field: str, injection: str) -> None:
    brief = a_brief()
    injected = a_brief(**{field: f"{getattr(brief, field)} {injection}"})
    assert plan_from_bank(injected) == plan_from_bank(brief)


@pytest.mark.parametrize("text", ["", "\x00\ud800", "我是工程师", "मैं इंजीनियर हूँ", "a" * 200_000, "🙂" * 5000])
def test_any_text_gives_a_plan(text: str) -> None:
    assert plan_from_bank(a_brief(resume_text=text, job_description=text, job_title=text, domain=text)).questions


@pytest.mark.parametrize("percent", [0, 25, 50, 100])
@pytest.mark.parametrize("round_", Round)
def test_extra_time_stretches_every_limit_and_changes_no_question(percent: int, round_: Round) -> None:
    plain = plan_from_bank(a_brief(ai_interview_type=round_))
    extended = plan_from_bank(a_brief(ai_interview_type=round_, extra_time_percent=percent))
    assert ids(extended) == ids(plain)
    assert [question.time_limit_seconds for question in extended.questions] == [
        stretched(question.time_limit_seconds, percent) for question in plain.questions
    ]


def test_stretching_rounds_up_to_a_whole_second() -> None:
    assert stretched(150, 0) == 150
    assert stretched(150, 25) == 188
    assert stretched(1, 1) == 2


def test_the_legacy_tech_stack_is_no_part_of_a_brief() -> None:
    assert "tech_stack_details" not in {field.name for field in fields(PlanBrief)}


@pytest.mark.parametrize("changes", [{"duration_minutes": 0}, {"extra_time_percent": -1}, {"extra_time_percent": 101}])
def test_an_impossible_brief_is_refused_by_name(changes: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        a_brief(**changes)


def test_a_plan_survives_being_stored_as_json() -> None:
    plan = plan_from_bank(a_brief(ai_interview_type=Round.CODING))
    assert InterviewPlan.model_validate_json(plan.model_dump_json()) == plan
    assert plan.made_by == "BANK"
    assert plan.bank_version
    assert plan.seed == "int_01"
    assert plan.question(plan.questions[2].id) == plan.questions[2]
    assert plan.question("unknown") is None


def test_a_plan_refuses_a_repeated_id_and_a_wrong_order_of_rounds() -> None:
    plan = plan_from_bank(a_brief(ai_interview_type=Round.CODING))
    for questions in ((plan.questions[0], plan.questions[0]), tuple(reversed(plan.questions))):
        with pytest.raises(ValidationError):
            InterviewPlan(questions=questions, made_by="BANK", seed="s")
