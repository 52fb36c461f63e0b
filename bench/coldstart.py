"""Cold start of each built function: a new process that imports the handler and makes a database client, beside a bare
process that only makes such a client with boto3. The two run in turn, so that other load of the machine affects
both."""

import compileall
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

from greenroom.settings import SECRET_VARIABLES, TABLE_VARIABLES
from local.build import artefacts, for_this_machine
from local.paths import REGION
from local.template import template

CLIENT = (
    "config = Config(connect_timeout=1, read_timeout=2, retries={'mode': 'standard', 'total_max_attempts': 4})\n"
    "client = boto3.client('dynamodb', config=config)\n"
)
BARE = f"import boto3\nfrom botocore.config import Config\n{CLIENT}"
RUNTIME = ("boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3")
"""Packages that Lambda's runtime contains."""
LAST = "import os\nprint(open('/proc/self/status').read(), flush=True)\nos._exit(0)\n"
"""Reads the process's peak memory, and ends. `ru_maxrss` is wrong here: it begins with the peak of the parent process.

The process skips Python's own end, which searches all objects except frozen ones for cycles and takes a tenth of the
bare process's time: on Lambda a process does not end after its start.
"""
HANDLER = (
    "import functions.{name}.handler\nfrom greenroom.adapters.dynamodb import dynamodb_client\ndynamodb_client()\n"
)


@dataclass(frozen=True)
class Process:
    """One process from its start to its end. `cpu` and `wall` in milliseconds, `memory` its peak in MiB."""

    cpu: float
    wall: float
    memory: float


@dataclass(frozen=True)
class ColdStart:
    """Medians of pairs; ratios are medians of the pairs' ratios."""

    cpu_ms: float
    bare_cpu_ms: float
    cpu_ratio: float
    wall_ratio: float
    memory_mib: float
    memory_ratio: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def artefact_name(function: str) -> str:
    """The folder of a function in a build: `book_slot` is in BookSlotFunction."""
    return "".join(part.title() for part in function.split("_")) + "Function"


def layers_of(function: str) -> list[str]:
    """The layers that the template gives a function."""
    own = template()["Resources"][artefact_name(function)]["Properties"].get("Layers", [])
    return [layer.value for layer in [*own, *template()["Globals"]["Function"]["Layers"]]]


@contextmanager
def lambda_runtime() -> Iterator[Path]:
    """A folder with only the packages of Lambda, because they load other packages if these are installed."""
    with tempfile.TemporaryDirectory() as folder:
        for name in RUNTIME:
            spec = find_spec(name)
            if spec is None or spec.origin is None:
                raise LookupError(f"{name} is not installed")
            source = Path(spec.origin)
            source = source.parent if source.name == "__init__.py" else source
            (Path(folder) / source.name).symlink_to(source)
        yield Path(folder)


def environment(build: Path, function: str, runtime: Path) -> dict[str, str]:
    """A process's environment as on Lambda: function, layers, the runtime's packages and the template's variables."""
    layers = [str(build / name / "python") for name in layers_of(function)]
    named = dict.fromkeys((*TABLE_VARIABLES.values(), *SECRET_VARIABLES, "DOCUMENTS_BUCKET"), "x")
    return {
        **named,
        "PORTAL_URL_PARAMETER": "/x",
        "SENDER_ADDRESS": "x@example.com",
        "MAIL_CONFIGURATION_SET": "x",
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
        "PYTHONTZPATH": "",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "PYTHONPATH": os.pathsep.join([str(build / artefact_name(function)), *layers, str(runtime)]),
        # Lambda's disk is read-only.
        "PYTHONDONTWRITEBYTECODE": "1",
        "PATH": os.environ.get("PATH", os.defpath),
    }


def run(code: str, env: Mapping[str, str]) -> Process:
    """Run code in a new Python process, on Linux. Raises CalledProcessError if it fails."""
    command = [sys.executable, "-P", "-S", "-c", code + LAST]
    before, started = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    told = subprocess.run(command, env=env, cwd=tempfile.gettempdir(), stdout=subprocess.PIPE, text=True, check=True)
    wall, after = time.perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    [peak] = re.findall(r"VmHWM:\s+(\d+) kB", told.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Process(cpu * 1000, wall * 1000, int(peak) / 1024)


def compare(code: str, env: Mapping[str, str], pairs: int, bare_code: str = BARE) -> ColdStart:
    """Measure pairs of processes, which take turns in being first. One pair before them is not counted."""
    run(bare_code, env)
    run(code, env)
    measured = []
    for number in range(pairs):
        codes = [bare_code, code] if number % 2 else [code, bare_code]
        found = {one: run(one, env) for one in codes}
        measured.append((found[code], found[bare_code]))

    def middle(name: str, which: int) -> float:
        return round(statistics.median(float(getattr(pair[which], name)) for pair in measured), 1)

    def ratio(name: str) -> float:
        ratios = [float(getattr(one, name)) / float(getattr(bare, name)) for one, bare in measured]
        return round(statistics.median(ratios), 2)

    return ColdStart(
        middle("cpu", 0), middle("cpu", 1), ratio("cpu"), ratio("wall"), middle("memory", 0), ratio("memory")
    )


@contextmanager
def without_bytecode() -> Iterator[Path]:
    """A copy of the artefacts without bytecode."""
    with tempfile.TemporaryDirectory() as folder:
        for artefact in artefacts(for_this_machine()):
            shutil.copytree(artefact, Path(folder) / artefact.name, ignore=shutil.ignore_patterns("__pycache__"))
        yield Path(folder)


def compile_runtime() -> None:
    """Compile boto3's bytecode, which an installed boto3 has. Without it the bare process takes twice as long,
    and every function looks fast beside it."""
    for name in RUNTIME:
        spec = find_spec(name)
        if spec is not None and spec.submodule_search_locations:
            for folder in spec.submodule_search_locations:
                compileall.compile_dir(folder, quiet=2)


def cold_starts(build: Path, pairs: int, names: Iterable[str]) -> dict[str, ColdStart]:
    """The cold starts of those of the named functions that the build contains."""
    compile_runtime()
    with lambda_runtime() as runtime:
        return {
            name: compare(HANDLER.format(name=name), environment(build, name, runtime), pairs)
            for name in names
            if (build / artefact_name(name)).is_dir()
        }
