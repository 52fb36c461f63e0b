"""Imports the modules with a request's routes when a request first needs them, which shortens cold starts.

The resolver chooses the route as before. The paths listed here only decide which modules are imported first.
"""

from collections.abc import Mapping
from importlib import import_module


class ModulesOnDemand:
    """The modules of a package that register routes, with their paths.

    A path is written as in the route, `/jobs/<job_id>`, or as `/jobs/*` for `/jobs` and everything below it. A module
    must list every path that it may serve: an unnecessary path costs time, a missing path would be answered with 404.
    """

    def __init__(self, package: str, paths: Mapping[str, tuple[str, ...]]) -> None:
        self.paths = paths
        self._package = package
        self._waiting = {name: [_parts(one) for one in some] for name, some in paths.items()}

    def load_for(self, path: str) -> None:
        """Import the modules that may have a route for a path."""
        for name in self.modules_at(path):
            self._load(name)

    def load_all(self) -> None:
        """Import all modules, for the OpenAPI document and for tests that list the routes."""
        for name in list(self._waiting):
            self._load(name)

    def modules_at(self, path: str) -> list[str]:
        """The modules that may have a route for a path and are not imported yet."""
        asked = _parts(path)
        return [name for name, paths in self._waiting.items() if any(_fits(one, asked) for one in paths)]

    def _load(self, name: str) -> None:
        import_module(f"{self._package}.{name}")
        # Marked after the import, so that a failed import is tried again.
        del self._waiting[name]


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _fits(wanted: list[str], asked: list[str]) -> bool:
    if wanted[-1:] == ["*"]:
        wanted, asked = wanted[:-1], asked[: len(wanted) - 1]
    return len(wanted) == len(asked) and all(
        part.startswith("<") or part == other for part, other in zip(wanted, asked, strict=True)
    )
