"""The built-in question bank: TOML files beside this module, read where a job needs them and checked when read."""

import tomllib
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from greenroom.models.job import CodingLanguage

_FOLDER = Path(__file__).parent / "bank"

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=400)]


class Competency(StrEnum):
    """What a question is about; a plan covers several."""

    EXPERIENCE = "EXPERIENCE"
    LANGUAGE = "LANGUAGE"
    PROBLEM_SOLVING = "PROBLEM_SOLVING"
    DESIGN = "DESIGN"
    DATA = "DATA"
    TESTING = "TESTING"
    DEBUGGING = "DEBUGGING"
    PERFORMANCE = "PERFORMANCE"
    SECURITY = "SECURITY"
    OPERATIONS = "OPERATIONS"
    COLLABORATION = "COLLABORATION"


class Kind(StrEnum):
    OPENER = "OPENER"
    CORE = "CORE"
    CLOSING = "CLOSING"


class BankQuestion(BaseModel):
    """One question as it is written in the bank; with starter code it is a coding task."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)+$")]
    kind: Kind = Kind.CORE
    text: Text
    topics: Annotated[tuple[Text, ...], Field(min_length=1)]
    competency: Competency
    difficulty: Annotated[int, Field(ge=1, le=3)]
    time_limit_seconds: Annotated[int, Field(ge=60, le=1800)]
    expected_points: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    starter_code: Annotated[str, StringConstraints(min_length=1, max_length=4000)] | None = None


class Domain(BaseModel):
    """A field of work with questions of its own, and the words of a job that call for them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    words: Annotated[tuple[Text, ...], Field(min_length=1)]


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Annotated[tuple[BankQuestion, ...], Field(min_length=1)]


class _Index(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Text
    domain: tuple[Domain, ...]


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _index() -> _Index:
    return _Index.model_validate(_toml("index"))


@lru_cache(maxsize=32)
def _questions(name: str) -> tuple[BankQuestion, ...]:
    return _File.model_validate(_toml(name)).question


def bank_version() -> str:
    """Raised whenever a question changes, so that a stored plan says what it was made from."""
    return _index().version


def domains() -> tuple[Domain, ...]:
    """All domains with questions of their own."""
    return _index().domain


def general_questions() -> tuple[BankQuestion, ...]:
    """Openers, closing questions and questions for every job."""
    return _questions("general")


def domain_questions(domain: str) -> tuple[BankQuestion, ...]:
    """Raises FileNotFoundError for a domain that `domains()` does not name."""
    return _questions(f"domain-{domain}")


def spoken_questions(language: CodingLanguage) -> tuple[BankQuestion, ...]:
    """Questions about a coding language that are answered aloud."""
    return _questions(language.lower())


def coding_tasks(language: CodingLanguage) -> tuple[BankQuestion, ...]:
    """Tasks with starter code in that language."""
    return _questions(f"{language.lower()}-coding")
