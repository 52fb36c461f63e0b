"""Generators of clients, run on the OpenAPI document: openapi-python-client and openapi-typescript."""

import fcntl
import os
import shutil
import subprocess
from pathlib import Path

from local.paths import ROOT, TOOLS
from local.say import LocalError, say
from local.tools import plain_environment, tool

DOCUMENT = ROOT / "functions" / "recruiter_api" / "openapi.json"
PACKAGES = ROOT / "tests" / "clients"
"""The folder of package.json and package-lock.json, which pin the packages from npm."""
NPM_FILES = ("package.json", "package-lock.json")


def python_client(folder: Path) -> Path:
    """Generate the package `greenroom_api` into a folder. Returns a Python that can import it."""
    generator = Path(tool("openapi-python-client"))
    run([str(generator), "generate", "--path", str(DOCUMENT), "--meta", "none",
         "--output-path", str(folder / "greenroom_api")], folder, first_on_path=generator.parent)  # fmt: skip
    return generator.with_name("python")


def compile_typescript(program: Path, folder: Path) -> None:
    """Generate types into a folder and compile a program that imports them.

    Raises LocalError with the compiler's output.
    """
    node, packages = node_packages()
    generator = packages / "openapi-typescript" / "bin" / "cli.js"
    run([str(node), str(generator), str(DOCUMENT), "--output", str(folder / "api.d.ts")], folder)
    shutil.copy(program, folder / program.name)
    compiler = packages / "typescript" / "bin" / "tsc"
    options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022"]
    run([str(node), str(compiler), *options, str(folder / program.name)], folder)


def node_packages() -> tuple[Path, Path]:
    """Paths of Node and of the pinned packages, which are installed where they are missing."""
    npm = Path(tool("npm"))
    folder = TOOLS / "typescript"
    wanted = "\n".join((PACKAGES / name).read_text() for name in NPM_FILES)
    stamp = folder / "greenroom.txt"
    with (TOOLS / "typescript.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (stamp.exists() and stamp.read_text() == wanted):
            say(f"  Installing openapi-typescript in {folder.relative_to(ROOT)}")
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in NPM_FILES:
                shutil.copy(PACKAGES / name, folder / name)
            run([str(npm), "ci", "--no-audit", "--no-fund", "--ignore-scripts"], folder, first_on_path=npm.parent)
            stamp.write_text(wanted)
    return npm.with_name("node"), folder / "node_modules"


def run(command: list[str], folder: Path, *, first_on_path: Path | None = None) -> str:
    """Run a command and return its output. Raises LocalError with the output where the command failed."""
    env = plain_environment() | {name: value for name, value in os.environ.items() if name in ALSO_PASSED_ON}
    if first_on_path is not None:
        env["PATH"] = os.pathsep.join([str(first_on_path), env["PATH"]])
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise LocalError(f"{Path(command[0]).name} failed:\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


ALSO_PASSED_ON = frozenset({"NODE_EXTRA_CA_CERTS", "NPM_CONFIG_REGISTRY", "npm_config_registry"})
