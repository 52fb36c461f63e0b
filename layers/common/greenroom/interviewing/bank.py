"""The built-in question bank: TOML files beside this module, each read when a job first needs it, and checked then."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from greenroom.interviewing.competency import Competency
from greenroom.models.job import CodingLanguage

_FOLDER = Path(__file__).parent / "bank"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]
Words = Annotated[tuple[Text, ...], Field(min_length=1)]


class QuestionKind(StrEnum):
    OPENER = "OPENER"
    RESUME = "RESUME"
    """A question about a project that the résumé names (`{project}` in the text) or that the candidate chooses."""
    CORE = "CORE"
    BEHAVIOURAL = "BEHAVIOURAL"
    CLOSING = "CLOSING"


class DomainFamily(StrEnum):
    SOFTWARE = "SOFTWARE"
    SECTOR = "SECTOR"
    """A trade such as banking, whose own questions are for software jobs in it."""
    OTHER = "OTHER"


class BankQuestion(BaseModel):
    """One question as it is written in the bank; with starter code it is a coding task."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
    kind: QuestionKind = QuestionKind.CORE
    text: Text
    topics: Words
    competency: Competency
    difficulty: Annotated[int, Field(ge=1, le=3)]
    time_limit_seconds: Annotated[int, Field(ge=60, le=1800)]
    expected_points: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    starter_code: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = None

    def about(self, **names: str) -> "BankQuestion":
        """A copy of the question with its placeholders filled in."""

        def filled(text: str) -> str:
            for name, value in names.items():
                text = text.replace(f"{{{name}}}", value)
            return text

        points = tuple(filled(point) for point in self.expected_points)
        return self.model_copy(update={"text": filled(self.text), "expected_points": points})


class Domain(BaseModel):
    """A field of work that has its own questions, with the roles in a title and the words in a job that name it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: Text
    family: DomainFamily
    roles: tuple[Text, ...] = ()
    words: Words


class Things(BaseModel):
    """The names of tools and methods that a description may contain."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    software: Words
    other: Words


class NamedThings(BaseModel):
    """Tools and methods that a job may name, and questions about any one of them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    things: Things
    software: Annotated[tuple[BankQuestion, ...], Field(min_length=1)]
    other: Annotated[tuple[BankQuestion, ...], Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    question: Annotated[tuple[BankQuestion, ...], Field(min_length=1)]


class Index(BaseModel):
    """The words by which the subject of a job is recognised."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    version: Text
    software_roles: Words
    other_roles: Words
    software_words: Words
    domain: tuple[Domain, ...]


def _toml(name: str) -> dict[str, Any]:
    # Imported late: a turn needs only the models, and the parser compiles its patterns when it is imported.
    import tomllib  # noqa: PLC0415

    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def index() -> Index:
    """The domains, and the words that name them."""
    return Index.model_validate(_toml("index"))


@lru_cache(maxsize=64)
def _questions(name: str) -> tuple[BankQuestion, ...]:
    return _File.model_validate(_toml(name)).question


@lru_cache(maxsize=1)
def _all_texts() -> frozenset[str]:
    files = (_toml(path.stem) for path in _FOLDER.glob("*.toml"))
    return frozenset(one["text"].strip() for file in files for one in file.get("question", ()))


def is_in_the_bank(text: str) -> bool:
    """Whether the bank has this question word for word. Such a text says nothing about a candidate."""
    return "{" not in text and text in _all_texts()


def bank_version() -> str:
    """The bank's version, which rises whenever a question changes, so that a stored plan names its source."""
    return index().version


def domains() -> tuple[Domain, ...]:
    """All domains with questions of their own."""
    return index().domain


def general_questions() -> tuple[BankQuestion, ...]:
    """Openers, behavioural and closing questions, and questions about work, for every job."""
    return _questions("general")


def software_questions() -> tuple[BankQuestion, ...]:
    """Questions for every job that is about software."""
    return _questions("software")


@lru_cache(maxsize=1)
def named_things() -> NamedThings:
    """Tools and methods that a job may name, and questions about them."""
    return NamedThings.model_validate(_toml("named"))


def domain_questions(domain: str) -> tuple[BankQuestion, ...]:
    """The questions of a domain. Raises FileNotFoundError for a domain that `domains()` does not name."""
    return _questions(f"domain-{domain}")


def spoken_questions(language: CodingLanguage) -> tuple[BankQuestion, ...]:
    """Questions about a coding language that are answered aloud."""
    return _questions(language.lower())


def coding_tasks(language: CodingLanguage) -> tuple[BankQuestion, ...]:
    """Tasks with starter code in that language."""
    return _questions(f"{language.lower()}-coding")
