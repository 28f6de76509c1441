"""The replay read backwards, against backward induction over its states that knows nothing of boxes."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.cases.registry import load_case, with_parameters
from quidproquo.cases.replay_state import Mechanics, State
from quidproquo.cases.replay_tree import dated_nodes, history, stretches


@pytest.fixture(scope="module")
def record() -> Any:
    return qpq.replay("h20")


def _best_moves(settings: dict[str, Any]) -> tuple[list[tuple[str, ...]], bool]:
    """Per node of the record the best options at these numbers, and whether a tie matters to others."""
    case = load_case("h20")
    assert case.replay is not None
    rules = case.replay
    calibration = with_parameters(case.calibration, rules.parameters)
    machine = Mechanics(rules, calibration.settle(settings).values)
    steps, _ = history(machine, dated_nodes(rules, case.facts)[0])
    nodes = [step.dated for step in steps]
    weeks = stretches(machine, nodes)
    players = list(rules.players)
    known: dict[tuple[int, State], tuple[Fraction, ...]] = {}
    tied = False

    def options(i: int, state: State) -> dict[str, tuple[Fraction, ...]]:
        found = {}
        for option in machine.menu(nodes[i].node, state):
            after, paid = machine.choose(state, option)
            later, gained = machine.run(after, weeks[i])
            rest = worth(i + 1, later)
            found[option.option] = tuple(a + b + c for a, b, c in zip(paid, gained, rest, strict=True))
        return found

    def worth(i: int, state: State) -> tuple[Fraction, ...]:
        nonlocal tied
        if i == len(nodes):
            return (Fraction(0),) * len(players)
        if (i, state) not in known:
            if len(machine.menu(nodes[i].node, state)) < 2:
                later, gained = machine.run(state, weeks[i])
                pairs = zip(gained, worth(i + 1, later), strict=True)
                known[i, state] = tuple(a + b for a, b in pairs)
            else:
                values = options(i, state)
                mover = players.index(nodes[i].node.player)
                best = max(value[mover] for value in values.values())
                tops = [value for value in values.values() if value[mover] == best]
                tied = tied or len(set(tops)) > 1
                known[i, state] = tops[0]
        return known[i, state]

    answer = []
    for i, step in enumerate(steps):
        values = options(i, step.state)
        mover = players.index(step.dated.node.player)
        best = max(value[mover] for value in values.values())
        answer.append(tuple(name for name, value in values.items() if value[mover] == best))
    return answer, tied


@pytest.mark.parametrize(("name", "low", "high"), [("Sec", 2, 6), ("k", 27, 30)])
def test_the_intervals_are_confirmed_inside_outside_and_at_their_ends(
    record: Any, name: str, low: int, high: int
) -> None:
    found = qpq.rationalize(record, vary={name: (low, high)})
    ends = sorted({end for node in found.nodes for one in node.intervals for end in (one.low, one.high)})
    assert len(ends) > 2
    middles = [(a + b) / 2 for a, b in itertools.pairwise(ends)]
    near = [e + s for e in ends for s in (Fraction(-1, 999), Fraction(1, 999)) if low <= e + s <= high]
    for value in (*ends, *middles, *near):
        best, tied = _best_moves({name: value})
        for node, options in zip(found.nodes, best, strict=True):
            held = any(value in one for one in node.intervals)
            assert held >= (node.observed in options)
            if not tied:
                assert held is (node.observed in options)


def test_the_calibration_gives_the_hits_of_the_replay(record: Any) -> None:
    answer = record.observed_play("k").judge(Fraction(6))
    assert all(held >= node.match for held, node in zip(answer.optimal, record.nodes, strict=True))
    best, tied = _best_moves({})
    assert [node.observed in options for node, options in zip(record.nodes, best, strict=True)] == [
        node.match for node in record.nodes
    ]
    assert tied or [*answer.optimal] == [node.match for node in record.nodes]


def test_a_record_brings_its_own_moves_and_names_its_parameters(record: Any) -> None:
    with pytest.raises(qpq.InvalidInput, match="brings its own record"):
        qpq.rationalize(record, ["withhold"], vary={"k": (0, 52)})
    with pytest.raises(qpq.InvalidInput, match="the replay of h20 has no parameter 'weeks'; accepted: k, w"):
        qpq.rationalize(record, vary={"weeks": (0, 52)})
