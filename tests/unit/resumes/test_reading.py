"""Reading résumés, good and hostile, through the real child process."""

import contextlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from greenroom.models.resume import MAX_RESUME_BYTES, ResumeStatus
from greenroom.resumes import isolation
from greenroom.resumes.limits import MAX_CHARACTERS, MAX_FILE_BYTES
from greenroom.resumes.reading import ReadResume, read_resume
from greenroom.resumes.reasons import Unreadable
from tests import pdfs

pytestmark = pytest.mark.usefixtures("patience")
ODD_NAMES = ["cv.pdf", "Lebenslauf – Jürgen (final).PDF", "हिन्दी.pdf", "-rf ; $(id) %s.pdf", "x"]
ODD_TITLES = [b"(../../../etc/passwd)", b"<FEFF0928092E09380947D83D>", b"(\\000\\377 \x00\xff)", b"null", b"[[["]
HOSTILE: dict[str, tuple[Callable[[], bytes], Unreadable]] = {
    "no byte at all": (lambda: b"", Unreadable.EMPTY),
    "no page at all": (lambda: pdfs.a_resume(pages=[]), Unreadable.EMPTY),
    "one byte more than allowed": (lambda: pdfs.noise(MAX_FILE_BYTES + 1), Unreadable.TOO_LARGE),
    "a good résumé of 5 MB and more": (pdfs.too_large, Unreadable.TOO_LARGE),
    "a PNG with a PDF's name": (pdfs.a_picture, Unreadable.PICTURE),
    "a PDF's first line behind 2 KB": (lambda: b"\n" * 2_000 + pdfs.a_resume(), Unreadable.NOT_A_DOCUMENT),
    "a web page": (lambda: b"<html><body>Curriculum vitae</body></html>", Unreadable.NOT_A_DOCUMENT),
    "a password, AES-256": (lambda: pdfs.encrypted("secret"), Unreadable.ENCRYPTED),
    "a password, AES-128": (lambda: pdfs.encrypted("secret", algorithm="AES-128"), Unreadable.ENCRYPTED),
    "a password, RC4": (lambda: pdfs.encrypted("secret", algorithm="RC4-128"), Unreadable.ENCRYPTED),
    "a scan": (pdfs.a_scan, Unreadable.NO_TEXT),
    "the first line of a PDF alone": (lambda: pdfs.HEADER, Unreadable.DAMAGED),
    "an upload that broke off early": (lambda: pdfs.truncated(0.3), Unreadable.DAMAGED),
    "an upload that broke off late": (lambda: pdfs.truncated(0.9), Unreadable.DAMAGED),
    "5 MB of noise": (pdfs.noise, Unreadable.DAMAGED),
    "a cycle of pages": (pdfs.page_tree_cycle, Unreadable.DAMAGED),
    "100,000 brackets": (pdfs.nested_arrays, Unreadable.DAMAGED),
    "a cross-reference loop": (pdfs.xref_loop, Unreadable.NO_TEXT),
    "68,719,476,736 nested forms": (pdfs.nested_forms, Unreadable.NO_TEXT),
    "6,000,000 numbers": (pdfs.object_stream, Unreadable.TOOK_TOO_LONG),
    "one string of 70 MB": (pdfs.one_huge_stream, Unreadable.TOO_MUCH_MEMORY),
    "forty fonts of blanks": (pdfs.fonts_of_blanks, Unreadable.TOO_MUCH_MEMORY),
}

SLOW: dict[str, Callable[[], bytes]] = {
    "900,000 operations": pdfs.operations,
    "1,000,000 operations that show nothing": pdfs.blank_operations,
    "15 MB of hexadecimal": pdfs.hexadecimal,
    "60,000 combining marks": pdfs.combining_marks,
}
"""Files that take all the time there is. That of six million numbers, above, meets the real limit."""


@pytest.fixture(autouse=True)
def nothing_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test here leaves no file, no open file and no process."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    open_files = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    yield
    assert list(tmp_path.iterdir()) == []
    assert len(os.listdir("/proc/self/fd")) == open_files  # noqa: PTH208
    assert children() == []


def children() -> list[str]:
    """Process ids of this process's children, zombies included."""
    found: list[str] = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(FileNotFoundError):  # a thread that has just ended
            found += (task / "children").read_text().split()
    return found


def own_memory() -> int:
    """Bytes of memory that this process holds now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def assert_is_the_good_resume(read: ReadResume) -> None:
    assert (read.status, read.reason, read.cause, read.pages) == (ResumeStatus.PARSED, None, None, 3)
    assert read.text == "\n\n".join("\n".join(page) for page in pdfs.RESUME_PAGES).replace("  ", " ")


def assert_small(expected: Unreadable, peak: Callable[[], int]) -> None:
    # Files that are obviously no document are not given to a child process.
    if expected not in {Unreadable.EMPTY, Unreadable.TOO_LARGE, Unreadable.NOT_A_DOCUMENT, Unreadable.PICTURE}:
        assert peak() < 600_000_000


@pytest.fixture
def refused(peak_of_children: Callable[[], int], seconds_of_children: Callable[[], float]) -> Callable[..., float]:
    """A function that reads a hostile file, and a good one after it. It gives the seconds of work on the hostile."""

    def assert_refused(pdf: bytes, expected: Unreadable) -> float:
        memory = own_memory()

        read = read_resume(pdf)

        seconds = seconds_of_children()
        assert own_memory() - memory < 8_000_000
        assert_small(expected, peak_of_children)
        assert (read.cause, read.status) == (expected, ResumeStatus.UNREADABLE)
        assert (read.reason, read.pages, read.text) == (expected.value, None, None)
        assert_is_the_good_resume(read_resume(pdfs.a_resume()))
        return seconds

    return assert_refused


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_its_reason_within_six_seconds_of_work_and_the_next_resume_is_read(
    name: str, refused: Callable[..., float]
) -> None:
    maker, expected = HOSTILE[name]

    assert refused(maker(), expected) < 6


@pytest.mark.usefixtures("one_second")
@pytest.mark.parametrize("name", SLOW)
def test_a_slow_file_is_ended_at_the_limit_whatever_it_is_made_of_and_the_next_resume_is_read(
    name: str, refused: Callable[..., float]
) -> None:
    assert refused(SLOW[name](), Unreadable.TOOK_TOO_LONG) < 2


def test_a_page_that_hits_a_limit_keeps_the_pages_before_it() -> None:
    read = read_resume(pdfs.good_page_before(b"BT /F1 9 Tf (" + b"a" * 20_000_000 + b") Tj ET"))

    assert (read.status, read.text) == (ResumeStatus.PARSED, "First page")
    assert read.reason == "Page 2 is far too large or complicated: it and what follows were left out."


@pytest.mark.usefixtures("one_second")
def test_a_page_that_takes_too_long_keeps_the_pages_before_it() -> None:
    read = read_resume(pdfs.good_page_before(b"BT /F1 9 Tf 9 9 Td\n" + b"(a)Tj\n" * 900_000 + b"ET"))

    assert (read.status, read.text) == (ResumeStatus.PARSED, "First page")
    assert read.reason == "Page 2 is far too large or complicated: it and what follows were left out."


def test_umlauts_and_devanagari_of_three_pages_come_back_as_they_were_written() -> None:
    read = read_resume(pdfs.a_resume())

    assert_is_the_good_resume(read)
    assert read.text is not None
    assert "Jürgen Müller-Weiß" in read.text
    assert "हिन्दी" in read.text


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_files_name_is_of_no_account(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    path = tmp_path_factory.mktemp("uploads") / name
    path.write_bytes(pdfs.a_resume())

    assert_is_the_good_resume(read_resume(path))


@pytest.mark.parametrize("maker", [lambda: b"", pdfs.too_large, pdfs.a_picture, pdfs.truncated])
def test_a_path_is_judged_like_the_bytes_in_it(
    tmp_path_factory: pytest.TempPathFactory, maker: Callable[[], bytes]
) -> None:
    path = tmp_path_factory.mktemp("uploads") / "cv.pdf"
    path.write_bytes(maker())

    assert read_resume(path) == read_resume(maker())


@pytest.mark.parametrize("title", ODD_TITLES)
def test_metadata_is_never_read(title: bytes) -> None:
    assert_is_the_good_resume(read_resume(pdfs.a_resume(title=title)))


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256", "AES-256-R5"])
def test_a_pdf_that_anyone_may_open_is_read_though_its_permissions_are_restricted(algorithm: str) -> None:
    assert_is_the_good_resume(read_resume(pdfs.encrypted("", algorithm=algorithm)))


def test_of_ten_thousand_pages_twenty_are_read_and_the_recruiter_is_told() -> None:
    read = read_resume(pdfs.many_pages())

    assert read.status is ResumeStatus.PARSED
    assert read.reason == "Only the first 20 of 10,000 pages were read."
    assert read.pages == 10_000
    assert read.text is not None
    assert read.text.count("A page of very many") == 20


def test_of_a_very_long_resume_the_first_fifty_thousand_characters_are_kept() -> None:
    lines = [f"Line {number} of a life that was long and is told at length and leisure" for number in range(50)]

    read = read_resume(pdfs.a_resume(pages=[lines] * 20))

    assert read.status is ResumeStatus.PARSED
    assert read.reason == "Only the first 50,000 characters were kept."
    assert read.text is not None
    assert MAX_CHARACTERS - 80 <= len(read.text) <= MAX_CHARACTERS


def test_one_damaged_page_does_not_lose_the_others() -> None:
    read = read_resume(pdfs.one_damaged_page())

    assert (read.status, read.pages) == (ResumeStatus.PARSED, 3)
    assert read.text == "First page\n\nThird page"
    assert read.reason == "Damaged and left out: page 2."


def test_nothing_of_a_broken_file_reaches_the_logs(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(0)
    for pdf in (pdfs.truncated(), pdfs.one_damaged_page(), pdfs.xref_loop(), pdfs.a_resume(title=b"[[[")):
        read_resume(pdf)

    assert caplog.records == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "not JSON\n",
        "[" * 100_000 + "\n",
        "null\n",
        "{}\n",
        '{"pages": 1, "page": {"number": 1, "text": "a line without an end"}}',
        '{"cause": "NO_SUCH_CAUSE"}\n',
        '{"cover": "NO_SUCH_COVER"}\n',
        '{"cause": "EMPTY", "more": 1}\n',
        '{"pages": "3", "page": {"number": 1, "text": "typed wrongly"}}\n',
        '{"pages": -1, "page": {"number": 1, "text": "fewer than none"}}\n',
        '{"pages": 1, "page": {"number": 1, "text": "a lone surrogate \\ud800"}}\n',
        '{"pages": 1, "page": {"number": 1, "text": "a control \\u0000"}}\n',
        '{"pages": 1, "page": {"number": 0, "text": "a page before the first"}}\n',
        '{"pages": 1, "page": {"number": 1, "text": "' + "a" * (MAX_CHARACTERS + 1) + '"}}\n',
        ('{"page": {"number": 1, "text": "' + "a" * 30_000 + '"}}\n') * 2,
    ],
)
def test_an_answer_that_no_honest_child_gives_means_a_damaged_file(
    answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "run", lambda _argv, _file: answer.encode())

    assert read_resume(pdfs.a_resume()).cause is Unreadable.DAMAGED


def test_a_missing_pypdf_is_an_error_of_ours_and_not_the_resumes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(isolation.ReaderBrokenError, match="pypdf is not installed"):
        read_resume(pdfs.a_resume())


def test_the_reader_accepts_files_up_to_the_upload_limit() -> None:
    assert MAX_FILE_BYTES == MAX_RESUME_BYTES


@pytest.mark.parametrize("cause", Unreadable)
def test_each_reason_is_a_sentence_that_says_what_to_do_next(cause: Unreadable) -> None:
    assert any(advice in cause.value for advice in ("upload", "Upload"))
    assert cause.value.endswith(".")
