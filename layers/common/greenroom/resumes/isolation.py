"""Starts the child process, reads its output up to a limit of time and bytes, and ends it."""

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
from greenroom.resumes.limits import CPU_SECONDS, MAX_OUTPUT_BYTES, WALL_SECONDS
from greenroom.resumes.reasons import Unreadable

_ENOUGH = len(READY) + MAX_OUTPUT_BYTES
_PROGRAM = (
    "import sys; sys.path[:0] = sys.argv[3:]; "
    "from greenroom.resumes.child import main; main(sys.argv[1], int(sys.argv[2]))"
)


class ReaderBrokenError(RuntimeError):
    """The child ended before it opened the file. The deployment or a busy machine is at fault, not the résumé."""


class ChildFailedError(Exception):
    """The child failed on the file. `said` is the output that it had written by then."""

    def __init__(self, cause: Unreadable, said: bytes = b"") -> None:
        super().__init__(cause.name)
        self.cause = cause
        self.said = said


def command(kind: str, cpu_seconds: int = CPU_SECONDS) -> list[str]:
    """The command line of a child that reads files of this kind, and takes no more processor time than this.

    The child can import the standard library, this package and the folder in which pypdf is installed, in whichever
    Lambda layers those are.

    Raises ReaderBrokenError if pypdf is not installed.
    """
    pypdf = importlib.util.find_spec("pypdf")  # locates pypdf without importing it
    if pypdf is None or pypdf.origin is None:
        raise ReaderBrokenError("pypdf is not installed")
    package_root = Path(__file__).parents[2]
    importable = [str(package_root), str(Path(pypdf.origin).parents[1])]
    return [sys.executable, "-I", "-S", "-c", _PROGRAM, kind, str(cpu_seconds), *importable]


def run(argv: list[str], file: IO[bytes], *, wall_seconds: float = WALL_SECONDS) -> bytes:
    """Run a child on a file and return what it writes after READY, at most MAX_OUTPUT_BYTES.

    Raises ChildFailedError with the cause if the child writes more, takes longer than `wall_seconds` or dies, and
    ReaderBrokenError if it ends before READY. The child has ended in every case.
    """
    deadline = time.monotonic() + wall_seconds
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # the child shares the position, and Python's buffered reads have moved it
    child = subprocess.Popen(  # noqa: S603  # nosec B603  # the arguments are our own
        argv,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        # The child gets no credentials. Lambda's Python finds its shared library only by LD_LIBRARY_PATH.
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
    """Read the child's output up to its end, the deadline or one byte over the limit, whichever comes first."""
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
    """The child's exit status, or None if it still runs at the deadline."""
    try:
        return child.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return None


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole session, so that no process that it started survives."""
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
    if ended == -signal.SIGKILL:  # the kernel killed it for memory: our own kill comes after we read the status
        raise ChildFailedError(Unreadable.TOO_MUCH_MEMORY, answer)
    if ended != 0:
        raise ChildFailedError(Unreadable.DAMAGED)
    return answer
