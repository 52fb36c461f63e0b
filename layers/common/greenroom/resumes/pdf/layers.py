"""Optional content (PDF 32000-1, 8.11): layers that a viewer can switch on and off."""

from collections.abc import Callable, Sequence
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from greenroom.resumes.pdf.objects import array, dictionary, entry

_MOST_MEMBERS = 100


def _not_all(shown: Sequence[bool]) -> bool:
    return not all(shown)


def _none(shown: Sequence[bool]) -> bool:
    return not any(shown)


_POLICIES: dict[str, Callable[[Sequence[bool]], bool]] = {
    "/AllOn": all,
    "/AnyOn": any,
    "/AnyOff": _not_all,
    "/AllOff": _none,
}


class Layers:
    """The layers of a document that are off when it is opened."""

    def __init__(self, catalog: Any) -> None:
        default = dictionary(dictionary(catalog, "/OCProperties"), "/D")
        self._off_by_default = entry(default, "/BaseState") == "/OFF"
        self._on = _numbers(array(default, "/ON"))
        self._off = _numbers(array(default, "/OFF"))

    def hides(self, content: Any) -> bool:
        """Whether content of this group, or of this membership of groups, is off."""
        group = content.get_object() if content is not None else None
        if not isinstance(group, DictionaryObject):
            return False
        if entry(group, "/Type") != "/OCMD":
            return self._is_off(content)
        members = group.get("/OCGs")
        found = entry(group, "/OCGs")
        listed = list(found) if isinstance(found, ArrayObject) else [members]
        shown = [not self._is_off(each) for each in listed[:_MOST_MEMBERS] if each is not None]
        policy = _POLICIES.get(str(entry(group, "/P")), any)
        return bool(shown) and not policy(shown)

    def _is_off(self, group: Any) -> bool:
        reference = group if isinstance(group, IndirectObject) else getattr(group, "indirect_reference", None)
        number = reference.idnum if reference is not None else None
        return number in self._off or (self._off_by_default and number not in self._on)


def _numbers(listed: Sequence[Any]) -> set[int]:
    return {each.idnum for each in listed if isinstance(each, IndirectObject)}
