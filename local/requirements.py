"""Writes uv.lock, and from it each artefact's requirements.txt. With --check it names those that differ."""

import re
import subprocess
import sys
from pathlib import Path

from local.paths import ROOT
from local.say import LocalError, run_main, say
from local.tools import plain_environment, uv_command

COMMON = ROOT / "layers" / "common" / "requirements.txt"
MODEL = ROOT / "layers" / "model" / "requirements.txt"
PROVIDERS = ROOT / "layers" / "providers" / "requirements.txt"
PASSKEYS = ROOT / "layers" / "passkeys" / "requirements.txt"
RESUME = ROOT / "functions" / "parse_resume" / "requirements.txt"
ALL = (COMMON, MODEL, PROVIDERS, PASSKEYS, RESUME)
"""The third-party packages of each artefact."""

HEADER = "# Written by `make requirements` from uv.lock: edit pyproject.toml instead.\n"


def export(group: str, *, without: list[str]) -> str:
    """The packages of a dependency group, without those that another artefact contains."""
    left_out = [argument for name in without for argument in ("--no-emit-package", name)]
    command = uv_command(
        "export", "--locked", "--quiet", "--no-header", "--no-annotate", "--only-group", group, *left_out
    )
    done = subprocess.run(command, cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError("uv.lock does not match pyproject.toml: run `uv lock`.")
    return HEADER + done.stdout


def package_names(requirements: str) -> list[str]:
    return re.findall(r"^([A-Za-z0-9._-]+)==", requirements, re.MULTILINE)


def exports() -> dict[Path, str]:
    """Each committed requirements.txt with the content that it should have."""
    layer = export("layer", without=[])
    return {
        COMMON: layer,
        MODEL: export("model", without=package_names(layer)),
        PROVIDERS: export("providers", without=package_names(layer)),
        PASSKEYS: export("passkeys", without=package_names(layer)),
        RESUME: export("resume", without=[]),
    }


def lock() -> None:
    done = subprocess.run(
        uv_command("lock"), cwd=ROOT, env=plain_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise LocalError(f"uv lock failed: {done.stderr.strip()}")


def main() -> int:
    if "--check" not in sys.argv[1:]:
        lock()
    stale = {path: text for path, text in exports().items() if not path.exists() or path.read_text() != text}
    if "--check" in sys.argv[1:]:
        if stale:
            names = ", ".join(str(path.relative_to(ROOT)) for path in stale)
            raise LocalError(f"{names} differs from uv.lock: run `make requirements`.")
        return 0
    for path, text in stale.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        say(f"Wrote {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    run_main(main)
