"""`make env-file`: what `sam local` must be told to reach the running local cloud from inside a container."""

import json
from urllib.parse import urlsplit

from local.aws import Account
from local.paths import STATE
from local.say import run_main, say
from local.stack import read_stack

ENV_FILE = STATE / "env.json"
# 127.0.0.1 inside a container is the container; this name is given to the host by --add-host.
HOST = "host.docker.internal"


def variables_of(account: Account, function: str) -> dict[str, str]:
    """A deployed function's variables, with the cloud's address as a container sees it."""
    found = account.lambda_.get_function_configuration(FunctionName=function).get("Environment", {})
    port = urlsplit(account.endpoint_url or "").port
    return {**found.get("Variables", {}), "AWS_ENDPOINT_URL": f"http://{HOST}:{port}"}


def main() -> int:
    stack = read_stack()
    account = Account(stack.endpoint_url, stack.region)
    variables = {logical_id: variables_of(account, name) for logical_id, name in stack.functions.items()}
    ENV_FILE.write_text(json.dumps(variables, indent=2) + "\n")
    say(f"Wrote {ENV_FILE}: sam local invoke ... --env-vars .local/env.json --add-host {HOST}:host-gateway")
    return 0


if __name__ == "__main__":
    run_main(main)
