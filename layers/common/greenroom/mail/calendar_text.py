"""iCalendar text (RFC 5545): lines of properties, and calendars of events.

Written here, because a library needs 88 million instructions to be imported, and 4 more for each entry of sixteen
properties. Tests read entries with that library.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

LINE_OCTETS = 75
PRODUCT = "-//Greenroom//Interviews//EN"

_ESCAPED_IN_TEXT = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# A parameter cannot hold a double quote (RFC 5545, section 3.2); a circumflex escapes (RFC 6868).
_ESCAPED_IN_PARAMETER = str.maketrans({"^": "^^", '"': "'"})


def text(name: str, value: str) -> str:
    """A property of free text; a line feed in it is a new line of the text."""
    return f"{name}:{value.translate(_ESCAPED_IN_TEXT)}"


def moment(name: str, at: datetime) -> str:
    """A property that is a moment, in UTC."""
    return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def person(name: str, address: str, common_name: str, parameters: str = "") -> str:
    """A property that is a person. The name is quoted, so that no sign in it ends the parameter."""
    return f'{name};CN="{common_name.translate(_ESCAPED_IN_PARAMETER)}"{parameters}:mailto:{address}'


def calendar(method: str, events: Iterable[Sequence[str]], *more: str) -> bytes:
    """A calendar with the lines of its events; `more` are further properties of the calendar itself."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}", *more]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return b"\r\n".join([_folded(line) for line in [*lines, "END:VCALENDAR"]]) + b"\r\n"


def _folded(line: str) -> bytes:
    """A line of at most 75 octets, continued below it. No character and no escape is divided."""
    rest, pieces, limit = line.encode(), [], LINE_OCTETS
    while len(rest) > limit:
        end = limit
        while end > 1 and (rest[end] & 0xC0 == 0x80 or rest[end - 1] in b"\\^"):
            end -= 1
        pieces.append(rest[:end])
        rest, limit = rest[end:], LINE_OCTETS - 1
    return b"\r\n ".join([*pieces, rest])
