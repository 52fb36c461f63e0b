"""Text is checked in the form in which it is stored: composed, and without invisible characters."""

from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter
from pydantic import ValidationError as PydanticError

from greenroom.api.fields import Line, Metadata, Note, Text
from greenroom.api.subjects.ai_interviews import LONGEST_ANSWER, AnswerQuestion, Heartbeat
from greenroom.api.subjects.organisations import ChangePolicy, OrganisationName
from greenroom.written_text import has_words
from tests.builders import NOON

DECOMPOSED = "e\N{COMBINING ACUTE ACCENT}"
UNSEEN = (
    "\N{ZERO WIDTH SPACE}",
    "\N{ZERO WIDTH JOINER}\N{WORD JOINER}",
    "\N{HANGUL FILLER}",
    "\N{HALFWIDTH HANGUL FILLER}",
    "\N{BRAILLE PATTERN BLANK}",
    "\N{SOFT HYPHEN}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{VARIATION SELECTOR-16}",
    "\N{RIGHT-TO-LEFT OVERRIDE}",
    "\N{TAG SPACE}",
    "\N{ZERO WIDTH NO-BREAK SPACE} \N{IDEOGRAPHIC SPACE}",
)
SEEN = ("李", "O'Brien", "\N{OM SYMBOL}", "नी", "Zo\N{ZERO WIDTH NON-JOINER}ë", "?", "👩\N{ZERO WIDTH JOINER}💻")


@pytest.mark.parametrize(("field", "longest"), [(Line, 200), (Note, 2_000), (Text, 20_000), (OrganisationName, 200)])
def test_length_is_that_of_the_composed_text(field: Any, longest: int) -> None:
    taken: TypeAdapter[str] = TypeAdapter(field)
    assert taken.validate_python(DECOMPOSED * longest) == "é" * longest
    with pytest.raises(PydanticError):
        taken.validate_python(DECOMPOSED * (longest + 1))


def test_two_bytes_of_a_line_end_are_one_character() -> None:
    taken: TypeAdapter[str] = TypeAdapter(Note)
    assert len(taken.validate_python(f"a{'\r\n' * 1_998}b")) == 2_000


def test_text_that_grows_when_it_is_composed_is_measured_as_it_grew() -> None:
    taken: TypeAdapter[str] = TypeAdapter(Annotated[Line, Field(max_length=4)])
    grows = "\N{HEBREW LETTER SHIN WITH DAGESH AND SHIN DOT}"
    with pytest.raises(PydanticError):
        taken.validate_python(grows * 2)


@pytest.mark.parametrize("text", UNSEEN)
def test_invisible_text_is_refused_as_a_name_and_as_a_text(text: str) -> None:
    for field in (Line, Note, Text, OrganisationName):
        taken: TypeAdapter[str] = TypeAdapter(field)
        with pytest.raises(PydanticError):
            taken.validate_python(text)
    with pytest.raises(PydanticError):
        ChangePolicy.model_validate({"sender_name": text})


@pytest.mark.parametrize("text", SEEN)
def test_names_of_all_scripts_are_names(text: str) -> None:
    taken: TypeAdapter[str] = TypeAdapter(Line)
    assert taken.validate_python(text) == text


@pytest.mark.parametrize("text", ["", " ", "\n\t \n", *UNSEEN])
def test_blanks_are_no_answer(text: str) -> None:
    given = AnswerQuestion(question_id="python-lists", text=text, code=text).as_given(NOON)
    assert (given.text, given.code) == (None, None)
    draft = Heartbeat(question_id="python-lists", text=text, code=text).as_draft(NOON)
    assert draft is not None
    assert (draft.text, draft.code) == (None, None)


def test_an_answer_is_measured_as_it_is_kept() -> None:
    longest = DECOMPOSED * LONGEST_ANSWER
    given = AnswerQuestion(question_id="python-lists", text=longest, code="a\r\n  b\x00").as_given(NOON)
    assert (given.text, given.code) == ("é" * LONGEST_ANSWER, "a\n  b")


def test_an_integrators_own_words_may_be_empty_and_are_measured_as_they_are_kept() -> None:
    taken: TypeAdapter[dict[str, Any]] = TypeAdapter(Metadata)
    assert taken.validate_python({"source": "", "note": DECOMPOSED * 500}) == {"source": "", "note": "é" * 500}
    with pytest.raises(PydanticError):
        taken.validate_python({"note": DECOMPOSED * 501})


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("İpek Yıldız", "yildiz ipek"),
        ("Łukasz Đặng", "dang lukasz"),
        ("Søren Ægir", "soren aegir"),
        ("Sinead O\N{RIGHT SINGLE QUOTATION MARK}Brien", "o'brien"),
        ("Zoë Groß", "GROSS zoe"),
        ("ﬁona", "Fiona"),
    ],
)
def test_people_are_found_as_they_are_typed(name: str, typed: str) -> None:
    assert has_words(typed, name)
    assert not has_words(f"{typed} x", name)
