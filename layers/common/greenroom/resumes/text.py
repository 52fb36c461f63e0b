"""Makes a document's text safe to store, show and send: normalised (NFC), without invisible or control characters."""

import re
import unicodedata

from greenroom.resumes.limits import MAX_CHARACTERS
from greenroom.resumes.spacing import is_probably_spaced

_LINE_ENDS = "\r\n|[\r\x0b\x0c\x85\u2028\u2029]"
_BULLETS = dict.fromkeys([0xF0B7, 0xF0A7, 0xF076, 0xF0D8], "•")  # Word's Symbol and Wingdings bullets
_FORMS = {
    code: form
    for first, last in (
        (0x2E80, 0x2FD5),  # radicals, which some files use in place of the ideographs that look the same
        (0x3300, 0x33FF),  # words in one square: ㍿
        (0xFB00, 0xFDCF),  # ligatures and shapes of Latin, Armenian, Hebrew and Arabic letters
        (0xFDF0, 0xFDFF),
        (0xFE10, 0xFE19),  # punctuation of vertical lines
        (0xFE30, 0xFE4F),
        (0xFE70, 0xFEFC),
    )
    for code in range(first, last + 1)
    if (form := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
"""Each presentation form with its ordinary letters: people search for the ordinary ones."""
_ADOBES_SMALL_FORMS = {
    0xF700 + code: chr(code)
    for code in map(ord, "!$&?0123456789abcdefghijklmnopqrstuvwxyzàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ")
}
"""Old-style digits and small capitals, for which Adobe's list of glyph names has codes of private use."""
_INVISIBLE = dict.fromkeys(
    [
        0x00AD,  # soft hyphen
        0x034F,  # grapheme joiner
        0x061C,  # Arabic letter mark
        *range(0x180B, 0x1810),  # Mongolian selectors of variants
        0x200B,  # zero-width space; the joiners beside it, 200C and 200D, are part of Indian scripts and stay
        0x200E,
        0x200F,
        0xFEFF,
        *range(0x202A, 0x202F),  # embeddings and overrides, which change the order in which letters are shown
        *range(0x2060, 0x2070),
        *range(0xFE00, 0xFE10),  # selectors of variants: these, the next and tags can hold a whole invisible message
        *range(0xFFF9, 0xFFFC),  # annotations between lines
        *range(0xE0000, 0xE0080),  # tags
        *range(0xE0100, 0xE01F0),
    ]
)
_SPACED_LINE = re.compile(r"^ *[^\W_](?: {1,8}[^\W_]){3,60} *[:.]?$", re.MULTILINE)
_FILLERS = dict.fromkeys([0x3164, 0xFFA0], " ")  # Hangul letters without a shape
_SPACED_SYLLABLES = re.compile("^[가-힣一-鿿](?: [가-힣一-鿿]){1,5}$", re.MULTILINE)
"""A heading of Korean syllables or of ideographs, set wide: no language has a line of such words."""
_TRANSLATED = _BULLETS | _FORMS | _ADOBES_SMALL_FORMS | _INVISIBLE | _FILLERS
_REFUSED = frozenset({"Cc", "Cs", "Cn"})  # controls, lone surrogates, unassigned
_BLANK = frozenset({"Zs", "Co"})  # a letter of private use is an icon or a glyph without a character: it ends a word


def clean(raw: str) -> str:
    """The text without control characters (except newline and tab), invisible characters and runs of blanks.

    Lone surrogates go too, and private use characters become blanks. Text longer than twice MAX_CHARACTERS is cut
    first, because normalising sorts combining marks in quadratic time.
    """
    text = _SPACED_LINE.sub(lambda line: _joined(line[0]), re.sub(_LINE_ENDS, "\n", raw).translate(_TRANSLATED))
    text = re.sub(r"[ \t]+", _one_blank, "".join(map(_shown, text)))
    lines = (line.strip(" \t") for line in text.split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    text = _SPACED_SYLLABLES.sub(lambda line: line[0].replace(" ", ""), text)
    return unicodedata.normalize("NFC", text[: 2 * MAX_CHARACTERS]).rstrip()


def _joined(line: str) -> str:
    """A line of letters with a blank after each, joined into its words. Two or more blanks separate words."""
    words = re.split(" {2,}", line.strip(" "))
    letters = "".join(words).replace(" ", "")
    return " ".join(word.replace(" ", "") for word in words) if is_probably_spaced(letters) else line


def is_clean(text: str) -> bool:
    """Whether `clean` would change no character. Takes linear time, so it can check the output of the child process."""
    return all(_shown(letter) == letter for letter in text) and text == text.translate(_TRANSLATED)


def has_words(text: str) -> bool:
    """Whether the text has a letter or a digit. The text of a scan has none."""
    return any(map(str.isalnum, text))


def _shown(letter: str) -> str:
    if letter.isascii() and letter.isprintable():
        return letter
    kind = unicodedata.category(letter)
    if kind in _BLANK:
        return " "
    return "" if kind in _REFUSED and letter not in "\n\t" else letter


def _one_blank(run: re.Match[str]) -> str:
    return "\t" if "\t" in run[0] else " "
