import pytest

from greenroom.interviewing.job_family import JobFamily, JobText, Seniority
from greenroom.models.job import CodingLanguage

DOMAINS = {
    "Nurse, intensive care": "nursing-care",
    "Staff Nurse": "nursing-care",
    "Home care assistant": "nursing-care",
    "Sales Engineer": "sales",
    "Software Sales Manager": "sales",
    "Business Development Representative": "sales",
    "Customer Support Specialist": "customer-service",
    "Call Centre Agent": "customer-service",
    "Forklift Operator": "logistics-warehouse",
    "Truck Driver": "logistics-warehouse",
    "Executive Assistant": "administration",
    "Data Entry Clerk": "administration",
    "Junior Accountant": "accounting",
    "Payroll Specialist": "accounting",
    "HR Business Partner": "human-resources",
    "Recruiter": "human-resources",
    "SEO Specialist": "marketing",
    "Social Media Manager": "marketing",
    "Primary School Teacher": "teaching",
    "Teacher (Python)": "teaching",
    "IT Project Manager": "project-management",
    "Scrum Master": "project-management",
    "Hotel Receptionist": "hospitality",
    "Waiter": "hospitality",
    "Electrician": "skilled-trades",
    "HVAC Technician": "skilled-trades",
    "Systems Administrator": "it-support",
}
SOFTWARE = {
    "Backend Engineer": "backend",
    "Developer for hospital software": "healthcare",
    "Software Engineer, Accounting Platform": "finance",
    "Full Stack Developer": "backend",
    "Database Administrator": "databases",
    "Embedded Software Engineer": "embedded",
    "QA Engineer": "testing",
    "Cloud Solutions Architect": "cloud-devops",
}


@pytest.mark.parametrize(("title", "domain"), DOMAINS.items())
def test_a_title_of_another_trade_gets_its_domain_and_no_coding_language(title: str, domain: str) -> None:
    job = JobText(title)
    assert job.family is JobFamily.OTHER
    assert job.domain_names[0] == domain
    assert job.stored_language(None) is None
    assert job.spoken_language(None, is_given=False) is (CodingLanguage.PYTHON if "Python" in title else None)


@pytest.mark.parametrize(("title", "domain"), SOFTWARE.items())
def test_a_title_of_software_gets_its_domain_and_the_default_language(title: str, domain: str) -> None:
    job = JobText(title)
    assert job.family is JobFamily.SOFTWARE
    assert job.domain_names[0] == domain
    assert job.stored_language(None) is CodingLanguage.PYTHON


@pytest.mark.parametrize("title", ["Beekeeper", "Engineer", "Head of Engineering", "", "我是工程师"])
def test_a_job_of_an_unknown_family_keeps_the_default_and_gets_no_questions_about_it(title: str) -> None:
    job = JobText(title)
    assert job.family is JobFamily.UNKNOWN
    assert job.domain_names == ()
    assert job.stored_language(None) is CodingLanguage.PYTHON
    assert job.spoken_language(CodingLanguage.PYTHON, is_given=False) is None


def test_the_description_decides_where_the_title_says_nothing() -> None:
    assert JobText("Engineer", "", "You write code for our REST API.").family is JobFamily.SOFTWARE
    assert JobText("Allrounder", "", "You care for patients on the ward.").family is JobFamily.OTHER
    assert JobText("Nurse", "", "The ward uses software with an API, and a database.").family is JobFamily.OTHER


def test_a_language_that_was_given_is_asked_about_whatever_the_job_is() -> None:
    job = JobText("Nurse")
    assert job.stored_language(CodingLanguage.SQL) is CodingLanguage.SQL
    assert job.spoken_language(CodingLanguage.SQL, is_given=True) is CodingLanguage.SQL


def test_a_language_that_the_job_names_is_asked_about_instead_of_the_default() -> None:
    named = JobText("Java Developer")
    assert named.spoken_language(CodingLanguage.PYTHON, is_given=False) is CodingLanguage.JAVA
    analyst = JobText("Marketing Manager", "", "You know SQL.")
    assert analyst.spoken_language(None, is_given=False) is CodingLanguage.SQL
    assert JobText("Barista", "", "You serve Java coffee.").spoken_language(None, is_given=False) is None
    kotlin = JobText("Android Developer", "", "Kotlin only.")
    assert kotlin.spoken_language(CodingLanguage.PYTHON, is_given=False) is None


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Junior Developer", Seniority.JUNIOR),
        ("Graduate Software Engineer", Seniority.JUNIOR),
        ("Developer", Seniority.MIDDLE),
        ("Staff Nurse", Seniority.MIDDLE),
        ("Lead Generation Specialist", Seniority.MIDDLE),
        ("Senior Accountant", Seniority.SENIOR),
        ("Sr. Backend Engineer", Seniority.SENIOR),
        ("Lead Engineer", Seniority.LEAD),
        ("Head of Marketing", Seniority.LEAD),
        ("Warehouse Shift Leader", Seniority.LEAD),
    ],
)
def test_the_level_comes_from_the_title(title: str, level: Seniority) -> None:
    assert JobText(title).level is level
