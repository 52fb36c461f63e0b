"""Descriptions of fields for the document, from the docstrings below them.

pydantic can take them itself (`use_attribute_docstrings`), but then reads and parses every model's source at each cold
start: 62 of a booking's 3,670 million instructions, counted with callgrind. Only the document needs them.
"""

import ast
import inspect
from collections.abc import Iterable, Iterator
from itertools import pairwise
from textwrap import dedent
from typing import Any, TypeAliasType, get_args

from pydantic import BaseModel


def describe(annotations: Iterable[Any]) -> None:
    """Give the fields of these models, and of all models in them, their docstrings as descriptions."""
    models = dict.fromkeys(model for annotation in annotations for model in models_in(annotation))
    for model in models:
        for name, field in model.model_fields.items():
            field.description = field.description or _documented(model).get(name)
    # A model holds the schemas of those within it, so these come first.
    for model in models:
        model.model_rebuild(force=True)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation speaks of, each after the models of its fields."""
    if isinstance(annotation, TypeAliasType):
        yield from models_in(annotation.__value__)
    for argument in get_args(annotation):
        yield from models_in(argument)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from models_in(field.annotation)
        yield annotation


def _documented(model: type[BaseModel]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        # A generic model with its parameter has no source: the model itself stands before it in this order.
        if issubclass(one, BaseModel) and one is not BaseModel and not one.__pydantic_generic_metadata__["origin"]:
            found |= _docstrings(one)
    return found


def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    [definition] = ast.parse(dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)  # noqa: S101 (a class has the source of a class)
    return {
        field.target.id: inspect.cleandoc(text)
        for field, below in pairwise(definition.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if isinstance(text := below.value.value, str)
    }
