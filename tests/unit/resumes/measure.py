"""Measures pypdf's CPU time and memory for the corpus, without limits and with them, in about two minutes.

`PYTHONPATH=.:layers/common python -m tests.unit.resumes.measure`. Without limits each file gets its own process,
6 GiB and 60 s; with them it goes through `read_resume`.
"""

import io
import logging
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import pypdf

from greenroom.resumes.reading import read_resume
from tests import pdfs

FILES: dict[str, Callable[[], bytes]] = {
    maker.__name__: maker
    for maker in (
        pdfs.a_resume,
        pdfs.noise,
        pdfs.many_pages,
        pdfs.nested_forms,
        pdfs.operations,
        pdfs.blank_operations,
        pdfs.hexadecimal,
        pdfs.object_stream,
        pdfs.one_huge_stream,
        pdfs.fonts_of_blanks,
    )
} | {"fonts_of_blanks_100": lambda: pdfs.fonts_of_blanks(100)}


def unlimited(pdf: bytes, answer: Connection) -> None:
    """Seconds of CPU and MiB of memory that pypdf's defaults take for the first 20 pages."""
    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    before = time.process_time()
    try:
        for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[:20]:
            page.extract_text()
        outcome = "read"
    except Exception as broken:  # noqa: BLE001  # what it is called is what is wanted
        outcome = type(broken).__name__
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    answer.send((time.process_time() - before, peak, outcome))


def measured_unlimited(pdf: bytes) -> str:
    """One cell of the table."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=unlimited, args=(pdf, there))
    process.start()
    cell = "more than 60 s"
    if here.poll(60):
        seconds, peak, outcome = here.recv()
        cell = f"{seconds:5.1f} s {peak:5} MiB {outcome}"
    process.kill()
    process.join()
    return cell


def main() -> None:
    """Prints a table row a file."""
    for name, maker in FILES.items():
        pdf = maker()
        raw = measured_unlimited(pdf)
        started = time.monotonic()
        outcome = read_resume(pdf)
        took = time.monotonic() - started
        label = outcome.cause.name if outcome.cause else outcome.status.name
        sys.stdout.write(f"{name:20} {len(pdf) / 1000:7.1f} KB | {raw:36} | {took:4.2f} s {label}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
