"""Garbage collection is off while a function starts, and on afterwards."""

from pathlib import Path

import pytest

import functions
from tests.unit.api.test_powertools import output_of

METERED = "book_slot"
NOT_METERED = ("authorizer", "record_usage")


def test_a_handler_that_is_not_metered_ends_the_start_itself() -> None:
    [folder] = functions.__path__
    handlers = {path.parent.name: path.read_text() for path in Path(folder).glob("*/handler.py")}
    assert {
        name for name, text in handlers.items() if text.endswith("\n\nend_start()\n") == ("@metered" in text)
    } == set()


@pytest.mark.parametrize("function", [METERED, *NOT_METERED])
def test_a_function_that_has_started_looks_for_cycles_again(function: str) -> None:
    code = f"import functions.{function}.handler, gc\nprint(gc.get_threshold()[0], gc.get_freeze_count() > 0)"
    assert output_of(code) == "100000 True"
