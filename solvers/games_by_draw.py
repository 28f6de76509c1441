"""Games whose payoffs are formulas, for many draws at once: exact payoffs in arrays, and who plays what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..games.exact import Number, is_sympy
from ..games.extensive_form import CHANCE, TERMINAL, ExtensiveFormGame
from ..games.formula_tree import Node, Operation
from ..games.normal_form import NormalFormGame
from .batched_minors import UNIT, Bits, Pair, Tables, decided, layout
from .batched_mixtures import small_integers, weights
from .batched_nash import WIDEST
from .formula_arrays import Booleans, NotByArrays, Rationals, common, evaluated

_RELATIONS = {
    "StrictLessThan": "<",
    "LessThan": "<=",
    "StrictGreaterThan": ">",
    "GreaterThan": ">=",
    "Equality": "==",
    "Unequality": "!=",
}


def tree_of(number: Number) -> Node:
    """Return the formula's tree of a payoff.

    Raises
    ------
    NotByArrays
        For what is not piecewise rational, and for conditions that are more than one comparison.

    Examples
    --------
    >>> from sympy import Max, symbols
    >>> k, w = symbols("k w")
    >>> tree_of(w * Max(0, 13 - k))
    Operation(operator='*', operands=('w', Operation(operator='max', operands=(Fraction(0, 1), ...))))
    """
    if not is_sympy(number):
        return Fraction(number)
    expression: Any = number
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    if expression.is_Symbol:
        return str(expression.name)
    kind = type(expression).__name__
    if kind == "Pow" and expression.exp.is_Integer:
        power: Node = Fraction(abs(int(expression.exp)))
        power = Operation("-", (power,)) if expression.exp < 0 else power
        return Operation("^", (tree_of(expression.base), power))
    if kind == "Piecewise":
        return _conditional(expression.args)
    operators = {"Add": "+", "Mul": "*", "Max": "max", "Min": "min", "Abs": "abs"}
    if kind not in operators:
        raise NotByArrays(f"the function {kind}")
    return Operation(operators[kind], tuple(tree_of(part) for part in expression.args))


def _conditional(branches: Sequence[Any]) -> Node:
    (value, condition), *rest = branches
    if condition == True:  # noqa: E712 - SymPy's own True
        return tree_of(value)
    relation = _RELATIONS.get(type(condition).__name__)
    if relation is None or not rest:
        raise NotByArrays("a condition that is no comparison")
    compared = Operation(relation, (tree_of(condition.lhs), tree_of(condition.rhs)))
    return Operation("if", (compared, tree_of(value), _conditional(rest)))


def payoffs_of(
    game: NormalFormGame | ExtensiveFormGame, values: Mapping[str, Rationals], count: int
) -> tuple[list[list[Rationals]], Booleans]:
    """Return the payoffs of every player, cell by cell or node by node; and where one divides by zero.

    Raises
    ------
    NotByArrays
        For payoffs that can only be evaluated draw by draw.
    """
    undefined = np.zeros(count, dtype=bool)
    known: dict[Node, Rationals] = {}
    found = []
    for table in game.payoffs:
        trees = [tree_of(number) for number in table.entries()]
        for tree in trees:
            if tree not in known:
                known[tree] = evaluated(tree, values, count, undefined)
        found.append([known[tree] for tree in trees])
    return found, undefined


@dataclass(frozen=True, slots=True, eq=False)
class SupportsByDraw:
    """The equilibria of a two-player game for many draws.

    Attributes
    ----------
    supports : the pairs of supports.
    carried : one row per pair, one bit per draw: whether it carries an equilibrium.
    tied : the draws that `nash` has to solve, because a deciding minor is zero.
    """

    supports: tuple[Pair, ...]
    carried: Bits
    tied: npt.NDArray[np.intp]
    tables: Tables
    denominators: tuple[Any, Any]

    def payoffs(self, number: int) -> tuple[npt.NDArray[np.intp], list[tuple[Fraction, ...]]]:
        """The draws in which a pair of supports carries an equilibrium, and what it pays, exactly."""
        rows, columns = self.supports[number]
        count = self.tables[0].shape[2]
        draws = np.flatnonzero(np.unpackbits(self.carried[number], count=count))
        paid = []
        for table, below, own, other in (
            (self.tables[0], self.denominators[0], rows, columns),
            (self.tables[1], self.denominators[1], columns, rows),
        ):
            chosen = table[:, :, draws]
            parts = weights(chosen, own, other)
            total = sum(parts[1:], parts[0])
            value = sum(chosen[own[0], place] * part for place, part in zip(other, parts, strict=True))
            under = total * (below if isinstance(below, int) else below[draws])
            paid.append([Fraction(a, b) for a, b in zip(value, under, strict=True)])
        return draws, list(zip(*paid, strict=True))


def is_small(game: NormalFormGame) -> bool:
    """Whether two players have four strategies at most."""
    return len(game.players) == 2 and max(game.shape) <= WIDEST


def supports_by_draw(
    game: NormalFormGame, payoffs: Sequence[Sequence[Rationals]], count: int
) -> SupportsByDraw:
    """Return all Nash equilibria of a small two-player game for many draws of its payoffs."""
    rows, columns = game.shape
    whole, floats, off, below = [], [], [], []
    for player, numbers in enumerate(payoffs):
        integers, denominators = common(numbers)
        shaped = np.array(integers, dtype=object).reshape(rows, columns, count)
        near = np.array([number.floats() for number in numbers]).reshape(rows, columns, count)
        order = (0, 1, 2) if player == 0 else (1, 0, 2)
        whole.append(shaped.transpose(order))
        floats.append(np.ascontiguousarray(near.transpose(order)))
        off.append(2 * UNIT * np.abs(near).max(axis=(0, 1)))
        below.append(denominators)
    tables = (whole[0], whole[1])
    first, second = (small_integers(table.transpose(2, 0, 1)) for table in tables)
    if first is not None and second is not None:
        one, two = (np.ascontiguousarray(table.transpose(1, 2, 0)) for table in (first, second))
        carried, tied = decided((one, two), (0.0, 0.0), lambda chosen: tables)
    else:
        carried, tied = decided(
            (floats[0], floats[1]),
            (off[0], off[1]),
            lambda chosen: (tables[0][:, :, chosen], tables[1][:, :, chosen]),
        )
    return SupportsByDraw(layout(rows, columns).pairs, carried, tied, tables, (below[0], below[1]))


@dataclass(frozen=True, slots=True, eq=False)
class PlayByDraw:
    """The play of a tree for many draws.

    Attributes
    ----------
    leaf : per draw the terminal node that is reached.
    tied : whether a decision is tied, or so close that floats do not tell.
    totals : per player and terminal node what the play that ends there pays.
    """

    leaf: npt.NDArray[np.int64]
    tied: Booleans
    totals: tuple[Mapping[int, Rationals], ...]


def has_chance(game: ExtensiveFormGame) -> bool:
    """Whether chance moves somewhere."""
    return any(
        number != TERMINAL and game.information_sets[number].player == CHANCE for number in game.set_of
    )


def play_by_draw(game: ExtensiveFormGame, payoffs: Sequence[Sequence[Rationals]], count: int) -> PlayByDraw:
    """Return the subgame perfect play of a tree for many draws; everything is seen, and chance is absent.

    Rounding to the nearest float never turns an order around, so floats that differ are in the order of the
    exact numbers; where they are equal the draw counts as tied.
    """
    totals = []
    for numbers in payoffs:
        paid: dict[int, Rationals] = {0: numbers[0]}
        for node in range(game.size):
            for child in game.children[node]:
                paid[child] = paid[node] + numbers[child]
        totals.append({node: paid[node] for node in game.terminals()})
    leaves: dict[int, Any] = {}
    values: dict[int, list[Any]] = {}
    tied = np.zeros(count, dtype=bool)
    for node in reversed(range(game.size)):
        below = game.children[node]
        if not below:
            leaves[node] = np.full(count, node)
            values[node] = [paid[node].floats() for paid in totals]
            continue
        mover = game.information_sets[game.set_of[node]].player
        leaf, value = leaves.pop(below[0]), values.pop(below[0])
        close = np.zeros(count, dtype=bool)
        for child in below[1:]:
            other = values.pop(child)
            better = other[mover] > value[mover]
            close = np.where(better, False, close | (other[mover] == value[mover]))
            leaf = np.where(better, leaves.pop(child), leaf)
            value = [np.where(better, new, old) for new, old in zip(other, value, strict=True)]
        tied |= close
        leaves[node], values[node] = leaf, value
    return PlayByDraw(leaves[0], tied, tuple(totals))


@dataclass(frozen=True, slots=True, eq=False)
class ChoicesByDraw:
    """Subgame perfect choices in a tree with chance for many draws.

    Attributes
    ----------
    choices : per decision the number of the action taken, by draw.
    values : per player what the play from the root pays, exactly.
    left : where a decision is tied, or a probability is zero or none: these draws are solved alone.
    """

    choices: Mapping[int, npt.NDArray[np.int64]]
    values: tuple[Rationals, ...]
    left: Booleans


def choices_by_draw(
    game: ExtensiveFormGame, payoffs: Sequence[Sequence[Rationals]], values: Mapping[str, Rationals]
) -> ChoicesByDraw:
    """Return the subgame perfect choices in a tree in which everything is seen, exactly throughout.

    Parameters
    ----------
    game : its probabilities may be formulas, as payoffs may.
    payoffs : by player and node.
    values : the numbers of the names in the probabilities.

    Raises
    ------
    NotByArrays
        For probabilities that can only be evaluated draw by draw.
    """
    count = len(payoffs[0][0])
    left = np.zeros(count, dtype=bool)
    choices: dict[int, npt.NDArray[np.int64]] = {}
    worth: dict[int, list[Rationals]] = {}
    for node in reversed(range(game.size)):
        own = [numbers[node] for numbers in payoffs]
        below = [worth.pop(child) for child in game.children[node]]
        if below:
            place = game.information_sets[game.set_of[node]]
            if place.player == CHANCE:
                value = _mean(below, place.probabilities, values, left)
            else:
                value = below[0]
                choices[node] = np.zeros(count, dtype=np.int64)
                for action, other in enumerate(below[1:], 1):
                    left |= other[place.player].compared("==", value[place.player])
                    better = other[place.player].compared(">", value[place.player])
                    choices[node][better] = action
                    value = [new.where(better, old) for new, old in zip(other, value, strict=True)]
            own = [mine + later for mine, later in zip(own, value, strict=True)]
        worth[node] = own
    return ChoicesByDraw(choices, tuple(worth[0]), left)


def _mean(
    below: Sequence[Sequence[Rationals]],
    probabilities: Sequence[Any],
    values: Mapping[str, Rationals],
    left: Booleans,
) -> list[Rationals]:
    """What chance yields; draws in which the weights are no positive probabilities are marked."""
    count = len(left)
    nothing, one = Rationals.constant(0, 1), Rationals.constant(1, 1)
    total = nothing
    found = [nothing for _ in below[0]]
    for branch, probability in zip(below, probabilities, strict=True):
        weight = evaluated(tree_of(probability), values, count, left)
        left |= weight.compared("<=", nothing)
        total = total + weight
        found = [sofar + weight * value for sofar, value in zip(found, branch, strict=True)]
    left |= total.compared("!=", one)
    return found
