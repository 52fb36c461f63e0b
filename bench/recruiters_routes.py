"""The routes of recruiters' systems with an example of each, and the organisation that sends it."""

from collections.abc import Iterator
from contextlib import contextmanager

from bench.calls import label, routes
from bench.configured import configured_process
from bench.recruiter import MeasuredRecruiter
from bench.routes import EXAMPLES, SWEEP, Example


def route_of(name: str) -> str:
    """The declared route behind an example's name."""
    return name.partition(" (")[0].partition("?")[0]


@contextmanager
def recruiter_for(name: str, grown: MeasuredRecruiter) -> Iterator[MeasuredRecruiter]:
    """The organisation that sends an example.

    An organisation has at most 10 webhooks, so the examples of webhooks have an organisation to themselves. A sweep
    reads due work of all organisations, and a report is due seconds after its interview, so it is measured alone.
    """
    if route_of(name) == SWEEP:
        with configured_process(grown.process.endpoint_url) as process:
            yield MeasuredRecruiter(process).open()
    elif "/webhooks" in name:
        yield MeasuredRecruiter(grown.process).open()
    else:
        yield grown


def recruiters_routes() -> set[str]:
    """All routes for recruiters' systems, and the route that joins a meeting."""
    return {
        label(route)
        for _, route in routes()
        if route.path.startswith("/api/v1/") and not route.path.endswith(("/openapi.json", "/docs"))
    }


def examples() -> Iterator[tuple[str, Example]]:
    """The examples of these routes."""
    there = recruiters_routes()
    for name, example in EXAMPLES.items():
        if route_of(name) in there:
            yield name, example
