"""Jinja2 as Greenroom uses it: all values escaped, a missing one an error, templates compiled in the build."""

import re
from collections.abc import Callable
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined, select_autoescape

COMPILED = "compiled"
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
SHARED = Path(__file__).with_name("templates")
"""Templates that the pages of several functions share, such as icons."""


def static_address(version: str) -> Callable[[str], str]:
    """The addresses of static files. The version is a folder, so that what a module imports has it, too, and each file
    may be kept for a year.
    """
    return lambda name: f"/static/{version}/{name}"


class PageLoader(FileSystemLoader):
    """Loads templates, those of pages without indentation: pages are sent uncompressed, and browsers ignore it.

    So an element with `white-space: pre` begins and ends on one line of its template.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_current = super().get_source(environment, template)
        return _INDENTATION.sub("", source) if template.endswith(".html") else source, path, is_current


def environment_of(templates: Path) -> Environment:
    """The environment of a folder of templates: compiled, where the build left them so, and else from their text.

    Compiling the page of a link took 15 ms of the first request, loading what is compiled 0.6 (`process_time`, 3 runs).
    """
    compiled = templates / COMPILED
    return Environment(
        loader=ModuleLoader(compiled)
        if compiled.is_dir()
        else ChoiceLoader([PageLoader(templates), PageLoader(SHARED)]),
        autoescape=select_autoescape(disabled_extensions=("txt.j2",), default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def compile_templates(templates: Path) -> None:
    """Leave a folder's templates compiled beside their text. Raises TemplateSyntaxError."""
    target = templates / COMPILED
    environment_of(templates).compile_templates(target, extensions=["html", "j2"], zip=None, ignore_errors=False)
