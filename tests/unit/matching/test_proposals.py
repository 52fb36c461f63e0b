"""The checks of a model's proposals. Functions replace the model here; tests/functional uses HTTP."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from greenroom.matching.proposals import EvidenceReply, ModelScorer, NoProposalError
from greenroom.matching.scoring import Assessment
from greenroom.models.requirement import Finding, Level, Requirement
from greenroom.models.scored_match import RULES, JobRequirements
from tests.unit.matching.resumes import HEADER, RESUME, WORK, must, years

SAME_DAY = datetime(2026, 11, 28, tzinfo=UTC)
OTHER_WORDS = "Answered tickets of customers in three time zones"


class Model:
    """A model that answers by a function and keeps the requests."""

    def __init__(self, answer: Callable[[str], EvidenceReply]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Sequence[str]]] = []

    def find_evidence(self, requirement: str, passages: Sequence[str], *, seconds: float) -> EvidenceReply:
        assert seconds > 0
        self.asked.append((requirement, passages))
        return self.answer(requirement)


def always(level: str, quote: str | None) -> Model:
    return Model(lambda _requirement: EvidenceReply(level=level, quote=quote))


def assessed(model: Model, *requirements: Requirement, resume: str = RESUME) -> Assessment:
    wanted = JobRequirements(org_id="org_1", job_id="job_1", requirements=requirements, updated_at=SAME_DAY)
    return ModelScorer(wanted, model, "test-model").assess(resume, SAME_DAY)


def only(assessment: Assessment) -> Finding:
    [finding] = assessment.findings
    return finding


def test_a_quote_that_stands_there_counts_by_the_same_formula() -> None:
    model = always("USED", OTHER_WORDS)
    assessment = assessed(model, must("Customer service"), years("Ticket handling", 2))
    found = {one.requirement: one for one in assessment.findings}
    assert (found["Customer service"].level, found["Customer service"].points) == (Level.USED, 3)
    assert (found["Ticket handling"].months, found["Ticket handling"].points) == (34, 3)
    assert assessment.score == 100
    assert assessment.made_by.startswith(f"{RULES}, test-model")


def test_a_quote_that_stands_nowhere_counts_nothing() -> None:
    for quote in ("Led a customer service team", "answered tickets of customers", "", None, "x" * 500, RESUME):
        assert only(assessed(always("USED", quote), must("Customer service"))).level is Level.NOT_FOUND


def test_a_list_is_named_whatever_the_model_calls_it() -> None:
    assert only(assessed(always("USED", "Python, Docker, k8s"), must("Containers at scale"))).level is Level.NAMED
    assert only(assessed(always("USED", "BSc Computer Science"), must("A degree"))).level is Level.NAMED
    assert only(assessed(always("NAMED", OTHER_WORDS), must("Customer service"))).level is Level.NAMED


def test_levels_that_are_none_count_nothing() -> None:
    for level in ("NOT_FOUND", "EXCELLENT", "100"):
        assert only(assessed(always(level, OTHER_WORDS), must("Customer service"))).level is Level.NOT_FOUND


def test_only_what_the_rules_did_not_find_is_asked_about_one_at_a_time() -> None:
    model = always("NOT_FOUND", None)
    assessed(model, must("PostgreSQL"), must("Customer service"), must("Terraform"))
    assert sorted(requirement for requirement, _ in model.asked) == ["Customer service", "Terraform"]


def test_the_model_gets_no_text_about_the_person() -> None:
    model = always("NOT_FOUND", None)
    more = (
        "Education\nShe got a BSc, University of Pune, 2012 - 2016\n"
        "Personal details\nBorn 3 May 1990\nSummary\nWrite to ana.rao@example.com\n"
    )
    assessed(model, must("Terraform"), resume=HEADER + WORK + more)
    [(_, passages)] = model.asked
    text = "\n".join(passages)
    assert "Built order services in Django on AWS Lambda" in text
    for secret in ("Ana", "Rao", "MG Road", "1990", "2012", "2016", "She", "@example.com", "98765"):
        assert secret not in text, secret


def test_a_failed_model_leaves_the_score_to_the_rules_and_their_name() -> None:
    def fail(_requirement: str) -> EvidenceReply:
        raise NoProposalError

    assessment = assessed(Model(fail), must("PostgreSQL"), must("Customer service"))
    assert (assessment.score, assessment.made_by) == (50, RULES)


def test_too_little_to_judge_is_not_asked_about() -> None:
    model = always("USED", OTHER_WORDS)
    assert assessed(model, must("Terraform"), resume=HEADER).score is None
    assert model.asked == []
