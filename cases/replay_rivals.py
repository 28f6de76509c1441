"""The rules that are held against equilibrium on the same nodes, each a small function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .calibration import Calibration
from .facts import Facts
from .replay_result import EQUILIBRIUM, UNIFORM
from .replay_rules import ReplayRules, Rival
from .replay_state import Mechanics
from .replay_states import Solved, StateByState
from .replay_tree import Step

Met = Sequence[tuple[Step, Solved]]
"""The decisions of the record, each with what the solved tree says there."""

Predictions = tuple[tuple[str, ...], ...]
"""Per decision of the record, the options that a rule allows."""


def equilibrium(met: Met) -> Predictions:
    """The best options, given what had happened."""
    return tuple(tuple(here.menu[a].option for a in here.best) for _, here in met)


def tit_for_tat(met: Met, rules: ReplayRules, facts: Facts) -> Predictions:
    """The options with the stance that the other side showed last."""
    return _looking_back(met, rules, facts, own=False)


def persistence(met: Met, rules: ReplayRules, facts: Facts) -> Predictions:
    """The options with the stance that the player showed last itself."""
    return _looking_back(met, rules, facts, own=True)


def uniform(met: Met) -> Predictions:
    """Every option."""
    return tuple(tuple(option.option for option in here.menu) for _, here in met)


def restricted(
    rival: Rival,
    tree: StateByState,
    steps: Sequence[Step],
    record: Sequence[Step],
    calibration: Calibration,
    settings: Mapping[str, Any],
) -> Predictions:
    """The best options where everybody knows the numbers that a rival account sets.

    What the rival sets wins over what was set by hand; nobody errs; options that are struck stay so.
    """
    values = calibration.settle({**settings, **rival.sets}).values
    machine = Mechanics(tree.machine.rules, values, tree.machine.struck)
    return equilibrium(follow(StateByState(machine, [step.dated for step in steps]), record))


def follow(tree: StateByState, record: Sequence[Step]) -> Met:
    """The decisions of the record; the first one whose recorded move is struck is the last."""
    _, place = tree.start()
    met = []
    for step in record:
        assert place is not None  # the record's nodes are decisions on its own path
        here = tree.solve(place)
        met.append((step, here))
        taken = next((a for a, o in enumerate(here.menu) if o.option == step.observed.option), None)
        if taken is None:
            break
        place = here.after[taken][1]
    return met


def all_predictions(
    met: Met,
    tree: StateByState,
    steps: Sequence[Step],
    calibration: Calibration,
    settings: Mapping[str, Any],
    facts: Facts,
) -> dict[str, Predictions]:
    """What every rule allows at every decision of the record, equilibrium first and chance last."""
    rules, record = tree.machine.rules, [step for step, _ in met]
    found = {
        EQUILIBRIUM: equilibrium(met),
        "tit-for-tat": tit_for_tat(met, rules, facts),
        "persistence": persistence(met, rules, facts),
    }
    for rival in rules.rivals:
        found[rival.id] = restricted(rival, tree, steps, record, calibration, settings)
    return {**found, UNIFORM: uniform(met)}


def _looking_back(met: Met, rules: ReplayRules, facts: Facts, *, own: bool) -> Predictions:
    """Options with the last stance of one side; every option where none has it or no stance is known."""
    found = []
    for i, (step, here) in enumerate(met):
        mover = step.dated.node.player
        everything = tuple(option.option for option in here.menu)
        earlier = [s for s, _ in reversed(met[:i]) if (s.dated.node.player == mover) is own]
        if earlier:
            stance = earlier[0].observed.stance
        else:
            opening = rules.opening[next(who for who in rules.opening if (who == mover) is own)]
            if opening.event is not None and opening.event not in facts.ids:
                found.append(everything)
                continue
            stance = opening.stance
        found.append(tuple(o.option for o in here.menu if o.stance == stance) or everything)
    return tuple(found)
