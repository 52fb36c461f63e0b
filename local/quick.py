"""`make quick`: checks of changed files and the tests that import them, for use while working.

Changed files are those that differ from the last commit or, if none does, those of the last commit. SINCE=main
compares with another. Only `make test` runs all tests.
"""

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from local.check import code, module
from local.paths import ROOT
from local.say import LocalError, run_main, say

TESTS = (ROOT / "tests" / "unit", ROOT / "tests" / "functional")
ALWAYS = ("tests/unit/test_architecture.py", "tests/unit/test_documents.py", "tests/unit/test_permissions.py")
"""They check all code and the template, in 3 s."""
MOST_TEST_FILES = 25
"""Further tests are left to `make test`: half of all tests import the model of an interview."""


def git(*arguments: str) -> list[str]:
    """The lines of git's output. Raises LocalError with git's message if it fails."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"git {arguments[0]}: {done.stderr.strip()}")
    return done.stdout.splitlines()


def changed_files() -> list[Path]:
    """Files that differ and were not deleted."""
    since = os.environ.get("SINCE") or "HEAD"
    names = {*git("diff", "--name-only", since), *git("ls-files", "--others", "--exclude-standard")}
    if not names and since == "HEAD":
        names = set(git("diff", "--name-only", "HEAD~1"))
    return sorted(ROOT / name for name in names if (ROOT / name).is_file())


def module_name(path: Path) -> str:
    """The name by which tests import a file. The layer's folder is on their path."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    parts = parts[2:] if parts[:2] == ("layers", "common") else parts
    return ".".join(parts).removesuffix(".__init__")


def imported_by(path: Path) -> Iterator[str]:
    """The modules that a file imports, and the names that it imports from them."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def affected_tests(changed: Iterable[Path]) -> list[str]:
    """Changed tests and tests that import a changed module, at most MOST_TEST_FILES."""
    changed = list(changed)
    modules = {module_name(path) for path in changed if path.suffix == ".py"}
    named = [
        path for top in TESTS for path in sorted(top.rglob("test_*.py"))
        if path in changed or modules & set(imported_by(path))
    ]  # fmt: skip
    if len(named) > MOST_TEST_FILES:
        say(f"  {len(named)} files of tests name what changed; the first {MOST_TEST_FILES} are run")
    return list(dict.fromkeys([*ALWAYS, *(str(path.relative_to(ROOT)) for path in named[:MOST_TEST_FILES])]))


def commands(changed: list[Path]) -> Iterator[tuple[str, list[str]]]:
    python = [str(path.relative_to(ROOT)) for path in changed if path.suffix == ".py"]
    if python:
        yield "ruff format", module("ruff", "format", "--check", *python)()
        yield "ruff check", module("ruff", "check", "--quiet", *python)()
        # mypy checks all code, because other files may use what changed. Its cache makes that fast.
        yield "mypy --strict", module("mypy", *code())()
    tests = affected_tests(changed)
    options = ("-q", "--no-header", "-p", "no:cacheprovider", "-m", "not storm", "--durations=0", "--durations-min=5")
    yield f"{len(tests)} files of tests", [sys.executable, "-m", "pytest", *options, *tests]


def main() -> int:
    changed, started, failed = changed_files(), time.monotonic(), 0
    say(f"  {len(changed)} files changed")
    for name, command in commands(changed):
        began = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        word = "passed" if done.returncode == 0 else "FAILED"
        say(f"  {name} - {word}, {time.monotonic() - began:.1f} s")
        if done.returncode != 0:
            failed += 1
            say((done.stdout + done.stderr).strip())
    say(f"  in all {time.monotonic() - started:.1f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    run_main(main)
