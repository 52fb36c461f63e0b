"""`python -m bench resumes FOLDER`: how much of what poppler reads in a folder's PDFs is read here, and in what time.

Needs `pdftotext` (Debian: poppler-utils). Overlap is that of two bags of words, 2 x common / (ours + poppler's): order
counts for nothing, and a word that is lost, or made up, for as much as another. Addresses that only links hold are left
out, because poppler does not read links. A file that is refused though poppler reads words in it has overlap 0.
"""

import re
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.limits import MAX_PAGES
from greenroom.resumes.reading import read_resume
from local.say import LocalError

LOW = 0.8
GOAL = 0.985
_ADDRESS = re.compile(r"https?://\S+|[^\s@]+@[^\s@]+|\+?[\d().-]{6,}")


@dataclass(frozen=True)
class Compared:
    """One file."""

    path: Path
    outcome: str
    seconds: float
    overlap: float | None
    """None where poppler reads no word."""


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def overlap_of(ours: str, poppler: str) -> float | None:
    """From 0, no word in common, to 1, the same words as often; None without any word."""
    mine, other = words_of(ours), words_of(poppler)
    whole = mine.total() + other.total()
    return 2 * (mine & other).total() / whole if whole else None


def compared(path: Path) -> Compared:
    started = time.monotonic()
    read = read_resume(path)
    seconds = time.monotonic() - started
    outcome = read.cause.name if read.cause else "HIDDEN TEXT LEFT OUT" if read.hides_text else read.status.value
    if path.suffix.lower() != ".pdf":
        return Compared(path, outcome, seconds, None)
    poppler = by_poppler(path)
    if read.status is not ResumeStatus.PARSED:
        return Compared(path, outcome, seconds, 0.0 if words_of(poppler) else None)
    return Compared(path, outcome, seconds, overlap_of(without_links(read.text or "", poppler), poppler))


def without_links(ours: str, poppler: str) -> str:
    """The text without the addresses of links, each a line, that poppler's text does not contain."""
    standing = re.sub(r"\s", "", poppler).casefold()
    return "\n".join(line for line in ours.split("\n") if not _ADDRESS.fullmatch(line) or line.casefold() in standing)


def by_poppler(path: Path) -> str:
    command = ["pdftotext", "-q", "-l", str(MAX_PAGES), str(path), "-"]
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")


def compare(folder: Path) -> int:
    """Prints a line a file, worst first, and what they come to."""
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
    overlaps = [one.overlap for one in found if one.overlap is not None]
    slowest = max(one.seconds for one in found)
    sys.stdout.write(f"\n{len(found)} files, {len(overlaps)} compared; slowest {slowest:.1f} s\n")
    if overlaps:
        mean, low = sum(overlaps) / len(overlaps), sum(overlap < LOW for overlap in overlaps)
        sys.stdout.write(f"mean word overlap {mean:.4f} (goal {GOAL}), {low} under {LOW}\n")
    return 0
