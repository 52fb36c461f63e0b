"""Reads template.yaml for the tools and the tests."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from local.paths import TEMPLATE


@dataclass(frozen=True)
class Intrinsic:
    """`!Ref x` and other intrinsic functions, not evaluated."""

    name: str
    value: Any


class _Loader(yaml.SafeLoader):
    """A YAML loader for CloudFormation's short tags."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Intrinsic:
    if isinstance(node, yaml.MappingNode):
        return Intrinsic(tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Intrinsic(tag, loader.construct_sequence(node, deep=True))
    return Intrinsic(tag, node.value)


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template() -> dict[str, Any]:
    """template.yaml as plain values, with each Fn::ForEach expanded."""
    found: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)  # noqa: S506 - a SafeLoader
    return {**found, "Resources": _written_out(found["Resources"])}


def _written_out(resources: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for logical_id, resource in resources.items():
        if not logical_id.startswith("Fn::ForEach::"):
            written[logical_id] = resource
            continue
        identifier, values, fragment = resource
        for value in values:
            written |= {_with(value, identifier, name): _with(value, identifier, one) for name, one in fragment.items()}
    return written


def _with(value: str, identifier: str, part: Any) -> Any:
    """A part of a fragment for one value of the loop: `!Ref "${Name}Function"` becomes `!Ref BookSlotFunction`."""
    match part:
        case str():
            return part.replace(f"${{{identifier}}}", value)
        case list():
            return [_with(value, identifier, one) for one in part]
        case {"Ref": Intrinsic("Sub", name)}:
            return Intrinsic("Ref", _with(value, identifier, name))
        case {"Fn::GetAtt": [Intrinsic("Sub", name), attribute]}:
            return Intrinsic("GetAtt", f"{_with(value, identifier, name)}.{attribute}")
        case dict():
            return {name: _with(value, identifier, one) for name, one in part.items()}
        case Intrinsic():
            return _intrinsic_with(value, identifier, part)
    return part


def _intrinsic_with(value: str, identifier: str, part: Intrinsic) -> Any:
    if part == Intrinsic("Ref", identifier):
        return value
    if part.name == "Sub" and f"${{{identifier}}}" in str(part.value):
        return _with(value, identifier, part.value)
    return Intrinsic(part.name, _with(value, identifier, part.value))
