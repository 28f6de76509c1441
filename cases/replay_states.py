"""A replay solved state by state: nodes that are met in the same state are solved once, not play by play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .replay_rules import Option
from .replay_state import Mechanics, Payoffs, State
from .replay_tree import DatedNode, Step, add, stretches
from .sweep_answer import Answer

Place = tuple[int, State, tuple[State, ...]]
"""A decision: the number of the node, the state it is met in, and that state as each believer counts it."""


@dataclass(slots=True)
class Solved:
    """A decision: its open options, what each is worth, the ones played, and where each option leads.

    `payoffs` is what it pays to be here, and `believed` what each option is worth to a mover who errs, as it
    sees it; empty for others.
    """

    menu: tuple[Option, ...]
    worth: tuple[Payoffs, ...]
    best: tuple[int, ...]
    payoffs: Payoffs
    after: tuple[tuple[Payoffs, Place | None], ...]
    believed: tuple[Any, ...] = ()


@dataclass(slots=True)
class StateByState:
    """Backward induction over the states of a replay; equal to that over its tree.

    Attributes
    ----------
    minds : per player who errs, the same replay with the numbers it believes in. Its moves are the best ones
        there; the others know these moves, and answer them with the true numbers.
    matters : whether somewhere a player is indifferent between options that pay the other differently.
    """

    machine: Mechanics
    nodes: Sequence[DatedNode]
    minds: Mapping[str, StateByState] = field(default_factory=dict)
    matters: bool = False
    weeks: tuple[Fraction, ...] = ()
    solved: dict[Place, Solved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.weeks = stretches(self.machine, self.nodes)

    def start(self) -> tuple[Payoffs, Place | None]:
        """What accrues before the first decision, and that decision."""
        return self._forward(0, self.machine.start(), tuple(m.machine.start() for m in self.minds.values()))

    def _forward(self, i: int, state: State, believed: tuple[State, ...]) -> tuple[Payoffs, Place | None]:
        """What accrues until the next decision from node `i` on, and that decision; None at the horizon."""
        total: Payoffs = (Fraction(0),) * len(self.machine.rules.players)
        while i < len(self.nodes):
            if self.machine.decides(self.nodes[i].node, state):
                return total, (i, state, believed)
            state, gained = self.machine.run(state, self.weeks[i])
            believed = tuple(
                mind.machine.run(one, mind.weeks[i])[0]
                for mind, one in zip(self.minds.values(), believed, strict=True)
            )
            total, i = add(total, gained), i + 1
        return total, None

    def solve(self, place: Place) -> Solved:
        """Return the decision at `place`, solved with all that follow."""
        if place in self.solved:
            return self.solved[place]
        i, state, believed = place
        node = self.nodes[i].node
        menu = self.machine.menu(node, state)
        after: list[tuple[Payoffs, Place | None]] = []
        worth: list[Payoffs] = []
        for option in menu:
            chosen, paid = self.machine.choose(state, option)
            later, gained = self.machine.run(chosen, self.weeks[i])
            seen = tuple(
                mind.machine.run(mind.machine.choose(one, option)[0], mind.weeks[i])[0]
                for mind, one in zip(self.minds.values(), believed, strict=True)
            )
            waiting, following = self._forward(i + 1, later, seen)
            until = add(add(paid, gained), waiting)
            after.append((until, following))
            worth.append(until if following is None else add(until, self.solve(following).payoffs))
        mover = list(self.machine.rules.players).index(node.player)
        thought: tuple[Any, ...] = ()
        if node.player in self.minds:
            own = believed[list(self.minds).index(node.player)]
            there = self.minds[node.player].solve((i, own, ()))
            thought, best = tuple(payoffs[mover] for payoffs in there.worth), there.best
        else:
            most = max(payoffs[mover] for payoffs in worth)
            best = tuple(a for a, payoffs in enumerate(worth) if payoffs[mover] == most)
        self.matters |= len({worth[a] for a in best}) > 1
        self.solved[place] = Solved(menu, tuple(worth), best, worth[best[0]], tuple(after), thought)
        return self.solved[place]


def replay_answer(machine: Mechanics, steps: Sequence[Step]) -> Answer:
    """Return what the replay of a record comes to: the equilibrium path, its payoffs, and the moves it hits.

    Parameters
    ----------
    machine : the rules with numbers.
    steps : the recorded history.
    """
    tree = StateByState(machine, [step.dated for step in steps])
    start, root = tree.start()
    path, place, tied = [], root, False
    payoffs = start if root is None else add(start, tree.solve(root).payoffs)
    while place is not None:
        here = tree.solve(place)
        path.append(here.menu[here.best[0]].option)
        tied |= len(here.best) > 1
        place = here.after[here.best[0]][1]
    match, place = [], root
    for step in steps:
        assert place is not None
        here = tree.solve(place)
        names = [option.option for option in here.menu]
        observed = names.index(step.observed.option)
        match.append(observed in here.best)
        tied |= len(here.best) > 1
        place = here.after[observed][1]
    sure = not tree.matters and not tied
    return Answer(
        outcome=", ".join(path),
        payoffs=(payoffs,),
        count=1 if sure else None,
        knife_edge=tied,
        complete=sure,
        match=tuple(match),
    )
