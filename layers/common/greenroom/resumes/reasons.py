"""Why a résumé could not be read, and what was left out of one that could: sentences that a recruiter can act on."""

from collections.abc import Sequence
from enum import StrEnum

from greenroom.resumes.limits import MAX_CHARACTERS, MAX_FILE_BYTES, MAX_PAGES

_ASK = "Ask the candidate to export it again from the original document as a PDF, and upload that."


class Unreadable(StrEnum):
    """The member's name is for logs and metrics, its value for people."""

    EMPTY = "The file is empty. Check the file on your computer and upload it again."
    TOO_LARGE = f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB. Shrink its pictures and upload it again."
    NOT_A_PDF = "The file is not a PDF, whatever its name says. Save the résumé as a PDF and upload that."
    ENCRYPTED = "The PDF is protected by a password or by permissions. Save it without protection and upload it again."
    NO_TEXT = (
        "The PDF holds no text; it is probably a scan or a picture. Upload one made from the original document, "
        "or run text recognition (OCR) over it first."
    )
    DAMAGED = f"The PDF is damaged or incomplete. {_ASK}"
    TOOK_TOO_LONG = f"The PDF is far more complicated than a résumé should be, and reading it took too long. {_ASK}"
    TOO_MUCH_MEMORY = f"The PDF unpacks to far more data than a résumé should hold. {_ASK}"


def left_out(*, pages: int, unreadable_pages: Sequence[int], cut: bool) -> str | None:
    """What is missing from the text, in one or more sentences; None when nothing is."""
    notes: list[str] = []
    if pages > MAX_PAGES:
        notes.append(f"Only the first {MAX_PAGES} of {pages:,} pages were read.")
    if unreadable_pages:
        numbers = ", ".join(map(str, unreadable_pages))
        notes.append(f"Damaged and left out: page{'s' if len(unreadable_pages) > 1 else ''} {numbers}.")
    if cut:
        notes.append(f"Only the first {MAX_CHARACTERS:,} characters were kept.")
    return " ".join(notes) or None
