"""Runs one program in a process group of its own, and ends the group when the starting process ends.

Started as `python -m local.guard LOG COMMAND...` with a pipe as standard input. The pipe closes when the starter ends,
even by kill -9, so no process is orphaned.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

GRACE_SECONDS = 3.0


def hold(log: Path, command: list[str]) -> int:
    """Run the command until it ends or standard input closes. Returns its exit status."""
    signal.signal(signal.SIGTERM, lambda *_: None)  # the signal goes to the group; this process stays
    with log.open("ab") as output:
        program = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    threading.Thread(target=stop_at_end_of_input, args=[program], daemon=True).start()
    return program.wait()


def stop_at_end_of_input(program: "subprocess.Popen[bytes]") -> None:
    sys.stdin.buffer.read()
    os.killpg(0, signal.SIGTERM)
    try:
        program.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        program.kill()


def main() -> None:
    try:
        status = hold(Path(sys.argv[1]), sys.argv[2:])
        sys.stderr.flush()
    finally:
        # Ends processes that the program left in its group, this process included.
        os.killpg(0, signal.SIGKILL)
    sys.exit(status)


if __name__ == "__main__":
    main()
