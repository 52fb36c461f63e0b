"""Runs `sam build` and compiles bytecode: in .aws-sam for AWS, in .local/sam for the local cloud."""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from greenroom.templating import compile_templates
from local.bytecode import assert_artefact, compile_artefact, leave_out_unused_tables
from local.paths import REGION, ROOT, STATE, TEMPLATE
from local.say import LocalError, run_main, step
from local.tools import TOOLS_FILE, bootstrap, plain_environment, tool

SOURCES = ("template.yaml", "layers", "functions")


@dataclass(frozen=True)
class Target:
    """The target of a build: Lambda's architecture, uv's platform, and the folder."""

    architecture: str
    platform: str
    folder: Path

    @property
    def template(self) -> Path:
        return self.folder / "build" / "template.yaml"


def for_aws() -> Target:
    return Target("arm64", "aarch64-manylinux_2_28", ROOT / ".aws-sam")


def for_this_machine() -> Target:
    is_arm = platform.machine() in {"arm64", "aarch64"}
    system = "apple-darwin" if sys.platform == "darwin" else "manylinux_2_28"
    name = f"{'aarch64' if is_arm else 'x86_64'}-{system}"
    return Target("arm64" if is_arm else "x86_64", name, STATE / "sam")


def for_containers() -> Target:
    """The build for Lambda's containers on this machine's processor. On Linux it is the local cloud's build."""
    here = for_this_machine()
    if platform.system() != "Darwin":
        return here
    return Target(here.architecture, here.platform.replace("apple-darwin", "manylinux_2_28"), STATE / "sam-linux")


def build_environment(target: Target) -> dict[str, str]:
    return {
        **plain_environment(),
        "UV": bootstrap()["uv"],
        "GREENROOM_PLATFORM": target.platform,
        "SAM_CLI_TELEMETRY": "0",
        "AWS_DEFAULT_REGION": REGION,
    }


def source_files() -> Iterator[Path]:
    for name in SOURCES:
        top = ROOT / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path
    yield TOOLS_FILE


def fingerprint(target: Target) -> str:
    """A hash that changes with every input of the build."""
    digest = hashlib.sha256(f"{target.platform} {sys.version}".encode())
    for path in source_files():
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_mode}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def artefacts(target: Target) -> list[Path]:
    return sorted(path for path in (target.folder / "build").iterdir() if path.is_dir())


@contextmanager
def alone_with(target: Target) -> Iterator[None]:
    """Held during a build or a deployment: `make up` and a test run may use the same folder."""
    target.folder.mkdir(parents=True, exist_ok=True)
    with (target.folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def build(target: Target) -> Path:
    """Build, unless nothing changed since the last build. Returns the path of the built template."""
    if not TEMPLATE.exists():
        raise LocalError("template.yaml is missing: run make in the project's folder.")
    stamp, wanted = target.folder / "built.txt", fingerprint(target)
    if target.template.exists() and stamp.exists() and stamp.read_text() == wanted:
        return target.template
    tool("sam")
    with step(f"Building for {target.architecture}"):
        stamp.unlink(missing_ok=True)
        sam_build(target)
        for artefact in artefacts(target):
            for ours in ("functions", "python/greenroom"):  # a package may have a folder of that name, too
                for templates in (artefact / ours).rglob("templates"):
                    compile_templates(templates)
            leave_out_unused_tables(artefact)
            compile_artefact(artefact)
            assert_artefact(artefact, target.architecture)
        stamp.write_text(wanted)
    return target.template


def sam_build(target: Target) -> None:
    log = STATE / "build.log"
    command = [
        tool("sam"), "build", "--template-file", str(TEMPLATE),
        "--build-dir", str(target.folder / "build"), "--cache-dir", str(target.folder / "cache"),
        "--cached", "--parallel", "--region", REGION,
        "--parameter-overrides", f"ParameterKey=Architecture,ParameterValue={target.architecture}",
    ]  # fmt: skip
    if not shutil.which("make", path=os.environ.get("PATH")):
        raise LocalError("make was not found: install it (on Debian: apt-get install make) and try again.")
    STATE.mkdir(exist_ok=True)
    with log.open("w") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=build_environment(target), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        raise LocalError(f"sam build failed: {last_line(log)} (all of it in {log.relative_to(ROOT)})")


def last_line(log: Path) -> str:
    """The last line of a log with text."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("Error") or "error" in line.lower()]
    return (errors or lines or ["nothing was written"])[-1]


def main() -> int:
    with alone_with(for_aws()):
        build(for_aws())
    return 0


if __name__ == "__main__":
    run_main(main)
