"""A replay solved state by state: nodes that are met in the same state are solved once, not play by play."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .replay_rules import Option
from .replay_state import Mechanics, Payoffs, State
from .replay_tree import DatedNode, Step, add, stretches
from .sweep_answer import Answer

Place = tuple[int, State]
"""A decision: the number of the node, and the state it is met in."""


@dataclass(slots=True)
class Solved:
    """A decision: its open options, the best ones, what it pays to be here, and where each option leads."""

    menu: tuple[Option, ...]
    best: tuple[int, ...]
    payoffs: Payoffs
    after: tuple[tuple[Payoffs, Place | None], ...]


@dataclass(slots=True)
class StateByState:
    """Backward induction over the states of a replay; equal to that over its tree.

    Attributes
    ----------
    matters : whether somewhere a player is indifferent between options that pay the other differently.
    """

    machine: Mechanics
    nodes: Sequence[DatedNode]
    matters: bool = False
    weeks: tuple[Fraction, ...] = ()
    solved: dict[Place, Solved] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.weeks = stretches(self.machine, self.nodes)

    def forward(self, i: int, state: State) -> tuple[Payoffs, Place | None]:
        """What accrues until the next decision from node `i` on, and that decision; None at the horizon."""
        total: Payoffs = (Fraction(0),) * len(self.machine.rules.players)
        while i < len(self.nodes):
            if len(self.machine.menu(self.nodes[i].node, state)) > 1:
                return total, (i, state)
            state, gained = self.machine.run(state, self.weeks[i])
            total, i = add(total, gained), i + 1
        return total, None

    def solve(self, place: Place) -> Solved:
        """Return the decision at `place`, solved with all that follow."""
        if place in self.solved:
            return self.solved[place]
        i, state = place
        node = self.nodes[i].node
        menu = self.machine.menu(node, state)
        after: list[tuple[Payoffs, Place | None]] = []
        worth: list[Payoffs] = []
        for option in menu:
            chosen, paid = self.machine.choose(state, option)
            later, gained = self.machine.run(chosen, self.weeks[i])
            waiting, following = self.forward(i + 1, later)
            until = add(add(paid, gained), waiting)
            after.append((until, following))
            worth.append(until if following is None else add(until, self.solve(following).payoffs))
        mover = list(self.machine.rules.players).index(node.player)
        most = max(payoffs[mover] for payoffs in worth)
        best = tuple(a for a, payoffs in enumerate(worth) if payoffs[mover] == most)
        self.matters |= len({worth[a] for a in best}) > 1
        self.solved[place] = Solved(menu, best, worth[best[0]], tuple(after))
        return self.solved[place]


def replay_answer(machine: Mechanics, steps: Sequence[Step]) -> Answer:
    """Return what the replay of a record comes to: the equilibrium path, its payoffs, and the moves it hits.

    Parameters
    ----------
    machine : the rules with numbers.
    steps : the recorded history.
    """
    tree = StateByState(machine, [step.dated for step in steps])
    start, root = tree.forward(0, machine.start())
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
