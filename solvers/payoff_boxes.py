"""What all subgame perfect equilibria of a tree with perfect information pay, ties and mixtures kept.

The payoffs of the equilibria of a subgame are a union of boxes, one interval per player: without ties a
single point; where a mover mixes between equally good actions, the other player's payoff runs through an
interval; chance adds boxes up. That stays so with three or more players unless a mover's tie moves the
payoffs of two others at once, which is refused. All numbers may depend on one parameter (`germ`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from .germ import Number

MAX_BOXES = 500
"""The most boxes that a node may have."""


@dataclass(frozen=True, slots=True)
class Span:
    """An interval of numbers, each end with or without the end itself."""

    low: Number
    high: Number
    low_included: bool = True
    high_included: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether no number is in it."""
        if self.low_included and self.high_included:
            return self.low > self.high
        return self.low >= self.high

    def at_least(self, floor: Number) -> Span:
        """The part of it from `floor` on."""
        if self.low >= floor:
            return self
        return Span(floor, self.high, True, self.high_included)

    def meet(self, other: Span) -> Span:
        """What both have in common."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        holds_low = (self.low < low or self.low_included) and (other.low < low or other.low_included)
        holds_high = (self.high > high or self.high_included) and (other.high > high or other.high_included)
        return Span(low, high, holds_low, holds_high)

    def towards(self, other: Span) -> Span:
        """The mixtures of a number of this one, with positive weight, and one of the other."""
        low, high = min(self.low, other.low), max(self.high, other.high)
        return Span(
            low,
            high,
            self.low_included and self.low == low,
            self.high_included and self.high == high,
        )

    def plus(self, other: Span) -> Span:
        """The sums of a number of each."""
        if self.low is self.high and other.low is other.high:
            return point(self.low + other.low)
        return Span(
            self.low + other.low,
            self.high + other.high,
            self.low_included and other.low_included,
            self.high_included and other.high_included,
        )

    def times(self, weight: Number) -> Span:
        """Its numbers times a number that is not negative."""
        if self.low is self.high:
            return point(self.low * weight)
        return Span(self.low * weight, self.high * weight, self.low_included, self.high_included)

    def holds(self, other: Span) -> bool:
        """Whether every number of the other is one of it."""
        return (
            self.low < other.low or (self.low == other.low and self.low_included >= other.low_included)
        ) and (
            self.high > other.high or (self.high == other.high and self.high_included >= other.high_included)
        )


def point(number: Number) -> Span:
    """The interval of one number."""
    return Span(number, number)


Box: TypeAlias = tuple[Span, ...]
Boxes: TypeAlias = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """What everybody gets for a move, and the position that it leads to."""

    gains: Sequence[Number]
    to: int


@dataclass(frozen=True, slots=True)
class Position:
    """A point of play: who moves, and the moves, each to a position of a higher number; none where it ends.

    `weights` are the probabilities of chance. Different moves may lead to one position.
    """

    player: int
    moves: tuple[Move, ...] = ()
    weights: Sequence[Number] = ()


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """What the equilibria say about a path of play, on one stretch of the parameter.

    Attributes
    ----------
    optimal : per decision on the path, whether the move is optimal in some equilibrium of what follows.
    reached : whether some equilibrium of the whole game takes the path with positive probability.
    """

    optimal: tuple[bool, ...]
    reached: bool


Place: TypeAlias = Callable[[int], str]
"""How messages name a position."""


def equilibrium_payoffs(positions: Sequence[Position], place: Place, players: Sequence[str]) -> list[Boxes]:
    """Return, per position, what all subgame perfect equilibria pay from there on.

    Parameters
    ----------
    positions : of a game with perfect information.
    place : how messages name a position.
    players : their names.

    Raises
    ------
    UnsupportedGame
        Where a mover's tie moves the payoffs of two other players at once.
    LimitReached
        Where ties multiply to more than `MAX_BOXES` boxes.

    Notes
    -----
    Zermelo (1913), Kuhn (1953): an action is taken in some equilibrium where it pays the mover at least what
    each other action pays at least; the equilibria after the other actions are chosen to make that least.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": outcome(0, -6)}), players=["US", "China"])
    >>> found = equilibrium_payoffs(positions_of(game), game.node_text, game.players)[0]
    >>> [(str(box[1].low), str(box[1].high)) for box in found]
    [('-6', '0')]
    """
    nothing = (point(Fraction(0)),) * len(players)
    found: list[Boxes] = [()] * len(positions)
    for number in range(len(positions) - 1, -1, -1):
        here = positions[number]
        below = [shifted(found[move.to], move.gains) for move in here.moves]
        if not below:
            boxes: Boxes = (nothing,)
        elif here.player == CHANCE:
            boxes = _average(here.weights, below)
        elif len(below) == 1:
            boxes = below[0]
        else:
            boxes = _chosen(_Tie(number, here.player, place, players), below)
        found[number] = _without_inner(boxes, number, place)
    return found


def path_answer(
    positions: Sequence[Position], path: Sequence[tuple[int, int]], place: Place, players: Sequence[str]
) -> PathAnswer:
    """Return what the equilibria say about a path, given as pairs (position, number of the move).

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": outcome(2, -6)}), players=["US", "China"])
    >>> path_answer(positions_of(game), [(0, 0)], game.node_text, game.players)
    PathAnswer(optimal=(False,), reached=False)
    """
    payoffs = equilibrium_payoffs(positions, place, players)
    optimal: list[bool] = []
    reaching = payoffs[positions[path[-1][0]].moves[path[-1][1]].to]
    for number, action in reversed(path):
        here = positions[number]
        below = [shifted(payoffs[move.to], move.gains) for move in here.moves]
        reaching = shifted(reaching, here.moves[action].gains)
        if here.player == CHANCE:
            on_path = [reaching if a == action else boxes for a, boxes in enumerate(below)]
            reaching = _average(here.weights, on_path) if reaching and here.weights[action] > 0 else ()
        else:
            floor = _floor(here.player, below)
            optimal.append(bool(_at_least(below[action], here.player, floor)))
            tie = _Tie(number, here.player, place, players)
            others = [boxes for a, boxes in enumerate(below) if a != action]
            reaching = _reaching(tie, floor, reaching, others)
        reaching = _without_inner(reaching, number, place)
    return PathAnswer(tuple(reversed(optimal)), bool(reaching))


def positions_of(
    game: ExtensiveFormGame,
    payoffs: Sequence[Sequence[Number]] = (),
    chances: Sequence[Sequence[Number] | None] = (),
) -> tuple[Position, ...]:
    """Return the nodes of a tree as positions, with other numbers than its own where they are given.

    Parameters
    ----------
    payoffs : per node, a number for each player; without them the tree's own, which are then rational.
    chances : per information set, the probabilities of chance, None for players; or the tree's own.
    """
    rows = payoffs or [[table[node] for table in game.payoffs] for node in range(game.size)]
    found = []
    for node, below in enumerate(game.children):
        moves = tuple(Move(rows[child], child) for child in below)
        number = game.set_of[node]
        if not below:
            found.append(Position(CHANCE))
            continue
        one = game.information_sets[number]
        weights: Any = chances[number] if chances else one.probabilities
        found.append(Position(one.player, moves, weights))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Tie:
    """Where a mover may be indifferent, for the computation and for messages."""

    number: int
    player: int
    place: Place
    players: Sequence[str]


def _floor(player: int, below: Sequence[Boxes]) -> Number:
    """What the mover gets at least in every equilibrium, if each action is followed by the worst one."""
    return max(_least(player, boxes) for boxes in below)


def _least(player: int, boxes: Boxes) -> Number:
    return boxes[0][player].low if len(boxes) == 1 else min(box[player].low for box in boxes)


def _at_least(boxes: Boxes, player: int, floor: Number) -> Boxes:
    """The parts of the boxes in which the player gets at least `floor`."""
    cut = ((*box[:player], box[player].at_least(floor), *box[player + 1 :]) for box in boxes)
    return tuple(box for box in cut if not box[player].is_empty)


def _chosen(tie: _Tie, below: Sequence[Boxes]) -> Boxes:
    if all(len(boxes) == 1 for boxes in below):
        spans = [boxes[0][tie.player] for boxes in below]
        if all(span.low is span.high for span in spans):  # as nearly everywhere: one payoff for each action
            best = max(spans, key=lambda span: span.low)
            rivals = [span for span in spans if span is not best and span.low == best.low]
            if not rivals:
                return below[spans.index(best)]
    floor = _floor(tie.player, below)
    able = [_at_least(boxes, tie.player, floor) for boxes in below]
    found = [box for boxes in able for box in boxes]
    for a, boxes in enumerate(able):
        for others in able[a + 1 :]:
            found += [
                tuple(Span(span.low, span.high) for span in box)  # either action may be taken alone
                for box in _mixtures(tie, boxes, others)
            ]
    return tuple(found)


def _reaching(tie: _Tie, floor: Number, reaching: Boxes, others: Sequence[Boxes]) -> Boxes:
    """The payoffs of those equilibria in which the path goes on with positive probability."""
    able = _at_least(reaching, tie.player, floor)
    found = list(able)
    for boxes in others if able else ():
        found += _mixtures(tie, able, _at_least(boxes, tie.player, floor))
    return tuple(found)


def _mixtures(tie: _Tie, ones: Boxes, others: Boxes) -> list[Box]:
    """What mixing two actions pays where both pay the mover the same, the first one with some weight."""
    found = []
    for one in ones:
        for other in others:
            common = one[tie.player].meet(other[tie.player])
            if common.is_empty:
                continue
            moved = [
                i
                for i in range(len(one))
                if i != tie.player and not (one[i].holds(other[i]) and other[i].holds(one[i]))
            ]
            if len(moved) > 1:
                raise UnsupportedGame(
                    f"at {tie.place(tie.number)} {tie.players[tie.player]} is indifferent, and the choice "
                    f"moves the payoffs of {' and '.join(tie.players[i] for i in moved)} at once; such ties "
                    "are treated for two players"
                )
            if moved:
                pairs = enumerate(zip(one, other, strict=True))
                found.append(tuple(common if i == tie.player else x.towards(y) for i, (x, y) in pairs))
    return found


def _average(weights: Sequence[Number], below: Sequence[Boxes]) -> Boxes:
    total: list[Box] | None = None
    for weight, boxes in zip(weights, below, strict=True):
        if not weight > 0:
            continue
        scaled = [tuple(span.times(weight) for span in box) for box in boxes]
        if total is None:
            total = scaled
        else:
            total = [
                tuple(x.plus(y) for x, y in zip(one, other, strict=True)) for one in total for other in scaled
            ]
    assert total is not None  # probabilities sum to one
    return tuple(total)


def shifted(boxes: Boxes, gains: Sequence[Number]) -> Boxes:
    """The boxes with the same gains added to all payoffs in them."""
    here = [point(x) for x in gains]
    return tuple(tuple(x.plus(y) for x, y in zip(box, here, strict=True)) for box in boxes)


def _without_inner(boxes: Boxes, number: int, place: Place) -> Boxes:
    """The boxes without those that lie in others."""
    if len(boxes) < 2:
        return boxes
    kept: list[Box] = []
    for box in boxes:
        if not any(_inside(box, other) for other in kept):
            kept = [other for other in kept if not _inside(other, box)]
            kept.append(box)
    if len(kept) > MAX_BOXES:
        raise LimitReached(f"ties multiply to more than {MAX_BOXES} sets of payoffs at {place(number)}")
    return tuple(kept)


def _inside(box: Box, other: Box) -> bool:
    return all(wide.holds(span) for wide, span in zip(other, box, strict=True))
