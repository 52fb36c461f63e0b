"""Files with excessive sizes and numbers are refused soon with a reason by the real child process, and the next is
read."""

from collections.abc import Callable

import pytest

from greenroom.models.resume import MAX_RESUME_BYTES, ResumeStatus
from greenroom.resumes.reading import read_resume
from greenroom.resumes.reasons import Unreadable
from tests import pdf_bombs as bombs
from tests.pdfs import a_resume

pytestmark = pytest.mark.usefixtures("patience")
MOST_SECONDS, MOST_BYTES = 6, 600_000_000
REASONS: dict[Callable[[], bytes], Unreadable] = {
    bombs.form_that_draws_itself: Unreadable.NO_TEXT,
    bombs.references_in_a_circle: Unreadable.NO_TEXT,
    bombs.length_that_is_its_own_stream: Unreadable.NO_TEXT,
    bombs.parents_in_a_circle: Unreadable.TOO_MUCH_MEMORY,
    bombs.very_deep_page_tree: Unreadable.TOO_MUCH_MEMORY,
    bombs.one_page_very_many_times: Unreadable.TOO_MUCH_MEMORY,
    bombs.huge_media_box: Unreadable.NO_TEXT,
    bombs.numbers_of_a_million_digits: Unreadable.TOO_MUCH_MEMORY,
    bombs.claimed_sizes: Unreadable.TOO_MUCH_MEMORY,
    bombs.unicode_range_of_everything: Unreadable.TOO_MUCH_MEMORY,
    bombs.one_code_for_a_million_letters: Unreadable.TOO_MUCH_MEMORY,
    bombs.widths_and_differences: Unreadable.TOO_MUCH_MEMORY,
    bombs.predictor_of_a_huge_row: Unreadable.NO_TEXT,
    bombs.filters_upon_filters: Unreadable.NO_TEXT,
    bombs.run_lengths: Unreadable.NO_TEXT,
    bombs.object_streams_in_a_circle: Unreadable.DAMAGED,
    bombs.ten_thousand_tables: Unreadable.EMPTY,
    bombs.dictionaries_in_dictionaries: Unreadable.NO_TEXT,
}


@pytest.mark.parametrize("bomb", REASONS, ids=lambda bomb: bomb.__name__)
def test_a_bomb_gets_a_reason_within_six_seconds_of_work_and_600_megabytes(
    bomb: Callable[[], bytes], peak_of_children: Callable[[], int], seconds_of_children: Callable[[], float]
) -> None:
    pdf = bomb()
    assert len(pdf) <= MAX_RESUME_BYTES, "a larger one is never uploaded"

    read = read_resume(pdf)

    assert seconds_of_children() < MOST_SECONDS
    assert peak_of_children() < MOST_BYTES
    assert (read.status, read.cause, read.reason) == (ResumeStatus.UNREADABLE, REASONS[bomb], REASONS[bomb].value)
    assert read_resume(a_resume()).status is ResumeStatus.PARSED


def test_text_before_pictures_that_never_end_is_read() -> None:
    read = read_resume(bombs.inline_picture_without_an_end())

    assert (read.status, read.text) == (ResumeStatus.PARSED, "A")
