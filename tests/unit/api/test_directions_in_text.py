"""No text of a request is stored with characters that reorder the words around it."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError
from pydantic_core import to_json

from functions import console, portal
from greenroom.api import subjects
from greenroom.api.fields import Line, Text
from greenroom.api.subjects.base import RequestModel

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SPOOFED = f"Ada{DIRECTIONS}eva\u2069"
NO_TEXT = ("_id", "_ids", "_key", "arrived", "cursor", "slots", "ticket")
"""Ends of the names of fields that are compared or looked up, and never stored as they are."""
NOT_READ = {"current_bookings", "status"}
"""Fields of a slot's request that are ignored: the server sets them."""
CHECKED_LATER = {("ScheduleForm", "interviewer_email"), ("SlotsForm", "weekdays")}
"""Fields of forms that are split into addresses or read as days, of which each is checked."""


def request_models() -> set[type[RequestModel]]:
    """The models of the API and of the forms, whichever modules other tests import."""
    for package in (subjects, console, portal):
        for module in pkgutil.iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
    return set(models_from(RequestModel))


def models_from(base: type[RequestModel]) -> Iterator[type[RequestModel]]:
    for model in base.__subclasses__():
        yield model
        yield from models_from(model)


def taken(model: type[RequestModel], name: str) -> Iterator[Any]:
    """What the field makes of the text, alone or in a list or a dictionary, where it is not refused."""
    field = model.model_fields[name]
    form: Any = Annotated[field.annotation, "of a field", *field.metadata]
    adapter: TypeAdapter[Any] = TypeAdapter(form)
    for value in (SPOOFED, [SPOOFED], {"note": SPOOFED}):
        try:
            yield adapter.validate_python(value)
        except PydanticError:
            continue


def test_no_field_of_any_request_keeps_characters_that_reorder_words() -> None:
    found = {
        (model.__name__, name): to_json(value).decode()
        for model in request_models()
        for name in model.model_fields
        if not name.endswith(NO_TEXT) and name not in NOT_READ and (model.__name__, name) not in CHECKED_LATER
        for value in taken(model, name)
    }
    names = {name for _, name in found}
    assert {
        "full_name",
        "job_title",
        "company_name",
        "job_description",
        "metadata",
        "filename",
        "reason",
        "starter_code",
    } <= names
    assert {key: text for key, text in found.items() if set(text) & set(DIRECTIONS)} == {}
    assert found["CreateCandidate", "full_name"] == '"Adaeva"'


@pytest.mark.parametrize("field", [Line, Text])
def test_a_text_of_such_characters_alone_is_refused(field: Any) -> None:
    with pytest.raises(PydanticError):
        TypeAdapter(field).validate_python(DIRECTIONS)


def test_a_right_to_left_text_keeps_its_marks() -> None:
    name = "שרה (C++)\N{RIGHT-TO-LEFT MARK}!"
    assert TypeAdapter(Line).validate_python(name) == name
