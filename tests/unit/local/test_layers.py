"""The layers are built in a clone whose path has a space."""

import shutil
import subprocess
from pathlib import Path

import pytest

from local.paths import ROOT

LAYERS = sorted(path.parent.name for path in (ROOT / "layers").glob("*/Makefile"))


@pytest.mark.parametrize("layer", LAYERS)
def test_make_finds_its_files_and_uv_in_a_path_with_a_space(layer: str, tmp_path: Path) -> None:
    clone = tmp_path / "été 2026" / "green room"
    for name in ("layer.mk", f"{layer}/Makefile"):
        (clone / "layers" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "layers" / name, clone / "layers" / name)
    uv = clone / ".local" / "uv" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    uv.touch()
    target = f"build-{layer.title()}Layer"
    make = [str(shutil.which("make")), "-n", "--makefile", str(clone / "layers" / layer / "Makefile"), target]

    # No uv on PATH: the clone's own is taken.
    done = subprocess.run(make, cwd=tmp_path, env={"PATH": "/none"}, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    command = done.stdout.partition(" pip install ")[0]
    assert Path(command.strip('"')).resolve() == uv
