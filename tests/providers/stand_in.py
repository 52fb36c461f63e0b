"""Simulations of Zoom and Google at the address that the local cloud uses for both."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from local.running import RunningStack
from tests.providers.google_server import GoogleServer
from tests.providers.server import Asked, Line, Reply, serving
from tests.providers.zoom_server import ZoomServer


class Providers:
    """Both providers at the address that the stack knows."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.zoom, self.google = ZoomServer(line), GoogleServer(line)

    def respond(self, asked: Asked) -> Reply:
        is_zoom = asked.path.startswith(("/oauth", "/v2/users", "/v2/meetings"))
        return (self.zoom if is_zoom else self.google).respond(asked)

    @property
    def held(self) -> int:
        return len(self.zoom.meetings) + len(self.google.confirmed)


@contextmanager
def providers_of(stack: RunningStack) -> Iterator[Providers]:
    """Run both providers at the address that this stack's functions use."""
    known = stack.client("lambda").get_function_configuration(FunctionName=stack.functions["MeetingsFunction"])
    port = urlsplit(known["Environment"]["Variables"]["PROVIDER_STAND_IN"]).port
    assert port is not None
    there = Providers(Line())
    with serving(there.respond, there.line, port):
        yield there
