"""Computes the points of a match by a formula that a person can follow with paper and pencil.

A must and a must with years bring up to 3 points, a nice-to-have 1. USED brings all of them, NAMED half, NOT_FOUND
none. For a must with years, USED brings 1.8, and the dated jobs bring up to 1.2 in proportion to the years that are
asked for; further years bring nothing. The score is the share of all points, from 0 to 100.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from greenroom.matching.mentions import NameIndex, known_names
from greenroom.matching.reading import Evidence, read_evidence
from greenroom.matching.resume import passages_of
from greenroom.matching.skills import shown_by
from greenroom.models.requirement import Finding, Level, Requirement, RequirementKind
from greenroom.models.scored_match import RULES

EXPERIENCE = "Work experience"
"""The requirement that asks only for years of any work."""
FEWEST_WORDS = 12
"""A résumé with fewer words under its headings is too little to judge."""
MOST_QUOTES = 3

_POINTS = {RequirementKind.MUST: 300, RequirementKind.YEARS: 300, RequirementKind.NICE: 100}
"""In hundredths, because whole numbers have the same sum on every machine."""
_USED_WITH_YEARS = 180


@dataclass(frozen=True)
class Assessment:
    """The comparison of a résumé with all requirements of a job.

    `score` is None if the résumé is too short to judge or the job has no requirements.
    """

    score: int | None
    findings: tuple[Finding, ...]
    made_by: str = RULES


class Matcher:
    """Matches any number of résumés against the requirements of one job, which it prepares once."""

    def __init__(self, requirements: Iterable[Requirement]) -> None:
        self._requirements = sorted(requirements, key=lambda one: (one.requirement.casefold(), one.requirement))
        self._names: NameIndex = known_names().with_names(one.requirement for one in self._requirements)
        self._skills = {one.requirement: self._skill(one.requirement) for one in self._requirements}
        self._shown_by = {
            skill: frozenset({skill}) | shown_by().get(skill, frozenset()) for skill in self._skills.values()
        }

    def match(self, resume_text: str, as_of: date) -> Assessment:
        """The findings in a résumé for each requirement. `present` in it means `as_of`, the day it arrived."""
        passages = passages_of(resume_text, as_of)
        words = sum(len(resume_text[one.start : one.end].split()) for one in passages)
        if words < FEWEST_WORDS or not self._requirements:
            return Assessment(None, ())
        evidence = read_evidence(resume_text, passages, self._names)
        findings = tuple(self._finding(one, evidence) for one in self._requirements)
        return Assessment(score_of(findings), findings)

    def amended(self, assessment: Assessment, proposed: Mapping[str, Evidence], made_by: str) -> Assessment:
        """The assessment with evidence that the rules did not find, whose points follow the same formula."""
        if assessment.score is None:
            return replace(assessment, made_by=made_by)
        evidence = {name: [one] for name, one in proposed.items()}
        findings = tuple(
            self._found(requirement, evidence[requirement.requirement])
            if requirement.requirement in evidence
            else before
            for requirement, before in zip(self._requirements, assessment.findings, strict=True)
        )
        return Assessment(score_of(findings), findings, made_by)

    def _finding(self, requirement: Requirement, evidence: Sequence[Evidence]) -> Finding:
        return self._found(requirement, [one for one in evidence if self._shows(one, requirement)])

    def _found(self, requirement: Requirement, shown: Sequence[Evidence]) -> Finding:
        used = [one for one in shown if one.is_use]
        level = Level.USED if used else Level.NAMED if shown else Level.NOT_FOUND
        months = len({month for one in used for month in one.months or ()})
        return Finding(
            **requirement.model_dump(),
            level=level,
            quotes=_quotes(used or shown, self._skills[requirement.requirement]),
            months=months if requirement.kind is RequirementKind.YEARS else None,
            points=points_of(requirement, level, months) / 100,
            out_of=_POINTS[requirement.kind] / 100,
        )

    def _skill(self, requirement: str) -> str:
        """The skill that a requirement names, or the requirement itself."""
        return self._names.skill_named(requirement) or requirement

    def _shows(self, evidence: Evidence, requirement: Requirement) -> bool:
        if requirement.requirement == EXPERIENCE:
            return evidence.is_dated_line
        return evidence.skill in self._shown_by[self._skills[requirement.requirement]]


def points_of(requirement: Requirement, level: Level, months: int) -> int:
    """The points of a requirement, in hundredths."""
    most = _POINTS[requirement.kind]
    if level is Level.NOT_FOUND:
        return 0
    if level is Level.NAMED:
        return most // 2
    if requirement.years is None:
        return most
    asked = 12 * requirement.years
    return _USED_WITH_YEARS + _rounded((most - _USED_WITH_YEARS) * min(months, asked), asked)


def score_of(findings: Iterable[Finding]) -> int:
    """The share of all points that were reached, in percent."""
    counted = list(findings)
    reached = sum(round(one.points * 100) for one in counted)
    return _rounded(100 * reached, sum(round(one.out_of * 100) for one in counted))


def _rounded(numerator: int, denominator: int) -> int:
    """The nearest whole number; halves are rounded up."""
    return (2 * numerator + denominator) // (2 * denominator)


def _quotes(evidence: Iterable[Evidence], skill: str) -> tuple[str, ...]:
    """The quotes that show a skill best: those that name it directly come first, then those of the latest job.

    The order of the passages in the résumé changes nothing.
    """

    def rank(one: Evidence) -> tuple[bool, int, str]:
        return (one.skill != skill, -(one.months[-1] if one.months else 0), one.quote)

    return tuple(dict.fromkeys(one.quote for one in sorted(evidence, key=rank)))[:MOST_QUOTES]
