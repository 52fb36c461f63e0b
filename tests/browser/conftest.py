"""A real Chromium, with a camera and a microphone that need no person."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from local.browser import FLAGS, TEST_BROWSER, TEST_SHELL
from tests.browser.preview import Preview, serving

NEED_WHOLE_BROWSER = {"test_panel_room.py", "test_room_runs.py", "test_speaking.py", "test_video_room.py"}
"""These record voices or hold video rooms: the headless shell has one microphone only, and no recognition of speech."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need no local cloud come first: in `make test` it is built and deployed meanwhile."""
    in_cloud = {item.path for item in items if "stack" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in in_cloud)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def launched(playwright: Playwright) -> Iterator[Callable[[str], Browser]]:
    """The browser at a path, started once for the whole run."""
    running: list[Browser] = []

    @cache
    def launch(path: str) -> Browser:
        running.append(playwright.chromium.launch(executable_path=path, args=FLAGS))
        return running[-1]

    yield launch
    for browser in running:
        browser.close()


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest, launched: Callable[[str], Browser]) -> Browser:
    """Chromium's headless shell, where it is installed, and the whole Chromium for files that need it."""
    return launched(TEST_BROWSER if Path(request.path).name in NEED_WHOLE_BROWSER else TEST_SHELL)


@pytest.fixture
def preview() -> Preview:
    return Preview()


@pytest.fixture
def base(preview: Preview) -> Iterator[str]:
    """The address of the preview."""
    with serving(preview) as address:
        yield address
