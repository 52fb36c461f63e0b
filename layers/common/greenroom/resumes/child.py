"""What runs inside the child process: limits first, then pypdf, then one line of JSON. The parent trusts none of it.

Protocol: a PDF comes in on file descriptor 0. Out on 1 go a line READY as soon as pypdf is loaded, and then one JSON
object as `extraction.extract` makes it.
"""

import json
import logging
import os
import resource
import sys

from greenroom.resumes import limits

READY = b"READY\n"


def main() -> None:
    """Reads one PDF under limits that the kernel keeps, and ends the process."""
    _limit_self()
    # pypdf alone: what it would load besides (pictures, ciphers) costs half the start and is not on Lambda either.
    for name in ("PIL", "cryptography", "Crypto"):
        sys.modules[name] = None  # type: ignore[assignment]  # documented: makes the import fail
    logging.disable(logging.CRITICAL)  # pypdf reports each repair, and quotes the file
    from greenroom.resumes import extraction  # noqa: PLC0415  # the limits come first

    # The bytecode is cached by now: from here on the process neither writes files nor starts programs.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os.write(1, READY)
    with open(0, "rb", closefd=False) as stdin:
        pdf = stdin.read(limits.MAX_FILE_BYTES + 1)
    _say(json.dumps(extraction.extract(pdf)).encode())
    os._exit(0)  # tidying up half a gigabyte of objects would only cost time


def _limit_self() -> None:
    """Before the file is touched. A soft CPU limit kills with SIGXCPU, which tells the parent why."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.CPU_SECONDS, limits.CPU_SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.OPEN_FILES, limits.OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses it: a developer's machine there has no limit on memory
        resource.setrlimit(resource.RLIMIT_AS, (limits.ADDRESS_SPACE_BYTES, limits.ADDRESS_SPACE_BYTES))


def _say(answer: bytes) -> None:
    while answer:
        answer = answer[os.write(1, answer) :]
