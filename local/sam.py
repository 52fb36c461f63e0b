"""`make sam FUNCTION= EVENT=` and `make sam-api`: run functions in Lambda's containers on the running local cloud."""

import json
import os
import platform
import shutil
import socket
import subprocess
import sys

from local.aws import DUMMY
from local.build import Target, alone_with, build, for_containers
from local.env_file import ENV_FILE, write_env_file
from local.paths import CONTAINERS_NAME, REGION, ROOT, SAMCONFIG, STATE
from local.sample_events import EVENTS, filled_event
from local.sample_records import records_for
from local.say import LocalError, run_main, say
from local.stack import Stack, read_stack
from local.template import template
from local.tools import plain_environment, tool

DEFAULT_API_PORT = 3000
PASSED_ON = (
    "DOCKER_HOST",
    "DOCKER_CONFIG",
    "DOCKER_CONTEXT",
    "DOCKER_CERT_PATH",
    "DOCKER_TLS_VERIFY",
    "XDG_RUNTIME_DIR",
)


def events_of() -> dict[str, str]:
    """The name of each function's sample event, by the function's logical id."""
    return {
        logical_id: resource["Properties"]["CodeUri"].strip("/").rpartition("/")[2]
        for logical_id, resource in template()["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def chosen_function() -> str:
    """FUNCTION as a logical id of the template. `BookSlot` and `book_slot` are accepted, too."""
    wanted, known = os.environ.get("FUNCTION", "").strip(), events_of()
    for logical_id, folder in known.items():
        if wanted in {logical_id, logical_id.removesuffix("Function"), folder}:
            return logical_id
    raise LocalError(f"Name the function: make sam FUNCTION=BookSlotFunction. There are {', '.join(sorted(known))}.", 2)


def chosen_event(function: str) -> str:
    """EVENT as a file of events/, with or without folder and ending. Without EVENT, the function's sample event."""
    name = (os.environ.get("EVENT") or events_of()[function]).removeprefix("events/").removesuffix(".json")
    if not (EVENTS / f"{name}.json").is_file():
        known = ", ".join(sorted(path.stem for path in EVENTS.glob("*.json")))
        raise LocalError(f"events/{name}.json is not there: choose one of {known}.", 2)
    return name


def container_runtime() -> str | None:
    """The path of Docker, or of a compatible program, with a running daemon."""
    for name in ("docker", "finch"):
        path = shutil.which(name)
        if path and subprocess.run([path, "info"], capture_output=True, check=False, timeout=30).returncode == 0:
            return path
    return None


def refuse_without_containers() -> None:
    if container_runtime() is None:
        raise LocalError("sam local runs functions in containers: install Docker (or finch), start it, and try again.")


def refuse_unreachable_cloud(stack: Stack) -> None:
    """Refuse if a container cannot reach the cloud: on Linux it uses the host's own address, and not 127.0.0.1."""
    if platform.system() != "Linux":
        return  # Docker Desktop forwards a container's calls to the host's 127.0.0.1
    port = int(stack.endpoint_url.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: this finds the host's address that would be used
        except OSError:
            return  # without a network there is no address to find
        own_address = probe.getsockname()[0]
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex((own_address, port)) != 0:
            raise LocalError(
                "Containers can not reach the local cloud: start it with BIND_HOST=0.0.0.0 make up FOLLOW=0."
            )


def options(target: Target) -> list[str]:
    """Options of every `sam local` command.

    Parameters are one word, because sam reads all words after a list as parameters.
    """
    return [
        *("--config-file", str(SAMCONFIG), "--template", str(target.template), "--region", REGION),
        *("--env-vars", str(ENV_FILE), "--add-host", f"{CONTAINERS_NAME}:host-gateway"),
        f"--parameter-overrides=ParameterKey=Architecture,ParameterValue={target.architecture}",
    ]


def environment() -> dict[str, str]:
    """The container's environment, without the developer's profile and credentials."""
    docker = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    nobody = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return {**plain_environment(), **docker, **DUMMY, **nobody, "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0"}


def invoke(stack: Stack, target: Target) -> int:
    """Invoke one function with its event. sam prints the answer; exit status 1 if the function failed."""
    function = chosen_function()
    name = chosen_event(function)
    path = STATE / "events" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(filled_event(name, records_for(name, stack)), indent=2) + "\n")
    say(f"  {function} with {path.relative_to(ROOT)}")
    command = [tool("sam"), "local", "invoke", function, "--event", str(path), *options(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout.strip())
    return done.returncode or (1 if failed(done.stdout) else 0)


def failed(answer: str) -> bool:
    """Whether the function raised, or answered nothing in its time. `sam local invoke` exits with 0 then, too."""
    last = (answer.strip().splitlines() or [""])[-1]
    if not last:
        return True
    try:
        found = json.loads(last)
    except ValueError:
        return False
    return isinstance(found, dict) and {"errorMessage", "errorType"} <= found.keys()


def start_api(stack: Stack, target: Target) -> int:
    """Serve the API from containers that stay warm, until Ctrl-C."""
    port = os.environ.get("API_PORT") or str(DEFAULT_API_PORT)
    say(f'  curl -H "Authorization: Token {stack.token}" http://127.0.0.1:{port}/api/v1/jobs')
    command = [tool("sam"), "local", "start-api", "--port", port, "--warm-containers", "LAZY", *options(target)]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    stack = read_stack()
    if wanted == "invoke":
        chosen_event(chosen_function())  # report a wrong name before building anything
    refuse_without_containers()
    refuse_unreachable_cloud(stack)
    target = for_containers()
    with alone_with(target):
        build(target)
    write_env_file(stack)
    return start_api(stack, target) if wanted == "api" else invoke(stack, target)


if __name__ == "__main__":
    run_main(main)
