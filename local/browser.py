"""The browser for tests: an installed one, Playwright's own, or, as root on Debian, apt's package.

Beside it stands its headless shell, if that is installed, too. The shell draws pages and runs scripts as Chromium does,
without what only a window needs, and takes a third less of the processor for the same tests.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from local.paths import ROOT
from local.say import LocalError, step
from local.tools import plain_environment, tool

INSTALLED = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
APT_PACKAGE = "chromium"
APT_SHELL = "chromium-headless-shell"
PLAYWRIGHTS_SHELL = "chrome-headless-shell"
PLAYWRIGHTS_PATH = (
    "from playwright.sync_api import sync_playwright as start\nwith start() as it: print(it.chromium.executable_path)"
)
INSTALL_WITHIN_SECONDS = 600
SHELL_WITHIN_SECONDS = 60
"""A run of all tests is about a minute shorter with the shell."""
NODE_OF_PLAYWRIGHT = "PLAYWRIGHT_NODEJS_PATH"
TEST_BROWSER = os.environ.get("GREENROOM_CHROMIUM", "/usr/bin/chromium")
"""The browser that tests and benches start: `make test` names it."""
TEST_SHELL = os.environ.get("GREENROOM_HEADLESS_SHELL", TEST_BROWSER)
"""What tests start that neither record a voice nor hold a video room: `make test` names the headless shell, if any."""
WITHOUT = [
    # A hidden page for the address bar's list beside each page, and a spare process: most of a test's CPU.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "SpareRendererForSitePerProcess",
    # The features of Playwright's own switch, which this list replaces.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
]
"""Features of Chromium that tests do without."""
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-quic",
    f"--disable-features={','.join(WITHOUT)}",
    "--use-fake-device-for-media-stream=fps=5",
    "--use-fake-ui-for-media-stream",
]
"""Gives pages a simulated camera and microphone, without a permission prompt.

The camera gives five pictures a second, the fewest it can: with its usual twenty, the room of four people took 75 s of
CPU in its test, and takes 35.
"""
NO_BROWSER = (
    "The browser tests need Chromium, and Playwright's could not be downloaded: install one (on Debian, as root: "
    "apt-get install chromium; on Ubuntu: Google Chrome), or name yours with GREENROOM_CHROMIUM=/path/to/chromium."
)
NO_LIBRARIES = (
    "Playwright's Chromium is installed, but does not start, because libraries of the system are missing: as root run "
    "{python} -m playwright install-deps chromium, and then make test again."
)


@dataclass(frozen=True)
class Machine:
    """The programs of this machine. `run` returns a command's output, and None if the command failed."""

    run: Callable[[list[str]], str | None]
    which: Callable[[str], str | None] = shutil.which
    exists: Callable[[str], bool] = os.path.exists
    mac_browser: Path = MAC_BROWSER
    is_root: bool = False

    def works(self, path: str) -> bool:
        """Whether the browser starts. Playwright's may lack system libraries, and Ubuntu's is often a stub."""
        return self.run([path, "--version"]) is not None


def run(command: list[str], node: dict[str, str] | None = None, within: int = INSTALL_WITHIN_SECONDS) -> str | None:
    env = {
        **plain_environment(),
        **(node or {}),
        "DEBIAN_FRONTEND": "noninteractive",
        "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000",
    }
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=within)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def node_of_playwright() -> dict[str, str]:
    """The variable by which Playwright finds Node: the pinned one, if Playwright's own does not start.

    On a bare Debian that lacks libatomic.
    """
    named = os.environ.get(NODE_OF_PLAYWRIGHT)
    if named is None and run([sys.executable, "-m", "playwright", "--version"]) is None:
        named = tool("node")
    return {NODE_OF_PLAYWRIGHT: named} if named else {}


def browsers_for_tests(node: dict[str, str]) -> dict[str, str]:
    """The variables by which tests find the browser and its headless shell. One that was named serves for both."""
    browser = chromium(node)
    is_named = bool(os.environ.get("GREENROOM_CHROMIUM"))
    machine = Machine(partial(run, node=node, within=SHELL_WITHIN_SECONDS), is_root=os.geteuid() == 0)
    if not is_named and lacks_shell_of_apt(browser, machine):
        with step("Installing Chromium's headless shell"):
            bring_shell_by_apt(machine)
    shell = browser if is_named else headless_shell(browser, machine)
    return {"GREENROOM_CHROMIUM": browser, "GREENROOM_HEADLESS_SHELL": shell}


def chromium(node: dict[str, str] | None = None) -> str:
    """The path of a browser that starts. Installs one if there is none. Raises LocalError if that fails."""
    machine = Machine(partial(run, node=node), is_root=os.geteuid() == 0)
    if named := os.environ.get("GREENROOM_CHROMIUM"):
        if not machine.works(named):
            raise LocalError(f"{named} does not start: name another browser with GREENROOM_CHROMIUM, or unset it.", 2)
        return named
    if found := next(installed(machine), None):
        return found
    with step("Installing Chromium"):
        return chosen(machine)


def chosen(machine: Machine) -> str:
    """The first browser that starts, among the installed ones and those that can be installed."""
    for found in (installed, brought_by_playwright, brought_by_apt):
        if path := next(found(machine), None):
            return path
    own = machine.run([sys.executable, "-c", PLAYWRIGHTS_PATH])
    raise LocalError(NO_LIBRARIES.format(python=sys.executable) if own and machine.exists(own) else NO_BROWSER)


def installed(machine: Machine) -> Iterator[str]:
    paths = [machine.which(name) for name in INSTALLED]
    if machine.exists(str(machine.mac_browser)):
        paths.append(str(machine.mac_browser))
    yield from (path for path in paths if path and machine.works(path))
    yield from playwrights_own(machine)


def playwrights_own(machine: Machine) -> Iterator[str]:
    path = machine.run([sys.executable, "-c", PLAYWRIGHTS_PATH])
    if path and machine.works(path):
        yield path


def headless_shell(browser: str, machine: Machine) -> str:
    """The headless shell that was installed with the browser, if it starts, and else the browser."""
    return next((str(shell) for shell in shells_of(Path(browser)) if machine.works(str(shell))), browser)


def shells_of(browser: Path) -> Iterator[Path]:
    """Where Debian and Playwright put the shell of a browser of theirs."""
    if browser.name == APT_PACKAGE:
        yield browser.with_name(APT_SHELL)
    for folder in browser.parents:
        if folder.name.startswith("chromium-"):  # and its revision
            revision = folder.name.removeprefix("chromium-")
            yield from sorted(folder.parent.glob(f"chromium_headless_shell-{revision}/*/{PLAYWRIGHTS_SHELL}"))


def brought_by_playwright(machine: Machine) -> Iterator[str]:
    if machine.run([sys.executable, "-m", "playwright", "install", "chromium"]) is None:
        return
    yield from playwrights_own(machine)
    if has_apt(machine):  # installed, but its libraries are missing
        machine.run([sys.executable, "-m", "playwright", "install-deps", "chromium"])
        yield from playwrights_own(machine)


def brought_by_apt(machine: Machine) -> Iterator[str]:
    if has_apt(machine):
        machine.run(["apt-get", "update", "-qq"])
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        machine.run([*install, APT_PACKAGE])
        machine.run([*install, APT_SHELL])  # Ubuntu has none
        yield from installed(machine)


def lacks_shell_of_apt(browser: str, machine: Machine) -> bool:
    """Whether the browser is apt's, without the shell that apt has beside it."""
    is_of_apt = Path(browser).name == APT_PACKAGE and machine.run(["dpkg-query", "--show", APT_PACKAGE]) is not None
    return has_apt(machine) and is_of_apt and headless_shell(browser, machine) == browser


def bring_shell_by_apt(machine: Machine) -> None:
    """Install the shell of the browser's own version, so that the browser stays as it is."""
    version = machine.run(["dpkg-query", "--show", "--showformat=${Version}", APT_PACKAGE])
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", f"{APT_SHELL}={version}"]
    if machine.run(install) is None and machine.run(["apt-get", "update", "-qq"]) is not None:
        machine.run(install)


def has_apt(machine: Machine) -> bool:
    return machine.is_root and machine.which("apt-get") is not None
