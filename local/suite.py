"""`make test`: the checks and all tests, and the time of each part.

Parts run at the same time, so that no core is idle. Tests on the stack and in the browser mostly wait for answers, so
they run side by side, each with a local cloud of its own: a cloud hands over the records of a stream one at a time.
The clouds' folders with their logs, .local/test and .local/test-browser, stay until the next run. Parts that
compute run beside them at a lower priority. A part's output is kept and shown in one piece when it ends.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from local.browser import browsers_for_tests, node_of_playwright
from local.cloud import free_port
from local.paths import ROOT, STATE
from local.say import LocalError, run_main, say
from local.up import StopRequested, running_stack, stop_on_signals


@dataclass
class Suite:
    """The parts that have ended, with their seconds and whether they passed."""

    parts: list[tuple[str, float, bool]] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    @contextmanager
    def timed(self, name: str) -> Iterator[list[bool]]:
        """Time a part. It passed if it put only True in the given list, and raised nothing."""
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
        say(f"  {'in all':<24} {time.monotonic() - self.started:6.1f} s")
        return 0 if all(passed for _, _, passed in self.parts) else 1


def clean_environment() -> dict[str, str]:
    """The developer's environment, without access to any AWS account."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
    env["AWS_EC2_METADATA_DISABLED"] = "true"
    return env


def pytest(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", "-m", "not storm", *arguments]


def halves_without_cloud() -> list[list[str]]:
    """The test files that need no cloud, divided between two processes."""
    files = [
        str(path.relative_to(ROOT))
        for folder in ("unit", "functional", "providers")
        for path in sorted((ROOT / "tests" / folder).rglob("test_*.py"))
    ]
    return [files[::2], files[1::2]]


def giving_way(command: list[str], by: int) -> list[str]:
    """The command at a lower priority, so that it does not slow tests that wait for answers."""
    return ["nice", "-n", str(by), *command]


def passes(command: list[str], env: dict[str, str]) -> bool:
    sys.stderr.flush()
    return subprocess.run(command, cwd=ROOT, env=env, check=False).returncode == 0


class ConcurrentCommand:
    """A command that runs at the same time as others."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name, self.said = name, STATE / f"{name.replace(' ', '-')}.log"
        self._started = time.time()
        STATE.mkdir(exist_ok=True)
        with self.said.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        say(f"\n== {name}: running beside what follows; it is shown when it is done")

    def end(self, suite: Suite) -> None:
        """Wait for the command and show its output."""
        passed = self._process.wait() == 0
        # The command may have ended long ago: its last line of output was its result.
        suite.parts.append((self.name, self.said.stat().st_mtime - self._started, passed))
        say(f"\n== {self.name}")
        say(self.said.read_text(errors="replace"))

    def stop(self) -> None:
        """Stop the command, if it still runs."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextmanager
def beside(suite: Suite, name: str, command: list[str], env: dict[str, str]) -> Iterator[None]:
    """Run a command while inside. Leaving waits for it, unless the block raised."""
    running = ConcurrentCommand(name, command, env)
    try:
        yield
        running.end(suite)
    finally:
        running.stop()


def run_suite(suite: Suite) -> None:
    node = node_of_playwright()
    env = {**clean_environment(), **node, **browsers_for_tests(node)}
    env.pop("GREENROOM_STACK", None)
    with ExitStack() as running:
        for number, files in enumerate(halves_without_cloud(), 1):
            name = f"unit and functional {number}"
            running.enter_context(beside(suite, name, giving_way(pytest(*files), by=19), env))
        checks = [sys.executable, "-m", "local.check"]
        running.enter_context(beside(suite, "checks", giving_way(checks, by=10), dict(os.environ)))
        # Kept, because pytest ends the cloud alike after tests that failed.
        in_browser = {**env, "GREENROOM_TEST_FOLDER": str(STATE / "test-browser")}
        running.enter_context(beside(suite, "browser", pytest("tests/browser"), in_browser))
        run_on_stack(suite, env)


def run_on_stack(suite: Suite, env: dict[str, str]) -> None:
    """Run the tests on the stack, on a local cloud of their own."""
    folder = STATE / "test"
    with ExitStack() as running:
        with suite.timed("build and deploy") as passed:
            _, stack = running.enter_context(running_stack(free_port(), folder))
            stack.write(folder / "stack.json")
            passed.append(True)
        if all(passed):
            with suite.timed("stack") as passed:
                on_stack = {**env, "GREENROOM_STACK": str(folder / "stack.json")}
                passed.append(passes(pytest("tests/stack"), on_stack))


def main() -> int:
    stop_on_signals()
    # The tests start hundreds of processes, each of which would compile anew all that it imports.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    suite = Suite()
    try:
        run_suite(suite)
    except StopRequested:
        say("\nStopped.")
        return 130
    return suite.summary()


if __name__ == "__main__":
    run_main(main)
