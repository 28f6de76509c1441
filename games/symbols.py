"""Parameters: which names stand free in payoffs, and what the payoffs are once they have values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from .errors import InvalidInput
from .exact import Number, exact, to_sympy
from .payoff_table import PayoffTable


def free_names(tables: Iterable[PayoffTable], extra: Iterable[Number] = ()) -> tuple[str, ...]:
    """The names of the free symbols in `tables` and in the numbers `extra`, in alphabetical order."""
    names: set[str] = set()
    for table in tables:
        if not table.is_rational:
            names |= {s.name for x in table.numerators.flat for s in x.free_symbols}
    for number in extra:
        names |= {s.name for s in getattr(number, "free_symbols", ())}
    return tuple(sorted(names))


def check_names(values: Mapping[str, Any], names: Sequence[str]) -> None:
    """Refuse a value for something that is no parameter, listing the parameters there are."""
    unknown = sorted(str(name) for name in values if str(name) not in names)
    if unknown:
        known = ", ".join(names) if names else "none"
        raise InvalidInput(f"{unknown[0]!r} is no parameter of this game; its parameters: {known}")


def substitute(
    tables: tuple[PayoffTable, ...], values: Mapping[str, Any], players: Sequence[str]
) -> tuple[PayoffTable, ...]:
    """Return the tables with the named symbols replaced."""
    check_names(values, free_names(tables))
    if not values:
        return tables
    return tuple(_substitute_table(table, values, who) for table, who in zip(tables, players, strict=True))


def substitute_number(number: Number, values: Mapping[str, Any], where: str) -> Number:
    """Return one number with the named symbols replaced."""
    if not getattr(number, "free_symbols", None):
        return number
    replacements = {
        symbol: to_sympy(exact(values[symbol.name], f"parameter {symbol.name}"))
        for symbol in number.free_symbols  # type: ignore[union-attr]
        if symbol.name in values
    }
    return exact(number.subs(replacements, simultaneous=True), where)  # type: ignore[union-attr]


def _substitute_table(table: PayoffTable, values: Mapping[str, Any], who: str) -> PayoffTable:
    if table.is_rational:
        return table
    names = {str(name): value for name, value in values.items()}
    cells = np.empty(table.shape, dtype=object)
    for cell in np.ndindex(table.shape):
        where = f"payoff of {who} at {list(cell)}"
        cells[cell] = substitute_number(table[cell], names, where)
    return PayoffTable.of(cells)
