"""Prepares an artefact for Lambda: removes unused files, adds bytecode, and checks the result."""

import importlib.util
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from local.say import LocalError

UNCHECKED_HASH = 0b01
ELF_MACHINES = {62: "x86_64", 183: "arm64"}


def leave_out_unused_tables(artefact: Path) -> None:
    """Delete the tables of pdfminer.six that nothing reads: 7 MB zipped, as much as all else of the artefact.

    A build without this step is larger, but works, too.
    """
    for table in (artefact / "pdfminer" / "cmap").glob("*.json.gz"):
        if not table.name.startswith("to-unicode-"):
            table.unlink()


def compile_artefact(artefact: Path) -> None:
    """Compile with unchecked hashes: Lambda's disk is read-only and gives all files the same time."""
    home = "/opt" if (artefact / "python").is_dir() else "/var/task"
    command = [sys.executable, "-m", "compileall", "-qq", "-f", "-j", "0", "-s", str(artefact), "-p", home]
    subprocess.run([*command, "--invalidation-mode", "unchecked-hash", str(artefact)], check=False)


def without_bytecode(artefact: Path) -> list[Path]:
    """The .py files that have no valid unchecked-hash .pyc of this interpreter's version."""
    return [source for source in sorted(artefact.rglob("*.py")) if not has_bytecode(source)]


def has_bytecode(source: Path) -> bool:
    compiled = Path(importlib.util.cache_from_source(str(source)))
    if not compiled.exists():
        return False
    head = compiled.read_bytes()[:16]
    if len(head) < 16:
        return False
    magic, flags, digest = head[:4], int.from_bytes(head[4:8], "little"), head[8:16]
    return (
        magic == importlib.util.MAGIC_NUMBER
        and flags == UNCHECKED_HASH
        and digest == importlib.util.source_hash(source.read_bytes())
    )


def machine_of(library: Path) -> str:
    """The architecture of a shared library: x86_64, arm64, or "other" for a file that is no 64-bit ELF."""
    head = library.read_bytes()[:20]
    if len(head) < 20 or head[:4] != b"\x7fELF":
        return "other"
    (machine,) = struct.unpack("<H", head[18:20])
    return ELF_MACHINES.get(machine, "other")


def of_another_machine(artefact: Path, architecture: str) -> Iterator[Path]:
    """The .so files that a Python 3.13 on `architecture` cannot load."""
    for library in sorted(artefact.rglob("*.so")):
        fits_python = "cpython-313-" in library.name or "abi3" in library.name or ".cpython" not in library.name
        if machine_of(library) != architecture or not fits_python:
            yield library


def assert_artefact(artefact: Path, architecture: str) -> None:
    """Raises LocalError with the first file that would be slow, or would not load, on Lambda."""
    if stale := without_bytecode(artefact):
        raise LocalError(f"{stale[0]} has no valid bytecode ({len(stale)} such files in {artefact.name}).")
    if foreign := next(of_another_machine(artefact, architecture), None):
        raise LocalError(f"{foreign} is not built for {architecture} and Python 3.13.")
