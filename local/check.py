"""`make check`: all checks that do not run the code, two at a time."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from local import requirements
from local.paths import REGION, ROOT
from local.say import LocalError, run_main, say
from local.tools import plain_environment, tool

CODE = ("functions", "layers", "local", "tests", "bench", "examples")
DEPLOYED = ("functions", "layers/common/greenroom")

# pip-audit's exit status if the advisories cannot be reached. It found nothing, so the check does not fail.
OUT_OF_REACH = ("ServiceError", "ConnectionError", "SSLError", "Timeout")
# pip-audit's words about a package without advisories. Its exit status is 0 all the same.
NOT_AUDITED = "could not be audited"


@dataclass(frozen=True)
class Check:
    name: str
    command: Callable[[], list[str]]


@dataclass(frozen=True)
class Result:
    name: str
    passed: bool
    output: str
    seconds: float


def code() -> list[str]:
    return [name for name in CODE if (ROOT / name).is_dir()]


def module(name: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", name, *arguments]


def checks() -> Iterator[Check]:
    yield Check("mypy --strict", module("mypy", *code()))
    yield Check("ruff format", module("ruff", "format", "--check", "--output-format", "concise", *code()))
    yield Check("ruff check", module("ruff", "check", "--quiet", "--output-format", "concise", *code()))
    yield Check("requirements.txt against uv.lock", module("local.requirements", "--check"))
    yield Check("openapi.json against the code", module("local.document", "--check"))
    yield Check("bandit", module("bandit", "--quiet", "-ll", "--recursive", *DEPLOYED))
    # By the settings of `local`, which do not lint.
    yield Check("sam validate", lambda: [tool("sam"), "validate", "--config-env", "local", "--region", REGION])
    yield Check("sam validate --lint", lambda: [tool("sam"), "validate", "--lint", "--region", REGION])
    yield Check("cfn-lint, SAM translated", lambda: [tool("cfn-lint"), "--regions", REGION, "--", "template.yaml"])
    shipped = (argument for path in requirements.ALL for argument in ("--requirement", str(path.relative_to(ROOT))))
    yield Check("pip-audit", module("pip_audit", "--disable-pip", *shipped))


def run(check: Check) -> Result:
    started = time.monotonic()
    env = {**plain_environment(), "SAM_CLI_TELEMETRY": "0", "AWS_DEFAULT_REGION": REGION}
    done = subprocess.run(check.command(), cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    return judged(check.name, done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - started)


def judged(name: str, status: int, output: str, seconds: float) -> Result:
    """The result of a check. An audit without a network has no findings: it says so and passes."""
    out_of_reach = name == "pip-audit" and status != 0 and any(word in output for word in OUT_OF_REACH)
    if name == "pip-audit" and (out_of_reach or NOT_AUDITED in output):
        name = f"{name} (not all of it: advisories were out of reach)"
    return Result(name, status == 0 or out_of_reach, output, seconds)


def main() -> int:
    tool("sam")
    failed = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        for result in pool.map(run, checks()):
            say(f"  {result.name} - {'passed' if result.passed else 'FAILED'}, {result.seconds:.1f} s")
            if not result.passed:
                failed += 1
                say(result.output + "\n")
    if failed:
        raise LocalError(f"{failed} checks failed." if failed > 1 else "1 check failed.")
    return 0


if __name__ == "__main__":
    run_main(main)
