"""A real Chromium, with a camera and a microphone that need no person."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from local.browser import FLAGS, TEST_BROWSER
from tests.browser.preview import Preview, serving


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that need no local cloud come first: in `make test` it is built and deployed meanwhile."""
    in_cloud = {item.path for item in items if "stack" in getattr(item, "fixturenames", ())}
    items.sort(key=lambda item: item.path in in_cloud)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=TEST_BROWSER, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def preview() -> Preview:
    return Preview()


@pytest.fixture
def base(preview: Preview) -> Iterator[str]:
    """The address of the preview."""
    with serving(preview) as address:
        yield address
