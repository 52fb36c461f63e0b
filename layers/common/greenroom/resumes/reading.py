"""Reads a résumé as text, or gives the reason why it has none."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, Field

from greenroom.models.resume import ResumeStatus
from greenroom.resumes import isolation
from greenroom.resumes.judging import is_garbled, is_mostly_garbled, why_useless
from greenroom.resumes.kinds import FileKind, kind_of
from greenroom.resumes.limits import MAX_CHARACTERS, MAX_FILE_BYTES, MAX_PAGES
from greenroom.resumes.reader_report import Cover
from greenroom.resumes.reasons import Unreadable, doubts, left_out
from greenroom.resumes.text import has_words, is_clean

_CAUSES_OF_NO_TEXT = {
    "hit_limit": Unreadable.TOO_MUCH_MEMORY,
    "is_damaged": Unreadable.DAMAGED,
    "hides_text": Unreadable.HIDDEN,
    "unnamed": Unreadable.GIBBERISH,
}
"""The reason why there is no text at all, by a fact about the pages. The first fact that is true decides."""
_HAVE_PAGES = {FileKind.PDF, FileKind.ENCRYPTED_PDF}
_HAS_LIMITS = {Unreadable.TOOK_TOO_LONG, Unreadable.TOO_MUCH_MEMORY}


@dataclass(frozen=True)
class ReadResume:
    """The result of reading a résumé.

    `reason` says why there is no text, or which text is missing. It is None if the whole text was read.
    """

    status: ResumeStatus
    reason: str | None = None
    pages: int | None = None
    text: str | None = None
    cause: Unreadable | None = None
    """For logs and metrics: `cause.name`."""
    note: str | None = None
    """Sentences about what a recruiter should check and which text is missing; None if there is nothing to check."""
    hides_text: bool = False
    """The file has text that a reader cannot see. It is not in `text`."""


class _Page(BaseModel):
    """One page as the child reports it. The limits hold because a hostile file may control the child."""

    model_config = ConfigDict(strict=True, extra="forbid")

    number: int = Field(ge=1, le=MAX_PAGES)
    text: str = Field(default="", max_length=MAX_CHARACTERS)
    is_cut: bool = False
    is_damaged: bool = False
    hit_limit: bool = False
    hides_text: bool = False
    is_scan: bool = False
    is_recognised: bool = False
    unnamed: int = Field(default=0, ge=0)


class _Line(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    cause: str | None = None
    pages: int | None = Field(default=None, ge=0, le=10_000_000)
    cover: str | None = None
    page: _Page | None = None


@dataclass
class _ChildOutput:
    """All lines of a child's report, put together."""

    pages: int = -1
    cover: Cover | None = None
    cause: Unreadable | None = None
    read: list[_Page] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(page.text for page in self.read if page.text)

    def numbers_of(self, fact: str) -> list[int]:
        return [page.number for page in self.read if getattr(page, fact)]


def read_resume(content: Path | bytes) -> ReadResume:
    """Read a résumé in a child process: at most 20 pages and 50,000 characters, within 6 s and 512 MiB.

    The content decides which kind of file it is (PDF, DOCX, ODT or plain text), not the name. No content makes this
    raise: a file that cannot be read gives a ReadResume with a reason. Raises OSError if the file or the child
    process cannot be opened, and ReaderBrokenError if the child cannot start its work, such as without pypdf. Both
    are faults of the deployment or the machine, and the caller may try again.
    """
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    if size == 0:
        return _unreadable(Unreadable.EMPTY)
    if size > MAX_FILE_BYTES:
        return _unreadable(Unreadable.TOO_LARGE)
    with _opened(content) as file:
        kind = kind_of(file.read(MAX_FILE_BYTES + 1))
        if isinstance(kind, Unreadable):
            return _unreadable(kind)
        try:
            return _understood(isolation.run(isolation.command(kind), file), kind)
        except isolation.ChildFailedError as failed:
            if failed.cause not in _HAS_LIMITS:
                return _unreadable(failed.cause)
            return _understood(failed.said, kind, ended_by=failed.cause)


def _opened(content: Path | bytes) -> AbstractContextManager[IO[bytes]]:
    """The content as an open file that a child process can inherit.

    Bytes are written to a temporary file without a name, which is gone when this process ends.
    """
    if isinstance(content, Path):
        return content.open("rb")
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    file.write(content)
    file.seek(0)
    return file


def _understood(said: bytes, kind: FileKind, ended_by: Unreadable | None = None) -> ReadResume:
    try:
        heard = _heard(_lines(said, is_whole=ended_by is None))
    except (ValueError, RecursionError, KeyError):
        return _unreadable(ended_by or Unreadable.DAMAGED)
    text = heard.text
    if len(text) > MAX_CHARACTERS or not is_clean(text):
        return _unreadable(Unreadable.DAMAGED)
    stopped_at = _stopped_at(heard, ended_by)
    if not has_words(text):
        return _unreadable(_why_empty(heard, kind, ended_by))
    if heard.cause is not None and stopped_at is None:
        return _unreadable(heard.cause)
    read = _judged(heard, text, stopped_at)
    return read if kind in _HAVE_PAGES else replace(read, pages=None)


def _lines(said: bytes, *, is_whole: bool) -> Iterator[_Line]:
    """The lines of the report. If the child was ended, its last line may be incomplete and is left out."""
    lines = said.split(b"\n")
    if is_whole and lines[-1]:
        raise ValueError("the last line has no end")
    for line in lines[:-1]:
        yield _Line.model_validate(json.loads(line))


def _heard(lines: Iterator[_Line]) -> _ChildOutput:
    heard = _ChildOutput()
    for line in lines:
        heard.pages = line.pages if line.pages is not None else heard.pages
        heard.cover = Cover(line.cover) if line.cover is not None else heard.cover
        heard.cause = Unreadable[line.cause] if line.cause is not None else heard.cause
        heard.read += [line.page] if line.page is not None else []
    if heard.cause is None and not heard.read and heard.pages != 0:
        raise ValueError("nothing was said of any page")
    return heard


def _stopped_at(heard: _ChildOutput, ended_by: Unreadable | None) -> int | None:
    """The number of the page at which a limit was reached; None if no limit was reached."""
    if numbers := heard.numbers_of("hit_limit"):
        return numbers[0]
    if ended_by is not None or heard.cause in _HAS_LIMITS:
        return len(heard.read) + 1
    return None


def _why_empty(heard: _ChildOutput, kind: FileKind, ended_by: Unreadable | None) -> Unreadable:
    if cause := ended_by or heard.cause:
        return cause
    if heard.cover is not None:
        return Unreadable.PORTFOLIO if heard.cover is Cover.PORTFOLIO else Unreadable.FORM
    if heard.pages == 0:
        return Unreadable.EMPTY
    for fact, cause in _CAUSES_OF_NO_TEXT.items():
        if heard.numbers_of(fact):
            return cause
    return Unreadable.NO_TEXT if kind in _HAVE_PAGES else Unreadable.EMPTY_DOCUMENT


def _judged(heard: _ChildOutput, text: str, stopped_at: int | None) -> ReadResume:
    scans = [page.number for page in heard.read if page.is_scan and not page.is_recognised]
    unnamed = sum(page.unnamed for page in heard.read)
    useless = why_useless(text, heard.cover)
    if useless is None and len(scans) == len(heard.read):
        useless = Unreadable.SCAN
    if useless is None and is_mostly_garbled(text, unnamed):
        useless = Unreadable.GIBBERISH
    if useless is not None:
        return _unreadable(useless)
    hides_text = bool(heard.numbers_of("hides_text"))
    missing = left_out(
        pages=heard.pages,
        unreadable_pages=heard.numbers_of("is_damaged"),
        cut=bool(heard.numbers_of("is_cut")),
        stopped_at=stopped_at,
    )
    doubtful = doubts(
        hides_text=hides_text,
        scans=scans,
        recognised=heard.numbers_of("is_recognised"),
        garbled=is_garbled(text, unnamed),
        is_portfolio=heard.cover is Cover.PORTFOLIO,
    )
    note = " ".join(filter(None, [missing, doubtful])) or None
    return ReadResume(ResumeStatus.PARSED, missing, heard.pages, text, None, note, hides_text)


def _unreadable(cause: Unreadable) -> ReadResume:
    return ReadResume(ResumeStatus.UNREADABLE, cause.value, cause=cause)
