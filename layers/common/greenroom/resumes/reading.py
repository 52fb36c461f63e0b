"""A résumé's PDF as text, or the reason why there is none."""

import json
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pydantic import BaseModel, ConfigDict, Field

from greenroom.models.resume import ResumeStatus
from greenroom.resumes import isolation
from greenroom.resumes.limits import MAGIC_WITHIN_BYTES, MAX_CHARACTERS, MAX_FILE_BYTES
from greenroom.resumes.reasons import Unreadable, left_out
from greenroom.resumes.text import is_clean


@dataclass(frozen=True)
class ReadResume:
    """What reading came to. `reason` says why there is no text, or what was left out of it; None when nothing was."""

    status: ResumeStatus
    reason: str | None = None
    pages: int | None = None
    text: str | None = None
    cause: Unreadable | None = None
    """For logs and metrics: `cause.name`."""


class _Answer(BaseModel):
    """The child's word, which may be an attacker's."""

    model_config = ConfigDict(strict=True, extra="forbid")

    cause: str | None = None
    pages: int = Field(default=0, ge=0, le=10_000_000)
    text: str = Field(default="", max_length=MAX_CHARACTERS)
    unreadable_pages: list[int] = Field(default=[], max_length=100)
    cut: bool = False


def read_resume(pdf: Path | bytes) -> ReadResume:
    """The text of a PDF: at most 20 pages and 50,000 characters, within 6 s, in a child process of at most 512 MiB.

    Never raises for what is in the file. Raises OSError where the file or the child cannot be opened, and
    ReaderBrokenError where the child cannot work at all (pypdf is missing): both are ours to repair, and to retry.
    """
    size = len(pdf) if isinstance(pdf, bytes) else pdf.stat().st_size
    if size == 0:
        return _unreadable(Unreadable.EMPTY)
    if size > MAX_FILE_BYTES:
        return _unreadable(Unreadable.TOO_LARGE)
    with _opened(pdf) as file:
        if b"%PDF-" not in file.read(MAGIC_WITHIN_BYTES):
            return _unreadable(Unreadable.NOT_A_PDF)
        try:
            return _understood(isolation.run(isolation.command(), file))
        except isolation.ChildFailedError as failed:
            return _unreadable(failed.cause)


def _opened(pdf: Path | bytes) -> AbstractContextManager[IO[bytes]]:
    """The PDF as a file that a child can inherit. Bytes go to one without a name, which cannot outlive this process."""
    if isinstance(pdf, Path):
        return pdf.open("rb")
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the caller closes it
    file.write(pdf)
    file.seek(0)
    return file


def _understood(said: bytes) -> ReadResume:
    try:
        answer = _Answer.model_validate(json.loads(said))
        if answer.cause is not None:
            return _unreadable(Unreadable[answer.cause])
    except (ValueError, RecursionError, KeyError):
        return _unreadable(Unreadable.DAMAGED)
    if not answer.text or not is_clean(answer.text):
        return _unreadable(Unreadable.DAMAGED)
    note = left_out(pages=answer.pages, unreadable_pages=answer.unreadable_pages, cut=answer.cut)
    return ReadResume(ResumeStatus.PARSED, note, answer.pages, answer.text)


def _unreadable(cause: Unreadable) -> ReadResume:
    return ReadResume(ResumeStatus.UNREADABLE, cause.value, cause=cause)
