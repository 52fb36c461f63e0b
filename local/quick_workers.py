"""Makes MiniStack's processes for functions faster: they share unpacked archives and do not wait for log lines.

MiniStack's own processes unpack the function and its layers each time, and a call without a log line waits 50 ms
for one.
MiniStack's own Python runs this module, so it uses only the standard library.
"""

import array
import fcntl
import hashlib
import queue
import tempfile
import termios
import threading
import time
import zipfile
from pathlib import Path
from typing import IO, Any

QUIET_SECONDS = 0.003
"""After this time without a line, no line is left between the pipe and the queue."""
AT_MOST_SECONDS = 0.25

_unpacking = threading.Lock()


def unread(pipe: IO[str] | None) -> bool:
    """Whether the pipe has unread bytes."""
    if pipe is None or pipe.closed:
        return False
    waiting = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, waiting)
    return bool(waiting[0])


def lines_of_call(worker: Any) -> str:
    """The lines that a function wrote in the call that just ended. It wrote all of them before it answered."""
    lines: list[str] = []
    until = time.monotonic() + AT_MOST_SECONDS
    quiet_since = time.monotonic()
    while (now := time.monotonic()) < until:
        try:
            while True:
                lines.append(worker._stderr_queue.get_nowait())
                quiet_since = now
        except queue.Empty:
            pass
        process = worker._proc
        if process and unread(process.stderr):
            quiet_since = now
        elif now - quiet_since >= QUIET_SECONDS:
            break
        time.sleep(0.001)
    return "\n".join(lines)


def unpacked(archive: zipfile.ZipFile) -> Path:
    """The folder with the archive's content, which is unpacked once and shared by all processes."""
    with _unpacking:
        digest = hashlib.sha256(Path(str(archive.filename)).read_bytes()).hexdigest()
        folder = Path(tempfile.gettempdir(), f"unpacked-{digest[:32]}")
        if not folder.exists():
            half = folder.with_suffix(".half")
            zipfile.ZipFile.extractall(archive, half, zipfile.ZipFile.namelist(archive))
            half.rename(folder)
        return folder


class SharedArchive(zipfile.ZipFile):
    """An archive that is extracted as links to its unpacked content, without a copy."""

    def namelist(self) -> list[str]:
        """The names of the links that extracting creates."""
        return [entry.name for entry in unpacked(self).iterdir()]

    def extractall(self, path: Any = None, *_: Any, **__: Any) -> None:
        for entry in unpacked(self).iterdir():
            Path(path, entry.name).symlink_to(entry)
