"""Starts the child process, listens to it for a bounded time and a bounded number of bytes, and ends it."""

import importlib.util
import os
import select
import signal
import subprocess  # nosec B404
import sys
import time
from pathlib import Path
from typing import IO, cast

from greenroom.resumes.child import READY
from greenroom.resumes.limits import MAX_OUTPUT_BYTES, WALL_SECONDS
from greenroom.resumes.reasons import Unreadable

_ENOUGH = len(READY) + MAX_OUTPUT_BYTES
_PROGRAM = "import sys; sys.path[:0] = sys.argv[2:]; from greenroom.resumes.child import main; main(sys.argv[1])"


class ReaderBrokenError(RuntimeError):
    """The child never got as far as the file: the deployment is at fault, or the machine too busy, not the résumé."""


class ChildFailedError(Exception):
    """The child came to grief over the file. `said` is what it had said by then."""

    def __init__(self, cause: Unreadable, said: bytes = b"") -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.said = said


def command(kind: str) -> list[str]:
    """The command line of a child that reads files of a kind.

    It sees the standard library, this package and what was installed with pypdf, wherever layers put them.

    Raises ReaderBrokenError where pypdf is not installed.
    """
    pypdf = importlib.util.find_spec("pypdf")  # finds, does not import
    if pypdf is None or pypdf.origin is None:
        raise ReaderBrokenError("pypdf is not installed")
    package_root = Path(__file__).parents[2]
    return [sys.executable, "-I", "-S", "-c", _PROGRAM, kind, str(package_root), str(Path(pypdf.origin).parents[1])]


def run(argv: list[str], file: IO[bytes], *, wall_seconds: float = WALL_SECONDS) -> bytes:
    """What the child says about the file after READY, at most MAX_OUTPUT_BYTES of it.

    Raises ChildFailedError with the cause where it says too much, takes too long or dies, and ReaderBrokenError where
    it does so before it was ready. Whatever happens, no process is left behind.
    """
    deadline = time.monotonic() + wall_seconds
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # the child shares the position, which Python's buffer may have moved on
    child = subprocess.Popen(  # noqa: S603  # nosec B603  # the arguments are our own
        argv,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # No credentials where hostile input is read. Lambda's python finds its shared library by this path alone.
        env={"LD_LIBRARY_PATH": str(Path(sys.base_prefix, "lib"))},
        start_new_session=True,
    )
    with child:
        try:
            said = _listen(child, deadline)
            ended = None if len(said) > _ENOUGH else _await_end(child, deadline)
        finally:
            _kill(child)
    return _judge(said, ended)


def _listen(child: subprocess.Popen[bytes], deadline: float) -> bytes:
    """Up to the end of its output, the deadline or one byte too many, whichever comes first."""
    pipe = cast(IO[bytes], child.stdout).fileno()
    said = bytearray()
    while len(said) <= _ENOUGH:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        heard = os.read(pipe, 65_536) if ready else b""
        if not heard:
            break
        said += heard
    return bytes(said)


def _await_end(child: subprocess.Popen[bytes], deadline: float) -> int | None:
    """Its exit status, or None where it still runs."""
    try:
        return child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The child's whole session, so that nothing it may have started survives it."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)


def _judge(said: bytes, ended: int | None) -> bytes:
    ready, answer = said.startswith(READY), said[len(READY) :]
    if not ready:
        raise ReaderBrokenError(f"the child process ended with {ended} before it was ready")
    if len(said) > _ENOUGH:
        raise ChildFailedError(Unreadable.DAMAGED)
    if ended is None or ended == -signal.SIGXCPU:
        raise ChildFailedError(Unreadable.TOOK_TOO_LONG, answer)
    if ended == -signal.SIGKILL:  # not by us, who look first: by the kernel, short of memory
        raise ChildFailedError(Unreadable.TOO_MUCH_MEMORY, answer)
    if ended != 0:
        raise ChildFailedError(Unreadable.DAMAGED)
    return answer
