"""Isolates right-to-left names of people and companies in sentences, so that they do not reorder the words around
them."""

import re
import unicodedata

from markupsafe import Markup, escape

from greenroom.models.interview import AboutInterview

_FROM_THE_RIGHT = frozenset({"R", "AL", "RLE", "RLO", "RLI"})


def isolated(sentence: str, session: AboutInterview | None) -> Markup:
    """The sentence as HTML, with each of the interview's right-to-left names in a `<bdi>` element."""
    names = (session.candidate_name, session.job_title, session.company_name, session.org_name) if session else ()
    turned = [name for name in names if any(unicodedata.bidirectional(sign) in _FROM_THE_RIGHT for sign in name)]
    if not turned:
        return escape(sentence)
    found = re.compile("|".join(re.escape(name) for name in sorted(turned, key=len, reverse=True)))
    parts, ends = [], 0
    for match in found.finditer(sentence):
        parts += [escape(sentence[ends : match.start()]), Markup("<bdi>{}</bdi>").format(match[0])]
        ends = match.end()
    return Markup("").join([*parts, escape(sentence[ends:])])
