"""The methods of a path, for the answer to a request with another method."""

from collections.abc import Iterable

from greenroom.api.route import Route


def methods_at(path: str, routes: Iterable[Route]) -> tuple[str, ...]:
    """The methods of all routes at a path, sorted; none if no route has this path."""
    found = {route.method for route in routes if _fits(route.path, path)}
    if not found:
        return ()
    return tuple(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))


def _fits(pattern: str, path: str) -> bool:
    wanted, asked = pattern.split("/"), path.split("/")
    if len(wanted) != len(asked):
        return False
    return all(part.startswith("<") or part == other for part, other in zip(wanted, asked, strict=True))
