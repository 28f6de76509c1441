"""Backward induction of one tree under many draws of its payoffs, all draws at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import number_text
from ..games.extensive_form import CHANCE, TERMINAL, ExtensiveFormGame
from ..games.payoff_table import largest_size

Values = npt.NDArray[Any]

AT_ONCE = 16_384
"""Draws that are worked on together: their values stay in the cache of a processor."""

SAFETY = 2
"""By how much the bound on rounding exceeds what is needed, for the rounding of the bound itself."""


@dataclass(frozen=True, slots=True, eq=False)
class PayoffSweep:
    """What backward induction yields for each draw of the payoffs.

    Attributes
    ----------
    root_actions : array, one entry per draw
        The number of the first best action at the root; -1 where chance moves there or nobody.
    values : array, one row per player, one column per draw
        What the players get: integers over `denominator`, or floats.
    denominator : int
        1 for floats, and for integers without chance.
    ties : array of bool, one entry per draw
        Whether some move, anywhere in the tree, is tied. Of floats that were computed with, also whether two
        actions are so close that rounding could have decided. Where it is False, every choice is proven and
        the subgame perfect equilibrium is the only one.
    error : float
        The most by which a value can differ from the exact one where `ties` is False; 0.0 for integers, and
        for floats that were only compared.
    """

    root_actions: npt.NDArray[np.int32]
    values: Values
    denominator: int
    ties: npt.NDArray[np.bool_]
    error: float


def many_payoffs(game: ExtensiveFormGame, payoffs: Any) -> PayoffSweep:
    """Return the subgame perfect play of a tree for many draws of its payoffs, for sweeps.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect information. Its own payoffs are not looked at.
    payoffs : array of integers or floats
        ``payoffs[player, place, draw]``, the places being all nodes, or the terminal nodes in the order of
        their numbers (`game.terminals`). Draws stand last because that is fastest.

    Returns
    -------
    PayoffSweep
        Integers are exact throughout. Floats are taken as the binary numbers that they are; they are exact
        where they are only compared, that is, without chance and with payoffs at terminal nodes alone.
        Otherwise they are rounded, with a proven bound in `error`, and draws in which rounding could have
        decided are marked in `ties`. Where several actions are best, play goes on with the first.

    Raises
    ------
    UnsupportedGame
        For imperfect information and for probabilities with symbols.
    InvalidInput
        For another shape, for entries that are not finite, and for integers so large that 64 bits may not
        hold the result.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(0, 0), "withhold": outcome(0, 0)})}))
    >>> us, china = [[0, 0], [2, 2], [-5, -5]], [[0, 0], [-6, -6], [-7, -5]]
    >>> found = many_payoffs(game, [us, china])
    >>> found.root_actions.tolist(), found.values.tolist(), found.ties.tolist()
    ([1, 0], [[2, 0], [-6, 0]], [False, False])
    """
    plan = _Plan(game, draws := _checked(game, payoffs))
    count = draws.shape[2]
    values = np.empty((len(game.players), count), dtype=plan.dtype)
    actions = np.full(count, -1, dtype=np.int32)
    ties = np.zeros(count, dtype=bool)
    error = 0.0
    for start in range(0, count, AT_ONCE):
        part = slice(start, start + AT_ONCE)
        size = plan.require_room(draws[:, :, part])
        error = max(error, plan.induce(draws[:, :, part], size, values[:, part], actions[part], ties[part]))
    return PayoffSweep(actions, values, plan.scales[0], ties, error)


def _checked(game: ExtensiveFormGame, payoffs: Any) -> Values:
    if not game.has_perfect_information:
        raise UnsupportedGame("many_payoffs needs perfect information; subgame_perfect takes other trees")
    for menu in game.arrays.menus:
        odd = next((p for p in menu.probabilities if not isinstance(p, Fraction)), None)
        if odd is not None:
            raise UnsupportedGame(
                f"many_payoffs needs rational probabilities; {number_text(odd)} is none: "
                "put numbers in with .at"
            )
    try:
        draws = np.asarray(payoffs)
    except ValueError:
        raise InvalidInput("payoffs: rows of different lengths; every row needs one entry per draw") from None
    # The bits of entries are read below, and in another order of bytes they would mean other numbers.
    draws = draws.astype(draws.dtype.newbyteorder("="), copy=False)
    sizes = (game.size, len(game.terminals()))
    if draws.dtype.kind not in "iuf" or draws.dtype.itemsize > 8:
        raise InvalidInput(
            f"payoffs: {draws.dtype} entries; integers or floats of at most 64 bits are needed"
        )
    if draws.ndim != 3 or draws.shape[0] != len(game.players) or draws.shape[1] not in sizes:
        shape = "×".join(map(str, draws.shape))
        raise InvalidInput(
            f"payoffs: the shape is {shape}; {len(game.players)} players × {sizes[0]} nodes "
            f"(or {sizes[1]} terminal nodes) × draws is needed"
        )
    return draws


class _Plan:
    """What does not depend on the draws: the order of the work, scales, and how far numbers can grow."""

    def __init__(self, game: ExtensiveFormGame, draws: Values) -> None:
        self.children = game.children
        self.floats = draws.dtype.kind == "f"
        everywhere = draws.shape[1] == game.size
        places = range(game.size) if everywhere else game.terminals()
        self.row_of = {node: row for row, node in enumerate(places)}
        self.movers = [
            TERMINAL if number == TERMINAL else game.information_sets[number].player for number in game.set_of
        ]
        self.weights: dict[int, Sequence[Any]] = {
            node: game.information_sets[number].probabilities
            for node, number in enumerate(game.set_of)
            if number != TERMINAL and game.information_sets[number].player == CHANCE
        }
        computes = bool(self.weights) or any(self.children[node] for node in self.row_of)
        self.dtype = draws.dtype if self.floats or not computes else np.dtype(np.int64)
        self.computes = computes
        limits: Any = np.finfo(draws.dtype) if self.floats else None
        self.unit, self.smallest, self.largest = (
            (float(limits.eps), float(limits.tiny), float(limits.max)) if self.floats else (0.0, 0.0, 0.0)
        )
        size = game.size
        self.scales = [1] * size
        self.growth: list[Any] = [1] * size
        self.rounding = [0.0] * size
        for node in reversed(range(size)):
            if self.children[node]:
                self._bound(node)

    def _bound(self, node: int) -> None:
        """How large a value may become, in units of the largest payoff, and how much of it is rounding."""
        below = self.children[node]
        own = node in self.row_of
        weights = self.weights.get(node)
        if weights is not None and not self.floats:
            denominator = math.lcm(*(p.denominator for p in weights))
            common = math.lcm(*(self.scales[c] for c, p in zip(below, weights, strict=True) if p))
            self.scales[node] = common * denominator
            self.weights[node] = [
                int(p * self.scales[node]) // self.scales[c] if p else 0
                for c, p in zip(below, weights, strict=True)
            ]
            self.growth[node] = sum(
                w * self.growth[c] for c, w in zip(below, self.weights[node], strict=True)
            )
        elif weights is not None:
            self.weights[node] = [float(p) for p in weights]
            self.growth[node] = 1.01 * sum(
                w * self.growth[c] for c, w in zip(below, self.weights[node], strict=True)
            )
            self.rounding[node] = max(self.rounding[c] for c in below)
            self.rounding[node] += (len(below) + 2) * self.growth[node]
        else:
            self.scales[node] = math.lcm(*(self.scales[c] for c in below))
            self.growth[node] = max(self.growth[c] * (self.scales[node] // self.scales[c]) for c in below)
            self.rounding[node] = max(self.rounding[c] for c in below)
        if own:
            self.growth[node] += self.scales[node]
            self.rounding[node] += self.growth[node] if self.floats else 0

    def require_room(self, draws: Values) -> float:
        """Return the largest size among the draws; refuse what is not finite or may grow beyond 64 bits.

        Draws that are only compared need no room; they are looked at when their turn comes.
        """
        if not self.computes:
            return 0.0
        if not self.floats:
            size = max(1, largest_size(draws))
            if size * max(self.growth) >= 2**63:
                most = (2**63 - 1) // max(self.growth)
                raise InvalidInput(
                    f"payoffs: {size} is too large here; integers up to {most} are proven to stay within 64 "
                    "bits in this tree, and subgame_perfect answers larger ones draw by draw"
                )
            return 0.0
        largest = max(_largest_float(one) for one in draws)
        if largest * float(max(self.growth)) >= self.largest / 4:
            raise InvalidInput(f"payoffs: {largest:g} is too large here; the sums may exceed every float")
        return largest

    def slack(self, node: int, size: float) -> float:
        """The most by which rounding can have changed the value of a node; nothing for integers."""
        if not self.rounding[node]:
            return 0.0
        return SAFETY * self.rounding[node] * (self.unit * size + self.smallest)

    def induce(self, draws: Values, size: float, values: Values, actions: Values, ties: Values) -> float:
        """Fill in values, root actions and ties of some draws, and return the bound on rounding."""
        found: list[Any] = [None] * len(self.children)
        for node in reversed(range(len(self.children))):
            row, children = self.row_of.get(node), self.children[node]
            own = [] if row is None else [one[row].astype(self.dtype, copy=False) for one in draws]
            if not children:
                if self.floats and not self.computes:
                    for one in own:
                        _largest_float(one)
                found[node] = own
                continue
            below = [found[c] for c in children]
            for c in children:
                found[c] = None
            scale = self.scales[node]
            if node in self.weights:
                value = [_mean(of_player, self.weights[node]) for of_player in zip(*below, strict=True)]
            else:
                for k, c in enumerate(children):
                    if scale > self.scales[c]:
                        below[k] = [v * (scale // self.scales[c]) for v in below[k]]
                slack = 2 * max(self.slack(c, size) for c in children)
                value = _best(below, self.movers[node], slack, ties, None if node else actions)
            found[node] = [v + x * scale for v, x in zip(value, own, strict=True)] if own else value
        for mine, value in zip(values, found[0], strict=True):
            mine[:] = value
        return self.slack(0, size)


def _largest_float(numbers: Values) -> float:
    """The largest size among floats, none of which may be infinite or no number."""
    largest = max(abs(float(numbers.max())), abs(float(numbers.min()))) if numbers.size else 0.0
    if not math.isfinite(largest):
        raise InvalidInput("payoffs: an entry is not finite; every entry needs a number")
    return largest


def _mean(below: Sequence[Values], weights: Sequence[Any]) -> Values:
    """What chance yields; branches of probability zero count nothing."""
    taken = [v * w for v, w in zip(below, weights, strict=True) if w]
    total: Values = sum(taken[1:], taken[0])
    return total


def _best(
    below: Sequence[Sequence[Values]], mover: int, slack: float, ties: Values, actions: Values | None
) -> list[Values]:
    """What everybody gets by the mover's first best action; draws with a tie are marked in `ties`."""
    value = list(below[0])
    if actions is not None:
        actions[:] = 0
    close: Any = False
    for number, other in enumerate(below[1:], 1):
        top, new = value[mover], other[mover]
        better = new > top
        if slack:
            gap = new - top
            near = abs(gap) <= slack
            close = near if number == 1 else (close & (gap <= slack)) | near
        else:
            near = new == top
            close = near if number == 1 else (close & ~better) | near
        bits = np.dtype(f"i{new.dtype.itemsize}")
        mask = better.view(np.int8).astype(bits)
        np.negative(mask, out=mask)
        for player, mine in enumerate(other):
            chosen = np.maximum(top, new) if player == mover else _picked(mask, mine, value[player])
            value[player] = chosen
        if actions is not None:
            actions[better] = number
    if len(below) > 1:
        ties |= close
    return value


def _picked(mask: Values, new: Values, old: Values) -> Values:
    """`new` where all bits of the mask are set, `old` where none is; `np.where` takes thrice as long."""
    chosen = new.view(mask.dtype) ^ old.view(mask.dtype)
    chosen &= mask
    chosen ^= old.view(mask.dtype)
    return chosen.view(new.dtype)
