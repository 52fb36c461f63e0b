"""Expressions of DynamoDB, which moto reads and checks as ever: each text is read once, and no type is asked twice.

For an update moto reads the text twice, copies what it read by general rules, and goes through all of it ten times,
where it asks of each part by inspection which kind it is.
"""

from collections import deque
from copy import deepcopy
from functools import cache
from typing import Any

from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.parsing import ast_nodes, expressions

nodes: Any = ast_nodes
parser: Any = vars(expressions)["UpdateExpressionParser"]
read_update = cache(parser.make)
"""What an update's text says. Nobody changes it: a check goes through a copy. A text with a mistake is read anew."""

_words_of_condition = ConditionExpressionParser._lex_condition_expression


def words_of_condition(self: ConditionExpressionParser) -> deque[Any]:
    """The words of a condition, as moto finds them."""
    return deque(_words(self.condition_expression))


@cache
def _words(condition: str) -> tuple[Any, ...]:
    return tuple(_words_of_condition(ConditionExpressionParser(condition, None, None)))


_is_one_of: Any = cache(issubclass)


def copied(value: Any) -> Any:
    """A copy of what was read of an update, or of anything else."""
    return _copied_with_parts(value) if type(value) is nodes.UpdateExpression else deepcopy(value)


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


def traverse(self: Any, node: Any, child_id: int = -1) -> Any:
    """What moto's own method does: parts first, then the whole, each replaced by what the check makes of it."""
    if not _is_one_of(type(node), nodes.Node):
        return node
    parent = node.parent
    for place, part in enumerate(node.children or []):
        self.pre_processing_of_child(node, place)
        self.traverse_node_recursively(part, place)
    for kind, made in self._processing_map().items():
        if _is_one_of(type(node), kind):
            node = made(node)
            node.parent = parent
            if parent:
                parent.children[child_id] = node
            break
    return node
