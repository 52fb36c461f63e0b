"""The folder of a test run's local cloud stays where it was named, and goes otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from local import running


@contextmanager
def a_cloud_with_a_log(_port: int, folder: Path) -> Iterator[tuple[SimpleNamespace, SimpleNamespace]]:
    folder.mkdir()
    (folder / "functions.log").write_text("a line\n")
    yield SimpleNamespace(endpoint_url="http://127.0.0.1:9"), SimpleNamespace(region="us-east-1")


@pytest.fixture(autouse=True)
def clouds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "running_stack", a_cloud_with_a_log)
    monkeypatch.setattr(running, "STATE", tmp_path)
    monkeypatch.delenv("GREENROOM_STACK", raising=False)
    monkeypatch.delenv("GREENROOM_TEST_FOLDER", raising=False)


def test_a_named_folder_keeps_the_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREENROOM_TEST_FOLDER", str(tmp_path / "test-browser"))
    with running.a_running_stack():
        pass
    assert (tmp_path / "test-browser" / "functions.log").read_text() == "a line\n"


def test_a_folder_that_nobody_named_is_removed(tmp_path: Path) -> None:
    with running.a_running_stack():
        assert [one.name for one in tmp_path.glob("*/*")] == ["functions.log"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_stays_where_a_run_broke_off(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), running.a_running_stack():
        raise KeyboardInterrupt
    assert [one.name for one in tmp_path.glob("*/*")] == ["functions.log"]
