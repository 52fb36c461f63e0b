"""The rules of imports between packages."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
LAYER = ROOT / "layers" / "common"
FUNCTIONS = ROOT / "functions"

TIERS = (
    {"errors", "identifiers", "clock", "colours", "written_text"},
    {"models", "wording", "settings", "templating"},
    {"rules", "mail", "costs", "resumes", "interviewing", "matching"},
    {"adapters", "profiles"},
    {"usecases", "observability", "stores"},
    {"application", "batches"},
    {"api"},
    {"functions"},
)
"""The tiers, lowest first. A package may import only from lower tiers and itself, also under `TYPE_CHECKING`."""


@dataclass(frozen=True)
class Import:
    module: str
    """The importing module."""
    imported: str
    is_executed: bool = True
    """False under `if TYPE_CHECKING`."""


def module_name(path: Path) -> str:
    base = LAYER if path.is_relative_to(LAYER) else ROOT
    return ".".join(path.relative_to(base).with_suffix("").parts).removesuffix(".__init__")


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def executed_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes except those under `if TYPE_CHECKING`, which are not executed."""
    for child in ast.iter_child_nodes(tree):
        if is_type_checking(child):
            continue
        yield child
        yield from executed_nodes(child)


def imports_of(path: Path) -> list[Import]:
    module, tree = module_name(path), ast.parse(path.read_text())
    executed = set(map(id, executed_nodes(tree)))
    found: list[Import] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [Import(module, alias.name, id(node) in executed) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(Import(module, node.module, id(node) in executed))
    return found


SOURCES = sorted([*(LAYER / "greenroom").rglob("*.py"), *FUNCTIONS.rglob("*.py")])
IMPORTS = [found for path in SOURCES for found in imports_of(path)]


def is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def importers_of(*packages: str) -> set[str]:
    return {found.module for found in IMPORTS if found.is_executed and is_within(found.imported, packages)}


def package_of(module: str) -> str | None:
    """The package of a module: `usecases` for `greenroom.usecases.book`; None for other projects' modules."""
    parts = module.split(".")
    if parts[0] == "functions":
        return "functions"
    return parts[1] if parts[0] == "greenroom" and len(parts) > 1 else None


def tier_of(package: str) -> int:
    return next(number for number, tier in enumerate(TIERS) if package in tier)


def test_every_package_has_a_tier() -> None:
    packages = {package_of(module_name(path)) for path in SOURCES} - {None}
    assert packages <= set().union(*TIERS)


def test_no_arrow_runs_upwards() -> None:
    ours = [(found, package_of(found.module), package_of(found.imported)) for found in IMPORTS]
    wrong = [
        found
        for found, package, imported in ours
        if package and imported and package != imported and tier_of(imported) >= tier_of(package)
    ]
    assert wrong == []


def test_modules_import_each_other_in_no_cycle() -> None:
    known = {module_name(path) for path in SOURCES}
    needed = {module: {found.imported for found in IMPORTS if found.module == module} & known for module in known}
    # Raises CycleError, which names the cycle.
    assert len(list(TopologicalSorter(needed).static_order())) == len(known)


def test_use_cases_know_stores_by_their_types_alone() -> None:
    assert [
        found
        for found in IMPORTS
        if found.is_executed
        and is_within(found.module, ("greenroom.usecases",))
        and is_within(found.imported, ("greenroom.adapters",))
    ] == []


def test_adapters_know_no_rules() -> None:
    assert [
        found
        for found in IMPORTS
        if is_within(found.module, ("greenroom.adapters",))
        and is_within(found.imported, ("greenroom.rules", "greenroom.costs", "greenroom.resumes"))
    ] == []


def test_costs_are_attributed_by_the_router_and_the_batch_loop_alone() -> None:
    outside = {one for one in importers_of("greenroom.adapters.metering") if not one.startswith("greenroom.adapters.")}
    assert outside == {"greenroom.api.routes", "greenroom.batches", "greenroom.observability"}


def test_only_adapters_speak_to_aws() -> None:
    assert {
        module for module in importers_of("boto3", "botocore") if not module.startswith("greenroom.adapters.")
    } == set()


def test_every_client_is_made_in_one_place_with_timeouts_of_its_own() -> None:
    calls = [
        (module_name(path), node)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
    ]
    makers = {
        module
        for module, call in calls
        if ast.unparse(call.func) in {"boto3.client", "boto3.resource", "boto3.Session"}
        or (isinstance(call.func, ast.Attribute) and call.func.attr == "create_client")
    }
    assert makers == {"greenroom.adapters.clients"}
    configs = [call for _, call in calls if isinstance(call.func, ast.Name) and call.func.id == "Config"]
    timed = [call for call in configs if {"connect_timeout", "read_timeout"} <= {word.arg for word in call.keywords}]
    # Two are merged into others: how buckets are addressed, and what all clients leave out.
    assert len(timed) == len(configs) - 2
    assert len(timed) >= 7


def test_only_settings_read_the_environment() -> None:
    readers = {
        module_name(path)
        for path in SOURCES
        for node in executed_nodes(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers == {"greenroom.settings"}


def test_powertools_stays_in_handlers_and_where_it_is_set_up() -> None:
    allowed = ("functions", "greenroom.api", "greenroom.observability", "greenroom.adapters.parameters")
    assert {module for module in importers_of("aws_lambda_powertools") if not is_within(module, allowed)} == set()


def test_the_generator_of_the_document_is_loaded_by_no_function() -> None:
    assert importers_of("aws_lambda_powertools.event_handler.openapi") == set()


def test_nothing_imports_a_handler_but_its_own_function() -> None:
    strangers = {
        found
        for found in IMPORTS
        if found.imported.startswith("functions.") and found.module.split(".")[:2] != found.imported.split(".")[:2]
    }
    assert strangers == set()


def test_heavy_packages_are_imported_only_where_they_are_used() -> None:
    top_level = {
        (module_name(path), alias)
        for path in SOURCES
        for node in ast.parse(path.read_text()).body
        for alias in (
            [name.name for name in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
        if alias.split(".")[0] in {"openai", "icalendar", "jwt", "cryptography"}
    }
    assert top_level == set()


def test_nothing_patches_an_import_path() -> None:
    """A path in a string breaks unnoticed when code is moved; an object and its attribute do not."""
    by_path = re.compile(r"""\b(?:setattr|delattr|patch)\(\s*f?["']""")
    tests = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
    assert [path.name for path in tests if by_path.search(path.read_text())] == []
