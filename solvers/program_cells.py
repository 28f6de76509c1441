"""The pieces of a range on which linear programs found the best play, as cells of a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from ..games.algebraic import Real
from ..games.parameter_formula import FormulaPiece, ParameterFormula
from ..games.regime_map import Cell, Excluded, RegimeAnswer, mapped_numbers, with_numbers
from .germ import Germ
from .program_plays import P, Piece

POLE = "a denominator is zero there"


def cells_of(
    pieces: Sequence[Piece[P]], name: str, answer: Callable[[Piece[P]], RegimeAnswer]
) -> tuple[list[Cell], list[Excluded]]:
    """Return pieces as cells whose numbers are formulas in the parameter `name`, and the excluded places."""
    cells: list[Cell] = []
    excluded: list[Excluded] = []
    for piece in pieces:
        if piece.play is not None:
            numbers = with_numbers(answer(piece), partial(_formula, name, piece.high))
            cells.append(Cell(piece.low, piece.high, piece.sample, numbers))
        elif excluded and excluded[-1].high == piece.low:
            excluded[-1] = Excluded(excluded[-1].low, piece.high, POLE)
        else:
            excluded.append(Excluded(piece.low, piece.high, POLE))
    return cells, excluded


def across(piece: Piece[P], number: Callable[[P], Any], name: str) -> Any:
    """Return a number of the play on a piece; a formula in cases where it changes between the parts."""
    parts = piece.longest
    pieces: list[FormulaPiece] = []
    for part in parts:
        found = number(part.play)
        if isinstance(found, Germ):
            one = FormulaPiece(part.high, found.numerator, found.denominator)
        elif piece.is_point:
            return found
        else:
            one = FormulaPiece(part.high, (found.numerator,) if found else (), (found.denominator,))
        if pieces and replace(pieces[-1], high=one.high) == one:
            pieces.pop()
        pieces.append(one)
    return number(parts[0].play) if len(pieces) == 1 else ParameterFormula(name, tuple(pieces))


def dual_parts(piece: Piece[P], multipliers: Callable[[P], Mapping[str, Any]], name: str) -> list[Any]:
    """Return what proves the play of a piece, part by part: the ends of each, and its multipliers."""
    return [
        {
            "from": part.low,
            "to": part.high,
            "multipliers": mapped_numbers(multipliers(part.play), partial(_formula, name, part.high)),
        }
        for part in piece.parts
    ]


def _formula(name: str, end: Real, number: Any) -> Any:
    """A number of a piece as a formula that holds up to its end."""
    if not isinstance(number, Germ):
        return number
    return ParameterFormula(name, (FormulaPiece(end, number.numerator, number.denominator),))
