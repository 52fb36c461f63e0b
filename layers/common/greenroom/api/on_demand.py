"""Which module has the routes of an address: each is loaded by the first request that needs it, for cold starts' sake.

The resolver routes as ever; a path here only says what to import before it is asked.
"""

from collections.abc import Mapping
from importlib import import_module


class ModulesOnDemand:
    """The modules of a package that register routes, with their paths.

    A path as routes declare it, `/jobs/<job_id>`, stands for itself; `/jobs/*` for `/jobs` and all below it. A module
    is loaded for every path that it may have: one too many costs time, one too few would answer 404.
    """

    def __init__(self, package: str, paths: Mapping[str, tuple[str, ...]]) -> None:
        self.paths = paths
        self._package = package
        self._waiting = {name: [_parts(one) for one in some] for name, some in paths.items()}

    def load_for(self, path: str) -> None:
        """Import what may have a route at a path."""
        for name in self.modules_at(path):
            self._load(name)

    def load_all(self) -> None:
        """Import everything: for the document, and for who lists the routes."""
        for name in list(self._waiting):
            self._load(name)

    def modules_at(self, path: str) -> list[str]:
        """The modules that may have a route at a path and are not loaded yet."""
        asked = _parts(path)
        return [name for name, paths in self._waiting.items() if any(_fits(one, asked) for one in paths)]

    def _load(self, name: str) -> None:
        import_module(f"{self._package}.{name}")
        # Afterwards: what failed to load is tried again.
        del self._waiting[name]


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]


def _fits(wanted: list[str], asked: list[str]) -> bool:
    if wanted[-1:] == ["*"]:
        wanted, asked = wanted[:-1], asked[: len(wanted) - 1]
    return len(wanted) == len(asked) and all(
        part.startswith("<") or part == other for part, other in zip(wanted, asked, strict=True)
    )
