"""Each make target reaches the local cloud without the proxy that a developer may have."""

import shutil
import subprocess
from pathlib import Path

import pytest

from local.paths import ROOT

HERE = "localhost,127.0.0.1,.localhost"


@pytest.mark.parametrize(
    ("given", "passed_on"),
    [
        ({}, HERE),
        ({"NO_PROXY": "acme.example"}, f"acme.example,{HERE}"),
        ({"no_proxy": "acme.example, b.example"}, f"acme.example,b.example,{HERE}"),
        ({"no_proxy": "b.example", "NO_PROXY": "acme.example"}, f"b.example,acme.example,{HERE}"),
        ({"NO_PROXY": "*"}, "*"),
    ],
)
def test_no_proxy_is_used_for_this_machine(given: dict[str, str], passed_on: str, tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f'include {ROOT}/Makefile\nshow:\n\t@echo "$$NO_PROXY|$$no_proxy"\n')
    make = [str(shutil.which("make")), "-f", str(makefile), "show"]
    done = subprocess.run(make, env={"PATH": "/usr/bin:/bin", **given}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{passed_on}|{passed_on}"
