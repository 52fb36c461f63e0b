"""The subject of a job, from its text: whether it is about software, its domains, level and programming language."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from greenroom.interviewing.bank import DomainFamily, domains, index
from greenroom.interviewing.words import phrase
from greenroom.models.job import CodingLanguage

_READ_AT_MOST = 50_000  # characters of one text, as much as a parsed résumé holds
_TITLE, _DESCRIPTION = 5, 2
_DOMAINS_AT_MOST = 3
_THRESHOLD = 4  # points of one word in the title, or of two in the description
_ROLE = 20  # points of a role in the title, more than a description adds up to
_ENGINEER = "engineer"
"""In a sector such as banking, an engineer without another specialty counts as a software engineer."""
_BESIDE_THE_ROLE = re.compile(r"\s[-–—|]\s|[,(/:]|\s(?:for|in|at|with|of)\s", re.IGNORECASE)


class JobFamily(StrEnum):
    SOFTWARE = "SOFTWARE"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"
    """The job's text does not show the family."""


class Seniority(StrEnum):
    JUNIOR = "JUNIOR"
    MIDDLE = "MIDDLE"
    SENIOR = "SENIOR"
    LEAD = "LEAD"


_LEVELS = (
    (Seniority.LEAD, ("lead", "leader", "head", "director", "chief", "foreman", "supervisor", "manager of")),
    (Seniority.SENIOR, ("senior", "sr", "principal", "expert", "staff engineer", "staff software")),
    (Seniority.JUNIOR, ("junior", "jr", "trainee", "intern", "internship", "graduate", "entry level", "apprentice")),
)
_NO_LEVEL = ("lead generation", "school principal", "head hunter", "chief of staff")

_LANGUAGES = {
    CodingLanguage.PYTHON: ("python", "django", "flask", "fastapi"),
    CodingLanguage.JAVASCRIPT: ("javascript", "typescript", "node js", "js", "react", "angular", "vue"),
    CodingLanguage.JAVA: ("java", "spring boot"),
    CodingLanguage.PHP: ("php", "laravel", "symfony"),
    CodingLanguage.RUBY: ("ruby", "rails"),
    CodingLanguage.CSHARP: ("c#", "csharp", "asp net", "dotnet"),
    CodingLanguage.SQL: ("sql", "postgresql", "postgres", "mysql", "sql server"),
}
_WITHOUT_QUESTIONS = (
    "kotlin",
    "swift",
    "golang",
    "rust",
    "c++",
    "scala",
    "dart",
    "perl",
    "r",
    "cobol",
    "abap",
    "firmware",
)
"""Languages without questions in the bank: a job that names one does not get questions about Python instead."""
_OTHER_MEANINGS = frozenset({CodingLanguage.JAVA, CodingLanguage.RUBY})
"""Words with other meanings, coffee and a gem. In a job that is not about software they name no language."""


@dataclass(frozen=True)
class JobText:
    """The texts of a job."""

    title: str
    domain: str = ""
    description: str = ""

    @cached_property
    def _weighted(self) -> tuple[tuple[int, str], ...]:
        texts = ((_TITLE, self.title), (_TITLE, self.domain), (_DESCRIPTION, self.description))
        return tuple((weight, phrase(text[:_READ_AT_MOST])) for weight, text in texts)

    def points(self, words: tuple[str, ...]) -> int:
        """The points of these words in the job's texts. A word counts once in each text, even if it is repeated."""
        wanted = [phrase(word) for word in dict.fromkeys(words)]
        return sum(weight for weight, text in self._weighted for word in wanted if word in text)

    @cached_property
    def _roles(self) -> dict[str, DomainFamily]:
        """The family of each domain that the title names by a role; "" stands for a role of no domain."""
        title = self.title[:_READ_AT_MOST]
        return _roles_in(_BESIDE_THE_ROLE.split(title)[0]) or _roles_in(title)

    @cached_property
    def family(self) -> JobFamily:
        """The family of the role in the title; without one, the family with more points from other words."""
        roles = self._roles
        if roles:
            is_other = next(iter(roles.values())) is DomainFamily.OTHER
            return JobFamily.OTHER if is_other else JobFamily.SOFTWARE
        of = {
            family: tuple(word for one in domains() if one.family is family for word in one.words)
            for family in DomainFamily
        }
        software = self.points((*index().software_words, *of[DomainFamily.SOFTWARE]))
        other = self.points(of[DomainFamily.OTHER])
        if phrase(_ENGINEER) in phrase(self.title) and self.points(of[DomainFamily.SECTOR]) > other:
            return JobFamily.SOFTWARE
        if max(software, other) < _THRESHOLD or software == other:
            return JobFamily.UNKNOWN
        return JobFamily.SOFTWARE if software > other else JobFamily.OTHER

    @cached_property
    def domain_names(self) -> tuple[str, ...]:
        """Up to three domains of the job's family, the domains with the most points first."""
        about_software = self.family is JobFamily.SOFTWARE
        scored: list[tuple[int, str]] = []
        for one in domains():
            if self.family is JobFamily.UNKNOWN or (one.family is DomainFamily.OTHER) is about_software:
                continue
            points = self.points(one.words) + (_ROLE if one.name in self._roles else 0)
            if points >= _THRESHOLD:
                scored.append((-points, one.name))
        return tuple(name for _, name in sorted(scored)[:_DOMAINS_AT_MOST])

    @cached_property
    def level(self) -> Seniority:
        """The seniority, from the title alone."""
        title = phrase(self.title)
        for other in _NO_LEVEL:
            title = title.replace(phrase(other), " ")
        return next(
            (level for level, words in _LEVELS if any(phrase(word) in title for word in words)), Seniority.MIDDLE
        )

    @cached_property
    def languages(self) -> tuple[CodingLanguage, ...]:
        """The coding languages that the job names, the ones with the most points first."""
        named = [(-self.points(words), language) for language, words in _LANGUAGES.items()]
        is_clear = self.family is not JobFamily.OTHER
        found = [one for one in named if one[0] < 0 and (is_clear or one[1] not in _OTHER_MEANINGS)]
        return tuple(language for _, language in sorted(found, key=lambda one: one[0]))

    def stored_language(self, given: CodingLanguage | None) -> CodingLanguage | None:
        """The language that a job stores: the given one, else Python, or None for a job that is not about software."""
        if given is not None or self.family is JobFamily.OTHER:
            return given
        return CodingLanguage.PYTHON

    def spoken_language(self, stored: CodingLanguage | None, *, is_given: bool) -> CodingLanguage | None:
        """The language that questions may be about: the given one, one that a job names, or any for a software job."""
        if is_given and stored is not None:
            return stored
        if self.languages:
            return stored if stored in self.languages else self.languages[0]
        is_about_any = self.family is JobFamily.SOFTWARE and not self.points(_WITHOUT_QUESTIONS)
        return stored if is_about_any else None


def _roles_in(title: str) -> dict[str, DomainFamily]:
    """The roles in a title, the last one first. In "sales engineer" the longer phrase counts, and not its parts."""
    text = phrase(title)
    found: list[tuple[int, int, str, DomainFamily]] = []
    for name, family, role in _all_roles():
        start = text.rfind(role)
        if start >= 0:
            found.append((start, start + len(role), name, family))
    longest = [one for one in found if not any(_is_inside(one, other) for other in found)]
    longest.sort(key=lambda one: -one[1])
    roles: dict[str, DomainFamily] = {}
    for _, _, name, family in longest:
        roles.setdefault(name, family)
    return roles


def _is_inside(one: tuple[int, int, str, DomainFamily], other: tuple[int, int, str, DomainFamily]) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and other[1] - other[0] > one[1] - one[0]


@lru_cache(maxsize=1)
def _all_roles() -> list[tuple[str, DomainFamily, str]]:
    roles = [(one.name, one.family, phrase(role)) for one in domains() for role in one.roles]
    roles += [("", DomainFamily.SOFTWARE, phrase(role)) for role in index().software_roles]
    return roles + [("", DomainFamily.OTHER, phrase(role)) for role in index().other_roles]
