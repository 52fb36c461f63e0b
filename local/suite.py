"""`make test`: the checks, then all tests, with one local cloud for those that need it; says what each part took."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local.cloud import free_port
from local.paths import ROOT, STATE
from local.say import LocalError, run_main, say
from local.up import StopRequested, running_stack, stop_on_signals

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


@dataclass
class Suite:
    """The parts that have run: their names, seconds and whether they passed."""

    parts: list[tuple[str, float, bool]] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[list[bool]]:
        """The part passed if it put nothing but True in the list that it is given, and raised nothing."""
        say(f"\n== {name}")
        started, passed = time.monotonic(), list[bool]()
        try:
            yield passed
        except LocalError as error:
            say(str(error))
            passed.append(False)
        self.parts.append((name, time.monotonic() - started, all(passed)))

    def summary(self) -> int:
        say("\n== What it took")
        for name, seconds, passed in self.parts:
            say(f"  {name:<24} {seconds:6.1f} s  {'passed' if passed else 'FAILED'}")
        say(f"  {'in all':<24} {sum(seconds for _, seconds, _ in self.parts):6.1f} s")
        return 0 if all(passed for _, _, passed in self.parts) else 1


def chromium() -> str:
    found = os.environ.get("GREENROOM_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None and MAC_BROWSER.exists():
        found = str(MAC_BROWSER)
    if found is None:
        raise LocalError(
            "The browser tests need Chromium: install it (on Debian: apt-get install chromium), "
            "or name yours with GREENROOM_CHROMIUM=/path/to/chromium."
        )
    return found


def clean_environment() -> dict[str, str]:
    """The developer's environment without the way to any AWS account."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
    env["AWS_EC2_METADATA_DISABLED"] = "true"
    return env


def pytest(env: dict[str, str], *arguments: str) -> bool:
    sys.stderr.flush()
    command = [sys.executable, "-m", "pytest", "-m", "not storm", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


def run_suite(suite: Suite) -> None:
    env = {**clean_environment(), "GREENROOM_CHROMIUM": chromium()}
    with suite.timed("checks") as passed:
        passed.append(subprocess.run([sys.executable, "-m", "local.check"], cwd=ROOT, check=False).returncode == 0)
    with suite.timed("unit and functional") as passed:
        passed.append(pytest(env, "tests/unit", "tests/functional"))
    with ExitStack() as cloud:
        with suite.timed("build and deploy") as passed:
            folder = STATE / "test"
            _, stack = cloud.enter_context(running_stack(free_port(), folder))
            stack.write(folder / "stack.json")
            env["GREENROOM_STACK"] = str(folder / "stack.json")
        if "GREENROOM_STACK" in env:
            for name in ("stack", "browser"):
                with suite.timed(name) as passed:
                    passed.append(pytest(env, f"tests/{name}"))


def main() -> int:
    stop_on_signals()
    suite = Suite()
    try:
        run_suite(suite)
    except StopRequested:
        say("\nStopped.")
        return 130
    return suite.summary()


if __name__ == "__main__":
    run_main(main)
