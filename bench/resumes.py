"""`python -m bench resumes FOLDER`: compares our text of a folder's PDFs with poppler's, and shows the time.

Needs `pdftotext` (Debian: poppler-utils). Overlap compares two bags of words, 2 x common / (ours + poppler's): order
has no effect, and every lost or invented word weighs the same. Words that look the same are the same word, whatever
their case, compatibility forms, joiners, and accents that are written after their letter. The comparison uses that of
poppler's three modes that has the fewest words of one letter, because the others cut small capitals in two
(`S KILLS`); the choice does not depend on our text. Addresses that only links contain are left out, because poppler
does not read links. A file that we refuse has overlap 0 if poppler reads words in it.
"""

import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.limits import MAX_PAGES
from greenroom.resumes.reading import read_resume
from local.say import LocalError

LOW = 0.8
GOAL = 0.985
MODES = ((), ("-raw",), ("-layout",))
"""Options of `pdftotext`, its ordinary mode first."""
_MARKS = "".join(letter for letter in map(chr, range(0x300, 0x10000)) if unicodedata.category(letter)[0] == "M")
_WORD = re.compile(rf"\w[\w{_MARKS}]*")
_HYPHEN = "\u00ad"
"""The soft hyphen, which LaTeX writes for each hyphen."""
_ACCENT_BEHIND = re.compile(r"(?<=[^\W\d_])[¨¯´¸˘˙˚˛˜˝]")
_ADDRESS = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+|\+?[\d().-]{6,}")


@dataclass(frozen=True)
class Compared:
    """The comparison of one file."""

    path: Path
    outcome: str
    seconds: float
    overlap: float | None = None
    """The overlap with poppler's best mode; None if poppler reads no word."""
    ordinary: float | None = None
    """The overlap with poppler's ordinary mode."""


def words_of(text: str) -> Counter[str]:
    composed = unicodedata.normalize("NFKC", _ACCENT_BEHIND.sub(_combining, text)).casefold()
    seen = "".join(letter for letter in composed if letter == _HYPHEN or unicodedata.category(letter) != "Cf")
    return Counter(_WORD.findall(seen))


def _combining(accent: re.Match[str]) -> str:
    """The combining form of an accent, which belongs to the letter before it."""
    return unicodedata.normalize("NFKC", accent[0]).strip()


def overlap_of(ours: str, poppler: str) -> float | None:
    """The overlap from 0 (no common word) to 1 (the same words equally often); None if neither text has a word."""
    mine, other = words_of(ours), words_of(poppler)
    whole = mine.total() + other.total()
    return 2 * (mine & other).total() / whole if whole else None


def compared(path: Path) -> Compared:
    started = time.monotonic()
    read = read_resume(path)
    seconds = time.monotonic() - started
    outcome = read.cause.name if read.cause else "HIDDEN TEXT LEFT OUT" if read.hides_text else read.status.value
    if path.suffix.lower() != ".pdf":
        return Compared(path, outcome, seconds)
    readings = [by_poppler(path, mode) for mode in MODES]
    if not words_of(readings[0]):
        return Compared(path, outcome, seconds)
    if read.status is not ResumeStatus.PARSED:
        return Compared(path, outcome, seconds, 0.0, 0.0)
    ours = read.text or ""
    overlap, ordinary = (overlap_of(without_links(ours, other), other) for other in (best_of(readings), readings[0]))
    return Compared(path, outcome, seconds, overlap, ordinary)


def best_of(readings: Sequence[str]) -> str:
    """The reading with the fewest words of one letter; the first one if several have as few."""
    return min(readings, key=lambda text: sum(times for word, times in words_of(text).items() if len(word) == 1))


def without_links(ours: str, poppler: str) -> str:
    """The text without lines that are a link's address and that poppler's text does not contain."""
    standing = re.sub(r"\s", "", poppler).casefold()
    return "\n".join(line for line in ours.split("\n") if not _ADDRESS.fullmatch(line) or line.casefold() in standing)


def by_poppler(path: Path, mode: Sequence[str]) -> str:
    command = ["pdftotext", "-q", *mode, "-l", str(MAX_PAGES), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")


def compare(folder: Path) -> int:
    """Print a line for each file, the lowest overlap first, and a summary."""
    if not folder.is_dir():
        raise LocalError(f"There is no folder {folder}.", 2)
    if shutil.which("pdftotext") is None:
        raise LocalError("pdftotext is not installed: install poppler (Debian: poppler-utils).", 2)
    found = [compared(path) for path in sorted(folder.rglob("*")) if path.is_file()]
    if not found:
        raise LocalError(f"There are no files in {folder}.", 2)
    for one in sorted(found, key=lambda each: (each.overlap is None, each.overlap or 0)):
        shown = "     -" if one.overlap is None else f"{one.overlap:6.3f}"
        sys.stdout.write(f"{shown} {one.seconds:5.1f} s  {one.outcome:20} {one.path.relative_to(folder)}\n")
    slowest = max(one.seconds for one in found)
    overlaps = [one.overlap for one in found if one.overlap is not None]
    sys.stdout.write(f"\n{len(found)} files, {len(overlaps)} compared; slowest {slowest:.1f} s\n")
    if overlaps:
        low = sum(overlap < LOW for overlap in overlaps)
        ordinary = fmean(one.ordinary for one in found if one.ordinary is not None)
        sys.stdout.write(f"mean word overlap {fmean(overlaps):.4f} (goal {GOAL}), {low} under {LOW}\n")
        sys.stdout.write(f"with poppler's ordinary mode alone {ordinary:.4f}\n")
    return 0
