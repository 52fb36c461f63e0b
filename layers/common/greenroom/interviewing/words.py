"""Words of a text in a comparable form: small letters, without plurals and endings. No sentence is interpreted."""

import re

_WORD = re.compile(r"[a-z0-9]+[+#]*")
_ENDINGS = ("ations", "ation", "ings", "ing", "edly", "ed", "ies", "ers", "er", "es", "s", "ly")
_SHORTEST_STEM = 3

_STOPWORDS = (
    "a about after all also an and another any are as at be because been before between both but by can cannot does "
    "each example few for from had has have how if in instead into is it its just may more most must no not of off "
    "on once one only or other others out own same should so some such than that the their them then there they "
    "this those to too under use used uses using until up was way well were what when where which while who whole "
    "why will with without would you your"
)
STOPWORDS = frozenset(_STOPWORDS.split())


def words(text: str) -> list[str]:
    """Small-letter words in order; `C#` and `C++` stay whole, `node.js` becomes two words."""
    return _WORD.findall(text.lower())


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def phrase(text: str) -> str:
    """The words of a text, plurals removed, in a form in which `" topic " in phrase` finds only whole words."""
    return f" {' '.join(_singular(word) for word in words(text))} "


def stem(word: str) -> str:
    """A word without its ending, so that `sorting`, `sorted` and `sorts` are one term."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > _SHORTEST_STEM and word.endswith("e"):
        word = word[:-1]
    if len(word) > 2 and word[-1] == word[-2]:
        word = word[:-1]
    return word


def terms(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(stem(word) for word in words(text) if word not in STOPWORDS)
