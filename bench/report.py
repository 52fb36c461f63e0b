"""The results as a table for people."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from bench.targets import targets


def columns(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A table: the first column is aligned left, numbers are aligned right."""
    cells = [[_cell(one) for one in row] for row in (head, *rows)]
    widths = [max(len(row[number]) for row in cells) for number in range(len(head))]
    for row in cells:
        first, *rest = (
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join([first, *rest])


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return "-" if value is None else str(value)


def report(results: Mapping[str, Any]) -> Iterator[str]:
    """All results, part by part."""
    for part, one in results["measured"].items():
        yield f"{part:<10} measured {one['at']} on {one['processor']}, {one['cores']} cores"
    for key, lines in _PARTS.items():
        if key in results:
            yield from lines(results[key])
    if "mail_seconds" in results:
        yield f"\nFrom a booking to its e-mail: {results['mail_seconds']} s (median)"
    yield "\nTargets"
    yield from (f"  {target}" for target in targets(results))


def _paths(paths: Mapping[str, Any]) -> Iterator[str]:
    yield "\nPaths: units of DynamoDB, times in ms on this machine, USD for a million"
    yield from columns(
        ("", "trips", "read", "write", "x10 read", "x10 write", "own CPU", "p95", "with boto3", "wall", "USD"),
        [_path_row(name, one) for name, one in paths.items()],
    )
    yield "\nUSD for a million by service (prices of greenroom/costs/prices.toml)"
    services = ("dynamodb", "functions", "gateway", "edge", "mail", "schedule", "total")
    yield from columns(
        ("", *services), [(name, *(_usd(one, which) for which in services)) for name, one in paths.items()]
    )


def _routes(routes: Mapping[str, Any]) -> Iterator[str]:
    yield "\nRecruiters' routes"
    yield from columns(
        ("", "trips", "read", "write", "own CPU", "p95", "with boto3"),
        [
            (name, *(one[key] for key in ("round_trips", "read_units", "write_units", *_TIMES)))
            for name, one in routes.items()
        ],
    )


def _functions(functions: Mapping[str, Any]) -> Iterator[str]:
    yield "\nEach function's own time without the database, all its routes, ms"
    yield from columns(("", "p50", "p95"), [(name, one["p50_ms"], one["p95_ms"]) for name, one in functions.items()])


def _sweep(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nSweeps until nothing is due, by what is due and what is stored; times in ms, waiting is the local cloud's"
    yield from columns(
        ("", "invocations", "trips", "read", "write", "own CPU", "with boto3", "waited", "longest"),
        [(name, *one.values()) for name, one in found.items()],
    )


def _cold_start(found: Mapping[str, Any]) -> Iterator[str]:
    for title, key in (("with bytecode", "with_bytecode"), ("without", "without_bytecode")):
        yield f"\nCold start {title}: CPU of a fresh process, ratios to a bare one with a DynamoDB client"
        yield from columns(
            ("", "ms", "bare ms", "CPU ratio", "wall ratio", "MiB", "memory ratio"),
            [(name, *one.values()) for name, one in found[key].items()],
        )


def _starts(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nInstructions of each start, and the ratio to the bare process with a DynamoDB client"
    yield from columns(("", "million", "ratio"), [(name, *one.values()) for name, one in found.items()])


def _artefacts(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nArtefacts, MiB zipped"
    yield from columns(("", "MiB"), list(found.items()))


def _booking(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nBooking over HTTP on the local cloud"
    yield from columns(
        ("clients", "bookings", "failed", "a second", "p50 ms", "p95 ms", "p99 ms"),
        [tuple(one.values()) for one in found.values()],
    )


def _first_question(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nFrom Start to the first question on the screen, on the local cloud"
    yield from columns(("", "ms"), [(name, found[key]) for name, key in (("median", "median_ms"), ("p95", "p95_ms"))])


def _matching(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nMatching alone, own CPU"
    yield from columns(("", "ms"), list(found.items()))


def _console(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nThe console's table of candidates, ms"
    yield from columns(
        ("", "trips", "read", "own CPU", "p95", "with boto3", "with the local cloud"),
        [
            (name, one["round_trips"], one["read_units"], *(one[time] for time in (*_TIMES, "wall_ms")))
            for name, one in found.items()
        ],
    )


def _pages(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nPages, bytes with an empty cache; the edge sends the document as it is, and what it loads compressed"
    yield from columns(
        ("", "all compressed", "document", "sent", "with the editor"),
        [(name, *one.values()) for name, one in found.items()],
    )


def _room(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nThe video room: from letting in to both pictures (ms), and a meeting of 45 minutes, on the local cloud"
    yield from columns(("", ""), [*found["let_in_to_picture"].items(), *found["meeting_of_45_minutes"].items()])


def _peer(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nA booking with its session and e-mail, CPU in ms: Greenroom, and a plain Django on SQLite"
    yield from columns(("Greenroom", "without botocore", "Django", "ratio"), [tuple(found.values())])


def _mail(found: Mapping[str, Any]) -> Iterator[str]:
    yield "\nOne invitation composed, CPU in ms"
    yield from columns(("first of a process", "next"), [tuple(found.values())])


_PARTS: dict[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "paths": _paths,
    "peer": _peer,
    "mail": _mail,
    "routes": _routes,
    "functions": _functions,
    "sweep": _sweep,
    "cold_start": _cold_start,
    "starts": _starts,
    "artefacts_mib": _artefacts,
    "booking": _booking,
    "first_question": _first_question,
    "matching": _matching,
    "pages": _pages,
    "room": _room,
    "console": _console,
}
_TIMES = ("own_cpu_ms", "own_cpu_p95_ms", "cpu_ms")


def _usd(path: Mapping[str, Any], service: str) -> str:
    return f"{path['usd_per_million'][service]:.2f}"


def _path_row(name: str, path: Mapping[str, Any]) -> tuple[object, ...]:
    grown = path["tenfold"] or {"read_units": None, "write_units": None}
    counts = (path["round_trips"], path["read_units"], path["write_units"])
    times = (path["own_cpu_ms"], path["own_cpu_p95_ms"], path["cpu_ms"], path["wall_ms"])
    return (name, *counts, grown["read_units"], grown["write_units"], *times, _usd(path, "total"))
