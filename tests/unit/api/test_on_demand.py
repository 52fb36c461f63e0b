"""Modules with routes are imported by the first request that may be for them."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from greenroom.api.on_demand import ModulesOnDemand

PATHS = {"jobs": ("/jobs", "/jobs/<job_id>"), "slots": ("/slots/*",)}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "package_of_routes"
    folder.mkdir()
    for name in ("__init__", *PATHS):
        (folder / f"{name}.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("package_of_routes")]:
        del sys.modules[name]


def loaded() -> set[str]:
    return {name for name in PATHS if f"package_of_routes.{name}" in sys.modules}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("/jobs", {"jobs"}),
        ("/jobs/", {"jobs"}),
        ("/jobs/job_1", {"jobs"}),
        ("/jobs/job_1/matches", set()),
        ("/slots", {"slots"}),
        ("/slots/slot_1/close", {"slots"}),
        ("/slot", set()),
        ("/", set()),
    ],
)
def test_a_path_loads_what_may_have_it_and_nothing_else(package: Path, path: str, names: set[str]) -> None:
    ModulesOnDemand("package_of_routes", PATHS).load_for(path)
    assert loaded() == names


def test_all_are_loaded_for_who_lists_them(package: Path) -> None:
    ModulesOnDemand("package_of_routes", PATHS).load_all()
    assert loaded() == set(PATHS)


def test_a_module_that_failed_to_load_is_loaded_again(package: Path) -> None:
    modules = ModulesOnDemand("package_of_routes", PATHS)
    (package / "jobs.py").write_text("raise OSError('unreadable')")
    with pytest.raises(OSError, match="unreadable"):
        modules.load_for("/jobs")
    (package / "jobs.py").write_text("# mended, so that its size differs")
    modules.load_for("/jobs")
    assert loaded() == {"jobs"}
