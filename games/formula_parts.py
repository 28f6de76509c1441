"""Formulas that are linear in some of their names: the coefficient of each, as formulas again."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from .errors import InvalidInput
from .formula import Formula
from .formula_tree import Node, Operation
from .wording import quoted

CONSTANT = ""
"""The key of what stands without any of the names."""


def linear_parts(formula: Formula, variables: Collection[str]) -> dict[str, Formula]:
    """Return what each of the `variables` is multiplied with in a formula, and the rest under ``""``.

    Raises
    ------
    InvalidInput
        For a formula that is not written as linear in the variables, naming one that is in the way.

    Examples
    --------
    >>> from quidproquo.games.formula import parse_formula
    >>> parts = linear_parts(parse_formula("m * (z - q/2) + 3"), ["q", "z"])
    >>> {name: part.evaluate({"m": Fraction(4)}) for name, part in parts.items()}
    {'z': Fraction(4, 1), 'q': Fraction(-2, 1), '': Fraction(3, 1)}
    """
    parts = _parts(formula.tree, variables, formula.text)
    return {name: _formula(node, name, formula) for name, node in parts.items()}


def _formula(node: Node, name: str, whole: Formula) -> Formula:
    what = f"coefficient of {name} in {whole.text}" if name else f"rest of {whole.text}"
    return Formula(what, node, frozenset(_names(node)))


def _parts(node: Node, variables: Collection[str], text: str) -> dict[str, Node]:
    if isinstance(node, Fraction):
        return {CONSTANT: node}
    if isinstance(node, str):
        return {node: Fraction(1)} if node in variables else {CONSTANT: node}
    odd = next((name for name in _names(node) if name in variables), None)
    if odd is None:
        return {CONSTANT: node}
    kind = node.operator
    if kind in ("+", "-"):
        found: dict[str, Node] = {}
        for part in node.operands:
            for name, own in _parts(part, variables, text).items():
                term = own if kind == "+" else Operation("-", (own,))
                found[name] = Operation("+", (found[name], term)) if name in found else term
        return found
    inside = [part for part in node.operands if any(name in variables for name in _names(part))]
    if kind != "*" or len(inside) > 1:
        raise InvalidInput(f"formula {quoted(text)} is not linear in {odd}; sums of multiples are accepted")
    others = tuple(part for part in node.operands if part is not inside[0])
    return {name: Operation("*", (own, *others)) for name, own in _parts(inside[0], variables, text).items()}


def _names(node: Node) -> list[str]:
    """The names in a tree, from left to right."""
    found, stack = [], [node]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, Operation):
            stack.extend(reversed(one.operands))
    return found
