"""What the fields of a YAML game must be: checks that name the line, the field and what is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .errors import InvalidInput, ParseError
from .exact import parse_number
from .formula import Formula, parse_formula
from .labels import own_labels
from .names import known_names
from .parametric import Derived, Parameter, Placed
from .wording import quoted
from .yaml_reader import DataPath, Document


class Fields:
    """A document under reading: its players, parameters and derived names, as far as they are known."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.source = document.source
        self.parsed: dict[str, Formula] = {}
        self.players: tuple[str, ...] = ()
        self.parameters: list[Parameter] = []
        self.derived: list[Derived] = []

    def error(self, path: DataPath, message: str) -> ParseError:
        return ParseError(message, source=self.source, line=self.document.line(path))

    def mapping(self, path: DataPath, value: Any, what: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.error(path, f"{what} is {shown(value)}; a mapping (name: value) is needed")
        return value

    def keys(self, path: DataPath, value: dict[str, Any], accepted: Sequence[str], where: str = "") -> None:
        for key in value:
            if key not in accepted:
                place = f"{where}: " if where else ""
                message = f"{place}unknown key {shown(key)}; accepted: {', '.join(accepted)}"
                raise self.error((*path, key), message)

    def required(self, path: DataPath, value: dict[str, Any], names: Sequence[str], what: str) -> None:
        for name in names:
            if name not in value:
                raise self.error(path, f"{what} has no {name!r}; needed: {', '.join(names)}")

    def text(self, path: DataPath, value: Any, what: str) -> str:
        if not isinstance(value, str):
            hint = "; put it in quotes" if isinstance(value, bool) or value is None else ""
            raise self.error(path, f"{what} is {shown(value)}; a text is needed{hint}")
        return value

    def labels(self, path: DataPath, value: Any, what: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            raise self.error(path, f"{what}: a list of at least one label is needed, not {shown(value)}")
        found = [self.text((*path, i), label, f"{what}, label {i + 1},") for i, label in enumerate(value)]
        try:
            return own_labels(found, what)
        except InvalidInput as error:
            raise self.error(path, str(error)) from None

    def number(self, path: DataPath, value: Any, what: str) -> Fraction:
        try:
            return parse_number(self.text(path, value, what), what)
        except ParseError:
            raise
        except InvalidInput as error:
            raise self.error(path, str(error)) from None

    def formula(self, path: DataPath, value: Any, what: str, *, check: bool = True) -> Placed:
        text = self.text(path, value, what)
        if text not in self.parsed:
            try:
                self.parsed[text] = parse_formula(text)
            except ParseError as error:
                raise self.error(path, f"{what}: {error}") from None
        placed = Placed(self.parsed[text], what, self.source, self.document.line(path))
        if not placed.formula.names:
            self.constant(placed)
        elif check:
            known = {p.name for p in self.parameters} | {d.name for d in self.derived}
            unknown = sorted(placed.formula.names - known)
            if unknown:
                raise placed.error(f"unknown name {unknown[0]!r}; {self.known()}")
        return placed

    def constant(self, placed: Placed) -> Fraction:
        try:
            return placed.formula.evaluate({})
        except InvalidInput as error:
            raise placed.error(str(error)) from None

    def payoffs(self, path: DataPath, value: Any, where: str) -> tuple[Placed, ...]:
        count = len(self.players)
        found = len(value) if isinstance(value, list) else shown(value)
        if found != count:
            items = value if isinstance(value, list) else []
            broken = any(isinstance(x, str) and x.count("(") != x.count(")") for x in items)
            hint = '; a formula with a comma needs quotes: "min(a, b)"' if broken else ""
            who = ", ".join(self.players)
            raise self.error(path, f"{where}: {found} payoffs; a list of {count} is needed ({who}){hint}")
        return tuple(
            self.formula((*path, i), text, f"payoff of {who} at {where}")
            for i, (who, text) in enumerate(zip(self.players, value, strict=True))
        )

    def known(self) -> str:
        return known_names([p.name for p in self.parameters], [d.name for d in self.derived])


def shown(value: Any) -> str:
    """How messages show a value of another kind than needed."""
    if isinstance(value, (list, dict)):
        kind = "list" if isinstance(value, list) else "mapping"
        return f"a {kind} of {len(value)}" if value else f"an empty {kind}"
    if value is None:
        return "empty"
    return str(value).lower() if isinstance(value, bool) else quoted(str(value))
