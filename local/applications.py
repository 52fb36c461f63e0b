"""Runs the functions in this process, all with the same application."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from greenroom.application import Application
from local.paths import ROOT


def function_names() -> list[str]:
    """The folders under functions/ that hold a handler."""
    return sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


@cache
def _applications() -> list[Application]:
    found = []
    for name in function_names():
        has_own_module = (ROOT / "functions" / name / "app.py").exists()
        module = importlib.import_module(f"functions.{name}.{'app' if has_own_module else 'handler'}")
        found.append(module.app)
    return found


@contextmanager
def working_with(application: Application) -> Iterator[Application]:
    """Give every function the settings, clock and parts of this application, also parts made later."""
    before = [(one, one.__dict__) for one in _applications()]
    for one in _applications():
        one.__dict__ = application.__dict__
    try:
        yield application
    finally:
        for one, own in before:
            one.__dict__ = own


@contextmanager
def with_parts(application: Application, **parts: object) -> Iterator[None]:
    """Replace parts of the application."""
    own = {name: part for name, part in application.__dict__.items() if name in parts}
    application.__dict__.update(parts)
    try:
        yield
    finally:
        for name in parts:
            del application.__dict__[name]
        application.__dict__.update(own)
