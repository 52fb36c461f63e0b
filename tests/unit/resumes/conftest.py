"""How much memory a child process takes, as the kernel counts it for that process alone.

`RUSAGE_CHILDREN` would not do: until it runs another program a child counts the memory of the process that started it.
"""

import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest

LOOKS_EVERY_SECONDS = 0.01


class _Watched(subprocess.Popen[bytes]):
    highest = 0
    looking: ClassVar[list[threading.Thread]] = []

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.looking.append(threading.Thread(target=self._look, daemon=True))
        self.looking[-1].start()

    def _look(self) -> None:
        # The peak only rises, so the last look before the end has all of it but what the last moment added.
        with suppress(OSError):
            while found := re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text()):
                _Watched.highest = max(_Watched.highest, int(found[1]) * 1024)
                time.sleep(LOOKS_EVERY_SECONDS)


@pytest.fixture
def peak_of_children(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """Bytes that the largest child of this test has held."""
    monkeypatch.setattr(_Watched, "highest", 0)
    monkeypatch.setattr(subprocess, "Popen", _Watched)

    def peak() -> int:
        assert _Watched.highest > 0, "no child was seen"
        return _Watched.highest

    yield peak
    while _Watched.looking:
        _Watched.looking.pop().join(timeout=10)
