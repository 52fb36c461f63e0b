"""The relevance of a bank's question for a job, by topic words. Instructions within a text have no effect."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from greenroom.interviewing.acceptance import is_clean
from greenroom.interviewing.bank import (
    BankQuestion,
    domain_questions,
    general_questions,
    named_things,
    software_questions,
)
from greenroom.interviewing.job_family import JobFamily, JobText
from greenroom.interviewing.plan_brief import PlanBrief
from greenroom.interviewing.words import phrase, terms

_READ_AT_MOST = 50_000  # characters of one text, as much as a parsed résumé holds
_TOPICS_COUNTED = 3  # a question with many topics must not win by their number
_NAMED = 2  # the least points of a text of the job; the résumé has fewer
_SAME = 0.3  # share of common terms from which two questions ask the same
_NAMED_THING = "named-"

_PROJECTS = re.compile(r"^\W*(?:(?:key|personal|selected|own|main|side)\s+)?projects?\b\W*$", re.IGNORECASE)
_HEADING_END = re.compile(r"\s[-–—|•]\s|[:;(|]|\s\d{4}\b|\. ")
_PROJECT_LETTERS = (4, 60)
_PROJECT_WORDS = 8
_LINES_AT_MOST = 2000


@dataclass(frozen=True)
class JobWords:
    """The words of a job and a résumé. A word counts once, however often it is repeated."""

    brief: PlanBrief

    @cached_property
    def _texts(self) -> tuple[tuple[int, str], ...]:
        return tuple(
            (weight, phrase(text[:_READ_AT_MOST]))
            for weight, text in (
                (5, self.brief.job_title),
                (5, self.brief.domain),
                (2, self.brief.job_description),
                (1, self.brief.resume_text),
            )
        )

    @property
    def job(self) -> JobText:
        """The texts of the job, without the résumé."""
        return self.brief.job

    def weight(self, topic: str, *, least: int = 1) -> int:
        """Points for one topic: 5 in the title, 5 in the domain, 2 in the description, 1 in the résumé.

        Texts whose word counts below `least` are left out.
        """
        wanted = _topic(topic)
        return sum(weight for weight, text in self._texts if weight >= least and wanted in text)

    def relevance(self, question: BankQuestion) -> int:
        """The sum of the points of a question's best topics."""
        return sum(sorted((self.weight(topic) for topic in question.topics), reverse=True)[:_TOPICS_COUNTED])

    def is_named(self, question: BankQuestion) -> bool:
        """Whether the job itself names a topic of the question."""
        return any(self.weight(topic, least=_NAMED) for topic in question.topics)

    @cached_property
    def domain_pool(self) -> tuple[BankQuestion, ...]:
        """The questions of the domains that the job names."""
        return tuple(question for name in self.job.domain_names for question in domain_questions(name))

    @cached_property
    def shared_pool(self) -> tuple[BankQuestion, ...]:
        """The questions of the job's family and the questions for every job."""
        software = software_questions() if self.job.family is JobFamily.SOFTWARE else ()
        return (*software, *general_questions())

    @cached_property
    def named_pool(self) -> tuple[BankQuestion, ...]:
        """The questions about the tools and methods that the job names."""
        bank = named_things()
        is_software = self.job.family is JobFamily.SOFTWARE
        things, questions = (bank.things.software, bank.software) if is_software else (bank.things.other, bank.other)
        return tuple(
            question.about(name=thing).model_copy(update={"id": f"{question.id}-{_slug(thing)}", "topics": (thing,)})
            for thing in things
            if self.weight(thing, least=_NAMED)
            for question in questions
        )

    @cached_property
    def project(self) -> str | None:
        """The first project with a plain short name under a heading such as "Projects" in the résumé, or None."""
        return next(_projects(self.brief.resume_text[:_READ_AT_MOST]), None)


def _projects(resume: str) -> Iterator[str]:
    lines = [line.strip() for line in resume.splitlines()[:_LINES_AT_MOST]]
    for number, line in enumerate(lines):
        if not _PROJECTS.match(line):
            continue
        for below in lines[number + 1 : number + 4]:
            name = _HEADING_END.split(below.lstrip("•-–—* \t"), maxsplit=1)[0].strip(" .,\"'")
            if _is_a_name(name):
                yield name


def _is_a_name(text: str) -> bool:
    least, most = _PROJECT_LETTERS
    is_short = least <= len(text) <= most and len(text.split()) <= _PROJECT_WORDS
    return is_short and text[0].isalnum() and text[0] == text[0].upper() and "{" not in text and is_clean(text)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("+", "p").replace("#", "sharp")).strip("-")


def ask_the_same(first: BankQuestion, second: BankQuestion) -> bool:
    """Whether a candidate would give nearly the same answer to both questions."""
    if _names(first) & _topics(second) or _names(second) & _topics(first):
        return True
    one, other = _meaning(first.text, first.expected_points), _meaning(second.text, second.expected_points)
    return len(one & other) / max(1, min(len(one), len(other))) >= _SAME


def _names(question: BankQuestion) -> frozenset[str]:
    """The tool or method of a question of `named.toml`; empty for any other question."""
    return _topics(question) if question.id.startswith(_NAMED_THING) else frozenset()


def _topics(question: BankQuestion) -> frozenset[str]:
    return frozenset(_topic(topic) for topic in question.topics)


@lru_cache(maxsize=4096)
def _topic(topic: str) -> str:
    return phrase(topic)


@lru_cache(maxsize=1024)
def _meaning(text: str, points: tuple[str, ...]) -> frozenset[str]:
    return terms(" ".join((text, *points)))
