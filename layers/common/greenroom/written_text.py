"""Text that people write: one spelling of each sign, and whether anybody can see it."""

import unicodedata

# They are letters, signs or marks by their category, and show nothing (Unicode's Default_Ignorable_Code_Point, and
# the Braille pattern without dots).
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Mn", "Mc", "Me", "Zl", "Zp", "Zs"})


def composed_text(text: str) -> str:
    """The text with each sign in its composed spelling (Unicode NFC), and with plain line ends.

    Whatever counts its characters counts these: another keyboard may have written the same text as more or fewer.
    """
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def is_blank(text: str) -> bool:
    """Whether the text shows nothing: spaces, invisible signs, marks without a letter under them."""
    return all(sign in _FILLERS or unicodedata.category(sign) in _UNSEEN_CATEGORIES for sign in text)
