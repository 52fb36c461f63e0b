"""Makes .venv from uv.lock with Python 3.13 and uv, and installs either if it is missing.

Runs on Python 3.8 or newer.
"""

from __future__ import annotations  # this file must run on any Python that a machine has

import hashlib
import io
import json
import os
import platform
import shutil
import subprocess
import sys
import zipfile
from http.client import HTTPException
from pathlib import Path
from typing import NoReturn
from urllib.parse import urldefrag, urljoin
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".local"
OWN_UV = STATE / "uv" / "bin" / "uv"
UV_VERSION = "0.13.8"
INDEX = "https://pypi.org/simple"
WHEELS = {"Linux": "manylinux", "Darwin": "macosx"}
"""The words by which names of wheels tell the system."""
NEEDED = (3, 13)
NO_PYTHON = (
    "Greenroom needs Python 3.13, which was not found and which uv could not fetch: install it (for example "
    "`pyenv install 3.13`, or your system's package python3.13) and run make again."
)


def run(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, env=env, cwd=str(ROOT), capture_output=True, text=True, check=False)
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    raise SystemExit(1)


def is_needed_python(path: str, env: dict[str, str]) -> bool:
    found = run([path, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"], env)
    return found.returncode == 0 and found.stdout.strip() == "{}.{}".format(*NEEDED)


def pyenv_pythons() -> list[Path]:
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    return sorted(root.glob("versions/{}.{}.*/bin/python{}.{}".format(*NEEDED, *NEEDED)), reverse=True)


def find_python(env: dict[str, str]) -> str | None:
    """The path of a working Python 3.13: on PATH, in pyenv, or known to uv."""
    name = "python{}.{}".format(*NEEDED)
    candidates = [os.environ.get("GREENROOM_PYTHON"), shutil.which(name), *map(str, pyenv_pythons()), sys.executable]
    for candidate in candidates:
        if candidate and is_needed_python(candidate, env):
            return candidate
    for uv in (shutil.which("uv"), str(OWN_UV)):
        if uv and (path := python_of_uv(uv, env)):
            return path
    return None


def python_of_uv(uv: str, env: dict[str, str]) -> str | None:
    """The Python 3.13 that uv knows of on this machine."""
    found = run([uv, "python", "find", "--no-python-downloads", "--system", "{}.{}".format(*NEEDED)], env)
    path = found.stdout.strip()
    return path if found.returncode == 0 and is_needed_python(path, env) else None


def fetch_python(uv: str, env: dict[str, str]) -> str | None:
    """Download a Python 3.13 with uv, for this user only. Returns None if that fails."""
    print("Installing Python {}.{} with uv".format(*NEEDED), file=sys.stderr)
    installed = run([uv, "python", "install", "{}.{}".format(*NEEDED)], env)
    if installed.returncode != 0:
        print("".join(installed.stderr.splitlines(keepends=True)[-1:]).rstrip(), file=sys.stderr)
    return python_of_uv(uv, env)


def with_pyenv(python: str, env: dict[str, str]) -> dict[str, str]:
    """The environment with pyenv's version set: without it pyenv's shims fail, and uv tries each python on PATH."""
    parts = Path(python).parts
    if ".pyenv" in python and "versions" in parts:
        return {**env, "PYENV_VERSION": parts[parts.index("versions") + 1]}
    chosen = pyenv_pythons()
    return {**env, "PYENV_VERSION": chosen[0].parent.parent.name} if chosen else env


def find_uv(python: str, env: dict[str, str]) -> str:
    """uv on PATH if it works, else a pinned one in .local/uv."""
    own = OWN_UV
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and run([candidate, "--version"], env).returncode == 0:
            return candidate
    print(f"Installing uv {UV_VERSION} in .local/uv", file=sys.stderr)
    if any(uv_by_pip(interpreter, env) for interpreter in (python, sys.executable)) or uv_of_wheel(env):
        return str(own)
    stop(
        f"uv could not be installed from PyPI: see network and proxy, or install uv {UV_VERSION} "
        "(https://docs.astral.sh/uv/), and run make again."
    )


def uv_by_pip(interpreter: str, env: dict[str, str]) -> bool:
    """Install uv with pip. Returns whether that worked."""
    shutil.rmtree(str(OWN_UV.parent.parent), ignore_errors=True)
    if run([interpreter, "-m", "venv", str(OWN_UV.parent.parent)], env).returncode != 0:
        return False
    pip = [str(OWN_UV.parent / "python"), "-m", "pip", "install", "--quiet", "uv==" + UV_VERSION]
    return run(pip, env).returncode == 0


def uv_of_wheel(env: dict[str, str]) -> bool:
    """Unpack uv from its wheel: a bare Debian's or Ubuntu's Python has no pip. Returns whether uv starts."""
    try:
        wheel = download_wheel(env.get("PIP_INDEX_URL") or INDEX)
        with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
            program = archive.read(f"uv-{UV_VERSION}.data/scripts/uv")
    except (OSError, LookupError, ValueError, zipfile.BadZipFile, HTTPException):
        return False
    shutil.rmtree(str(OWN_UV.parent.parent), ignore_errors=True)
    OWN_UV.parent.mkdir(parents=True)
    OWN_UV.write_bytes(program)
    OWN_UV.chmod(0o755)
    return run([str(OWN_UV), "--version"], env).returncode == 0


def download_wheel(index: str) -> bytes:
    """The wheel of uv for this machine. Raises LookupError if there is none, ValueError if its hash is another."""
    page = index.rstrip("/") + "/uv/"
    listed = json.loads(download(page, "application/vnd.pypi.simple.v1+json"))["files"]
    words = (f"uv-{UV_VERSION}-", WHEELS[platform.system()], platform.machine(), ".whl")
    file = next((file for file in listed if all(word in file["filename"] for word in words)), None)
    if file is None:
        raise LookupError(f"no wheel for {platform.machine()}")
    wheel = download(urldefrag(urljoin(page, file["url"])).url, "*/*")
    if hashlib.sha256(wheel).hexdigest() != file["hashes"]["sha256"]:
        raise ValueError(file["filename"])
    return wheel


def download(address: str, kind: str) -> bytes:
    with urlopen(Request(address, headers={"Accept": kind}), timeout=60) as answer:
        content: bytes = answer.read()
    return content


def sync(uv: str, python: str, env: dict[str, str]) -> None:
    lock = (ROOT / "uv.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    known = STATE / "bootstrap.json"
    wanted = {
        "uv": uv,
        "python": python,
        "pyenv_version": env.get("PYENV_VERSION", ""),
        "machine": platform.machine(),
        "lock": hashlib.sha256(lock).hexdigest(),
    }
    venv_python = ROOT / ".venv" / "bin" / "python"
    if known.exists() and json.loads(known.read_text()) == wanted and is_needed_python(str(venv_python), env):
        return
    print("Installing what Greenroom needs into .venv", file=sys.stderr)
    synced = run([uv, "sync", "--locked", "--quiet", "--python", python, "--no-python-downloads"], env)
    if synced.returncode != 0:
        last = synced.stderr.strip().splitlines()[-1:] or ["uv sync failed"]
        stop("The packages could not be installed: " + last[0])
    STATE.mkdir(exist_ok=True)
    known.write_text(json.dumps(wanted, indent=2) + "\n")


def main() -> None:
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    env.pop("PYTHONHOME", None)
    python = find_python(env) or fetch_python(find_uv(sys.executable, env), env)
    if python is None:
        stop(NO_PYTHON)
    env = with_pyenv(python, env)
    sync(find_uv(python, env), python, env)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except OSError as failure:
        stop(f"Greenroom could not be set up: {failure}")
