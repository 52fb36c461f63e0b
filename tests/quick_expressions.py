"""Expressions of DynamoDB, which moto reads and checks as ever: each text is read once, and no type is asked twice.

For an update moto reads the text twice, copies what it read by general rules, and goes through all of it ten times,
where it asks of each part by inspection which kind it is. Three of those times depend on the text, the names and the
table's keys alone, and at each part look at all that is below it: they are done once for each of these.
"""

from collections import deque
from copy import deepcopy
from functools import cache, lru_cache
from typing import Any

from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing import ast_nodes, expressions, validators

nodes: Any = ast_nodes
parser: Any = vars(expressions)["UpdateExpressionParser"]
read_update = cache(parser.make)
"""What an update's text says. Nobody changes it: a check goes through a copy. A text with a mistake is read anew."""

ACTIONS: list[type] = [
    nodes.UpdateExpressionAddAction,
    nodes.UpdateExpressionDeleteAction,
    nodes.UpdateExpressionRemoveAction,
    nodes.UpdateExpressionSetAction,
]

_words_of_condition = ConditionExpressionParser._lex_condition_expression


def words_of_condition(self: ConditionExpressionParser) -> deque[Any]:
    """The words of a condition, as moto finds them."""
    return deque(_words(self.condition_expression))


@cache
def _words(condition: str) -> tuple[Any, ...]:
    return tuple(_words_of_condition(ConditionExpressionParser(condition, None, None)))


_is_one_of: Any = cache(issubclass)


def copied(value: Any) -> Any:
    """A copy of anything but an update, whose actions alone are copied once it has been checked."""
    return value if type(value) is nodes.UpdateExpression else deepcopy(value)


def _copied_with_parts(node: Any) -> Any:
    made = object.__new__(type(node))
    vars(made).update(vars(node))
    if node.children is not None:
        made.children = [_copied_with_parts(one) if _is_one_of(type(one), nodes.Node) else one for one in node.children]
        for one in made.children:
            if _is_one_of(type(one), nodes.Node):
                one.parent = made
    return made


def clauses(self: Any, kinds: list[type]) -> list[Any]:
    """The parts of those kinds, as moto's own method finds them."""
    found: list[Any] = []
    for part in self.children or []:
        if type(part) in kinds:
            found.append(part)
        elif _is_one_of(type(part), nodes.Expression) or _is_one_of(type(part), nodes.UpdateExpressionFunction):
            found.extend(clauses(part, kinds))
    return found


def validate(self: Any) -> Any:
    """An update with the item's values in it, or the error of moto's first check that fails."""
    names = tuple((self.expression_attribute_names or {}).items())
    checked = _checked(self.node_to_validate, names, tuple(self.table.table_key_attrs))
    actions = _copied_with_parts(checked)
    for check in self.processors[3:]:
        actions = check.traverse(actions)
    return actions


@lru_cache(maxsize=4096)
def _checked(update: Any, names: tuple[tuple[str, str], ...], keys: tuple[str, ...]) -> Any:
    """The actions of an update that passes the checks for which its item and its values are of no account."""
    by_name = dict(names)
    whole = _copied_with_parts(update)
    for check in (
        validators.ActionCountValidator(),
        validators.OverlappingPathsValidator(by_name),
        validators.UpdateHashRangeKeyValidator(list(keys), by_name),
    ):
        whole = check.traverse(whole)
    return nodes.UpdateExpression(children=clauses(whole, ACTIONS))


def traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """What moto's own method does: parts first, then the whole, each replaced by what the check makes of it."""
    if not _is_one_of(type(node), nodes.Node):
        return node
    if node.children is not None:
        for place, part in enumerate(node.children):
            self.pre_processing_of_child(node, place)
            if _is_one_of(type(part), nodes.Node):
                traverse(self, part, place)
    name = _processing(type(self), type(node))
    if name is not None:
        parent = node.parent
        node = getattr(self, name)(node)
        node.parent = parent
        if parent:
            parent.children[child_id] = node
    return node


def _method(check: type, kind: type) -> str | None:
    """The method by which a check processes a part of that kind, if it does."""
    methods = check._processing_map(object.__new__(check))  # type: ignore[attr-defined] # of moto's checks
    return next((str(method.__name__) for of, method in methods.items() if issubclass(kind, of)), None)


_processing: Any = cache(_method)
