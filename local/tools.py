"""Runs uv and the pinned tools, each tool from an environment of its own."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from local.paths import BOOTSTRAP, ROOT, TOOLS
from local.say import LocalError, say

TOOLS_FILE = Path(__file__).with_name("tools.toml")
# The only variables that a tool gets of the developer's environment: no profile, no credentials, no PYTHONPATH.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "TMPDIR", "UV_CACHE_DIR")
CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "PIP_CERT")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")


def bootstrap() -> dict[str, str]:
    """Paths and versions that make found: `uv`, `python`, `pyenv_version`."""
    if BOOTSTRAP.exists():
        found: dict[str, str] = json.loads(BOOTSTRAP.read_text())
        return found
    uv = shutil.which("uv")
    if uv is None:
        raise LocalError("uv was not found: run make once, which sets everything up.")
    return {"uv": uv, "python": sys.executable, "pyenv_version": os.environ.get("PYENV_VERSION", "")}


def plain_environment() -> dict[str, str]:
    """The environment for child processes."""
    env = {name: os.environ[name] for name in (*PASSED_ON, *CERTIFICATES, *PROXIES) if name in os.environ}
    env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", os.defpath)])
    if version := bootstrap().get("pyenv_version"):
        env["PYENV_VERSION"] = version
    return env


def uv_command(*arguments: str) -> list[str]:
    return [bootstrap()["uv"], *arguments]


def tool(name: str) -> str:
    """The path of a pinned tool's command. Installs the tool if it is missing."""
    pins: dict[str, Any] = tomllib.loads(TOOLS_FILE.read_text())
    environment = pins[name].get("environment", name)
    packages: list[str] = pins[environment]["packages"]
    folder = TOOLS / environment
    stamp, wanted = folder / "greenroom.txt", "\n".join([sys.version, pins["resolved_at"], *packages])
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / f"{environment}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two make targets may install it at the same time
        if not (stamp.exists() and stamp.read_text() == wanted):
            install(folder, packages, pins["resolved_at"])
            stamp.write_text(wanted)
    return str(folder / "bin" / pins[name]["command"])


def install(folder: Path, packages: list[str], resolved_at: str) -> None:
    say(f"  Installing {packages[0]} in {folder.relative_to(ROOT)}")
    shutil.rmtree(folder, ignore_errors=True)
    for command in (
        uv_command("venv", "--quiet", "--no-python-downloads", "--python", bootstrap()["python"], str(folder)),
        uv_command(
            "pip", "install", "--quiet", "--python", str(folder / "bin" / "python"),
            "--exclude-newer", resolved_at, *packages,
        ),
    ):  # fmt: skip
        done = subprocess.run(command, env=plain_environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
            raise LocalError(f"{packages[0]} could not be installed: {reason}")
