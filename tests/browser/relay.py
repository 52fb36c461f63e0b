"""A TURN server on this machine: node-turn from npm, pinned, fetched when a test needs it and kept beside the tools."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from local.cloud import free_port
from local.paths import STATE
from local.running import RunningStack

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
    """This machine's address on a network, because browsers use no relay on the loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent
        return str(probe.getsockname()[0])


def fetched() -> bool:
    """Whether the server's program is installed, or could be downloaded."""
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
    def url(self) -> str:
        return f"turn:{self.address}:{self.port}?transport=udp"


@contextmanager
def a_turn_server() -> Iterator[TurnServer]:
    server = TurnServer(own_address(), free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def relay_of_the_stack(stack: RunningStack, server: TurnServer) -> Iterator[None]:
    """Configure the deployed function with this relay, as with RelayProvider STATIC, and restore it afterwards."""
    lambdas, parameters = stack.account.lambda_, stack.account.ssm
    function = stack.stack.functions["MeetingRoomFunction"]
    before = lambdas.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    name = before["RELAY_CREDENTIAL_PARAMETER"]
    chosen = {"RELAY_PROVIDER": "STATIC", "RELAY_URLS": server.url, "RELAY_USERNAME": "room"}
    parameters.put_parameter(Name=name, Value="secret", Type="SecureString", Overwrite=True)
    lambdas.update_function_configuration(FunctionName=function, Environment={"Variables": before | chosen})
    try:
        yield
    finally:
        lambdas.update_function_configuration(FunctionName=function, Environment={"Variables": before})
        parameters.delete_parameter(Name=name)


RELAY_ALONE = """
  const Real = RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(configuration) { super({ ...configuration, iceTransportPolicy: "relay" }); }
  };
"""
"""Allow only the relay, as between two networks that block direct connections."""
