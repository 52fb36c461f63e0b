"""What runs inside the child process: limits first, then a reader, then lines of JSON. The parent trusts none of it.

Protocol: a file comes in on file descriptor 0. Out on 1 go a line READY as soon as its reader is loaded, and then what
the reader says, each line when it is known: what was said before a limit ended the process is not lost.
"""

import importlib
import logging
import os
import resource
import sys

from greenroom.resumes import limits

READY = b"READY\n"
READERS = {
    "PDF": "greenroom.resumes.pdf.reading",
    "ENCRYPTED_PDF": "greenroom.resumes.pdf.reading",
    "DOCX": "greenroom.resumes.office.docx",
    "ODT": "greenroom.resumes.office.odt",
    "TEXT": "greenroom.resumes.plain",
}
"""By `kinds.Kind`; each has a function `read`."""
_CIPHERS = {"cryptography", "Crypto"}
_NEVER_LOADED = {"PIL", "Crypto", "fontTools"}


def main(kind: str) -> None:
    """Reads one file of this kind under limits that the kernel keeps, and ends the process."""
    _limit_self()
    # The reader alone: what pypdf would load besides (pictures, ciphers) costs half the start.
    for name in _NEVER_LOADED if kind == "ENCRYPTED_PDF" else _NEVER_LOADED | _CIPHERS:
        sys.modules[name] = None  # type: ignore[assignment]  # documented: makes the import fail
    logging.disable(logging.CRITICAL)  # pypdf reports each repair, and quotes the file
    reader = importlib.import_module(READERS[kind])  # the limits come first

    # The bytecode is cached by now: from here on the process neither writes files nor starts programs.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os.write(1, READY)
    with open(0, "rb", closefd=False) as stdin:
        content = stdin.read(limits.MAX_FILE_BYTES + 1)
    for said in reader.read(content):
        _say(said.line())
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
