"""Providers that run on this machine, and accounts at them."""

from collections.abc import Iterator

import pytest

from greenroom.adapters.providers.google_meet import GoogleAccount, GoogleMeet
from greenroom.adapters.providers.zoom import Zoom, ZoomAccount
from tests.clocks import StandingClock
from tests.providers import google_server, zoom_server
from tests.providers.google_server import GoogleServer
from tests.providers.server import serving
from tests.providers.zoom_server import ZoomServer


@pytest.fixture
def clock() -> StandingClock:
    """A clock that a test sets."""
    return StandingClock()


@pytest.fixture
def zoom_site() -> Iterator[tuple[ZoomServer, str]]:
    """A simulated Zoom and its address."""
    server = ZoomServer()
    with serving(server.respond, server.line) as address:
        yield server, address


@pytest.fixture
def zoom_there(zoom_site: tuple[ZoomServer, str]) -> ZoomServer:
    """The simulated Zoom's data."""
    return zoom_site[0]


@pytest.fixture
def zoom(zoom_site: tuple[ZoomServer, str], clock: StandingClock) -> Zoom:
    """An account at Zoom with one host."""
    account = ZoomAccount(zoom_server.ACCOUNT, zoom_server.CLIENT, zoom_server.SECRET, (zoom_server.HOST,))
    return Zoom(account, clock, stand_in=zoom_site[1], pause=clock.pass_seconds)


@pytest.fixture
def google_site() -> Iterator[tuple[GoogleServer, str]]:
    """A simulated Google and its address."""
    server = GoogleServer()
    with serving(server.respond, server.line) as address:
        yield server, address


@pytest.fixture
def google_there(google_site: tuple[GoogleServer, str]) -> GoogleServer:
    """The simulated Google's data."""
    return google_site[0]


@pytest.fixture
def google(google_site: tuple[GoogleServer, str], clock: StandingClock) -> GoogleMeet:
    """A calendar at Google."""
    account = GoogleAccount(google_server.SERVICE_ACCOUNT, google_server.PRIVATE_KEY, google_server.ORGANIZER)
    return GoogleMeet(account, clock, stand_in=google_site[1], pause=clock.pass_seconds)
