"""`make test` uses a browser that starts, and installs one if there is none."""

from collections.abc import Callable
from pathlib import Path

import pytest

from local import browser
from local.browser import (
    Machine,
    bring_shell_by_apt,
    browsers_for_tests,
    chosen,
    headless_shell,
    lacks_shell_of_apt,
)
from local.say import LocalError

PLAYWRIGHTS = "/home/a/.cache/ms-playwright/chrome"
APTS = "/usr/bin/chromium"


class Computer:
    """A machine with given commands for browsers, which start or fail."""

    def __init__(self, *, on_path: dict[str, str] | None = None, broken: set[str] | None = None) -> None:
        self.on_path = on_path or {}
        self.broken = broken or set()
        self.files: set[str] = set(self.on_path.values())
        self.brings: dict[str, Callable[[], None] | None] = {}
        self.asked: list[str] = []

    def bringing(self, command: str, brought: Callable[[], None]) -> "Computer":
        self.brings[command] = brought
        return self

    def run(self, command: list[str]) -> str | None:
        if command[1:] == ["--version"]:
            return "Chromium 156" if command[0] in self.files - self.broken else None
        if command[1] == "-c":
            return PLAYWRIGHTS
        said = " ".join(word for word in command if not word.startswith(("-", "/")))
        self.asked.append(said)
        brought = self.brings.get(said)
        if brought is None:
            return None
        brought()
        return ""

    def machine(self, *, is_root: bool = False) -> Machine:
        return Machine(self.run, self.on_path.get, self.files.__contains__, is_root=is_root)


def test_an_installed_browser_is_taken_and_nothing_is_installed() -> None:
    computer = Computer(on_path={"google-chrome": "/opt/chrome"})
    assert chosen(computer.machine()) == "/opt/chrome"
    assert computer.asked == []


def test_one_that_does_not_start_is_passed_over_for_the_next() -> None:
    computer = Computer(
        on_path={"chromium-browser": "/snap/stub", "google-chrome": "/opt/chrome"}, broken={"/snap/stub"}
    )
    assert chosen(computer.machine()) == "/opt/chrome"


def test_without_one_playwright_brings_its_own() -> None:
    computer = Computer()
    computer.bringing("playwright install chromium", lambda: computer.files.add(PLAYWRIGHTS))
    assert chosen(computer.machine()) == PLAYWRIGHTS


def test_root_gets_the_libraries_that_playwrights_own_lacks() -> None:
    computer = Computer(on_path={"apt-get": "/usr/bin/apt-get"}, broken={PLAYWRIGHTS})
    computer.bringing("playwright install chromium", lambda: computer.files.add(PLAYWRIGHTS))
    computer.bringing("playwright install-deps chromium", lambda: computer.broken.discard(PLAYWRIGHTS))
    assert chosen(computer.machine(is_root=True)) == PLAYWRIGHTS


def test_root_on_debian_installs_apts_chromium_if_playwrights_can_not_be_had() -> None:
    computer = Computer(on_path={"apt-get": "/usr/bin/apt-get"})

    def install() -> None:
        computer.on_path["chromium"] = APTS
        computer.files.add(APTS)

    computer.bringing("apt-get update", lambda: None).bringing("apt-get install chromium", install)
    assert chosen(computer.machine(is_root=True)) == APTS
    assert computer.asked[-1] == "apt-get install chromium-headless-shell"


def test_the_shell_that_debian_puts_beside_chromium_is_taken_if_it_starts() -> None:
    computer = Computer()
    assert headless_shell(APTS, computer.machine()) == APTS
    computer.files.add(f"{APTS}-headless-shell")
    assert headless_shell(APTS, computer.machine()) == f"{APTS}-headless-shell"
    computer.broken.add(f"{APTS}-headless-shell")
    assert headless_shell(APTS, computer.machine()) == APTS


@pytest.mark.parametrize(
    "program", ["chrome-linux64/chrome", "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Chrome"]
)
def test_playwrights_shell_of_the_same_revision_is_taken(program: str, tmp_path: Path) -> None:
    computer, browser = Computer(), str(tmp_path / "chromium-1255" / program)
    shells = [
        tmp_path / f"chromium_headless_shell-{revision}" / "chrome-headless-shell-linux64" / "chrome-headless-shell"
        for revision in (1187, 1255)
    ]
    assert headless_shell(browser, computer.machine()) == browser
    for shell in shells:
        shell.parent.mkdir(parents=True)
        shell.touch()
        computer.files.add(str(shell))
    assert headless_shell(browser, computer.machine()) == str(shells[1])


@pytest.mark.parametrize(
    ("browser", "is_root", "is_package", "lacks"),
    [
        (APTS, True, True, True),
        (APTS, False, True, False),
        (APTS, True, False, False),
        ("/opt/chrome", True, True, False),
    ],
)
def test_root_gets_the_shell_of_an_installed_chromium_of_debian(
    browser: str, is_root: bool, is_package: bool, lacks: bool
) -> None:
    computer = Computer(on_path={"apt-get": "/usr/bin/apt-get"})
    if is_package:
        computer.bringing("dpkg-query chromium", lambda: None)
    machine = computer.machine(is_root=is_root)
    assert lacks_shell_of_apt(browser, machine) is lacks
    computer.files.add(f"{APTS}-headless-shell")
    assert not lacks_shell_of_apt(APTS, machine)


def test_the_shell_is_asked_for_in_the_browsers_version_and_again_once_the_lists_of_packages_are_new() -> None:
    asked, with_lists = list[list[str]](), list[bool]()

    def run(command: list[str]) -> str | None:
        asked.append(command)
        if command[0] == "dpkg-query":
            return "156.0-1"
        if command[1] == "update":
            with_lists.append(True)
        return "" if with_lists else None

    bring_shell_by_apt(Machine(run, is_root=True))
    assert [command[1] for command in asked] == ["--show", "install", "update", "install"]
    assert {command[-1] for command in asked if command[1] == "install"} == {"chromium-headless-shell=156.0-1"}


def test_a_browser_that_was_named_serves_for_all_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_CHROMIUM", "/usr/bin/chromium")
    assert set(browsers_for_tests({}).values()) == {"/usr/bin/chromium"}


@pytest.mark.parametrize(("is_root", "has_apt"), [(False, True), (True, False)])
def test_if_no_browser_can_be_installed_one_sentence_says_what_to_do(is_root: bool, has_apt: bool) -> None:
    computer = Computer(on_path={"apt-get": "/usr/bin/apt-get"} if has_apt else {})
    with pytest.raises(LocalError, match="GREENROOM_CHROMIUM=/path/to/chromium"):
        chosen(computer.machine(is_root=is_root))
    assert computer.asked == ["playwright install chromium"]


def test_a_user_who_may_not_install_libraries_is_told_who_may() -> None:
    computer = Computer(on_path={"apt-get": "/usr/bin/apt-get"}, broken={PLAYWRIGHTS})
    computer.bringing("playwright install chromium", lambda: computer.files.add(PLAYWRIGHTS))
    with pytest.raises(LocalError, match=r"as root run \S+ -m playwright install-deps chromium"):
        chosen(computer.machine())


@pytest.mark.parametrize(("version", "node"), [("Version 1.57", {}), (None, {"PLAYWRIGHT_NODEJS_PATH": "/tools/node"})])
def test_playwright_runs_on_the_pinned_node_where_its_own_does_not_start(
    version: str | None, node: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLAYWRIGHT_NODEJS_PATH", raising=False)
    monkeypatch.setattr(browser, "run", lambda _command: version)
    monkeypatch.setattr(browser, "tool", lambda name: f"/tools/{name}")
    assert browser.node_of_playwright() == node


def test_a_named_browser_that_does_not_start_is_refused_before_any_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_CHROMIUM", "/nowhere/chromium")
    with pytest.raises(LocalError, match="/nowhere/chromium does not start"):
        browser.chromium()
