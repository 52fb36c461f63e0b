from datetime import date

import pytest

from greenroom.matching.scoring import EXPERIENCE, Matcher, points_of, score_of
from greenroom.models.requirement import Level, Requirement
from tests.unit.matching.resumes import (
    BODY,
    CAME_ON,
    HEADER,
    RESUME,
    SKILLS,
    WORK,
    found,
    matched,
    must,
    nice,
    years,
)


def test_each_requirement_has_its_level_points_and_words() -> None:
    findings = {one.requirement: one for one in matched(RESUME).findings}
    assert {name: (one.level, one.points, one.out_of) for name, one in findings.items()} == {
        "Python": (Level.USED, 3, 3),
        "PostgreSQL": (Level.USED, 3, 3),
        "AWS": (Level.USED, 3, 3),
        "Terraform": (Level.NOT_FOUND, 0, 3),
        "Kubernetes": (Level.NAMED, 0.5, 1),
        "Go": (Level.NOT_FOUND, 0, 1),
    }
    assert findings["PostgreSQL"].quotes == ("Tuned Postgres queries for a table of two billion rows",)
    assert findings["Python"].months == 59
    assert findings["Terraform"].quotes == ()


def test_the_score_is_the_share_of_all_points() -> None:
    assessment = matched(RESUME)
    assert sum(one.points for one in assessment.findings) == 9.5
    assert sum(one.out_of for one in assessment.findings) == 14
    assert assessment.score == 68


@pytest.mark.parametrize(
    ("requirement", "level", "months", "hundredths"),
    [
        (must("x"), Level.USED, 0, 300),
        (must("x"), Level.NAMED, 0, 150),
        (must("x"), Level.NOT_FOUND, 0, 0),
        (nice("x"), Level.USED, 0, 100),
        (nice("x"), Level.NAMED, 0, 50),
        (years("x", 4), Level.USED, 0, 180),
        (years("x", 4), Level.USED, 24, 240),
        (years("x", 4), Level.USED, 48, 300),
        (years("x", 4), Level.USED, 480, 300),
        (years("x", 4), Level.NAMED, 480, 150),
    ],
)
def test_points_follow_the_formula(requirement: Requirement, level: Level, months: int, hundredths: int) -> None:
    assert points_of(requirement, level, months) == hundredths


def test_halves_are_rounded_upwards() -> None:
    halves = matched(HEADER + WORK + SKILLS, must("Terraform"), *[nice(name) for name in ("Git", "Linux")])
    assert [one.points for one in halves.findings] == [0.5, 0.5, 0]
    assert score_of(halves.findings) == 20


def test_every_quote_stands_in_the_resume_word_for_word() -> None:
    quotes = [quote for one in matched(RESUME).findings for quote in one.quotes]
    assert quotes
    assert [quote for quote in quotes if quote not in RESUME] == []


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("• Built order services in Terraform for three teams", Level.USED),
        ("• Developed microservices using Java, Spring Boot, Terraform and Docker", Level.USED),
        ("• Terraform", Level.NAMED),
        ("• Terraform expert", Level.NAMED),
        ("• Experienced Terraform", Level.NAMED),
        ("• Java, Terraform, Docker", Level.NAMED),
        ("• Used Java, Kafka, Terraform, Redis and Docker", Level.NAMED),
        ("Technologies: we built all of it on top of Terraform", Level.NAMED),
        ("Terraform Engineer, Gamma, 2018 - 2019", Level.USED),
    ],
)
def test_only_a_description_of_work_shows_use(line: str, level: Level) -> None:
    assert found(f"{HEADER}{WORK}{line}\n{SKILLS}", must("Terraform")).level is level


@pytest.mark.parametrize("part", ["Skills", "Education", "Summary", "Certifications", "Languages"])
def test_no_other_part_than_jobs_and_projects_shows_use(part: str) -> None:
    text = f"{RESUME}{part}\nBuilt order services for three teams with Terraform\n"
    assert found(text, must("Terraform")).level is Level.NAMED


@pytest.mark.parametrize("part", ["Interests", "Personal details", "References", "Hobbies"])
def test_skills_named_in_personal_sections_do_not_count(part: str) -> None:
    assert found(f"{RESUME}{part}\nI talk on Terraform at home\n", must("Terraform")).level is Level.NOT_FOUND


def test_nothing_above_the_first_heading_is_read() -> None:
    text = f"Terra Form\nTerraform, AWS certified, built Terraform modules for years\n{BODY}"
    assert found(text, must("Terraform")).level is Level.NOT_FOUND


@pytest.mark.parametrize("heading", ["WORK HISTORY", "E X P E R I E N C E", "Professional Experience:", "• Employment"])
def test_headings_are_known_in_many_forms(heading: str) -> None:
    text = f"{HEADER}{heading}\nEngineer at Acme from day one to the last\nBuilt order services with Terraform\n"
    assert found(text, must("Terraform")).level is Level.USED


@pytest.mark.parametrize("text", ["", HEADER, "Built Terraform modules. " * 40, f"{HEADER}Skills\nTerraform, Python\n"])
def test_too_little_to_judge_has_no_score(text: str) -> None:
    assert matched(text).score is None


def test_a_job_without_requirements_has_no_score() -> None:
    assert Matcher(()).match(RESUME, CAME_ON).score is None


def test_months_of_jobs_at_the_same_time_count_once() -> None:
    jobs = (
        "Experience\nPython Developer, A, 01/2020 - 12/2020\n• Wrote Python services for banks\n"
        "Python Tutor, B, 07/2020 - 06/2021\n• Taught Python courses to beginners of all ages\n"
    )
    assert found(HEADER + jobs, years("Python", 5)).months == 18


def test_a_title_above_its_dates_belongs_to_them() -> None:
    jobs = (
        "Experience\n\nPython Developer\nAcme\nJan 2020 - Dec 2020\n• Wrote services for banks and shops\n"
        "Java Developer\nBeta\nJan 2018 - Dec 2019\n• Wrote other services in Java for banks\n"
    )
    findings = {one.requirement: one for one in matched(HEADER + jobs, years("Python", 2), years("Java", 2)).findings}
    assert (findings["Python"].months, findings["Java"].months) == (12, 24)


def test_education_adds_no_months() -> None:
    text = f"{HEADER}Education\nPython at university of the town, built things with it, 2012 - 2016, and more of it\n"
    assert found(text, years("Python", 4)).months == 0


def test_present_means_the_day_that_the_resume_came() -> None:
    matcher = Matcher([years(EXPERIENCE, 15)])
    first, later = (matcher.match(RESUME, day).findings[0].months for day in (date(2024, 1, 31), date(2026, 11, 28)))
    assert (first, later) == (34 + 25, 34 + 59)


def test_a_requirement_without_a_known_skill_is_looked_for_as_it_is_written() -> None:
    text = f"{HEADER}{WORK}• Ran zephyrium clusters for the whole company\n"
    assert found(text, must("Zephyrium")).level is Level.USED
    assert found(text, must("phyrium")).level is Level.NOT_FOUND


def test_another_name_of_a_skill_is_that_skill() -> None:
    assert found(RESUME, must("postgres")).level is Level.USED
