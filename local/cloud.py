"""Starts and stops the local cloud: MiniStack, in a process group of its own that ends with this process."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

from local.inbox import Inbox, open_inbox
from local.paths import REGION, ROOT
from local.say import LocalError, step
from local.tools import plain_environment, tool
from local.web import WebClient

READY_WITHIN_SECONDS = 60.0
# -P keeps this folder off the path: modules here have names of MiniStack's packages.
BOUNDED = Path(__file__).with_name("bounded_ministack.py")
# Passed to the Lambdas if they are set, so that a developer can try a model server.
MODEL_SETTINGS = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL")


@dataclass(frozen=True)
class Cloud:
    """A running local cloud; `folder` holds its log, its pid, its temporary files and the mail that was sent."""

    port: int
    folder: Path
    inbox: Inbox
    process: "subprocess.Popen[bytes]"

    @property
    def endpoint_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.folder / "ministack.log"

    def is_running(self) -> bool:
        return self.process.poll() is None


def bind_host() -> str:
    """The address at which the cloud listens. BIND_HOST=0.0.0.0 lets containers and other machines reach it."""
    return os.environ.get("BIND_HOST", "127.0.0.1")


def refuse_busy_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise LocalError(
                f"Port {port} is taken by another program: stop it, or choose another port, such as PORT={port + 1}."
            ) from error


PORTS = range(20_000, 32_000)
"""Ports that no system gives to outgoing connections: Linux begins with 32768, macOS and Windows with 49152."""


def free_port() -> int:
    """A port that is free now. The ports around it are not taken by an outgoing connection later.

    Raises LocalError when 100 ports by chance are taken.
    """
    for _ in range(100):
        port = PORTS.start + secrets.randbelow(len(PORTS))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise LocalError(f"No port between {PORTS.start} and {PORTS.stop} is free: end what listens there and try again.")


def cloud_environment(port: int, folder: Path) -> dict[str, str]:
    """MiniStack's environment. The Lambdas inherit it, so it has nothing of the developer's AWS configuration."""
    settings = {name: os.environ[name] for name in MODEL_SETTINGS if os.environ.get(name)}
    return {
        **with_node(plain_environment()),
        **settings,
        "GATEWAY_PORT": str(port),
        "BIND_HOST": bind_host(),
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_EXECUTOR": "local",
        "MINISTACK_REGION": REGION,
        "TMPDIR": str(folder / "tmp"),
    }


def with_node(environment: dict[str, str]) -> dict[str, str]:
    """The environment with Node on PATH, in which MiniStack runs CloudFront's functions: the machine's, or our own."""
    path = environment["PATH"]
    if shutil.which("node", path=path):
        return environment
    return {**environment, "PATH": os.pathsep.join([path, str(Path(tool("node")).parent)])}


@contextmanager
def running_cloud(port: int, folder: Path) -> Iterator[Cloud]:
    """Start a fresh cloud on `port` and wait for it. Files of an earlier run in `folder` are deleted first."""
    refuse_busy_port(port)
    ministack = [str(Path(tool("ministack")).with_name("python")), "-P", str(BOUNDED)]
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tmp").mkdir(parents=True)
    with open_inbox(f"http://127.0.0.1:{port}", folder / "mail", bind_host()) as inbox:
        guard = [sys.executable, "-m", "local.guard", str(folder / "ministack.log"), *ministack]
        process = subprocess.Popen(
            guard, cwd=ROOT, env=cloud_environment(port, folder), stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            (folder / "ministack.pid").write_text(f"{process.pid}\n")
            cloud = Cloud(port, folder, inbox, process)
            with step("Starting the local cloud"):
                await_ready(cloud)
            yield cloud
        finally:
            stop(process)


def await_ready(cloud: Cloud) -> None:
    deadline = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        if not cloud.is_running():
            break
        with suppress(httpx2.TransportError):
            if WebClient(timeout=2).get(f"{cloud.endpoint_url}/_ministack/ready").status == 200:
                return
        time.sleep(0.1)
    raise LocalError(f"The local cloud did not start: see {cloud.log}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Close the guard's input, whereupon the guard ends its process group."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
