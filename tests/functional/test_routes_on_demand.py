"""Each route is found in a process that has not imported its module yet, by the module's declared paths."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from greenroom.api.on_demand import ModulesOnDemand

FUNCTIONS = ("recruiter_api", "book_slot", "portal", "console")


def routes_of(function: str) -> Iterator[tuple[str, str]]:
    """Module and path of every route of a function whose modules are loaded on demand."""
    package: Any = importlib.import_module(f"functions.{function}")
    handler = importlib.import_module(f"functions.{function}.handler")
    for module in pkgutil.iter_modules([str(Path(package.__file__).parent)]):
        importlib.import_module(f"functions.{function}.{module.name}")
    app: Any = importlib.import_module(f"functions.{function}.app")
    resolver = app.resolver if function == "console" else app.api.resolver
    declared = [] if function == "console" else app.api.routes
    found = {(one.handler.__module__, one.path) for one in declared} | {
        (route.func.__module__, route.openapi_path.replace("{", "<").replace("}", ">"))
        for route in (*resolver._static_routes, *resolver._dynamic_routes)
        if route.func.__module__.startswith("functions.")
    }
    for module_name, path in sorted(found):
        name = module_name.rpartition(".")[2]
        if name not in {"app", "handler"} and not hasattr(handler, name):
            yield name, path


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_first_request_loads_the_module_of_its_route(function: str) -> None:
    modules: ModulesOnDemand = importlib.import_module(f"functions.{function}.app").MODULES
    fresh = ModulesOnDemand("", modules.paths)
    routes = list(routes_of(function))
    missing = [(name, path) for name, path in routes if name not in fresh.modules_at(path)]
    assert missing == [], f"add the path to the module's in MODULES of functions/{function}/app.py"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_module_is_loaded_for_a_path_that_it_has_not(function: str) -> None:
    modules: ModulesOnDemand = importlib.import_module(f"functions.{function}.app").MODULES
    routes = list(routes_of(function))
    stale = {
        (name, path)
        for name, paths in modules.paths.items()
        for path in paths
        if not any(name in ModulesOnDemand("", {name: (path,)}).modules_at(one) for have, one in routes if have == name)
    }
    assert stale == set()
