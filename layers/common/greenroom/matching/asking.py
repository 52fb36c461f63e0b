"""Proposes the requirements of a job from its title and description; a recruiter corrects and completes them."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from greenroom.matching.mentions import known_names
from greenroom.matching.scoring import EXPERIENCE
from greenroom.matching.tokens import Token, folded_words, tokens_of
from greenroom.matching.unknown import unknown_names
from greenroom.models.requirement import MOST_REQUIREMENTS, MOST_YEARS, Requirement, RequirementKind

MOST_CHARACTERS = 20_000
_QUOTE_AT_MOST = 240
_SENTENCE = re.compile(r"[^\n]+?(?:[.;!?](?=\s)|(?=\n)|$)")
_COUNTED = "one two three four five six seven eight nine ten"
_NUMBERS = {word: number for number, word in enumerate(_COUNTED.split(), start=1)}
_YEARS = re.compile(
    r"\b(?P<least>\d{1,2}|" + "|".join(_NUMBERS) + r")\s*(?:\+|plus|or more)?\s*(?:(?:-|–|to)\s*\d{1,2}\s*\+?\s*)?"
    r"(?:\(\d{1,2}\)\s*)?(?:or more\s*)?(?:years?|yrs?)(?!['’]?\s*(?:old|of age|ago|in business))",
    re.IGNORECASE,
)
_NICE = re.compile(
    r"nice[- ]to[- ]haves?|\bbonus\b|"
    r"\b(?:a|an|is|are|be|would be|big|huge|definite|strong)\s+(?:\w+\s)?(?:plus|bonus|advantage|asset)\b|"
    r"\bpreferr?ed\b|\bpreferabl[ey]\b|\bdesir(?:able|ed)\b|\bideally\b|\boptional(?:ly)?\b|\bgood to have\b|"
    r"\bwelcome\b|\bbeneficial\b|\bpluses\b|\badvantageous\b|\bnot required\b",
    re.IGNORECASE,
)
_MUST = re.compile(
    r"(?<!not )\brequired\b|\bmust\b|\bmandatory\b|\bessential\b|\bneeded\b|\bneed\b|\bnecessary\b|\brequires?\b",
    re.IGNORECASE,
)
_HEADING_MOST_WORDS = 7
_UNREAD_HEADING = re.compile(
    r"\b(?:we|what we)\s+offer\b|\bbenefits\b|\bperks\b|\babout (?:us|the company|our)\b|\bwhy (?:join|us|work)\b|"
    r"\bour (?:company|story|culture|values)\b|\bhow to apply\b|\bequal opportunit",
    re.IGNORECASE,
)
_UNREAD_SENTENCE = re.compile(
    r"\bregardless of\b|\bequal[- ]opportunit|\bwithout regard\b|\bdiscriminat|\bwe offer\b|"
    r"\bapply (?:now|by|at|via)\b",
    re.IGNORECASE,
)
_LISTED = re.compile(r"(?!.*[–—-]\s*$)\s*(?:[•●▪·–—-]|\*(?=\s))\s*(?=\w)")
"""The start of a line in a list."""
_ASKING_HEADING = re.compile(
    r"\b(?:requirements?|qualifications?|skills?|profile|must[- ]haves?|you (?:have|bring|need|are)|bring|looking for|"
    r"need|stack|technologies|tools|experience|expect|essential|nice|bonus|plus|preferred|desirable)\b",
    re.IGNORECASE,
)
_WITH = re.compile(r"\b(?:with|in|of|using)\s+\S", re.IGNORECASE)
_ASKING = re.compile(
    r"\b(?:experience|experienced|knowledge|proficien\w+|familiar\w*|skill\w*|expert\w*|command of|understanding|"
    r"hands-on|certifi\w+|licen[cs]\w+|such as|including|stack|tools?|must|required?s?|plus|know|knows|using|use|"
    r"versed|fluent|comfortable|background|preferred|desirable|ideally|essential|bonus|train\w*)\b|\be\.g\.",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    is_nice: bool
    """Whether the sentence stands under a heading like `Nice to have`."""
    is_asking: bool
    """Whether the sentence stands under a heading like `Requirements`."""
    is_title: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    start: int
    end: int


def propose_requirements(job_title: str, job_description: str, company_name: str = "") -> tuple[Requirement, ...]:
    """Return at most MOST_REQUIREMENTS requirements, the musts first, each group sorted by name.

    The order of the sentences in the text changes nothing.
    """
    text = f"{job_title}\n{job_description}"[:MOST_CHARACTERS]
    company = frozenset(folded_words(company_name))
    best: dict[str, Requirement] = {}
    for sentence in _sentences(text, title_end=len(job_title)):
        for found in _asked_in(text, sentence, company):
            other = best.get(found.requirement)
            if other is None or _weight(found) > _weight(other):
                best[found.requirement] = found
    ordered = sorted(best.values(), key=lambda one: (one.kind is RequirementKind.NICE, one.requirement.casefold()))
    return tuple(ordered[:MOST_REQUIREMENTS])


def _weight(one: Requirement) -> tuple[bool, int, int, str]:
    """The key that ranks proposals of one requirement: the one that asks for more wins.

    Of equals, the one with the shorter quote wins, so that the order of sentences decides nothing.
    """
    quote = one.job_quote or ""
    return (one.kind is not RequirementKind.NICE, one.years or 0, -len(quote), quote)


def _sentences(text: str, title_end: int) -> Iterator[_Sentence]:
    is_nice, is_asking, is_unread = False, False, False
    for line in re.finditer(r"[^\n]+", text):
        if line.start() > title_end and _is_heading(line[0]):
            is_nice = _NICE.search(line[0]) is not None
            is_asking = _ASKING_HEADING.search(line[0]) is not None
            is_unread = _UNREAD_HEADING.search(line[0]) is not None
            continue
        if is_unread:
            continue
        for found in _SENTENCE.finditer(text, line.start(), line.end()):
            if found[0].strip() and not _UNREAD_SENTENCE.search(found[0]):
                start = found.start() + len(found[0]) - len(found[0].lstrip(" \t•●▪*·–—-"))
                yield _Sentence(start, found.end(), is_nice, is_asking, is_title=found.end() <= title_end)


def _is_heading(line: str) -> bool:
    text = line.strip(" \t*#•–—-")
    short = 0 < len(text.split()) <= _HEADING_MOST_WORDS
    if text.endswith((":", "：")):
        return short
    if _LISTED.match(line) or _names_something_unknown(text):
        return False
    is_named = _UNREAD_HEADING.search(text) or (_ASKING_HEADING.search(text) and text[:1].isupper())
    names_nothing = not known_names().mentions(tokens_of(text))
    return bool(short and is_named and names_nothing and not text.endswith((".", "!", "?", ";")) and "," not in text)


def _names_something_unknown(line: str) -> bool:
    """Whether the line asks for something unknown: `Experience with ECMO` looks like a heading, but is none."""
    return bool(_WITH.search(line) and unknown_names(line, tokens_of(line), (), ()))


def _asked_in(text: str, sentence: _Sentence, company: frozenset[str]) -> Iterator[Requirement]:
    tokens = tokens_of(text, sentence.start, sentence.end)
    mentions = known_names().mentions(tokens)
    said = text[sentence.start : sentence.end]
    asked = [_Asked(one.skill, one.start, one.end) for one in mentions if tokens[one.first].folded not in company]
    if sentence.is_asking or mentions or _ASKING.search(said):
        unknown = unknown_names(text, tokens, mentions, company, is_title=sentence.is_title)
        asked += [_Asked(*found) for found in unknown]
    asked.sort(key=lambda one: one.start)
    years, cues = list(_years(text, sentence)), _cues(text, sentence)
    if years and not asked and "experience" in said.casefold():
        yield _requirement(
            EXPERIENCE, text, sentence, years=years[0][0], is_nice=_is_nice(text, sentence, cues, sentence.end)
        )
    for at, one in enumerate(asked):
        before = asked[at - 1].end if at else sentence.start
        after = asked[at + 1].start if at + 1 < len(asked) else sentence.end
        count = _years_of(text, one, years, before, after, tokens)
        yield _requirement(
            one.name,
            text,
            sentence,
            years=count,
            is_nice=_is_nice(text, sentence, cues, one.start, own_clause=bool(count)),
        )


def _requirement(name: str, text: str, sentence: _Sentence, *, years: int | None, is_nice: bool) -> Requirement:
    kind = RequirementKind.NICE if is_nice else RequirementKind.YEARS if years else RequirementKind.MUST
    quote = text[sentence.start : sentence.end].strip()
    if len(quote) > _QUOTE_AT_MOST:
        quote = quote[:_QUOTE_AT_MOST].rsplit(" ", 1)[0]
    return Requirement(
        requirement=name[:80], kind=kind, years=years if kind is RequirementKind.YEARS else None, job_quote=quote
    )


def _years(text: str, sentence: _Sentence) -> Iterator[tuple[int, int, int]]:
    """Each number of years in the sentence, with its start and end."""
    for found in _YEARS.finditer(text, sentence.start, sentence.end):
        least = found["least"].casefold()
        count = _NUMBERS[least] if least in _NUMBERS else int(least)
        if 1 <= count <= MOST_YEARS:
            yield count, found.start(), found.end()


def _years_of(
    text: str, one: _Asked, years: Iterable[tuple[int, int, int]], before: int, after: int, tokens: Sequence[Token]
) -> int | None:
    """The number of years that belongs to a skill; None if the text gives none.

    It stands shortly before the skill, or directly behind the skill as in `Python (3+ years)`.
    """
    for count, start, end in years:
        is_before = before <= start and end <= one.start and not _is_behind(text, before, start)
        if is_before and sum(end <= token.start < one.start for token in tokens) <= 6:
            return count
        if one.end <= start and end <= after and _is_behind(text, one.end, start):
            return count
    return None


def _is_behind(text: str, name_end: int, years_start: int) -> bool:
    return re.fullmatch(r"\s*[(:,–—-]\s*(?:at least\s+|min(?:imum)?\.?\s+)?", text[name_end:years_start]) is not None


def _cues(text: str, sentence: _Sentence) -> list[tuple[int, bool]]:
    """The places of the words that say how important something is, each with whether it means nice to have."""
    nice = {found.start() for found in _NICE.finditer(text, sentence.start, sentence.end)}
    must = {found.start() for found in _MUST.finditer(text, sentence.start, sentence.end)}
    return sorted([(at, True) for at in nice] + [(at, False) for at in must - nice])


def _is_nice(
    text: str, sentence: _Sentence, cues: Sequence[tuple[int, bool]], at: int, *, own_clause: bool = False
) -> bool:
    """Whether a requirement is nice to have, by the words that say how important something is.

    The words of the same clause decide, then the words that follow, then the words before, then the heading. With
    `own_clause`, which is set for a requirement with years, the words of other clauses are ignored.
    """
    clause_start = max(text.rfind(",", sentence.start, at), text.rfind(" but ", sentence.start, at), sentence.start)
    next_comma = text.find(",", at, sentence.end)
    clause_end = next_comma if next_comma >= 0 else sentence.end
    first, behind = bisect_left(cues, (clause_start, False)), bisect_left(cues, (clause_end, False))
    if first < behind or (first < len(cues) and not own_clause):
        return cues[first][1]
    return cues[first - 1][1] if first and not own_clause else sentence.is_nice
