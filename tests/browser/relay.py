"""A TURN server on this machine: node-turn from npm, pinned, fetched when a test needs it and kept beside the tools."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.cloud import free_port
from local.paths import STATE
from local.video_rooms import Side

VERSION = "0.0.6"
FOLDER = STATE / "tools" / "node-turn"
NODE, NPM = shutil.which("node"), shutil.which("npm")
PROGRAM = """
const Turn = require("node-turn");
const [address, port] = process.argv.slice(1);
new Turn({ authMech: "long-term", credentials: { room: "secret" }, listeningPort: Number(port), listeningIps: [address],
  relayIps: [address], debugLevel: "ERROR" }).start();
console.log("up");
"""


def own_address() -> str:
    """This machine's address on a network: browsers use no relay on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent
        return str(probe.getsockname()[0])


def fetched() -> bool:
    """Whether the server is there, now or from before."""
    if NODE is None or NPM is None:
        return False
    if not (FOLDER / "node_modules" / "node-turn").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        wanted = [NPM, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", f"node-turn@{VERSION}"]
        subprocess.run(wanted, cwd=FOLDER, check=False, timeout=120, capture_output=True)
    return (FOLDER / "node_modules" / "node-turn").exists()


@dataclass
class TurnServer:
    """A relay that can be killed and started again at the same address."""

    address: str
    port: int
    process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        command = [NODE or "node", "-e", PROGRAM, self.address, str(self.port)]
        self.process = subprocess.Popen(command, cwd=FOLDER, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.process.stdout.readline() == "up\n"

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    @property
    def ice(self) -> dict[str, Any]:
        """What a ticket would tell of it, and that nothing but the relay may be used."""
        url = f"turn:{self.address}:{self.port}?transport=udp"
        servers = [{"urls": [url], "username": "room", "credential": "secret"}]
        return {"ice_servers": servers, "ice_transport_policy": "relay"}


@contextmanager
def a_turn_server() -> Iterator[TurnServer]:
    server = TurnServer(own_address(), free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


def only_by(server: TurnServer, *sides: Side) -> None:
    """Tickets name this relay, as they do where the stack has one."""
    script = """
      const real = fetch;
      window.fetch = async (url, init) => {
        const response = await real(url, init);
        if (!String(url).endsWith("/ticket") || !response.ok) return response;
        return new Response(JSON.stringify({ ...(await response.json()), ...ICE }), response);
      };
    """
    for side in sides:
        side.context.add_init_script(f"{{ const ICE = {json.dumps(server.ice)}; {script} }}")
