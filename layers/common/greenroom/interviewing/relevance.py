"""How well a question of the bank fits a job: by topic words, never by anything a text says to do."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from greenroom.interviewing.bank import BankQuestion, domain_questions, domains
from greenroom.interviewing.plan import PlanBrief
from greenroom.interviewing.words import phrase

_READ_AT_MOST = 50_000  # characters of one text, as much as a parsed résumé holds
_TOPICS_COUNTED = 3  # so that a question with many topics does not win by their number
_DOMAINS_AT_MOST = 3
_DOMAIN_THRESHOLD = 4  # a word in the title, or two in the description; a résumé opens none


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

    def weight(self, topic: str, *, least: int = 1) -> int:
        """Points for one topic: 5 in the title, 5 in the domain, 2 in the description, 1 in the résumé.

        Texts whose word counts below `least` are left out.
        """
        wanted = phrase(topic)
        return sum(weight for weight, text in self._texts if weight >= least and wanted in text)

    def relevance(self, question: BankQuestion) -> int:
        """The best topics of a question, added up."""
        return sum(sorted((self.weight(topic) for topic in question.topics), reverse=True)[:_TOPICS_COUNTED])

    def domain_names(self) -> tuple[str, ...]:
        """Up to three domains that the job itself names, the most named first."""
        scored = [(sum(self.weight(word, least=2) for word in domain.words), domain.name) for domain in domains()]
        fitting = sorted(((-score, name) for score, name in scored if score >= _DOMAIN_THRESHOLD))
        return tuple(name for _, name in fitting[:_DOMAINS_AT_MOST])

    def domain_pool(self) -> tuple[BankQuestion, ...]:
        """The questions of those domains."""
        return tuple(question for name in self.domain_names() for question in domain_questions(name))


def lot(seed: str, question_id: str) -> float:
    """A number from 0 to 1 for a question in one interview: settles ties, and is the same after each reload."""
    digest = blake2b(f"{seed}\x00{question_id}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
