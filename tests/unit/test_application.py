"""The parts of the application. Each store is named twice: as a type for callers, and as the module that is
imported."""

from typing import cast

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import TABLE_VARIABLES, Settings
from greenroom.stores import Stores

STORES = {name: str(kind).strip("\"'") for name, kind in Stores.__annotations__.items() if name != "settings"}


@pytest.mark.parametrize("name", STORES)
def test_a_store_is_of_the_type_that_it_is_declared_as(name: str) -> None:
    app = Application(Settings(dict.fromkeys(TABLE_VARIABLES.values(), "table")), clock=utc_now)
    app.database = cast(Database, None)
    assert type(getattr(app, name)).__name__ == STORES[name]


def test_a_store_is_made_once() -> None:
    app = Application(Settings(dict.fromkeys(TABLE_VARIABLES.values(), "table")), clock=utc_now)
    app.database = cast(Database, None)
    assert app.jobs is app.jobs
