"""Recognises text that is no résumé: a notice to open the file elsewhere, a scan with a stamp, gibberish."""

import re
import unicodedata
from collections import Counter

from greenroom.resumes.reader_report import Cover
from greenroom.resumes.reasons import Unreadable

SHORT = 150
"""Number of words. A notice has fewer, a résumé has more."""
_VERY_SHORT = 80
_WAITS = re.compile(r"please wait|bitte warten|veuillez patienter|espere|eventually replaced|loading", re.IGNORECASE)
_OPENS = re.compile(
    r"\b(?:open|view|display|upgrade|download|install)\w*\b.{0,80}"
    r"\b(?:document|portfolio|file|pdf|version|reader|acrobat|viewer)\b",
    re.IGNORECASE | re.DOTALL,
)
_PROGRAMS = re.compile(r"adobe|acrobat|pdf viewer|your viewer|pdf reader|foxit|javascript", re.IGNORECASE)
_GARBLED_SHARE, _GIBBERISH_SHARE = 0.02, 0.3
_LATIN_EXTRAS = {"MODIFIER", "SUPERSCRIPT", "FEMININE", "MASCULINE", "MICRO"}
_EASTERN = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO", "FULLWIDTH", "HALFWIDTH"}
"""Scripts that one word may mix."""
_WITH_LATIN = _EASTERN | {"HEBREW", "ARABIC", "THAI", "LAO", "KHMER", "MYANMAR"}
"""Scripts that are written next to Latin letters without a blank: a Latin name and a word or prefix of their own."""
_FEW_WORDS = 4


def why_useless(text: str, cover: Cover | None) -> Unreadable | None:
    """The reason why this text cannot be a résumé's, or None if it can be one."""
    words = len(text.split())
    if cover is Cover.FORM_THAT_IS_DRAWN_LATER and words < SHORT:
        return Unreadable.FORM
    if cover is Cover.PORTFOLIO and words < SHORT:
        return Unreadable.PORTFOLIO
    signs = [bool(sign.search(text)) for sign in (_WAITS, _OPENS, _PROGRAMS)]
    if cover is Cover.FORM and words < SHORT and any(signs):
        return Unreadable.FORM
    if words < _VERY_SHORT and sum(signs) >= 2:
        return Unreadable.FORM if signs[0] else Unreadable.COVER
    return Unreadable.GIBBERISH if is_gibberish(text) else None


def garbled_share(text: str, unnamed: int) -> float:
    """The share of letters that could not be identified; `unnamed` counts those that the file itself does not name."""
    unknown = unnamed + text.count("\ufffd")
    known = sum(not letter.isspace() for letter in text) - text.count("\ufffd")
    return unknown / (unknown + known) if unknown + known else 0.0


def is_garbled(text: str, unnamed: int) -> bool:
    return garbled_share(text, unnamed) > _GARBLED_SHARE


def is_mostly_garbled(text: str, unnamed: int) -> bool:
    return garbled_share(text, unnamed) > _GIBBERISH_SHARE


def is_gibberish(text: str) -> bool:
    """Whether many words mix scripts that no language mixes, or the text has letters of very many scripts."""
    words = re.findall(r"[^\W\d_]{2,}", text)[:2_000]
    mixed = [word for word in words if _mixes_scripts(word)]
    if len(words) >= _FEW_WORDS and len(mixed) >= _GIBBERISH_SHARE * len(words):
        return True
    scripts = Counter(_script(letter) for letter in text[:20_000] if letter.isalpha())
    rare = [script for script, times in scripts.items() if times >= 2]
    return len(rare) >= 8 and max(scripts.values()) < 0.5 * sum(scripts.values())


def _mixes_scripts(word: str) -> bool:
    scripts = {_script(letter) for letter in word}
    others = scripts - {"LATIN"}
    if len(others) > 1 and not others <= _EASTERN:
        return True
    return len(scripts) > len(others) > 0 and not others <= _WITH_LATIN


def _script(letter: str) -> str:
    name = unicodedata.name(letter, "UNKNOWN").split(" ")[0]
    return "LATIN" if name in _LATIN_EXTRAS else name
