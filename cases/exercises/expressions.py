"""How an exact number or formula is written in an answer: rational functions and real roots, nothing else.

The tree is that of `quidproquo.games.formula_tree`, with one more operator, ``root`` (of an operand and a
whole number). Text is data: nothing here evaluates it as code.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from fractions import Fraction

from ...games.errors import InvalidInput, ParseError
from ...games.exact import parse_number
from ...games.formula_tree import MAX_EXPONENT, Node, Operation
from .radicals import Undefined, rational_value

MAX_LENGTH = 1_000
MAX_NESTING = 40
MAX_ROOT = 12
ACCEPTED = "whole numbers, fractions such as p/q, + - * / ^, brackets, sqrt(x) and root(x, n)"

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|[-+*/^(),])|(?P<end>\Z))",
    re.ASCII,
)
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


def shown(text: str, width: int = 40) -> str:
    """Return `text` quoted on one line, for messages."""
    found = " ".join(text.split())
    return repr(found if len(found) <= width else f"{found[: width - 1]}…")


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
    quidproquo.games.errors.ParseError: 'sin' is not accepted; accepted: whole numbers, fractions ...
    """
    return _Reader(text, names, decimals).read()


class _Reader:
    """Recursive descent; `MAX_NESTING` bounds the recursion."""

    def __init__(self, text: str, names: Collection[str], decimals: bool) -> None:
        self.text, self.names, self.decimals = plain(text), names, decimals
        self.position = self.depth = 0
        self.kind = self.token = ""

    def read(self) -> Node:
        if len(self.text) > MAX_LENGTH:
            raise ParseError(f"{len(self.text)} characters; at most {MAX_LENGTH} are accepted")
        self.advance()
        if self.kind == "end":
            raise self.refused("a number is missing")
        found = self.sum()
        if self.kind != "end":
            raise self.refused(f"{shown(self.token)} is not expected in {shown(self.text)}")
        return found

    def refused(self, message: str) -> ParseError:
        names = f", and the names {', '.join(self.names)}" if self.names else ""
        return ParseError(f"{message}; accepted: {ACCEPTED}{names}")

    def advance(self) -> None:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            rest = self.text[self.position :].lstrip()
            raise self.refused(f"{shown(rest[:1])} is not accepted in {shown(self.text)}")
        self.kind = str(match.lastgroup)
        self.token, self.position = match[self.kind].replace("**", "^"), match.end()

    def nest(self) -> None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise ParseError(f"nested deeper than {MAX_NESTING} levels; fewer are accepted")

    def sum(self) -> Node:
        terms = [self.product()]
        while self.token in ("+", "-"):
            minus = self.token == "-"
            self.advance()
            term = self.product()
            terms.append(Operation("-", (term,)) if minus else term)
        return terms[0] if len(terms) == 1 else Operation("+", tuple(terms))

    def product(self) -> Node:
        factors = [self.signed()]
        while self.token in ("*", "/"):
            division = self.token == "/"
            self.advance()
            factor = self.signed()
            factors.append(Operation("/", (factor,)) if division else factor)
        return factors[0] if len(factors) == 1 else Operation("*", tuple(factors))

    def signed(self) -> Node:
        if self.token not in ("+", "-"):
            return self.power()
        minus = self.token == "-"
        self.nest()
        self.advance()
        operand = self.signed()
        self.depth -= 1
        return Operation("-", (operand,)) if minus else operand

    def power(self) -> Node:
        base = self.operand()
        if self.token != "^":
            return base
        self.nest()
        self.advance()
        exponent = self.constant(self.signed(), "an exponent")
        self.depth -= 1
        if abs(exponent.numerator) > MAX_EXPONENT:
            raise self.refused(f"an exponent is beyond ±{MAX_EXPONENT}")
        if exponent.denominator > 1:
            base = self.root(base, Fraction(exponent.denominator))
        return Operation("^", (base, Fraction(exponent.numerator)))

    def operand(self) -> Node:
        kind, token = self.kind, self.token
        if kind == "number":
            self.advance()
            return self.number(token)
        if kind == "name":
            self.advance()
            if self.token == "(" and token in ("sqrt", "root"):
                return self.radical(token)
            if self.token == "(" or token not in self.names:
                raise self.refused(f"{shown(token)} is not accepted")
            return token
        if token == "(":
            found = self.bracket()
            self.close()
            return found
        raise self.refused(
            f"{shown(token)} stands where a number is needed" if token else "the end comes too early"
        )

    def number(self, token: str) -> Fraction:
        if not token.isdigit() and not self.decimals:
            raise ParseError(f"{token[:30]} is a decimal; write it as an exact fraction p/q")
        try:
            return parse_number(token, "a number")
        except InvalidInput as error:
            raise ParseError(str(error)) from None

    def bracket(self) -> Node:
        """Read what follows an opening bracket."""
        self.nest()
        self.advance()
        found = self.sum()
        self.depth -= 1
        return found

    def close(self) -> None:
        if self.token != ")":
            raise self.refused(f"a closing bracket is missing in {shown(self.text)}")
        self.advance()

    def radical(self, name: str) -> Node:
        operand = self.bracket()
        index = Fraction(2)
        if name == "root":
            if self.token != ",":
                raise self.refused("root needs two arguments: root(x, n)")
            self.advance()
            index = self.constant(self.sum(), "the n of root(x, n)")
        self.close()
        return self.root(operand, index)

    def root(self, operand: Node, index: Fraction) -> Node:
        if index.denominator > 1 or not 2 <= index <= MAX_ROOT:
            raise self.refused(f"roots from the 2nd to the {MAX_ROOT}th are taken, no others")
        if names_in(operand):
            raise self.refused("a root of a parameter is no rational function")
        return Operation("root", (operand, index))

    def constant(self, node: Node, what: str) -> Fraction:
        if names_in(node):
            raise self.refused(f"{what} holds a parameter; it must be a number")
        try:
            value = rational_value(node)
        except Undefined as error:
            raise ParseError(f"{what}: {error}") from None
        if value is None:
            raise self.refused(f"{what} is irrational")
        return value


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
