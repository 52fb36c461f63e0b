import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from greenroom.interviewing import bank
from greenroom.interviewing.bank import BankQuestion, DomainFamily, QuestionKind
from greenroom.interviewing.words import words
from greenroom.models.job import CodingLanguage

FORBIDDEN = re.compile(
    r"\b(?:age|married|wife|husband|children|pregnan\w*|religio\w*|nationality|caste|born|disab(?:led|ility))\b", re.I
)


def general_and_domains() -> list[BankQuestion]:
    of_domains = [question for domain in bank.domains() for question in bank.domain_questions(domain.name)]
    return [*bank.general_questions(), *bank.software_questions(), *of_domains]


def of_language(language: CodingLanguage) -> list[BankQuestion]:
    return [*bank.spoken_questions(language), *bank.coding_tasks(language)]


def everything() -> list[BankQuestion]:
    return general_and_domains() + [question for language in CodingLanguage for question in of_language(language)]


def starters(language: CodingLanguage) -> list[tuple[str, str]]:
    return [(task.id, task.starter_code or "") for task in bank.coding_tasks(language)]


@pytest.mark.parametrize("language", CodingLanguage)
def test_each_language_has_at_least_twenty_questions_of_which_six_are_coding_tasks(language: CodingLanguage) -> None:
    assert len(of_language(language)) >= 20
    assert len(bank.coding_tasks(language)) >= 6


def test_there_are_at_least_sixty_questions_for_every_job_and_for_domains() -> None:
    assert len(general_and_domains()) >= 60


NOT_SOFTWARE = [domain.name for domain in bank.domains() if domain.family is DomainFamily.OTHER]


def test_the_bank_has_the_domains_of_thirteen_trades_beside_software() -> None:
    assert set(NOT_SOFTWARE) == {
        "nursing-care",
        "sales",
        "customer-service",
        "logistics-warehouse",
        "administration",
        "accounting",
        "human-resources",
        "marketing",
        "teaching",
        "project-management",
        "hospitality",
        "skilled-trades",
        "it-support",
    }


@pytest.mark.parametrize("domain", NOT_SOFTWARE)
def test_a_domain_beside_software_has_fifteen_questions_of_every_difficulty(domain: str) -> None:
    questions = bank.domain_questions(domain)
    assert len(questions) >= 15
    assert {question.difficulty for question in questions} == {1, 2, 3}
    assert len({question.competency for question in questions}) >= 6
    assert all(len(question.topics) >= 3 for question in questions)


def test_questions_about_a_named_tool_name_it() -> None:
    for question in (*bank.named_things().software, *bank.named_things().other):
        about = question.about(name="Kafka")
        assert "Kafka" in about.text
        assert "{" not in about.text + "".join(about.expected_points)


def test_every_file_of_the_bank_is_one_that_the_code_reads() -> None:
    read = {"index", "general", "software", "named"}
    read |= {f"domain-{domain.name}" for domain in bank.domains()}
    read |= {f"{language.lower()}{suffix}" for language in CodingLanguage for suffix in ("", "-coding")}
    folder = Path(bank.__file__).parent / "bank"
    assert {file.stem for file in folder.iterdir()} == read


def test_no_question_stands_twice() -> None:
    questions = everything()
    assert len({question.id for question in questions}) == len(questions)
    assert len({tuple(words(question.text)) for question in questions}) == len(questions)


@pytest.mark.parametrize("question", everything(), ids=lambda question: question.id)
def test_a_question_is_short_plain_and_about_work(question: BankQuestion) -> None:
    assert len(question.text.split()) <= 45
    assert not FORBIDDEN.search(question.text)
    assert question.text.isascii()
    assert len(set(question.expected_points)) == len(question.expected_points)
    assert len(question.expected_points) >= (2 if question.kind is QuestionKind.CLOSING else 3)
    if question.starter_code is None:
        assert 60 <= question.time_limit_seconds <= 240


def test_only_coding_tasks_have_starter_code_and_their_comments_say_what_to_expect() -> None:
    assert all(question.starter_code is None for question in general_and_domains())
    for language in CodingLanguage:
        assert all(question.starter_code is None for question in bank.spoken_questions(language))
        for name, code in starters(language):
            assert "Expected" in code, name
            assert max(map(len, code.splitlines())) <= 110, name


@pytest.mark.parametrize("language", CodingLanguage)
def test_each_language_has_coding_tasks_of_every_difficulty(language: CodingLanguage) -> None:
    assert {task.difficulty for task in bank.coding_tasks(language)} == {1, 2, 3}
    assert {question.difficulty for question in bank.spoken_questions(language)} == {1, 2, 3}


def test_there_are_several_openers_and_closing_questions() -> None:
    kinds = [question.kind for question in bank.general_questions()]
    assert kinds.count(QuestionKind.OPENER) >= 4
    assert kinds.count(QuestionKind.CLOSING) >= 4


@pytest.mark.parametrize(("name", "code"), starters(CodingLanguage.PYTHON))
def test_starter_code_in_python_compiles(name: str, code: str) -> None:
    compile(code, name, "exec")


@pytest.mark.parametrize(("name", "code"), starters(CodingLanguage.SQL))
def test_starter_code_in_sql_runs_and_selects_something(name: str, code: str) -> None:
    with sqlite3.connect(":memory:") as database:
        tables, query = code.split("-- Change the query below.")
        database.executescript(tables)
        assert database.execute(query).fetchall(), name
    database.close()


@pytest.mark.parametrize(
    ("language", "opening"),
    [
        (CodingLanguage.JAVASCRIPT, "function |class |const |async "),
        (CodingLanguage.JAVA, "public class Main"),
        (CodingLanguage.PHP, r"<\?php"),
        (CodingLanguage.RUBY, "def |class "),
        (CodingLanguage.CSHARP, "public static class Program"),
    ],
)
def test_starter_code_is_in_its_language_and_its_brackets_are_closed(language: CodingLanguage, opening: str) -> None:
    for name, code in starters(language):
        assert re.search(opening, code), name
        bare = re.sub(r"(['\"])(?:\\.|(?!\1).)*\1|//.*|#.*|/\*.*?\*/", "", code, flags=re.MULTILINE)
        for opened, closed in ("{}", "()", "[]"):
            assert bare.count(opened) == bare.count(closed), name


def test_starter_code_passes_the_checker_of_its_language_where_one_is_installed(tmp_path: Path) -> None:
    checkers = {
        CodingLanguage.JAVASCRIPT: ("node", "--check"),
        CodingLanguage.PHP: ("php", "-l"),
        CodingLanguage.RUBY: ("ruby", "-c"),
    }
    for language, (program, option) in checkers.items():
        path = shutil.which(program)
        for name, code in starters(language) if path else []:
            file = tmp_path / f"{name}.js"
            file.write_text(code)
            checked = subprocess.run([str(path), option, str(file)], capture_output=True, text=True, check=False)
            assert checked.returncode == 0, (name, checked.stderr)
