"""Text that people write: one spelling of each sign, and whether anybody can see it."""

import unicodedata

# They are letters, signs or marks by their category, and show nothing (Unicode's Default_Ignorable_Code_Point, and
# the Braille pattern without dots).
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Zl", "Zp", "Zs"})
# Embeddings, overrides and isolates (Unicode's Bidi_Control without its marks) show nothing and reorder the words
# around them: they make a name look like another. Copied text has them without its writer's knowledge.
_WITHOUT_DIRECTIONS = str.maketrans(dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def composed_text(text: str) -> str:
    """The text with each sign in its composed spelling (Unicode NFC), with plain line ends, without direction controls.

    Whatever counts its characters counts these: another keyboard may have written the same text as more or fewer.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return lines if lines.isascii() else unicodedata.normalize("NFC", lines.translate(_WITHOUT_DIRECTIONS))


def is_blank(text: str) -> bool:
    """Whether the text shows nothing: spaces, invisible signs, marks without a letter under them."""
    return all(sign in _FILLERS or unicodedata.category(sign) in _UNSEEN_CATEGORIES for sign in text)


_APOSTROPHES = "'\u2018\u2019\u02bc\u02b9`\u00b4"
# Letters that Unicode does not take apart into a plain one and an accent, as people without such a keyboard type them.
_AS_TYPED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe"}
    | dict.fromkeys(_APOSTROPHES, "")
)


def searched(text: str) -> str:
    """A text as people search it: without case, accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_AS_TYPED)


def has_words(words: str, *texts: str) -> bool:
    """Whether each of the words stands in one of the texts, in whatever order."""
    found = " ".join(map(searched, texts))
    return all(word in found for word in searched(words).split())
