import compileall
import py_compile
from pathlib import Path

import pytest

from local.bytecode import (
    assert_artefact,
    compile_artefact,
    leave_out_unused_tables,
    machine_of,
    of_another_machine,
    without_bytecode,
)
from local.say import LocalError


def an_artefact(folder: Path) -> Path:
    (folder / "python").mkdir(parents=True)
    (folder / "python" / "one.py").write_text("ONE = 1\n")
    (folder / "python" / "two.py").write_text("TWO = 2\n")
    return folder


def a_library(path: Path, machine: int) -> Path:
    path.write_bytes(b"\x7fELF" + bytes(14) + machine.to_bytes(2, "little"))
    return path


def test_every_module_of_a_compiled_artefact_has_bytecode(tmp_path: Path) -> None:
    artefact = an_artefact(tmp_path)
    compile_artefact(artefact)
    assert without_bytecode(artefact) == []


def test_bytecode_names_the_place_that_lambda_unpacks_a_layer_to(tmp_path: Path) -> None:
    artefact = an_artefact(tmp_path)
    compile_artefact(artefact)
    compiled = next((artefact / "python" / "__pycache__").glob("one.*.pyc")).read_bytes()
    assert b"/opt/python/one.py" in compiled
    assert str(tmp_path).encode() not in compiled


def test_bytecode_that_is_checked_by_time_does_not_count(tmp_path: Path) -> None:
    artefact = an_artefact(tmp_path)
    timed = py_compile.PycInvalidationMode.TIMESTAMP
    compileall.compile_dir(artefact, quiet=2, invalidation_mode=timed)
    assert [path.name for path in without_bytecode(artefact)] == ["one.py", "two.py"]


def test_bytecode_of_an_older_source_does_not_count(tmp_path: Path) -> None:
    artefact = an_artefact(tmp_path)
    compile_artefact(artefact)
    (artefact / "python" / "two.py").write_text("TWO = 22\n")
    with pytest.raises(LocalError, match=r"two\.py has no valid bytecode"):
        assert_artefact(artefact, "arm64")


@pytest.mark.parametrize(("machine", "name"), [(62, "x86_64"), (183, "arm64"), (3, "other")])
def test_the_machine_of_a_library_is_read_from_its_header(tmp_path: Path, machine: int, name: str) -> None:
    assert machine_of(a_library(tmp_path / "a.so", machine)) == name


def test_a_library_of_another_machine_is_refused(tmp_path: Path) -> None:
    library = a_library(tmp_path / "_core.cpython-313-x86_64-linux-gnu.so", 62)
    assert list(of_another_machine(tmp_path, "arm64")) == [library]
    assert list(of_another_machine(tmp_path, "x86_64")) == []


def test_a_library_of_another_python_is_refused(tmp_path: Path) -> None:
    library = a_library(tmp_path / "_core.cpython-312-aarch64-linux-gnu.so", 183)
    assert list(of_another_machine(tmp_path, "arm64")) == [library]


def test_a_library_that_names_no_python_is_accepted(tmp_path: Path) -> None:
    a_library(tmp_path / "libz.so", 183)
    assert list(of_another_machine(tmp_path, "arm64")) == []


def test_an_artefact_keeps_only_the_tables_from_asian_glyphs_to_characters(tmp_path: Path) -> None:
    tables = tmp_path / "pdfminer" / "cmap"
    tables.mkdir(parents=True)
    for name in ("to-unicode-Adobe-GB1.json.gz", "GBK-EUC-H.json.gz", "README.txt"):
        (tables / name).touch()

    leave_out_unused_tables(tmp_path)

    assert sorted(path.name for path in tables.iterdir()) == ["README.txt", "to-unicode-Adobe-GB1.json.gz"]
