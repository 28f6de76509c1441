"""Payoffs as formulas in named parameters: a small grammar of our own, read as data and never run as code.

A formula is a sum of products of powers, with the usual precedence. From the loosest to the tightest::

    sum        a + b - c           from left to right
    product    a * b / c           from left to right; also × and ÷
    minus      -a                  looser than a power: -2^2 is -4
    power      a ^ b, a ** b       from right to left: 2^3^2 is 2^9; the exponent may have a minus: 2^-1

An operand is a number (``3``, ``0.25``, ``1e-3``), the name of a parameter (ASCII letters, digits and
underscores), something in round brackets, or one of ``min(a, b, ...)``, ``max(a, b, ...)``, ``abs(a)`` and
``if(a < b, then, else)``, whose condition is exactly one comparison with <, <=, >, >=, == or !=. Of the two
branches of an ``if`` only the one that applies is evaluated. Fractions are divisions: ``2/3``.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .errors import InvalidInput, ParseError
from .exact import Number, parse_number, rational, to_sympy
from .formula_tree import COMPARISONS, MAX_NESTING, QUOTED, Node, Operation, symbolic, undefined, value_of
from .wording import quoted, shorten

MAX_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a grammar: how a call of it is written, and how many arguments it takes."""

    form: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may stand in a formula, beside numbers, brackets and the operators + - * / ^.

    Attributes
    ----------
    accepted : the list of it for messages.
    functions : by name; one called ``if`` takes a comparison first.
    names : the parameters that may occur; None for any.
    decimals : whether 0.5 may stand for 1/2.
    signs : whether a plus may stand before an operand, and signs may follow one another.
    max_length, max_nesting : limits on the characters and on the levels of brackets and powers.
    """

    accepted: str
    functions: Mapping[str, Function]
    names: Collection[str] | None = None
    decimals: bool = True
    signs: bool = False
    max_length: int = MAX_LENGTH
    max_nesting: int = MAX_NESTING


STANDARD = Grammar(
    accepted="numbers, parameter names, + - * / ^, brackets, min, max, abs and if(a < b, then, else)",
    functions={
        "min": Function("min(a, b)", 1, MAX_NESTING),
        "max": Function("max(a, b)", 1, MAX_NESTING),
        "abs": Function("abs(a)", 1, 1),
        "if": Function("if(a < b, then, else)", 3, 3),
    },
)
"""The grammar of payoffs and probabilities."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula read by `parse_formula`, with the names that stand in it; equal when the texts are."""

    text: str
    tree: Node = field(compare=False, repr=False)
    names: frozenset[str] = field(compare=False, repr=False)

    def evaluate(self, values: Mapping[str, Fraction]) -> Fraction:
        """Return the exact value of the formula where its names have these values.

        Raises
        ------
        InvalidInput
            For a name without a value, a division by zero, an exponent that is no integer from -64 to 64,
            and numbers that grow beyond some 3,900 digits.

        Examples
        --------
        >>> parse_formula("w * max(0, 13 - k)").evaluate({"w": Fraction(1, 2), "k": Fraction(6)})
        Fraction(7, 2)
        """
        missing = sorted(self.names - values.keys())
        if missing:
            raise InvalidInput(f"formula {quoted(self.text, QUOTED)}: {missing[0]} has no value")
        numbers = {name: rational(values[name], f"parameter {name}") for name in self.names}
        try:
            return value_of(self.tree, numbers)
        except ArithmeticError as error:
            raise undefined(self.text, error) from None

    def to_sympy(self, values: Mapping[str, Number] | None = None) -> Any:
        """Return the formula as a SymPy expression; a name stands for its value, or for a plain symbol.

        Raises
        ------
        InvalidInput
            As for `evaluate`; for a free name in an exponent; for expressions too large for SymPy.

        Examples
        --------
        >>> parse_formula("w * max(0, 13 - k)").to_sympy({"w": Fraction(1, 2)})
        Max(0, 13 - k)/2
        """
        try:
            return to_sympy(symbolic(self.tree, values or {}))
        except ArithmeticError as error:
            raise undefined(self.text, error) from None


def parse_formula(
    text: str,
    *,
    source: str = "",
    line: int | None = None,
    column: int | None = None,
    grammar: Grammar = STANDARD,
) -> Formula:
    """Read a formula; `source`, `line` and `column` say where its text starts.

    With another `grammar`, the tree may hold functions that only its owner can evaluate.

    Raises
    ------
    ParseError
        For anything outside the grammar, with the column of the piece and what is accepted.

    Examples
    --------
    >>> parse_formula("-2^2 + 2/3").evaluate({})
    Fraction(-10, 3)
    >>> sorted(parse_formula("if(k < 13, w*(13 - k), 0)").names)
    ['k', 'w']
    >>> parse_formula("gain ++ cost")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: '+' cannot follow '+'; ... (column 7 of the formula 'gain ++ cost')
    """
    return _Parser(text, source, line, column, grammar).formula()


_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^()<>,×÷])|(?P<end>\Z))",
    re.ASCII,
)
_SAME = {"**": "^", "×": "*", "÷": "/"}
_LEVELS = {**dict.fromkeys(COMPARISONS, 0), "+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_NEGATIVE, _NEGATIVE_LEVEL = "negative", 3
_HINTS = {
    ".": "'.' is accepted inside numbers only, not to reach into something",
    "=": "'=' is no comparison; write == inside if(...)",
    **dict.fromkeys("'\"", "a text has no place in a formula"),
    **dict.fromkeys("[]{}", "accepted brackets are round"),
}


@dataclass(slots=True)
class _Pending:
    """An operator that waits for its right operand, or an open bracket that waits for the closing one."""

    sign: str
    level: int
    start: int
    arguments: list[Node] = field(default_factory=list)


class _Parser:
    """Operator precedence with an explicit stack: no recursion, whatever the text."""

    def __init__(
        self, text: str, source: str, line: int | None, column: int | None, grammar: Grammar
    ) -> None:
        self.grammar = grammar
        self.text, self.source, self.line, self.column = text, source, line, column
        self.position = self.start = self.nesting = 0
        self.kind = self.token = self.shown = self.before = ""
        self.names: set[str] = set()
        self.done: list[Node] = []
        self.stack: list[_Pending] = []

    def formula(self) -> Formula:
        if len(self.text) > self.grammar.max_length:
            raise self.error(f"{len(self.text)} characters; at most {self.grammar.max_length} are accepted")
        self.advance()
        if self.kind == "end":
            raise self.error("the formula is empty")
        while True:
            if not self.operand():
                continue
            while self.token == ")" and self.stack:
                self.close()
            if self.kind == "end":
                break
            self.infix()
        self.reduce(0)
        if self.stack:
            raise self.error(
                f"the formula ends, but the bracket of column {self.stack[-1].start + 1} is open"
            )
        return Formula(self.text.strip(), self.done[0], frozenset(self.names))

    def error(self, message: str, start: int | None = None) -> ParseError:
        offset = self.start if start is None else start
        message += f"; accepted: {self.grammar.accepted}" if "accepted" not in message else ""
        message += f" (column {offset + 1} of the formula {quoted(self.text, QUOTED)})"
        column = None if self.column is None else self.column + offset
        found = ParseError(message, source=self.source, line=self.line, column=column)
        found.column = column or offset + 1
        return found

    def advance(self) -> None:
        self.before = self.shown
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            rest = self.text[self.position :].lstrip(" \t\n\r\f\v")
            self.start = len(self.text) - len(rest)
            raise self.error(_HINTS.get(rest[0], f"{rest[0]!r} has no meaning in a formula"))
        self.kind = kind = str(match.lastgroup)
        self.shown, self.start, self.position = match[kind], match.start(kind), match.end()
        self.token = _SAME.get(self.shown, self.shown)

    def operand(self) -> bool:
        """Read a number or a name; or what may stand before one, and then return False."""
        kind, token, start = self.kind, self.token, self.start
        if kind == "number":
            if not self.grammar.decimals and not token.isdigit():
                raise self.error(f"{shorten(token)} is a decimal; write it as an exact fraction p/q")
            try:
                self.done.append(parse_number(token, "a number"))
            except InvalidInput as error:
                raise self.error(str(error)) from None
            self.advance()
            return True
        if kind == "name":
            self.advance()
            return self.name(token, start)
        if token == "(":
            self.push("(", -1)
            return False
        twice = bool(self.stack) and self.stack[-1].sign == _NEGATIVE and self.before in ("-", "+")
        if self.grammar.signs and (token == "+" or (token == "-" and twice)):
            if token == "-":
                self.stack.pop()
            self.advance()
            return False
        if token == "-" and (self.grammar.signs or (not twice and self.text[start - 1 : start] != "-")):
            self.push(_NEGATIVE, _NEGATIVE_LEVEL)
            return False
        message = f"{self.shown!r} stands where a number, a name or a bracket is needed"
        if self.before in _LEVELS or self.before in _SAME:
            message = f"{self.shown!r} cannot follow {self.before!r}"
        raise self.error(
            message if kind != "end" else f"the formula ends after {self.before!r}; more is needed"
        )

    def name(self, name: str, start: int) -> bool:
        function = self.grammar.functions.get(name)
        if function is not None:
            if self.token != "(":
                raise self.error(f"{name!r} is a function and needs brackets: {function.form}", start)
            self.push(name, -1)
            return False
        if keyword.iskeyword(name):
            raise self.error(f"{name!r} is a reserved word and names no parameter", start)
        if self.token == "(":
            raise self.error(f"{quoted(name)} is no function", start)
        if self.grammar.names is not None and name not in self.grammar.names:
            raise self.error(f"{quoted(name)} is no name that may stand here", start)
        self.names.add(name)
        self.done.append(name)
        return True

    def infix(self) -> None:
        """Read what joins two operands: an operator, a comparison or a comma."""
        token, level = self.token, _LEVELS.get(self.token)
        if self.kind == "sign" and level:
            self.reduce(level if token != "^" else level + 1)
            self.push(token, level)
            return
        self.reduce(0 if token == "," else 1)
        inside = self.stack[-1] if self.stack else None
        if token == ",":
            if inside is None or inside.sign == "(":
                several = [name for name, one in self.grammar.functions.items() if one.most > 1]
                raise self.error(
                    f"',' separates the arguments of {' and '.join(several)}; decimals have a point"
                )
            self.argument(inside)
            self.advance()
        elif level == 0:
            if inside is None or inside.sign != "if" or inside.arguments:
                raise self.error(f"{token!r} may stand only once, as the condition of 'if'")
            self.push(token, level)
        else:
            missing = f"an operator is missing between {self.before!r} and {self.shown!r}"
            reserved = (
                f"{token!r} is a reserved word and joins nothing" if keyword.iskeyword(token) else missing
            )
            raise self.error("')' closes no bracket" if token == ")" else reserved)

    def push(self, sign: str, level: int) -> None:
        self.stack.append(_Pending(sign, level, self.start))
        self.nesting += level < 0 or sign == "^"
        if self.nesting > self.grammar.max_nesting:
            raise self.error(f"nested deeper than {self.grammar.max_nesting} levels; fewer are accepted")
        self.advance()

    def reduce(self, level: int) -> None:
        """Apply the waiting operators that bind at least as tightly as `level`."""
        while self.stack and self.stack[-1].level >= level:
            sign, right = self.stack.pop().sign, self.done.pop()
            if sign == _NEGATIVE:
                self.done.append(Operation("-", (right,)))
                continue
            left = self.done.pop()
            self.nesting -= sign == "^"
            joint = {"-": "+", "/": "*"}.get(sign, sign)
            right = right if joint == sign else Operation(sign, (right,))
            chained = isinstance(left, Operation) and left.operator == joint and joint in "+*"
            first = left.operands if chained and isinstance(left, Operation) else (left,)
            self.done.append(Operation(joint, (*first, right)))

    def argument(self, inside: _Pending) -> None:
        value = self.done.pop()
        compares = isinstance(value, Operation) and value.operator in COMPARISONS
        if inside.sign == "if" and not inside.arguments and not compares:
            raise self.error("the condition of 'if' must be one comparison")
        inside.arguments.append(value)

    def close(self) -> None:
        """Read a closing bracket."""
        self.reduce(0)
        if not self.stack:
            return
        inside = self.stack[-1]
        if inside.sign != "(":
            self.argument(inside)
            count = len(inside.arguments)
            function = self.grammar.functions[inside.sign]
            if not function.least <= count <= function.most:
                message = f"{inside.sign!r} has {count} arguments; accepted: {function.form}"
                raise self.error(message, inside.start)
            self.done.append(Operation(inside.sign, tuple(inside.arguments)))
        self.stack.pop()
        self.nesting -= 1
        self.advance()
