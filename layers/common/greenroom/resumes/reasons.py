"""Reasons why a résumé has no text or an incomplete one, in sentences that tell a recruiter what to do."""

from collections.abc import Sequence
from enum import StrEnum

from greenroom.resumes.limits import MAX_CHARACTERS, MAX_FILE_BYTES, MAX_PAGES

_ASK = "Ask the candidate to export it again from the original document as a PDF, and upload that."
_WHAT_IS_READ = "a PDF, a DOCX, an ODT or a plain text file"


class Unreadable(StrEnum):
    """The reasons why a résumé cannot be read. Logs and metrics use the member's name, people read its value."""

    EMPTY = "The file is empty. Check the file on your computer and upload it again."
    TOO_LARGE = f"The file is larger than {MAX_FILE_BYTES // 1_000_000} MB. Shrink its pictures and upload it again."
    NOT_A_DOCUMENT = (
        f"The file is not {_WHAT_IS_READ}, whatever its name says. Save the résumé as one of these and upload that."
    )
    PICTURE = (
        "The file is a picture, and text in pictures is not read. Upload the document that it was made from, as "
        "a PDF, DOCX, ODT or plain text file."
    )
    OLD_WORD = (
        "The file is an old Word document (.doc), or a new one with a password. Save it as a PDF or DOCX without "
        "a password and upload that."
    )
    ENCRYPTED = "The PDF is protected by a password. Save it without protection and upload it again."
    NO_TEXT = (
        "The PDF holds no text; it is probably a scan or a picture. Upload one made from the original document, "
        "or run text recognition (OCR) over it first."
    )
    SCAN = (
        "The pages are scans or pictures with no more than a stamp or a page number as text. Upload the original "
        "document, or run text recognition (OCR) over it first."
    )
    EMPTY_DOCUMENT = "The document holds no text. Check the file on your computer and upload it again."
    PORTFOLIO = (
        "The PDF is a portfolio: a cover with other files packed inside, which are not opened. Upload the résumé "
        "itself as a file of its own."
    )
    FORM = (
        "The PDF is a form that shows only “please wait” outside Adobe Reader. Open it there, print it to a new PDF "
        "and upload that."
    )
    COVER = (
        "The PDF shows only a notice that it must be opened in some other program, and not the résumé. Open it "
        "there, print it to a new PDF and upload that."
    )
    GIBBERISH = (
        "The PDF does not say which letters it shows, so that its text comes out as gibberish. Upload one exported "
        "from the original document, or run text recognition (OCR) over it first."
    )
    HIDDEN = (
        "All text of the file is hidden: in the paper's colour, tiny, off the page or switched off. Upload a file "
        "whose text can be seen."
    )
    DAMAGED = f"The file is damaged or incomplete. {_ASK}"
    TOOK_TOO_LONG = f"The file is far more complicated than a résumé should be, and reading it took too long. {_ASK}"
    TOO_MUCH_MEMORY = f"The file unpacks to far more data than a résumé should hold. {_ASK}"


def left_out(*, pages: int, unreadable_pages: Sequence[int], cut: bool, stopped_at: int | None = None) -> str | None:
    """Sentences that name the text that is missing; None if the text is complete."""
    notes: list[str] = []
    if stopped_at is not None:
        notes.append(f"Page {stopped_at} is far too large or complicated: it and what follows were left out.")
    elif pages > MAX_PAGES:
        notes.append(f"Only the first {MAX_PAGES} of {pages:,} pages were read.")
    if unreadable_pages:
        notes.append(f"Damaged and left out: {_pages(unreadable_pages)}.")
    if cut:
        notes.append(f"Only the first {MAX_CHARACTERS:,} characters were kept.")
    return " ".join(notes) or None


def doubts(
    *, hides_text: bool, scans: Sequence[int], recognised: Sequence[int], garbled: bool, is_portfolio: bool
) -> str | None:
    """Sentences that name what a recruiter should check in the text; None if there is nothing to check."""
    notes: list[str] = []
    if hides_text:
        notes.append(
            "The file holds text that nobody sees (in the paper's colour, tiny, off the page or switched off). It "
            "was left out; ask the candidate about it if that matters."
        )
    if recognised:
        notes.append(
            f"Text of {_pages(recognised)} was recognised in a picture by some program: compare it with the file."
        )
    if scans:
        notes.append(
            f"Not read, because it is a picture: {_pages(scans)}. Ask the candidate for the original document."
        )
    if garbled:
        notes.append("The file does not say what some of its letters are; they are missing. Compare it with the file.")
    if is_portfolio:
        notes.append("The PDF is a portfolio; the files packed inside it were not opened.")
    return " ".join(notes) or None


def _pages(numbers: Sequence[int]) -> str:
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
