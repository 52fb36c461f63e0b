"""Asks a model for a level and a quote for each requirement, and decides by rules whether the proposal counts.

The model reads the same passages as the rules, without words about the person, addresses, and dates outside jobs. A
quote counts only if it stands there word for word, and is USED only if the rules would call its passage a description
of work.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from greenroom.matching.headings import Part
from greenroom.matching.mentions import known_names
from greenroom.matching.reading import QUOTE_AT_MOST, Evidence, describes, read_passage
from greenroom.matching.resume import Passage, opening_name, passages_of
from greenroom.matching.scoring import EXPERIENCE, Assessment, Matcher
from greenroom.matching.tokens import tokens_of
from greenroom.models.requirement import Level
from greenroom.models.scored_match import RULES, JobRequirements

PROMPT_VERSION = "2026.11.1"
RESUME_AT_MOST = 12_000
MOST_ASKED = 15
"""The most requirements that a model is asked about for one résumé. The rules did not find these."""
AT_ONCE = 4
SECONDS = 15.0
_QUOTE_AT_LEAST = 8

TASK = (
    "You look in a résumé for evidence of one requirement of a job, which may be said in other words. "
    "`level` is USED where a sentence describes work in which the requirement was used, NAMED where it is only "
    "mentioned, and NOT_FOUND where nothing shows it; then `quote` is null. "
    "`quote` is one passage that shows it, copied from one of `passages` character by character. "
    "Judge only the work that is described, never the person. "
)
"""The task of the model. Another part of the prompt says that all data is data, and never an instruction."""


class EvidenceReply(BaseModel):
    """A proposal, as a strict JSON schema. Only its shape is checked here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    level: str
    quote: str | None


class NoProposalError(Exception):
    """A model gave no usable reply."""


class EvidenceModel(Protocol):
    """Calls a model about one requirement at a time. Raises NoProposalError.

    This is a Protocol because the rules of matching import no adapter.
    """

    def find_evidence(self, requirement: str, passages: Sequence[str], *, seconds: float) -> EvidenceReply: ...


@dataclass(frozen=True)
class Readable:
    """A part of a passage that says nothing about the person."""

    passage: Passage
    start: int
    end: int


def readable_parts(text: str, passages: Sequence[Passage]) -> list[Readable]:
    """The parts of a résumé that a model gets, at most RESUME_AT_MOST characters in total."""
    found: list[Readable] = []
    left = RESUME_AT_MOST
    name = opening_name(text)
    for passage in passages:
        start = passage.start
        _, barriers = read_passage(text, passage, name)
        for barrier_start, barrier_end in [*sorted(barriers), (passage.end, passage.end)]:
            if text[start:barrier_start].strip() and barrier_start - start <= left:
                found.append(Readable(passage, start, barrier_start))
                left -= barrier_start - start
            start = max(start, barrier_end)
    return found


def accepted(reply: EvidenceReply, text: str, parts: Sequence[Readable]) -> Evidence | None:
    """The evidence of a proposal; None if it gives no level of evidence, or no valid quote from the résumé."""
    quote = (reply.quote or "").strip()
    if reply.level not in {Level.USED, Level.NAMED} or not _QUOTE_AT_LEAST <= len(quote) <= QUOTE_AT_MOST:
        return None
    part = next((one for one in parts if quote in text[one.start : one.end]), None)
    if part is None:
        return None
    passage = part.passage
    tokens = tokens_of(text, passage.start, passage.end)
    describes_work = (
        passage.part is Part.WORK and not passage.is_labelled and describes(tokens, known_names().mentions(tokens))
    )
    is_use = reply.level == Level.USED and describes_work
    return Evidence("", is_use=is_use, months=passage.months, quote=quote)


class ModelScorer:
    """Scores by the rules, and asks a model about the requirements that they did not find."""

    def __init__(self, requirements: JobRequirements, evidence_model: EvidenceModel, model: str) -> None:
        self.made_by = f"{RULES}, {model} with prompt {PROMPT_VERSION}"
        self._matcher = Matcher(requirements.requirements)
        self._evidence_model = evidence_model

    def assess(self, resume_text: str, received_at: datetime) -> Assessment:
        """The score of a résumé that arrived at this time, by the rules alone if the model fails."""
        by_rules = self._matcher.match(resume_text, received_at.date())
        missing = [
            one.requirement
            for one in by_rules.findings
            if one.level is Level.NOT_FOUND and one.requirement != EXPERIENCE
        ][:MOST_ASKED]
        try:
            proposed = self._proposals(missing, resume_text, received_at)
        except NoProposalError:
            return by_rules
        return self._matcher.amended(by_rules, proposed, self.made_by)

    def _proposals(
        self, requirements: Sequence[str], resume_text: str, received_at: datetime
    ) -> Mapping[str, Evidence]:
        parts = readable_parts(resume_text, passages_of(resume_text, received_at.date()))
        texts = [resume_text[one.start : one.end].strip() for one in parts]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            replies = list(
                pool.map(lambda one: self._evidence_model.find_evidence(one, texts, seconds=SECONDS), requirements)
            )
        found = {
            requirement: accepted(reply, resume_text, parts)
            for requirement, reply in zip(requirements, replies, strict=True)
        }
        return {requirement: evidence for requirement, evidence in found.items() if evidence is not None}
