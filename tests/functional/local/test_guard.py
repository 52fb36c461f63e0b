"""The local cloud never outlives whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from local.paths import ROOT

# A program that ignores a polite end and has a child, as the local cloud has its workers.
STUBBORN = """
import os, pathlib, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(f"{os.getpid()} {child.pid}")
time.sleep(600)
"""
STARTER = """
import subprocess, sys, time
guard = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, start_new_session=True)
time.sleep(600)
"""


def guarded(tmp_path: Path) -> list[str]:
    program = [sys.executable, "-c", STUBBORN, str(tmp_path / "pids")]
    return [sys.executable, "-m", "local.guard", str(tmp_path / "log"), *program]


def await_true(look: Callable[[], bool], seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not look() and time.monotonic() < deadline:
        time.sleep(0.02)
    return look()


def pids(tmp_path: Path) -> list[int]:
    written = tmp_path / "pids"
    assert await_true(lambda: written.exists() and len(written.read_text().split()) == 2)
    return [int(word) for word in written.read_text().split()]


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_closing_the_guards_input_ends_the_program_and_its_children(tmp_path: Path) -> None:
    guard = subprocess.Popen(guarded(tmp_path), cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
    running = pids(tmp_path)
    assert guard.stdin is not None
    guard.stdin.close()
    guard.wait(15)
    assert await_true(lambda: all(map(is_gone, running)))


def test_killing_the_starter_outright_leaves_nothing_running(tmp_path: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER, *guarded(tmp_path)], cwd=ROOT)
    running = pids(tmp_path)
    os.kill(starter.pid, signal.SIGKILL)
    starter.wait(5)
    assert await_true(lambda: all(map(is_gone, running)))
