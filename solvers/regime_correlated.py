"""The best correlated equilibrium of a normal form over a range of one parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from ..games.correlation_names import MINIMUM, NASH_PRODUCT, WELFARE, deviation_names, objectives, proof_names
from ..games.errors import InvalidInput, LimitReached
from ..games.normal_form import NormalFormGame
from ..games.obedience import Deviation
from ..games.program_proofs import CorrelatedPlay, correlated_problem
from ..games.regime_map import Cell, Excluded, RegimeAnswer
from .number_simplex import ZERO, NumberProgram, basic_solution, optimal_basis
from .parameter_games import table_at
from .program_cells import across, cells_of, dual_parts
from .program_plays import Concept, Piece
from .program_stretches import best_pieces
from .regime_outcome import alternatives

ONE = Fraction(1)

MAX_ENTRIES = 6_000
"""Cells times deviations of the programs that are solved over a range."""

BECAUSE = (
    "the dual proves the value for every value of the parameter; other distributions that attain it may exist"
)


def correlated_cells(
    game: NormalFormGame, name: str, low: Fraction, high: Fraction, *, objective: str = WELFARE
) -> tuple[list[Cell], list[Excluded]]:
    """Return the best correlated equilibrium for every value of a parameter; see `regimes`.

    Raises
    ------
    InvalidInput
        For an unknown objective, and for the Nash product, which is no linear program.
    LimitReached
        For a game whose programs are too large.
    """
    return _cells(game, name, low, high, objective, coarse=False)


def coarse_correlated_cells(
    game: NormalFormGame, name: str, low: Fraction, high: Fraction, *, objective: str = WELFARE
) -> tuple[list[Cell], list[Excluded]]:
    """Return the best coarse correlated equilibrium for every value of a parameter; see `regimes`."""
    return _cells(game, name, low, high, objective, coarse=True)


def _cells(
    game: NormalFormGame, name: str, low: Fraction, high: Fraction, objective: str, *, coarse: bool
) -> tuple[list[Cell], list[Excluded]]:
    goal = _goal(game, objective)
    labels = _labels(game.shape, coarse=coarse)
    entries = int(np.prod(game.shape)) * (len(labels) + 1)
    if entries > MAX_ENTRIES:
        raise LimitReached(
            f"the deviations of this game need {entries:,} numbers in a linear program; over a range of a "
            f"parameter at most {MAX_ENTRIES:,} are accepted, beyond that qpq sweep solves it on a grid"
        )

    def best(here: Sequence[Any], formulas: Sequence[Any]) -> CorrelatedPlay:
        basis = optimal_basis(_program(here, labels, goal))
        return _play(formulas, labels, goal, *basic_solution(_program(formulas, labels, goal), basis))

    concept = Concept(
        tables=lambda value: table_at(game, {name: value}).payoffs,
        best=best,
        problem=lambda tables, play: correlated_problem(tables, play, goal, coarse=coarse),
        lasting=lambda places, values, play: _lasting(places, values, play, labels, goal),
    )

    def answer(piece: Piece[CorrelatedPlay]) -> RegimeAnswer:
        play = piece.play
        assert play is not None
        profiles = [[own[s] for own, s in zip(game.strategies, cell, strict=True)] for cell in play.support]
        return RegimeAnswer(
            pattern=None,
            outcome=alternatives([", ".join(profile) for profile in profiles]),
            fields={
                "objective": objective,
                "value": play.value,
                "payoffs": {
                    who: across(piece, partial(_payoff, player), name)
                    for player, who in enumerate(game.players)
                },
                "distribution": [
                    {"profile": profile, "probability": play.distribution[cell]}
                    for profile, cell in zip(profiles, play.support, strict=True)
                ],
                "dual": dual_parts(piece, lambda one: _multipliers(game, one, goal, coarse=coarse), name),
            },
            knife_edge=piece.is_point,
            complete_because=BECAUSE,
        )

    return cells_of(best_pieces(concept, low, high), name, answer)


def _goal(game: NormalFormGame, objective: str) -> str | int:
    if objective in (WELFARE, MINIMUM):
        return objective
    if objective in game.players and objective != NASH_PRODUCT:
        return game.players.index(objective)
    accepted = ", ".join(one for one in objectives(game) if one != NASH_PRODUCT)
    if objective == NASH_PRODUCT:
        raise InvalidInput(
            "the best Nash product is no quotient of polynomials; over a range of a parameter these are "
            f"accepted: {accepted}"
        )
    raise InvalidInput(f"there is no objective {objective!r}; accepted: {accepted}")


def _labels(shape: Sequence[int], *, coarse: bool) -> list[tuple[int, Deviation]]:
    return [
        (player, (told, instead))
        for player, width in enumerate(shape)
        for told in ([None] if coarse else range(width))
        for instead in range(width)
        if told != instead
    ]


def _gains(tables: Sequence[Any], labels: Sequence[tuple[int, Deviation]]) -> list[list[Any]]:
    """What each deviation gains at each cell, a row for each deviation."""
    cells = list(np.ndindex(*tables[0].shape))
    rows: list[list[Any]] = []
    for player, (told, instead) in labels:
        table = tables[player]
        rows.append(
            [
                table[(*cell[:player], instead, *cell[player + 1 :])] - table[cell]
                if told in (None, cell[player])
                else ZERO
                for cell in cells
            ]
        )
    return rows


def _program(
    tables: Sequence[Any], labels: Sequence[tuple[int, Deviation]], goal: str | int
) -> NumberProgram:
    """Cells are variables; for the smallest payoff two more, whose difference it is."""
    cells = list(np.ndindex(*tables[0].shape))
    rows = _gains(tables, labels)
    sums: list[Any] = [ONE] * len(cells)
    if goal != MINIMUM:
        chosen = tables if goal == WELFARE else [tables[int(goal)]]
        objective = [sum((table[cell] for table in chosen), ZERO) for cell in cells]
        count = len(rows)
        return NumberProgram(objective, [*rows, sums], [ZERO] * count + [ONE], [False] * count + [True])
    rows = [[*row, ZERO, ZERO] for row in rows]
    rows += [[*(-table[cell] for cell in cells), ONE, -ONE] for table in tables]
    objective = [*[ZERO] * len(cells), ONE, -ONE]
    count = len(rows)
    return NumberProgram(
        objective, [*rows, [*sums, ZERO, ZERO]], [ZERO] * count + [ONE], [False] * count + [True]
    )


def _lasting(
    places: Sequence[Sequence[Any]],
    values: Sequence[Any],
    play: CorrelatedPlay,
    labels: Sequence[tuple[int, Deviation]],
    goal: str | int,
) -> CorrelatedPlay | None:
    """One distribution that obeys and attains the value at several places, with the proof of `play`."""
    cells = list(np.ndindex(*places[0][0].shape))
    rows: list[Any] = [[ONE] * len(cells)]
    right: list[Any] = [ONE]
    equal = [True]
    for tables, value in zip(places, values, strict=True):
        chosen = [tables[goal]] if isinstance(goal, int) else tables
        sums = [[table[cell] for cell in cells] for table in chosen]
        least = sums if goal == MINIMUM else [[sum(column, ZERO) for column in zip(*sums, strict=True)]]
        rows += [*_gains(tables, labels), *([-u for u in row] for row in least)]
        right += [ZERO] * len(labels) + [-value] * len(least)
        equal += [False] * (len(labels) + len(least))
    program = NumberProgram([ZERO] * len(cells), rows, right, equal)
    basis = optimal_basis(program)
    if basis.status != "optimal":
        return None
    x, _ = basic_solution(program, basis)
    return replace(play, distribution={cell: p for cell, p in zip(cells, x, strict=True) if p != 0})


def _play(
    tables: Sequence[Any],
    labels: Sequence[tuple[int, Deviation]],
    goal: str | int,
    x: Sequence[Any],
    y: Sequence[Any],
) -> CorrelatedPlay:
    """A basic solution by the names of the game; a comparison that would watch anything is not made."""
    cells = list(np.ndindex(*tables[0].shape))
    multipliers: list[dict[Deviation, Any]] = [{} for _ in tables]
    for (player, deviation), number in zip(labels, y, strict=False):
        multipliers[player][deviation] = number
    if goal == MINIMUM:
        weights = tuple(y[len(labels) : -1])
    else:
        weights = tuple(Fraction(goal in (WELFARE, player)) for player in range(len(tables)))
    distribution = dict(zip(cells, x, strict=False))
    payoffs = tuple(sum((p * table[c] for c, p in distribution.items()), ZERO) for table in tables)
    return CorrelatedPlay(distribution, y[-1], payoffs, tuple(multipliers), weights)


def _payoff(player: int, play: CorrelatedPlay) -> Any:
    return play.payoffs[player]


def _multipliers(
    game: NormalFormGame, play: CorrelatedPlay, goal: str | int, *, coarse: bool
) -> dict[str, Any]:
    """The multipliers by the names that solutions use, and the weights where they are part of the proof."""
    found: dict[str, Any] = {}
    for player, who in enumerate(game.players):
        names = deviation_names(game, player, coarse=coarse)
        found[who] = {names[deviation]: y for deviation, y in play.multipliers[player].items()}
    if goal == MINIMUM:
        found[proof_names(game).weights] = dict(zip(game.players, play.weights, strict=True))
    return found
