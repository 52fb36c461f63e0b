"""Checks for every page: no console messages, no axe findings, nothing wider than the screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

AXE = Axe()


@contextmanager
def a_page(
    chromium: Browser, width: int = 1280, height: int = 800, *, may_refuse: bool = False, **options: Any
) -> Iterator[Page]:
    """A page in a context of its own. Fails at the end if the console said anything: CSP violations do, too.

    `may_refuse` allows 4xx answers and a lost network, which Chromium reports as failures.
    """
    # No permission is given yet: the page asks for the camera only after the person's action.
    context = chromium.new_context(viewport={"width": width, "height": height}, permissions=[], **options)
    page, said = context.new_page(), list[str]()
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_default_timeout(10_000)
    try:
        yield page
    finally:
        context.close()
    may_pass = ("with a status of 4", "ERR_INTERNET_DISCONNECTED") if may_refuse else ()
    assert [one for one in said if not any(part in one for part in may_pass)] == [], said


def assert_fits_every_screen(page: Page) -> None:
    """No finding of axe and nothing wider than the screen: on a desk and on phones, light and dark."""
    for width, scheme, is_asked in [
        (1280, "light", True),
        (1280, "dark", False),
        (390, "dark", True),
        (390, "light", False),
        (320, "light", False),
    ]:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        too_wide = overflow(page)
        assert too_wide == [], (width, scheme, too_wide)
        if is_asked:
            findings = axe_findings(page)
            assert findings == [], (width, scheme, findings)


def axe_findings(page: Page) -> list[str]:
    """What axe finds wrong on the page now, one line each."""
    # During the transition between a button's colours the contrast is undefined.
    page.evaluate(
        """() => Promise.allSettled(document.getAnimations()
             .filter((running) => running instanceof CSSTransition).map((running) => running.finished))"""
    )
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(AXE.axe_script)
    violations = page.evaluate("axe.run({ resultTypes: ['violations'] }).then((results) => results.violations)")
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}" for found in violations for node in found["nodes"]
    ]


def overflow(page: Page) -> list[str]:
    """The elements that reach beyond the right edge of the screen, if the page can be scrolled sideways."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
             [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth)
               .map((e) => e.outerHTML.slice(0, 120))"""
    )
    return found
