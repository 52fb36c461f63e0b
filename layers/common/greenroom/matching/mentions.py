"""Finds names of skills in a text: whole words, the longest name first, in one pass over the words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from greenroom.matching.skills import YEAR, Skill, all_skills
from greenroom.matching.tokens import Token, folded_words, tokens_of

_LONG_IN_CAPITALS = 5
_COMPANY = frozenset({"ltd", "llc", "inc", "plc", "gmbh", "corp"})
_COMPANIES_AND_PLACES = (
    "limited corporation transport transportation haulage couriers airlines hotel hospital clinic restaurant cafe café "
    "church street road lane avenue gardens"
)
_COMPANY_OR_PLACE = frozenset(_COMPANIES_AND_PLACES.split())
"""Capitalised words that turn the name before them into the name of a company or a place: Swift Transport."""

_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """The place of a skill: its first and last token, counted from 0."""

    skill: str
    first: int
    last: int
    start: int
    end: int
    needs_company: bool


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    skill: str
    spelled: tuple[str, ...] | None = None
    """The words with their capitals; None if capitals do not matter."""
    beside: bool = False
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()

    def stands_at(self, tokens: Sequence[Token], at: int) -> bool:
        last = at + len(self.words)
        if last > len(tokens):
            return False
        for word, token in zip(self.words[1:], tokens[at + 1 : last], strict=True):
            if token.folded != word or not token.follows_closely:
                return False
        if self.spelled is not None and not self._is_spelled_so(tokens[at:last]):
            return False
        if at and tokens[at].follows_closely and tokens[at - 1].folded in self.not_after:
            return False
        return last == len(tokens) or not tokens[last].follows_closely or not self._is_else_before(tokens[last])

    def _is_else_before(self, following: Token) -> bool:
        """Whether the word that follows makes this the name of something else."""
        word = following.folded
        if word in self.not_before or (YEAR in self.not_before and _YEAR.fullmatch(word)):
            return True
        is_name = self.spelled is not None
        return is_name and (word in _COMPANY or (word in _COMPANY_OR_PLACE and following.text[0].isupper()))

    def _is_spelled_so(self, tokens: Sequence[Token]) -> bool:
        """Whether the tokens have the capitals of the name, or the name is long and written in capitals.

        EXCEL counts, but GO does not, because a short word in capitals may be another word.
        """
        written = tuple(_bare(token.text) for token in tokens)
        if written == self.spelled:
            return True
        together = "".join(written)
        return len(together) >= _LONG_IN_CAPITALS and together.isupper()


class NameIndex:
    """Names of skills by their first word, longest first."""

    def __init__(self, phrases: Iterable[_Phrase]) -> None:
        self._by_first_word: dict[str, list[_Phrase]] = {}
        for phrase in phrases:
            self._by_first_word.setdefault(phrase.words[0], []).append(phrase)
        for some in self._by_first_word.values():
            some.sort(key=lambda phrase: (-len(phrase.words), phrase.spelled is None, phrase.skill))

    def skill_named(self, name: str) -> str | None:
        """The skill that has this name in any capitals; None if there is none."""
        words = folded_words(name)
        same = (phrase for phrase in self._by_first_word.get(words[0] if words else "", ()) if phrase.words == words)
        return next((phrase.skill for phrase in same), None)

    def mentions(self, tokens: Sequence[Token]) -> list[Mention]:
        """All mentions among these tokens in order; none overlap."""
        found: list[Mention] = []
        at = 0
        while at < len(tokens):
            phrase = self._at(tokens, at)
            if phrase is None:
                at += 1
                continue
            last = at + len(phrase.words) - 1
            found.append(Mention(phrase.skill, at, last, tokens[at].start, tokens[last].end, phrase.beside))
            at = last + 1
        firm = {mention.skill for mention in found if not mention.needs_company}
        return [one for one in found if not one.needs_company or firm - {one.skill}]

    def _at(self, tokens: Sequence[Token], at: int) -> _Phrase | None:
        for word in dict.fromkeys((tokens[at].folded, _bare(tokens[at].folded))):
            for phrase in self._by_first_word.get(word, ()):
                if phrase.stands_at(tokens, at):
                    return phrase
        return None

    def with_names(self, names: Iterable[str]) -> "NameIndex":
        """This index, with each name that it does not know added as a skill."""
        unknown = [name for name in names if folded_words(name) and self.skill_named(name) is None]
        if not unknown:
            return self
        known = [phrase for some in self._by_first_word.values() for phrase in some]
        return NameIndex([*known, *(phrase for name in unknown for phrase in _with_plural(folded_words(name), name))])


def _bare(word: str) -> str:
    """A word without a leading dot, which stands there if the blank after a full stop is missing."""
    return word.removeprefix(".")


def _with_plural(words: tuple[str, ...], skill: str) -> list[_Phrase]:
    """The phrase of a name and, if the name has several words, of its plural: `care plan`, `care plans`."""
    phrases = [_Phrase(words, skill)]
    if len(words) > 1 and words[-1].isalpha() and not words[-1].endswith("s"):
        phrases.append(_Phrase((*words[:-1], f"{words[-1]}s"), skill))
    return phrases


def phrases_of(name: str, skill: Skill) -> list[_Phrase]:
    """All phrases that name a skill."""
    own = folded_words(name)
    before, after = frozenset(skill.not_before), frozenset(skill.not_after)
    if skill.exact or skill.beside or before or after:
        spelled = _spelled(name) if skill.exact else None
        phrases = [_Phrase(own, name, spelled, skill.beside, before, after)]
    else:
        phrases = _with_plural(own, name)
    phrases += [_Phrase(folded_words(other), name, _spelled(other)) for other in skill.exact_also]
    return phrases + [phrase for other in skill.also for phrase in _with_plural(folded_words(other), name)]


def _spelled(name: str) -> tuple[str, ...]:
    return tuple(_bare(token.text) for token in tokens_of(name))


@lru_cache(maxsize=1)
def known_names() -> NameIndex:
    """The names of all known skills, built once per process."""
    return NameIndex(phrase for name, skill in all_skills().items() for phrase in phrases_of(name, skill))
