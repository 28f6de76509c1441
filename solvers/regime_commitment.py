"""The best commitment in a two-player game over a range of one parameter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.normal_form import NormalFormGame
from ..games.program_proofs import CommittedPlay, committed_problem
from ..games.regime_map import Cell, Excluded, RegimeAnswer, RegimeEquilibrium
from .number_simplex import (
    ZERO,
    NumberOutcome,
    NumberProgram,
    basic_solution,
    optimal_basis,
)
from .parameter_games import table_at
from .program_cells import across, cells_of, dual_parts
from .program_plays import Concept, Piece
from .program_stretches import best_pieces

ONE = Fraction(1)

MAX_ENTRIES = 6_000
"""Numbers in all programs that are solved over a range: strategies of the leader times replies squared."""

BECAUSE = (
    "multipliers for each of the follower's replies prove the value for every value of the parameter; other "
    "commitments that attain it may exist"
)


def commitment_cells(
    game: NormalFormGame, name: str, low: Fraction, high: Fraction, *, leader: str | None = None
) -> tuple[list[Cell], list[Excluded]]:
    """Return the strong Stackelberg value for every value of a parameter; see `regimes`.

    One linear program per reply of the follower, over the commitments to which it is best (Conitzer and
    Sandholm 2006); where the follower is indifferent, the reply that is better for the leader counts.

    Raises
    ------
    UnsupportedGame
        For other than two players.
    InvalidInput
        For a leader who is no player.
    LimitReached
        For a game whose programs are too large.
    """
    number = _leader(game, leader)
    entries = game.shape[number] * game.shape[1 - number] ** 2
    if entries > MAX_ENTRIES:
        raise LimitReached(
            f"the programs of the {game.shape[1 - number]} replies have {entries:,} numbers; over a range of "
            f"a parameter at most {MAX_ENTRIES:,} are accepted, beyond that qpq sweep solves it on a grid"
        )

    def tables(value: Any) -> tuple[Any, Any]:
        found = [np.moveaxis(table, number, 0) for table in table_at(game, {name: value}).payoffs]
        return found[number], found[1 - number]

    concept = Concept(
        tables=tables,
        best=_best,
        problem=lambda tables, play: committed_problem(tables[0], tables[1], play),
        lasting=_lasting,
    )

    def answer(piece: Piece[CommittedPlay]) -> RegimeAnswer:
        play = piece.play
        assert play is not None
        own, replies = game.strategies[number], game.strategies[1 - number]
        mixture = tuple(play.mixture.get(i, ZERO) for i in range(len(own)))
        reply = tuple(Fraction(j == play.reply) for j in range(len(replies)))
        profile, payoffs = (mixture, reply), (play.value, across(piece, lambda one: one.theirs, name))
        texts = ("/".join(own[i] for i in play.support[1]), replies[play.reply])
        first, second = (0, 1) if number == 0 else (1, 0)
        return RegimeAnswer(
            pattern=None,
            equilibria=(
                RegimeEquilibrium((profile[first], profile[second]), (payoffs[first], payoffs[second])),
            ),
            components=((0,),),
            outcome=f"{texts[first]}, {texts[second]}",
            fields={
                "leader": game.players[number],
                "value": play.value,
                "attained": True,
                "reply": replies[play.reply],
                "dual": dual_parts(piece, lambda one: _multipliers(replies, one), name),
            },
            knife_edge=piece.is_point,
            complete_because=BECAUSE,
        )

    return cells_of(best_pieces(concept, low, high), name, answer)


def _multipliers(replies: Sequence[str], play: CommittedPlay) -> dict[str, Any]:
    """For each reply the multipliers of the others, by their labels."""
    return {
        reply: {replies[d]: y for d, y in own.items()}
        for reply, own in zip(replies, play.multipliers, strict=True)
    }


def _leader(game: NormalFormGame, leader: str | None) -> int:
    if len(game.players) != 2:
        raise UnsupportedGame(
            f"regimes of stackelberg take two players, one to lead and one to follow; this game has "
            f"{len(game.players)}"
        )
    if leader is None:
        return 0
    if leader not in game.players:
        raise InvalidInput(f"there is no player {leader!r} to lead; players: {', '.join(game.players)}")
    return game.players.index(leader)


def _best(here: Sequence[Any], formulas: Sequence[Any]) -> CommittedPlay:
    """The best commitment by the payoffs `here`, with its reply and the proof in formulas."""
    own, theirs = here
    count = own.shape[1]
    best: tuple[Any, int, NumberOutcome] | None = None
    for j in range(count):
        program = _program(own[:, j], theirs, j)
        basis = optimal_basis(program)
        if basis.status == "optimal":
            value = basic_solution(program, basis)[1][-1]
            if best is None or value > best[0]:
                best = value, j, basis
    assert best is not None, "some reply is best to some commitment"
    highest, reply, basis = best
    x, y = basic_solution(_program(formulas[0][:, reply], formulas[1], reply), basis)
    value, mixture = y[-1], dict(enumerate(x))
    multipliers = []
    for j in range(count):
        others = [d for d in range(count) if d != j]
        if j == reply:
            multipliers.append(dict(zip(others, y, strict=False)))
            continue
        basis = optimal_basis(_excess(own[:, j], theirs, j, highest))
        prices = basic_solution(_excess(formulas[0][:, j], formulas[1], j, value), basis)[1]
        multipliers.append(dict(zip(others, prices, strict=True)))
    gain = sum((p * formulas[1][i, reply] for i, p in mixture.items()), ZERO)
    return CommittedPlay(mixture, reply, value, gain, tuple(multipliers))


def _lasting(
    places: Sequence[Sequence[Any]], values: Sequence[Any], play: CommittedPlay
) -> CommittedPlay | None:
    """One commitment to which the reply of `play` is best at several places, where it attains the value."""
    rows: list[Any] = [[ONE] * len(places[0][0])]
    right: list[Any] = [ONE]
    equal = [True]
    for (own, theirs), value in zip(places, values, strict=True):
        envy = _envy(theirs, play.reply)
        rows += [*envy, list(own[:, play.reply])]
        right += [*[ZERO] * len(envy), value]
        equal += [*[False] * len(envy), True]
    program = NumberProgram([ZERO] * len(places[0][0]), rows, right, equal)
    basis = optimal_basis(program)
    if basis.status != "optimal":
        return None
    x, _ = basic_solution(program, basis)
    return replace(play, mixture={i: p for i, p in enumerate(x) if p != 0})


def _program(own: Any, theirs: Any, reply: int) -> NumberProgram:
    """Maximise what the leader gets among the commitments to which a reply is best."""
    rows = _envy(theirs, reply)
    count = len(rows)
    return NumberProgram(
        list(own), [*rows, [ONE] * len(own)], [ZERO] * count + [ONE], [False] * count + [True]
    )


def _excess(own: Any, theirs: Any, reply: int, value: Any) -> NumberProgram:
    """The program whose dual point are multipliers that bound a reply by the value.

    It is feasible and, as the reply gives no more than the value, bounded.
    """
    rows = _envy(theirs, reply)
    return NumberProgram([u - value for u in own], rows, [ONE] * len(rows), [False] * len(rows))


def _envy(theirs: Any, reply: int) -> list[list[Any]]:
    """By how much each other reply pays the follower more, for each strategy of the leader."""
    return [list(theirs[:, d] - theirs[:, reply]) for d in range(theirs.shape[1]) if d != reply]
