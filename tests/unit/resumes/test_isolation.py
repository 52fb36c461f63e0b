"""The parent's treatment of a child process that misbehaves. The children here are single lines of Python."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from greenroom.resumes import isolation, limits
from greenroom.resumes.isolation import ChildFailedError, ReaderBrokenError
from greenroom.resumes.reasons import Unreadable
from local.recruiting import eventually

A_BUSY_MACHINE = 20
"""Additional seconds for a busy machine; the speed is measured elsewhere."""
READY = "import os, sys, time, signal; os.write(1, b'READY\\n'); "


@pytest.fixture
def pdf() -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(b"%PDF-1.7 a file")
        file.flush()
        yield file


def run(program: str, pdf: IO[bytes], wall_seconds: float = 5) -> bytes:
    return isolation.run([sys.executable, "-I", "-S", "-c", program], pdf, wall_seconds=wall_seconds)


def test_the_child_reads_the_file_from_its_start_wherever_the_parent_stopped(pdf: IO[bytes]) -> None:
    pdf.seek(4)
    pdf.read(3)

    assert run(READY + "os.write(1, sys.stdin.buffer.read())", pdf) == b"%PDF-1.7 a file"


@pytest.mark.parametrize(
    ("program", "cause"),
    [
        ("os.kill(os.getpid(), signal.SIGXCPU)", Unreadable.TOOK_TOO_LONG),
        ("os.kill(os.getpid(), signal.SIGKILL)", Unreadable.TOO_MUCH_MEMORY),
        ("os.kill(os.getpid(), signal.SIGSEGV)", Unreadable.DAMAGED),
        ("os.abort()", Unreadable.DAMAGED),
        ("sys.exit(1)", Unreadable.DAMAGED),
        ("raise MemoryError", Unreadable.DAMAGED),
        ("os.write(2, b'x' * 10_000_000); sys.exit(3)", Unreadable.DAMAGED),
    ],
)
def test_how_a_child_ended_says_why(program: str, cause: Unreadable, pdf: IO[bytes]) -> None:
    with pytest.raises(ChildFailedError) as failed:
        run(READY + program, pdf)

    assert failed.value.cause is cause


@pytest.mark.parametrize(
    "program",
    ["time.sleep(60)", "os.close(1); time.sleep(60)", "signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"],
)
def test_a_child_that_stays_is_ended_at_the_deadline(program: str, pdf: IO[bytes]) -> None:
    started = time.monotonic()

    with pytest.raises(ChildFailedError) as failed:
        run(READY + program, pdf, wall_seconds=2)

    assert failed.value.cause is Unreadable.TOOK_TOO_LONG
    assert time.monotonic() - started < 2 + A_BUSY_MACHINE, "and not after its own minute"


def test_a_file_has_less_than_six_seconds_where_nobody_says_how_many(pdf: IO[bytes]) -> None:
    started = time.monotonic()

    with pytest.raises(ChildFailedError) as failed:
        isolation.run([sys.executable, "-I", "-S", "-c", READY + "time.sleep(60)"], pdf)

    assert failed.value.cause is Unreadable.TOOK_TOO_LONG
    assert limits.WALL_SECONDS < 6
    assert limits.WALL_SECONDS <= time.monotonic() - started < limits.WALL_SECONDS + A_BUSY_MACHINE


def test_a_child_that_never_stops_talking_is_ended_after_a_megabyte(pdf: IO[bytes]) -> None:
    started = time.monotonic()

    with pytest.raises(ChildFailedError):
        run(READY + "\nwhile True: os.write(1, b'x' * 65536)", pdf, wall_seconds=60)

    assert time.monotonic() - started < A_BUSY_MACHINE, "and not at the deadline"


@pytest.mark.parametrize("program", ["", "print('hello')", "import sys; sys.exit(1)", "import time; time.sleep(60)"])
def test_a_child_that_was_never_ready_is_our_fault_and_not_the_files(program: str, pdf: IO[bytes]) -> None:
    with pytest.raises(ReaderBrokenError):
        run(program, pdf, wall_seconds=0.5)


def test_processes_that_the_child_started_end_with_it(pdf: IO[bytes], tmp_path: Path) -> None:
    note = tmp_path / "pid"
    grandchild = "import subprocess; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); "
    program = READY + grandchild + f"open({str(note)!r}, 'w').write(str(p.pid)); time.sleep(60)"

    with pytest.raises(ChildFailedError):
        run(program, pdf, wall_seconds=2)

    pid = int(note.read_text())
    eventually(lambda: not running(pid), "the end of what it started")


def running(pid: int) -> bool:
    """Whether the process still runs. A killed process may take a moment to end and to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_the_child_sees_no_credentials(pdf: IO[bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not for the child")

    said = run(READY + "import json; os.write(1, json.dumps(dict(os.environ)).encode())", pdf)

    assert set(json.loads(said)) <= {"LD_LIBRARY_PATH", "LC_CTYPE"}


def test_the_real_child_keeps_its_limits_and_loads_no_cipher_and_no_pictures(pdf: IO[bytes]) -> None:
    program, kind, *places = isolation.command("PDF")[4:]
    report = (
        "import json, resource as r, types, sys; from greenroom.resumes import child; "
        "reader = types.ModuleType('reader'); sys.modules['reader'] = reader; child.READERS['PDF'] = 'reader'; "
        "line = lambda: json.dumps({n: r.getrlimit(getattr(r, n))[0] for n in ('RLIMIT_CPU', 'RLIMIT_AS', "
        "'RLIMIT_FSIZE', 'RLIMIT_NPROC', 'RLIMIT_CORE', 'RLIMIT_NOFILE')} | {'ciphers': sys.modules.get("
        "'cryptography'), 'pictures': sys.modules.get('PIL')}).encode(); "
        "reader.read = lambda content: [types.SimpleNamespace(line=line)]; "
    )
    watched = program.replace("from greenroom.resumes.child", report + "from greenroom.resumes.child", 1)

    said = json.loads(isolation.run([sys.executable, "-I", "-S", "-c", watched, kind, *places], pdf))

    assert said == {
        "RLIMIT_CPU": limits.CPU_SECONDS,
        "RLIMIT_AS": limits.ADDRESS_SPACE_BYTES,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": limits.OPEN_FILES,
        "ciphers": None,
        "pictures": None,
    }
