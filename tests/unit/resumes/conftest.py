"""Measures memory and CPU time of child processes by the kernel's counts, and sets the parent's time limit.

`RUSAGE_CHILDREN` cannot be used for memory: until it runs another program, a child counts the memory of the process
that started it.
"""

import importlib
import re
import resource
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, ClassVar

import pytest

from greenroom.resumes import child, isolation
from greenroom.resumes.pdf import patches
from greenroom.resumes.reasons import Unreadable

LOOKS_EVERY_SECONDS = 0.01


class _Watched(subprocess.Popen[bytes]):
    highest = 0
    looking: ClassVar[list[threading.Thread]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.looking.append(threading.Thread(target=self._look, daemon=True))
        self.looking[-1].start()

    def _look(self) -> None:
        # The peak only rises, so the last sample before the end is nearly the final value.
        with suppress(OSError):
            while found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text()):
                _Watched.highest = max(_Watched.highest, int(found[1]) * 1024)
                time.sleep(LOOKS_EVERY_SECONDS)


@pytest.fixture
def peak_of_children(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """The peak memory of this test's largest child process in bytes."""
    monkeypatch.setattr(_Watched, "highest", 0)
    monkeypatch.setattr(subprocess, "Popen", _Watched)

    def peak() -> int:
        assert _Watched.highest > 0, "no child was seen"
        return _Watched.highest

    yield peak
    while _Watched.looking:
        _Watched.looking.pop().join(timeout=10)


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A parent that waits long for its child, so that the child's own limits decide and not the machine's load.

    On a machine with other work 5 s of the processor were measured to last 10 s.
    """
    monkeypatch.setattr(isolation, "run", partial(isolation.run, wall_seconds=120))


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Files are read in this process, by the reader that the child has: to start one takes longer than to read.

    For what a reader finds in a file. What becomes of a file that a reader cannot stand is tested with a child.
    """

    def run(argv: list[str], file: IO[bytes]) -> bytes:
        file.seek(0)
        reader = importlib.import_module(child.READERS[argv[0]])
        try:
            return b"".join(line.line() for line in reader.read(file.read()))
        except Exception as error:
            raise isolation.ChildFailedError(Unreadable.DAMAGED) from error

    monkeypatch.setattr(isolation, "command", lambda kind: [kind])
    monkeypatch.setattr(isolation, "run", run)
    yield
    patches.remove()


@pytest.fixture
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child with one second of the processor, which is time enough for a good résumé: the real limit costs five."""
    monkeypatch.setattr(isolation, "command", partial(isolation.command, cpu_seconds=1))


@pytest.fixture
def seconds_of_children() -> Callable[[], float]:
    """The CPU time in seconds of this test's child processes, after they have ended."""

    def taken() -> float:
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return children.ru_utime + children.ru_stime

    before = taken()
    return lambda: taken() - before
