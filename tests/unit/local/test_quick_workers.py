"""The local cloud's processes for functions: their logs, and what they share."""

import os
import queue
import tempfile
import zipfile
from pathlib import Path
from threading import Timer
from types import SimpleNamespace

import pytest

from local.quick_workers import AT_MOST_SECONDS, SharedArchive, lines_of_call


def test_lines_still_on_their_way_are_waited_for() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe, os.fdopen(writing, "w") as function:
        worker = SimpleNamespace(_stderr_queue=queue.Queue(), _proc=SimpleNamespace(stderr=pipe))
        worker._stderr_queue.put("first")
        function.write("second\n")
        function.flush()
        reader = Timer(0.02, lambda: worker._stderr_queue.put(pipe.readline().rstrip()))
        reader.start()

        assert lines_of_call(worker) == "first\nsecond"
        reader.join()


def test_a_call_that_wrote_nothing_ends_also_where_its_process_is_gone() -> None:
    assert lines_of_call(SimpleNamespace(_stderr_queue=queue.Queue(), _proc=None)) == ""


def test_lines_that_nobody_reads_hold_nothing_up_for_long() -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as pipe, os.fdopen(writing, "w") as function:
        function.write("stuck\n")
        function.flush()
        worker = SimpleNamespace(_stderr_queue=queue.Queue(), _proc=SimpleNamespace(stderr=pipe))
        assert lines_of_call(worker) == ""
    assert AT_MOST_SECONDS < 1


def test_two_processes_share_one_unpacked_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as made:
        made.writestr("handler.py", "ANSWER = 1")
        made.writestr("greenroom/clock.py", "NOW = 2")
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        with SharedArchive(tmp_path / "code.zip") as archive:
            assert sorted(archive.namelist()) == ["greenroom", "handler.py"]
            archive.extractall(tmp_path / name)

        assert (tmp_path / name / "greenroom" / "clock.py").read_text() == "NOW = 2"
        assert (tmp_path / name / "handler.py").read_text() == "ANSWER = 1"
    assert (tmp_path / "one" / "handler.py").resolve() == (tmp_path / "two" / "handler.py").resolve()


def test_another_version_of_a_function_is_unpacked_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for version in ("first", "second"):
        with zipfile.ZipFile(tmp_path / "code.zip", "w") as made:
            made.writestr("handler.py", version)
        (tmp_path / version).mkdir()
        with SharedArchive(tmp_path / "code.zip") as archive:
            archive.extractall(tmp_path / version)
    assert [(tmp_path / one / "handler.py").read_text() for one in ("first", "second")] == ["first", "second"]
