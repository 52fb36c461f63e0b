"""DOCX and ODT whose archives are bombs or broken, in the real child process."""

from collections.abc import Callable

import pytest

from greenroom.models.resume import ResumeStatus
from greenroom.resumes.reading import read_resume
from greenroom.resumes.reasons import Unreadable
from tests import documents as made

pytestmark = pytest.mark.usefixtures("patience")
DOCUMENT, CONTENT = "word/document.xml", "content.xml"


@pytest.mark.parametrize("archive", [made.a_docx, made.an_odt])
def test_pictures_and_macros_are_never_unpacked(archive: Callable[[], bytes]) -> None:
    packed = archive()
    for name in (made.PICTURE_PART, "Basic/Standard/Module1.bin", "word/embeddings/a.docx"):
        packed = made.with_part(packed, name, b"never looked at")
    packed = made.with_part(packed, "word/vbaProject.bin", b"\0" * 60_000_000)

    assert read_resume(packed).status is ResumeStatus.PARSED


@pytest.mark.parametrize(("archive", "name"), [(made.a_docx, DOCUMENT), (made.an_odt, CONTENT)])
def test_an_archive_that_is_a_bomb_gets_a_reason_within_six_seconds_and_600_megabytes(
    archive: Callable[[], bytes],
    name: str,
    peak_of_children: Callable[[], int],
    seconds_of_children: Callable[[], float],
) -> None:
    packed = made.bomb(archive(), name)
    assert len(packed) < 1_000_000

    assert read_resume(packed).cause is Unreadable.TOO_MUCH_MEMORY
    assert seconds_of_children() < 6
    assert peak_of_children() < 600_000_000


@pytest.mark.parametrize(("archive", "name"), [(made.a_docx, DOCUMENT), (made.an_odt, CONTENT)])
def test_entities_within_entities_and_broken_xml_are_damage(archive: Callable[[], bytes], name: str) -> None:
    assert read_resume(made.billion_laughs(archive(), name)).cause is Unreadable.DAMAGED
    assert read_resume(made.with_part(archive(), name, b"<w:document><unfinished")).cause is Unreadable.DAMAGED
    assert read_resume(archive()[: len(archive()) // 2]).cause in {Unreadable.DAMAGED, Unreadable.NOT_A_DOCUMENT}
