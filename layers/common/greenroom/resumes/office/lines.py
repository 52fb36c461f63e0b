"""The lines of a DOCX, ODT or text file, reported as one page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from greenroom.resumes.limits import MAX_CHARACTERS
from greenroom.resumes.links import new_addresses
from greenroom.resumes.office.package import ProtectedError, TooLargeError, xml_alone
from greenroom.resumes.reader_report import PageReport, ReaderReport
from greenroom.resumes.text import clean

SMALLEST_POINTS = 2.0


@dataclass
class FoundText:
    """The text of a document, the addresses of its links, and whether it hides text."""

    lines: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    hides_text: bool = False


def read_with(find: Callable[[bytes], FoundText], content: bytes) -> Iterator[ReaderReport]:
    """Run a reader on an archive and make its report.

    The libraries raise nearly any exception for a broken file, so nearly all are caught.
    """
    try:
        yield from said_of(find(xml_alone(content)))
    except (MemoryError, TooLargeError):
        yield ReaderReport(cause="TOO_MUCH_MEMORY")
    except ProtectedError:
        yield ReaderReport(cause="OLD_WORD")
    except Exception:  # noqa: BLE001  # see above
        yield ReaderReport(cause="DAMAGED")


def said_of(found: FoundText) -> Iterator[ReaderReport]:
    text = clean("\n".join(found.lines))
    text = "\n".join(filter(None, [text, *new_addresses(found.links, text, set())]))
    kept = text[:MAX_CHARACTERS].rstrip()
    yield ReaderReport(
        pages=1, page=PageReport(text=kept, is_cut=len(text) > MAX_CHARACTERS, hides_text=found.hides_text)
    )
