"""`make env-file`: the environment with which `sam local` reaches the running local cloud from a container."""

import json
from urllib.parse import urlsplit

from local.aws import Account
from local.paths import CONTAINERS_NAME, STATE
from local.say import run_main, say
from local.stack import Stack, read_stack

ENV_FILE = STATE / "env.json"
ADDRESSES = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2")


def variables_of(account: Account, function: str) -> dict[str, str]:
    """A deployed function's variables, with the cloud's addresses as a container reaches them."""
    found = account.lambda_.get_function_configuration(FunctionName=function).get("Environment", {})
    variables = found.get("Variables", {})
    # In a container, 127.0.0.1 is the container itself. --add-host gives the host this name.
    seen = {name: f"http://{CONTAINERS_NAME}:{urlsplit(variables[name]).port}" for name in ADDRESSES}
    return {**variables, **seen}


def write_env_file(stack: Stack) -> None:
    """Write .local/env.json with each function's variables, by its logical id."""
    account = Account(stack.endpoint_url, stack.region)
    variables = {logical_id: variables_of(account, name) for logical_id, name in stack.functions.items()}
    ENV_FILE.write_text(json.dumps(variables, indent=2) + "\n")


def main() -> int:
    write_env_file(read_stack())
    say(f"Wrote {ENV_FILE}: sam local invoke ... --env-vars .local/env.json --add-host {CONTAINERS_NAME}:host-gateway")
    return 0


if __name__ == "__main__":
    run_main(main)
