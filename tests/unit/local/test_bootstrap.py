"""If Python 3.13 or uv is missing, `make` installs it."""

import hashlib
import io
import json
import os
import platform
import sys
import zipfile
from pathlib import Path

import pytest

from local import bootstrap
from local.bootstrap import fetch_python, python_of_uv, uv_of_wheel


def a_uv(folder: Path, *, can_download: bool) -> str:
    """A uv without a Python until it has installed one, which is the Python of this test."""
    python = folder / "python3.13"
    install = f'ln -s "{sys.executable}" "{python}"' if can_download else "echo 'error: no network' >&2; exit 2"
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
    assert capsys.readouterr().err == "Installing Python 3.13 with uv\nerror: no network\n"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package index with a wheel of uv for this machine. The clone's own uv is in tmp_path."""
    monkeypatch.setattr(bootstrap, "OWN_UV", tmp_path / "own" / "bin" / "uv")
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"uv-{bootstrap.UV_VERSION}.data/scripts/uv", "#!/bin/sh\necho uv\n")
    system = bootstrap.WHEELS[platform.system()]
    name = f"uv-{bootstrap.UV_VERSION}-py3-none-{system}_2_17_{platform.machine()}.whl"
    (tmp_path / name).write_bytes(wheel.getvalue())
    (tmp_path / "uv").mkdir()
    file = {"filename": name, "url": f"../{name}", "hashes": {"sha256": hashlib.sha256(wheel.getvalue()).hexdigest()}}
    (tmp_path / "uv" / "index.json").write_text(json.dumps({"files": [file]}))
    return tmp_path


def serve(index: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment in which the index is used. Its files are read without a server."""

    def read(address: str, _kind: str) -> bytes:
        path = index / address.removeprefix("https://index.example/simple/")
        return (path / "index.json" if path.is_dir() else path).read_bytes()

    monkeypatch.setattr(bootstrap, "download", read)
    return {**os.environ, "PIP_INDEX_URL": "https://index.example/simple"}


def test_uv_comes_from_its_wheel_for_a_python_without_pip(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert uv_of_wheel(serve(index, monkeypatch))
    assert os.access(index / "own" / "bin" / "uv", os.X_OK)


def test_a_wheel_with_another_hash_is_not_unpacked(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    env = serve(index, monkeypatch)
    listed = index / "uv" / "index.json"
    listed.write_text(listed.read_text().replace('"sha256": "', '"sha256": "0'))
    assert not uv_of_wheel(env)
    assert not (index / "own").exists()
