"""The replay for many draws at once: each as it is solved alone, ties included."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pytest

from quidproquo.cases import replay_many as module
from quidproquo.cases.registry import Case, load_case, with_parameters
from quidproquo.cases.replay import replay, without_events
from quidproquo.cases.replay_many import ManyReplays, ReplayKernel
from quidproquo.cases.replay_numbers import ReplayNumbers
from quidproquo.cases.replay_state import Mechanics, Payoffs, State
from quidproquo.cases.replay_tree import Step, add, dated_nodes, history, stretches
from quidproquo.games.errors import InvalidInput
from quidproquo.solvers.formula_arrays import Rationals

Settings = Mapping[str, Fraction]
FEWER = (
    "tariff-spiral",
    "us-affiliates-rule",
    "china-slow-licensing",
    "us-15-percent-share",
    "us-eda-ethane-engine-curbs",
    "china-discourages-h20",
)
"""Without these events there are fewer nodes, so that the tree is small."""


class Found(NamedTuple):
    path: tuple[str, ...]
    payoffs: Payoffs
    tied: bool
    matters: bool
    match: tuple[bool, ...]


class Oracle:
    """A plain recursion over the states of a replay, one draw at a time, in Fractions."""

    def __init__(self, machine: Mechanics, steps: tuple[Step, ...]) -> None:
        self.machine, self.steps = machine, steps
        self.weeks = stretches(machine, [step.dated for step in steps])
        self.known: dict[tuple[int, State], Any] = {}
        self.matters = False

    def worth(self, i: int, state: State) -> tuple[Payoffs, tuple[int, ...]]:
        """What is gained from node `i` on, and the best options there; none where it is no decision."""
        if i == len(self.steps):
            return (Fraction(0), Fraction(0)), ()
        if (i, state) not in self.known:
            node = self.steps[i].dated.node
            menu = self.machine.menu(node, state)
            if len(menu) < 2:
                after, gained = self.machine.run(state, self.weeks[i])
                self.known[i, state] = add(gained, self.worth(i + 1, after)[0]), ()
            else:
                mover = list(self.machine.rules.players).index(node.player)
                below = []
                for option in menu:
                    chosen, paid = self.machine.choose(state, option)
                    after, gained = self.machine.run(chosen, self.weeks[i])
                    below.append(add(add(paid, gained), self.worth(i + 1, after)[0]))
                most = max(payoffs[mover] for payoffs in below)
                best = tuple(a for a, payoffs in enumerate(below) if payoffs[mover] == most)
                self.matters |= len({below[a] for a in best}) > 1
                self.known[i, state] = below[best[0]], best
        found: tuple[Payoffs, tuple[int, ...]] = self.known[i, state]
        return found

    def found(self) -> Found:
        start = self.machine.start()
        payoffs, _ = self.worth(0, start)
        path, tied, state = [], False, start
        for i, step in enumerate(self.steps):
            _, best = self.worth(i, state)
            if best:
                option = self.machine.menu(step.dated.node, state)[best[0]]
                path.append(option.option)
                state, _ = self.machine.choose(state, option)
            tied |= len(best) > 1
            state, _ = self.machine.run(state, self.weeks[i])
        match = []
        for i, step in enumerate(self.steps):
            _, best = self.worth(i, step.state)
            match.append(step.menu.index(step.observed) in best)
            tied |= len(best) > 1
        return Found(tuple(path), payoffs, tied, self.matters, tuple(match))


@cache
def small_case() -> Case:
    case = load_case("h20")
    return dataclasses.replace(case, facts=without_events(case.facts, *FEWER))


class Prepared:
    """A case and its kernel."""

    def __init__(self, case: Case, given: Settings | None = None) -> None:
        assert case.replay is not None
        self.case, self.rules = case, case.replay
        self.given = dict(given or {})
        self.calibration = with_parameters(case.calibration, self.rules.parameters)
        self.nodes, _ = dated_nodes(self.rules, case.facts)
        self.kernel = ReplayKernel(*self.prepared({}), self.calibration, self.given)

    def prepared(self, settings: Settings) -> tuple[Mechanics, tuple[Step, ...]]:
        machine = Mechanics(self.rules, self.calibration.settle({**self.given, **settings}).values)
        return machine, history(machine, self.nodes)[0]

    def alone(self, settings: Settings) -> Found:
        return Oracle(*self.prepared(settings)).found()

    def drawn(self, count: int, seed: int, parts: int, names: tuple[str, ...] = ()) -> dict[str, Rationals]:
        """Draws of parameters from their ranges, on a grid of so many parts of one."""
        draw = np.random.default_rng(seed)
        known = self.calibration.parameters
        chosen = names or tuple(sorted(self.rules.names & known.keys()))
        ranges = {name: [int(end * parts) for end in known[name].range] for name in chosen}
        return {
            name: Rationals.of(draw.integers(low, high + 1, count), parts)
            for name, (low, high) in ranges.items()
        }


@cache
def whole() -> Prepared:
    return Prepared(load_case("h20"))


@cache
def small() -> Prepared:
    return Prepared(small_case())


def row(found: ManyReplays, draw: int) -> Found:
    draws, payoffs = found.payoffs[found.path[draw]]
    (place,) = np.flatnonzero(draws == draw)
    return Found(
        found.paths[found.path[draw]],
        tuple(one[place : place + 1].fractions()[0] for one in payoffs),
        bool(found.tied[draw]),
        bool(found.matters[draw]),
        tuple(found.match[:, draw].tolist()),
    )


def settings_of(drawn: Mapping[str, Rationals], draw: int) -> Settings:
    return {name: one[draw : draw + 1].fractions()[0] for name, one in drawn.items()}


@pytest.mark.parametrize(("parts", "count"), [(10**6, 60), (20, 60), (2, 90)])
def test_every_draw_is_solved_as_alone(parts: int, count: int) -> None:
    """Fine draws have hardly any ties beyond those of the rules; on coarse ones any decision can be tied."""
    for prepared, size in ((whole(), 2), (small(), count)):
        drawn = prepared.drawn(size, parts, parts)
        found = prepared.kernel.solve(drawn, size)
        assert found.solved.all()
        for draw in range(size):
            assert row(found, draw) == prepared.alone(settings_of(drawn, draw))


def test_coarse_draws_do_tie() -> None:
    drawn = small().drawn(400, 7, 2)
    found = small().kernel.solve(drawn, 400)
    assert 20 < found.matters.sum() < 400
    assert len(found.paths) > 3


def test_against_the_replay_itself() -> None:
    prepared = small()
    drawn = prepared.drawn(25, 5, 4)
    found = prepared.kernel.solve(drawn, 25)
    for draw in range(25):
        settings = settings_of(drawn, draw)
        known = replay(prepared.case, settings)
        one = row(found, draw)
        assert one.path == tuple(option for _, option in known.path)
        assert one.payoffs == tuple(known.path_payoffs.values())
        assert one.match == tuple(node.match for node in known.nodes)
        assert sum(one.match) == sum(node.match for node in known.nodes)
        assert one.tied >= any(node.knife_edge for node in known.nodes)
        assert one.matters == any("ties that matter" in line for line in known.messages)


def test_what_is_given_holds_for_every_draw_and_derived_names_follow() -> None:
    given = {"R": Fraction(3), "d_U": Fraction(11, 2)}
    prepared = Prepared(small_case(), given)
    drawn = prepared.drawn(30, 3, 3, ("Sec", "V0", "sigma", "k"))
    found = prepared.kernel.solve(drawn, 30)
    for draw in range(30):
        assert row(found, draw) == prepared.alone(settings_of(drawn, draw))
    derived = {"v": Rationals.of([1, 2, 30]), "d_C": Rationals.of([3, -4, 9], 7)}
    found = prepared.kernel.solve(derived, 3)
    for draw in range(3):
        assert row(found, draw) == prepared.alone(settings_of(derived, draw))


def test_huge_and_tiny_numbers_are_exact() -> None:
    drawn = {
        "w": Rationals.of([10**30, 1, 10**400], 10**25),
        "tariff_U": Rationals.of([1, 10**40, 3], 10**39),
        "tariff_C": Rationals.of([1, 2, -(10**350)]),
        "k": Rationals.of([10**20, 0, 5]),
    }
    found = small().kernel.solve(drawn, 3)
    for draw in range(3):
        assert row(found, draw) == small().alone(settings_of(drawn, draw))


def test_draws_that_make_no_sense_are_left_to_the_one_that_says_why() -> None:
    drawn = {"k": Rationals.of([8, -1, 8]), "horizon": Rationals.of([52, 52, 20])}
    found = small().kernel.solve(drawn, 3)
    assert found.solved.tolist() == [True, False, False]
    assert found.path.tolist() == [0, -1, -1]
    for draw, message in ((1, "clock stock starts at -1"), (2, "the horizon is 20 weeks")):
        with pytest.raises(InvalidInput, match=message):
            replay(small().case, settings_of(drawn, draw))


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = small().drawn(50, 9, 4)
    one = small().kernel.solve(drawn, 50)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    other = small().kernel.solve(drawn, 50)
    for draw in range(50):
        assert row(one, draw) == row(other, draw)


def test_no_draws() -> None:
    assert small().kernel.solve({}, 0).paths == ()


def test_the_bound_on_rounding_covers_what_floats_do() -> None:
    """Values in floats along every path that occurs are as near to the exact ones as is claimed."""
    prepared = small()
    drawn = prepared.drawn(200, 11, 10**6)
    numbers = ReplayNumbers(prepared.kernel.graph, prepared.calibration, {}, drawn, 200)
    products = numbers.products(slice(0, 200))
    found = prepared.kernel.solve(drawn, 200)
    for draws, payoffs in found.payoffs:
        number = found.path[draws[0]]
        moves = [(d, o) for d, o in _walk(prepared.kernel, found.paths[number])]
        for player, exact in enumerate(payoffs):
            total = np.zeros(len(draws))
            for choice, option in moves:
                for who, term, times in prepared.kernel.options[choice][option][0]:
                    if who == player:
                        total += products[term][draws] * times
            for value, true, slack in zip(total, exact.fractions(), numbers.slack[draws], strict=True):
                assert abs(Fraction(float(value)) - true) <= Fraction(float(slack)) / 4


def _walk(kernel: ReplayKernel, names: tuple[str, ...]) -> list[tuple[int, int]]:
    moves, place = [], kernel.graph.root
    for name in names:
        assert place is not None
        here = kernel.graph.decisions[place]
        option = here.names.index(name)
        moves.append((here.choice, here.place[option]))
        place = here.following[option]
    return moves
