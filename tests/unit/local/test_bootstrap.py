"""If Python 3.13 is missing, `make` installs it by uv."""

import os
import sys
from pathlib import Path

import pytest

from local.bootstrap import fetch_python, python_of_uv


def a_uv(folder: Path, *, can_download: bool) -> str:
    """A uv without a Python until it has installed one, which is the Python of this test."""
    python = folder / "python3.13"
    install = f'ln -s "{sys.executable}" "{python}"' if can_download else "exit 2"
    path = folder / "uv"
    path.write_text(f"""#!/bin/sh
case "$2" in
  install) {install} ;;
  find) if [ -e "{python}" ]; then echo "{python}"; else exit 2; fi ;;
esac
""")
    path.chmod(0o755)
    return str(path)


def test_a_missing_python_is_fetched_by_uv_and_found_from_then_on(tmp_path: Path) -> None:
    uv, env = a_uv(tmp_path, can_download=True), dict(os.environ)
    assert python_of_uv(uv, env) is None
    assert fetch_python(uv, env) == str(tmp_path / "python3.13")
    assert python_of_uv(uv, env) == str(tmp_path / "python3.13")


def test_without_a_download_by_uv_no_python_is_returned(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fetch_python(a_uv(tmp_path, can_download=False), dict(os.environ)) is None
    assert "Installing Python 3.13 with uv" in capsys.readouterr().err
