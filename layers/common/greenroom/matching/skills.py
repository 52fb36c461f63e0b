"""Loads the known skills from reviewed TOML files beside this module, one for each group of domains."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

_FOLDER = Path(__file__).parent / "skills"
_GROUPS = (
    "software",
    "cloud-data",
    "care",
    "sales-service",
    "office",
    "projects-teaching",
    "logistics-hospitality",
    "trades",
)

YEAR = "(year)"
_Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Skill(BaseModel):
    """One skill, with its other names and the skills that it implies."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    also: tuple[_Name, ...] = ()
    implies: tuple[_Name, ...] = ()
    exact: bool = False
    """Whether the name itself counts only in these capitals: Go, not go. Other names count in any capitals."""
    beside: bool = False
    """Whether the name itself counts only if another skill stands in the same passage: R, C."""
    not_before: tuple[_Name, ...] = ()
    """Words after the name that make it something else: `go to`, `excel at`. YEAR is any year: `Spring 2019`."""
    not_after: tuple[_Name, ...] = ()
    """Words before the name that make it something else: `Vitamin C`, `La Scala`."""
    exact_also: tuple[_Name, ...] = ()
    """Other names that count only in these capitals: PLC, and not the plc of a company."""


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    skills: dict[_Name, Skill]


def skills_of(group: str) -> dict[str, Skill]:
    """The skills of one file. Raises FileNotFoundError for an unknown group."""
    text = (_FOLDER / f"{group}.toml").read_text(encoding="utf-8")
    return _File.model_validate(tomllib.loads(text)).skills


def groups() -> tuple[str, ...]:
    """The names of all files."""
    return _GROUPS


@lru_cache(maxsize=1)
def all_skills() -> dict[str, Skill]:
    """All skills by name."""
    return {name: skill for group in _GROUPS for name, skill in skills_of(group).items()}


@lru_cache(maxsize=1)
def shown_by() -> dict[str, frozenset[str]]:
    """For each skill, the others that show it: Django and FastAPI show Python, directly or through others."""
    skills = all_skills()
    shown: dict[str, set[str]] = {}
    for name in skills:
        open_names, seen = list(skills[name].implies), set[str]()
        while open_names:
            implied = open_names.pop()
            if implied not in seen:
                seen.add(implied)
                open_names.extend(skills[implied].implies)
        for implied in seen - {name}:
            shown.setdefault(implied, set()).add(name)
    return {name: frozenset(others) for name, others in shown.items()}
