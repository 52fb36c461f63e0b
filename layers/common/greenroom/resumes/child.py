"""The child process that reads one file: it limits itself, loads a reader, and writes lines of JSON.

The file comes in on file descriptor 0. The child writes to file descriptor 1: the line READY once its reader is loaded,
then each line of the reader's report as soon as the reader has it, so that a process that a limit ends has already
written what it found. The parent process validates each line, because a hostile file may control the child.
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
"""Module of each `kinds.FileKind`; each module has a function `read`."""
_CIPHERS = {"cryptography", "Crypto"}
_NEVER_LOADED = {"PIL", "Crypto", "fontTools"}


def main(kind: str, cpu_seconds: int) -> None:
    """Read one file of this kind under limits that the kernel enforces, then end the process."""
    _limit_self(cpu_seconds)
    # Load no more than the reader needs: pictures and ciphers, which pypdf would import, take half of the start's time.
    for name in _NEVER_LOADED if kind == "ENCRYPTED_PDF" else _NEVER_LOADED | _CIPHERS:
        sys.modules[name] = None  # type: ignore[assignment]  # documented: makes the import fail
    logging.disable(logging.CRITICAL)  # pypdf logs each repair, with text of the file
    reader = importlib.import_module(READERS[kind])  # imported after the limits are set

    # The bytecode is cached by now: from here on the process neither writes files nor starts programs.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    os.write(1, READY)
    with open(0, "rb", closefd=False) as stdin:
        content = stdin.read(limits.MAX_FILE_BYTES + 1)
    for said in reader.read(content):
        _say(said.line())
    os._exit(0)  # freeing up to 512 MiB of objects would only take time


def _limit_self(cpu_seconds: int) -> None:
    """Set the process's limits, before it reads the file.

    At the soft CPU limit the kernel sends SIGXCPU, by which the parent sees why the child ended.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_NOFILE, (limits.OPEN_FILES, limits.OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses this limit, so memory is unlimited on a developer's Mac
        resource.setrlimit(resource.RLIMIT_AS, (limits.ADDRESS_SPACE_BYTES, limits.ADDRESS_SPACE_BYTES))


def _say(answer: bytes) -> None:
    while answer:
        answer = answer[os.write(1, answer) :]
