"""Where links lead: an address that stands in a link alone is text that a reader of the page can reach."""

import re
from urllib.parse import unquote

from greenroom.resumes.text import clean

MOST_LINKS = 30
LONGEST_LINK = 200


def address_of(target: str) -> str | None:
    """The address that a link leads to, as a person would write it: on the web, or of a mailbox or a telephone."""
    target = target.strip()
    if len(target) > LONGEST_LINK or re.search(r"\s", target):
        return None
    scheme, colon, rest = target.partition(":")
    if scheme.lower() in {"mailto", "tel"} and colon:
        return unquote(rest.partition("?")[0]).strip() or None
    return target if scheme.lower() in {"http", "https"} and len(rest) > 3 else None


def new_addresses(found: list[str], text: str, known: set[str]) -> list[str]:
    """Addresses to put under a text: each once in the document (`known`), and none that stands in the text already."""
    standing = re.sub(r"\s", "", text).casefold()
    new: list[str] = []
    for address in found:
        bare = re.sub(r"^https?://(www\.)?|/$", "", address.casefold())
        if bare not in known and bare not in standing and len(known) < MOST_LINKS:
            known.add(bare)
            new.append(clean(address))
    return new
