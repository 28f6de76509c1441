"""How an exact number or formula is written in an answer: rational functions and real roots, nothing else.

The tree is that of `quidproquo.games.formula_tree`, with one more operator, ``root`` (of an operand and a
whole number). Text is data: nothing here evaluates it as code.
"""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from ...games.errors import ParseError
from ...games.formula import Function, Grammar, parse_formula
from ...games.formula_tree import MAX_EXPONENT, Node, Operation
from .radicals import Undefined, rational_value

MAX_LENGTH = 1_000
MAX_NESTING = 40
MAX_ROOT = 12
ACCEPTED = "whole numbers, fractions such as p/q, + - * / ^, brackets, sqrt(x) and root(x, n)"

_FUNCTIONS = {"sqrt": Function("sqrt(x)", 1, 1), "root": Function("root(x, n)", 2, 2)}
_SAME = str.maketrans(
    {**dict.fromkeys("\u2212\u2010\u2011\u2012\u2013\u2014", "-"), **dict.fromkeys("×·⋅∙", "*")}
    | {"÷": "/", "\u2044": "/", "\u2215": "/", "\u00a0": " ", "\u202f": " ", "\u2009": " "}
)


def plain(text: str) -> str:
    """Return `text` with the minus signs, dashes and product signs of typesetting as ASCII.

    Examples
    --------
    >>> plain("−7÷2")
    '-7/2'
    """
    return text.translate(_SAME)


def read_expression(text: str, names: Collection[str] = (), *, decimals: bool = False) -> Node:
    """Read a number, or a formula in the parameters `names`.

    Parameters
    ----------
    text : such as ``"-7/2"``, ``"sqrt(105)/30"`` or ``"(a + 1)/b"``.
    names : the parameters that may occur.
    decimals : whether 0.5 may be written for 1/2.

    Raises
    ------
    ParseError
        For anything else: other functions, unknown names, decimals, endless nesting, enormous powers.

    Examples
    --------
    >>> read_expression("1/2 + 1/3") == read_expression("(1/2)+(1/3)")
    True
    >>> read_expression("sin(1)")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: 'sin' is no function; accepted: whole numbers, fractions ...
    """
    grammar = Grammar(
        accepted=_accepted(names),
        functions=_FUNCTIONS,
        names=names,
        decimals=decimals,
        signs=True,
        max_length=MAX_LENGTH,
        max_nesting=MAX_NESTING,
    )
    return _with_roots(parse_formula(plain(text), grammar=grammar).tree, names)


def _with_roots(node: Node, names: Collection[str]) -> Node:
    """Return the tree with every power and radical as a whole power or an n-th root; others are refused."""
    if not isinstance(node, Operation):
        return node
    parts = [_with_roots(part, names) for part in node.operands]
    if node.operator in ("sqrt", "root"):
        index = Fraction(2) if node.operator == "sqrt" else _constant(parts[1], "the n of root(x, n)", names)
        return _root(parts[0], index, names)
    if node.operator != "^":
        return Operation(node.operator, tuple(parts))
    base, exponent = parts[0], _constant(parts[1], "an exponent", names)
    if abs(exponent.numerator) > MAX_EXPONENT:
        raise _refused(f"an exponent is beyond ±{MAX_EXPONENT}", names)
    if exponent.denominator > 1:
        base = _root(base, Fraction(exponent.denominator), names)
    return Operation("^", (base, Fraction(exponent.numerator)))


def _root(operand: Node, index: Fraction, names: Collection[str]) -> Node:
    if index.denominator > 1 or not 2 <= index <= MAX_ROOT:
        raise _refused(f"roots from the 2nd to the {MAX_ROOT}th are taken, no others", names)
    if names_in(operand):
        raise _refused("a root of a parameter is no rational function", names)
    return Operation("root", (operand, index))


def _constant(node: Node, what: str, names: Collection[str]) -> Fraction:
    if names_in(node):
        raise _refused(f"{what} holds a parameter; it must be a number", names)
    try:
        value = rational_value(node)
    except Undefined as error:
        raise ParseError(f"{what}: {error}") from None
    if value is None:
        raise _refused(f"{what} is irrational", names)
    return value


def _refused(message: str, names: Collection[str]) -> ParseError:
    return ParseError(f"{message}; accepted: {_accepted(names)}")


def _accepted(names: Collection[str]) -> str:
    return f"{ACCEPTED}, and the names {', '.join(names)}" if names else ACCEPTED


def names_in(node: Node) -> frozenset[str]:
    """The parameters that stand in a tree."""
    if isinstance(node, str):
        return frozenset((node,))
    found: frozenset[str] = frozenset()
    for part in node.operands if isinstance(node, Operation) else ():
        found |= names_in(part)
    return found


def minus(left: Node, right: Node) -> Node:
    """The tree of ``left - right``."""
    return Operation("+", (left, Operation("-", (right,))))
