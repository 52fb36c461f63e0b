"""The methods of an address, for answers to requests with another one."""

from collections.abc import Iterable

from greenroom.api.route import Route


def methods_at(path: str, routes: Iterable[Route]) -> tuple[str, ...]:
    """The methods of all routes at a path, in order; none where nothing is there."""
    found = {route.method for route in routes if _fits(route.path, path)}
    if not found:
        return ()
    return tuple(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))


def _fits(pattern: str, path: str) -> bool:
    wanted, asked = pattern.split("/"), path.split("/")
    if len(wanted) != len(asked):
        return False
    return all(part.startswith("<") or part == other for part, other in zip(wanted, asked, strict=True))
