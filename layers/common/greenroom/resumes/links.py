"""Adds addresses of links to the text, because a reader of the page can follow a link whose text hides its address."""

import re
from urllib.parse import unquote

from greenroom.resumes.text import clean

MOST_LINKS = 30
LONGEST_LINK = 200
_WRITTEN = {
    "mailto": re.compile(r"[^\s@]{1,64}@[^\s@]+"),
    "tel": re.compile(r"[+(\d][\d ()./*#-]+"),
}
"""How a person writes the addresses of these schemes. Any other text would be words that no page shows."""


def address_of(target: str) -> str | None:
    """The address of a link as a person writes it: of a web page, a mailbox or a telephone. None for any other link."""
    target = target.strip()
    if len(target) > LONGEST_LINK or re.search(r"\s", target):
        return None
    scheme, colon, rest = target.partition(":")
    if colon and (written := _WRITTEN.get(scheme.lower())):
        address = unquote(rest.partition("?")[0]).strip()
        return address if written.fullmatch(address) else None
    return target if scheme.lower() in {"http", "https"} and len(rest) > 3 else None


def new_addresses(found: list[str], text: str, known: set[str]) -> list[str]:
    """The addresses to add to a page's text: no address that the text contains, and each once in the document.

    `known` holds the addresses that the document has so far; new ones are added to it.
    """
    standing = re.sub(r"\s", "", text).casefold()
    new: list[str] = []
    for address in found:
        bare = re.sub(r"^https?://(www\.)?|/$", "", address.casefold())
        if bare not in known and bare not in standing and len(known) < MOST_LINKS:
            known.add(bare)
            new.append(clean(address))
    return new
