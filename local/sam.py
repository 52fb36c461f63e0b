"""`make sam FUNCTION= EVENT=` and `make sam-api`: functions in Lambda's own containers, on the running local cloud."""

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
from local.sample_events import EVENTS, Records, filled_event
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
    """The name of each function's own event, by the function's logical id."""
    return {
        logical_id: resource["Properties"]["CodeUri"].strip("/").rpartition("/")[2]
        for logical_id, resource in template()["Resources"].items()
        if resource["Type"] == "AWS::Serverless::Function"
    }


def chosen_function() -> str:
    """FUNCTION, a logical id of the template; `BookSlot` and `book_slot` are understood too."""
    wanted, known = os.environ.get("FUNCTION", "").strip(), events_of()
    for logical_id, folder in known.items():
        if wanted in {logical_id, logical_id.removesuffix("Function"), folder}:
            return logical_id
    raise LocalError(f"Name the function: make sam FUNCTION=BookSlotFunction. There are {', '.join(sorted(known))}.", 2)


def chosen_event(function: str) -> str:
    """EVENT, a file of events/ with or without its folder and ending; the function's own where none is named."""
    name = (os.environ.get("EVENT") or events_of()[function]).removeprefix("events/").removesuffix(".json")
    if not (EVENTS / f"{name}.json").is_file():
        known = ", ".join(sorted(path.stem for path in EVENTS.glob("*.json")))
        raise LocalError(f"events/{name}.json is not there: choose one of {known}.", 2)
    return name


def container_runtime() -> str | None:
    """The path of a Docker, or of a program that stands in for it, whose daemon answers."""
    for name in ("docker", "finch"):
        path = shutil.which(name)
        if path and subprocess.run([path, "info"], capture_output=True, check=False, timeout=30).returncode == 0:
            return path
    return None


def refuse_without_containers() -> None:
    if container_runtime() is None:
        raise LocalError("sam local runs functions in containers: install Docker (or finch), start it, and try again.")


def refuse_unreachable_cloud(stack: Stack) -> None:
    """On Linux a container comes by the host's own address; unless told otherwise, the cloud listens at 127.0.0.1."""
    if platform.system() != "Linux":
        return  # Docker Desktop hands a container's calls on to the host's 127.0.0.1
    port = int(stack.endpoint_url.rpartition(":")[2])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: only asks which of the host's addresses would be used
        except OSError:
            return  # no network at all: nothing to find out by
        own_address = probe.getsockname()[0]
    with socket.socket() as probe:
        probe.settimeout(2)
        if probe.connect_ex((own_address, port)) != 0:
            raise LocalError(
                "Containers can not reach the local cloud: start it with BIND_HOST=0.0.0.0 make up FOLLOW=0."
            )


def options(target: Target) -> list[str]:
    """What every `sam local` command is told. Parameters come in one word: a list of them swallows what follows."""
    return [
        *("--config-file", str(SAMCONFIG), "--template", str(target.template), "--region", REGION),
        *("--env-vars", str(ENV_FILE), "--add-host", f"{CONTAINERS_NAME}:host-gateway"),
        f"--parameter-overrides=ParameterKey=Architecture,ParameterValue={target.architecture}",
    ]


def environment() -> dict[str, str]:
    """No profile and no credentials of the developer's reach a container."""
    docker = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    nobody = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    return {**plain_environment(), **docker, **DUMMY, **nobody, "AWS_DEFAULT_REGION": REGION, "SAM_CLI_TELEMETRY": "0"}


def invoke(stack: Stack, target: Target) -> int:
    """Runs one function with its event. Its answer is sam's output; exit status 1 where the function failed."""
    function = chosen_function()
    name = chosen_event(function)
    path = STATE / "events" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(filled_event(name, stack, Records(stack)), indent=2) + "\n")
    say(f"  {function} with {path.relative_to(ROOT)}")
    command = [tool("sam"), "local", "invoke", function, "--event", str(path), *options(target)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=False)
    sys.stdout.write(done.stdout)
    return done.returncode or (1 if failed(done.stdout) else 0)


def failed(answer: str) -> bool:
    """Whether the function raised: `sam local invoke` ends with 0 all the same."""
    last = (answer.strip().splitlines() or [""])[-1]
    try:
        found = json.loads(last)
    except ValueError:
        return False
    return isinstance(found, dict) and {"errorMessage", "errorType"} <= found.keys()


def start_api(stack: Stack, target: Target) -> int:
    """Serves the API from containers that stay warm, until Ctrl-C."""
    port = os.environ.get("API_PORT") or str(DEFAULT_API_PORT)
    say(f'  curl -H "Authorization: Token {stack.token}" http://127.0.0.1:{port}/api/v1/jobs')
    command = [tool("sam"), "local", "start-api", "--port", port, "--warm-containers", "LAZY", *options(target)]
    return subprocess.run(command, cwd=ROOT, env=environment(), check=False).returncode


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    stack = read_stack()
    if wanted == "invoke":
        chosen_event(chosen_function())  # a wrong name is told before anything is built
    refuse_without_containers()
    refuse_unreachable_cloud(stack)
    target = for_containers()
    with alone_with(target):
        build(target)
    write_env_file(stack)
    return start_api(stack, target) if wanted == "api" else invoke(stack, target)


if __name__ == "__main__":
    run_main(main)
