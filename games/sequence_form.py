"""The sequence form of a tree: as large as the tree itself, where the normal form would be exponential."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .errors import InvalidInput
from .exact import Number, exact, number_text
from .extensive_form import ExtensiveFormGame
from .payoff_table import Array, PayoffTable, lowest_terms
from .plays import OwnPasts, own_pasts, plays, plus, share, times, weighted_payoffs
from .recall import require_perfect_recall


@dataclass(frozen=True, slots=True)
class SequenceSet:
    """An information set in sequence form: its `parent` sequence, and one of its `sequences` per action."""

    information_set: int
    parent: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SequenceForm:
    """A tree as sequences of each player's own moves (von Stengel 1996).

    A realisation plan gives each sequence of a player a weight: 1 to the empty sequence, number 0, and to
    the sequences of an information set the weight of their parent in all. What a profile pays is the sum,
    over the rows of `combinations`, of the payoff times the product of the players' weights.

    Attributes
    ----------
    players : tuple of str
    sequences : per player, per sequence, the pair (information set, action) that ends it; (-1, -1) for none
        Every sequence comes after its parent.
    parents : per player, per sequence, the sequence one move shorter (-1 for the empty one)
    sets : per player, one SequenceSet per information set
    combinations : integer array, one row per combination with a payoff, one column per player
    payoffs : per player, the table of payoffs of these rows, weighted by chance
    """

    players: tuple[str, ...]
    sequences: tuple[tuple[tuple[int, int], ...], ...]
    parents: tuple[tuple[int, ...], ...]
    sets: tuple[tuple[SequenceSet, ...], ...]
    combinations: Array
    payoffs: tuple[PayoffTable, ...]

    def constraints(self, player: int) -> tuple[Array, Array]:
        """The matrix E and the vector e of the realisation plans x of a player: E x = e, x ≥ 0.

        Row 0 says that the empty sequence has weight 1, row 1 + k that the sequences of the k-th of `sets`
        have the weight of their parent. The matrix is dense: for large trees, use `sets`.
        """
        matrix = np.zeros((len(self.sets[player]) + 1, len(self.sequences[player])), dtype=np.int64)
        matrix[0, 0] = 1
        for row, one in enumerate(self.sets[player], 1):
            matrix[row, one.parent] = -1
            matrix[row, list(one.sequences)] = 1
        right = np.zeros(len(matrix), dtype=np.int64)
        right[0] = 1
        return matrix, right

    def expected(self, plans: Sequence[Sequence[Number]]) -> tuple[Number, ...]:
        """What each player expects when each plays the realisation plan given (one per player)."""
        weights: list[Number] = []
        for row in self.combinations.tolist():
            weight: Number = Fraction(1)
            for plan, sequence in zip(plans, row, strict=True):
                weight = times(weight, plan[sequence])
            weights.append(weight)
        return tuple(
            plus([times(w, x) for w, x in zip(weights, table.entries(), strict=True) if w != 0])
            for table in self.payoffs
        )


def sequence_form(game: ExtensiveFormGame) -> SequenceForm:
    """Return the sequence form of a game with perfect recall, chance folded in, in linear time.

    Raises
    ------
    UnsupportedGame
        If a player forgets; the message names the player and the information set.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> form = sequence_form(game)
    >>> form.sequences
    (((-1, -1), (0, 0), (0, 1)), ((-1, -1), (1, 0), (1, 1)))
    >>> form.combinations.tolist(), form.payoffs[0].entries() == [2, -5]
    ([[2, 1], [2, 2]], True)
    >>> form.constraints(0)[0].tolist()
    [[1, 0, 0], [-1, 1, 1]]
    """
    require_perfect_recall(game, "sequence_form")
    pasts, found = own_pasts(game), plays(game)
    weighted = [weighted_payoffs(found, pasts, player) for player in range(len(game.players))]
    rows = [
        row
        for row in dict.fromkeys(pasts.of_terminal)
        if any(one.values.get(row, 0) != 0 for one in weighted)
    ]
    tables = []
    for one in weighted:
        cells = np.zeros(len(rows), dtype=one.dtype)
        for i, row in enumerate(rows):
            cells[i] = one.values.get(row, 0)
        rational = one.is_rational
        tables.append(lowest_terms(cells, one.denominator) if rational else PayoffTable.of(cells))
    combinations = np.array(rows, dtype=np.int64).reshape(len(rows), len(game.players))
    combinations.setflags(write=False)
    return SequenceForm(
        players=game.players,
        sequences=pasts.moves,
        parents=pasts.parents,
        sets=tuple(_sets(pasts, player) for player in range(len(game.players))),
        combinations=combinations,
        payoffs=tuple(tables),
    )


def realisation_plan(
    game: ExtensiveFormGame, player: int, behaviour: Mapping[int, Sequence[Any]]
) -> tuple[Number, ...]:
    """Return the realisation plan of a behaviour strategy, one weight per sequence of the sequence form.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall.
    player : int
    behaviour : mapping
        For each information set of the player, the probability of each action. Sets that the player's own
        play excludes may be left out.

    Raises
    ------
    InvalidInput
        If a set that own play reaches is missing, or its numbers are no distribution over its actions.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> [str(x) for x in realisation_plan(game, 0, {0: ["1/2", "1/2"], 1: ["2/3", "1/3"]})]
    ['1', '1/2', '1/2', '1/3', '1/6']
    """
    require_perfect_recall(game, "realisation_plan")
    pasts = own_pasts(game)
    plan: list[Number] = [Fraction(0)] * len(pasts.moves[player])
    plan[0] = Fraction(1)
    for one in _sets(pasts, player):
        if plan[one.parent] == 0:
            continue
        found = game.information_sets[one.information_set]
        place = f"information set {found.label!r} of {game.players[player]}"
        if one.information_set not in behaviour:
            raise InvalidInput(f"behaviour: {place} is reached by own play, but has no probabilities")
        row = [exact(p, f"probability at {place}") for p in behaviour[one.information_set]]
        _check_row(row, len(found.actions), place)
        for sequence, p in zip(one.sequences, row, strict=True):
            plan[sequence] = times(plan[one.parent], p)
    return tuple(plan)


def behaviour_from_plan(
    game: ExtensiveFormGame, player: int, plan: Sequence[Any]
) -> dict[int, tuple[Number, ...]]:
    """Return the behaviour strategy of a realisation plan, at the information sets that own play can reach.

    Raises
    ------
    InvalidInput
        If `plan` is no realisation plan: a weight is negative, or the weights of a set's sequences do not
        add up to that of their parent.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> behaviour_from_plan(game, 0, [1, "1/2", "1/2", "1/3", "1/6"])[1]
    (Fraction(2, 3), Fraction(1, 3))
    >>> behaviour_from_plan(game, 0, [1, 1, 0, 0, 0])
    {0: (Fraction(1, 1), Fraction(0, 1))}
    """
    require_perfect_recall(game, "behaviour_from_plan")
    pasts, who = own_pasts(game), game.players[player]
    if len(plan) != len(pasts.moves[player]):
        raise InvalidInput(f"plan: {len(plan)} weights for the {len(pasts.moves[player])} sequences of {who}")
    weights = [exact(x, f"weight {i} of {who}") for i, x in enumerate(plan)]
    if weights[0] != 1:
        raise InvalidInput(f"plan: the empty sequence of {who} has weight {number_text(weights[0])}, not 1")
    behaviour = {}
    for one in _sets(pasts, player):
        above, row = weights[one.parent], [weights[q] for q in one.sequences]
        place = f"information set {game.information_sets[one.information_set].label!r} of {who}"
        if any(isinstance(x, Fraction) and x < 0 for x in row):
            raise InvalidInput(f"plan: a sequence that ends at {place} has a negative weight")
        if isinstance(total := plus([*row, times(Fraction(-1), above)]), Fraction) and total != 0:
            raise InvalidInput(
                f"plan: the sequences that end at {place} weigh {number_text(plus(row))} in all, "
                f"but the one that leads there {number_text(above)}"
            )
        if above != 0:
            behaviour[one.information_set] = tuple(share(x, above) for x in row)
    return behaviour


def _check_row(row: Sequence[Number], width: int, place: str) -> None:
    if len(row) != width:
        raise InvalidInput(f"behaviour: {len(row)} probabilities at {place}, which offers {width} actions")
    if any(isinstance(p, Fraction) and p < 0 for p in row):
        raise InvalidInput(f"behaviour: a probability at {place} is negative")
    total = plus(row)
    if isinstance(total, Fraction) and total != 1:
        raise InvalidInput(f"behaviour: the probabilities at {place} sum to {number_text(total)}, not to 1")


def _sets(pasts: OwnPasts, player: int) -> tuple[SequenceSet, ...]:
    """The player's information sets in the order in which play meets them: parents before children."""
    found: dict[int, list[int]] = {}
    for number, (one, _) in enumerate(pasts.moves[player]):
        if number:
            found.setdefault(one, []).append(number)
    return tuple(
        SequenceSet(one, pasts.parents[player][numbers[0]], tuple(numbers)) for one, numbers in found.items()
    )
