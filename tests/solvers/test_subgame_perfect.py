"""All subgame perfect equilibria: the answer claims what the certificate accepts, and nothing else."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest

from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.errors import LimitReached, UnsupportedGame
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.solution import Solution
from quidproquo.games.verification import verify_document
from quidproquo.solvers import backward_induction
from quidproquo.solvers.multilinear import Multilinear
from quidproquo.solvers.probability_region import Relation, corners
from quidproquo.solvers.subgame_perfect import subgame_perfect

from .oracles import (
    Behaviour,
    F,
    claimed,
    is_subgame_perfect,
    numbers,
    pure_behaviours,
    satisfies,
    values_by_recursion,
)

PLAYERS = ["A", "B", "C"]


def random_tree(seed: int, depth: int, values: list[Any], players: int = 2) -> ExtensiveFormGame:
    """A tree with one to three actions per node, chance (zero probabilities too), payoffs at inner nodes."""
    draw = random.Random(f"{seed} {depth} {players}")
    who = PLAYERS[:players]

    def branch(left: int) -> Any:
        payoffs = [draw.choice(values) for _ in who]
        if not left or draw.random() < 0.15:
            return outcome(*payoffs)
        width = draw.choice([1, 2, 2, 2, 3])
        below = [branch(left - 1) for _ in range(width)]
        inner = payoffs if draw.random() < 0.2 else None
        if draw.random() < 0.2:
            parts = [draw.randint(0, 2) for _ in range(width)]
            parts[0] += not any(parts)
            pairs = [(Fraction(part, sum(parts)), one) for part, one in zip(parts, below, strict=True)]
            return chance({f"c{i}": two for i, two in enumerate(pairs)}, payoffs=inner)
        return decision(draw.choice(who), {f"a{i}": one for i, one in enumerate(below)}, payoffs=inner)

    return tree(branch(depth), players=who)


def nearby(draw: random.Random, solution: Solution) -> Behaviour:
    """A random profile, mostly between two of the listed equilibria."""
    game = solution.game
    assert isinstance(game, ExtensiveFormGame)
    one, other = draw.choice(solution.equilibria).profile, draw.choice(solution.equilibria).profile
    share = Fraction(draw.randint(0, 4), 4)
    found: list[Any] = []
    for a, b, place in zip(one, other, game.information_sets, strict=True):
        if a is None or b is None:
            found.append(None)
        elif draw.random() < 0.75:
            found.append(tuple(share * x + (1 - share) * y for x, y in zip(a, b, strict=True)))
        else:
            parts = [draw.choice([0, 0, 1, 2]) for _ in place.actions]
            parts[draw.randrange(len(parts))] += not any(parts)
            found.append(tuple(Fraction(part, sum(parts)) for part in parts))
    return tuple(found)


def check_claims(game: ExtensiveFormGame, seed: int) -> Solution:
    """Claim and certificate agree on every pure profile and on random mixed ones; the file is right too."""
    solution = subgame_perfect(game)
    listed = {e.profile for e in solution.equilibria}
    assert all(claimed(solution, profile) for profile in listed)
    choices = 1
    for one in game.information_sets:
        choices *= 1 if one.player == CHANCE else len(one.actions)
    for profile in pure_behaviours(game) if choices <= 300 else ():
        right = is_subgame_perfect(game, profile)
        assert claimed(solution, profile) == right, profile
        if right and len(listed) < 500:
            assert profile in listed
    draw = random.Random(seed)
    for _ in range(20):
        profile = nearby(draw, solution)
        assert claimed(solution, profile) == is_subgame_perfect(game, profile), profile
    counts = Counter(i for component in solution.components for i in component)
    assert counts == dict.fromkeys(range(len(listed)), 1)
    assert all(solution.components), "a component is empty"
    assert verify_document(solution.to_json(), game).ok
    assert Solution.from_json(solution.to_json(), game) == solution
    return solution


@pytest.mark.parametrize(
    ("players", "depth", "values"), [(2, 3, [0, 1]), (3, 3, [0, 1]), (2, 3, [0, 1, 2]), (1, 3, [0, 1])]
)
@pytest.mark.parametrize("part", range(4))
def test_claims_on_random_trees_with_ties(players: int, depth: int, values: list[Any], part: int) -> None:
    for seed in range(part * 12, part * 12 + 12):
        check_claims(random_tree(seed, depth, values, players), seed)


@pytest.mark.parametrize("players", [1, 2, 3])
def test_generic_trees_have_one_equilibrium_with_the_values_of_the_recursion(players: int) -> None:
    for seed in range(60):
        game = random_tree(seed, 5, [F(n, 7) for n in range(-(10**9), 10**9, 12_345_679)], players)
        solution = subgame_perfect(game)
        if solution.knife_edge:  # an inner action repeated by chance of probability zero
            continue
        (only,) = solution.equilibria
        assert solution.complete
        assert only.payoffs == values_by_recursion(game)


def model_b(k: int, kappa_c: int = 2) -> ExtensiveFormGame:
    """Model (b) of the H20 case with w = 1, so m = 13 - k."""
    m, v, d_u, d_c, a, phi, rho = 13 - k, 6, 2, 1, 1, 1, 3
    delivery = decision(
        "China",
        {"honour": outcome(-a, -phi), "renege": outcome(-a - m, d_c - rho - phi)},
        information_set="delivery",
    )
    answer = decision(
        "US", {"hold": outcome(d_u - m, d_c - v - kappa_c), "trade": delivery}, information_set="answer"
    )
    magnets = decision(
        "China", {"acquiesce": outcome(d_u, -v), "withhold": answer}, information_set="magnets"
    )
    chips = decision("US", {"no-ban": outcome(0, 0), "ban": magnets}, information_set="chips")
    return tree(chips, players=["US", "China"])


def test_the_worked_continuum_of_the_contract() -> None:
    """Model (b) at k = 10: five segments in t = Pr(trade), p = Pr(withhold), b = Pr(ban)."""
    game = model_b(10)
    solution = check_claims(game, 0)
    assert solution.complete
    assert solution.knife_edge
    assert len(solution.conditions) == 5
    assert len(solution.components) == 1
    sixth, two_thirds = F(1, 6), F(2, 3)
    steps = sorted({F(i, 12) for i in range(13)} | {sixth, two_thirds})
    for t in steps:
        for p in steps:
            for b in steps:
                profile = ((1 - b, b), (1 - p, p), (1 - t, t), numbers(1, 0))
                expected = (
                    (t >= sixth and p == 1 and b == 0)
                    or (t == sixth and p >= two_thirds and b == 0)
                    or (t == sixth and p == two_thirds)
                    or (t == sixth and p <= two_thirds and b == 1)
                    or (t <= sixth and p == 0 and b == 1)
                )
                assert claimed(solution, profile) == expected
    ends = {
        (t, p, b)
        for t, p, b in [
            (1, 1, 0),
            (sixth, 1, 0),
            (sixth, two_thirds, 0),
            (sixth, two_thirds, 1),
            (sixth, 0, 1),
            (0, 0, 1),
        ]
    }
    assert {(e.profile[2][1], e.profile[1][1], e.profile[0][1]) for e in solution.equilibria} == ends  # type: ignore[index]


@pytest.mark.parametrize(("k", "payoffs"), [(6, (0, 0)), (11, (2, -6))])
def test_model_b_off_the_knife_edge(k: int, payoffs: tuple[int, int]) -> None:
    (only,) = subgame_perfect(model_b(k)).equilibria
    assert list(only.payoffs) == list(payoffs)


def ultimatum(pie: int) -> ExtensiveFormGame:
    offers = {
        str(x): decision("R", {"yes": outcome(pie - x, x), "no": outcome(0, 0)}) for x in range(pie + 1)
    }
    return tree(decision("P", offers), players=["P", "R"])


@pytest.mark.parametrize("pie", [1, 2, 5, 10])
def test_ultimatum(pie: int) -> None:
    """Osborne (2004), section 6.1.1: the proposer gets the whole pie, or all but one unit."""
    solution = check_claims(ultimatum(pie), pie)
    assert solution.complete
    ends = {e.payoffs[0] for e in solution.equilibria}
    assert {pie, pie - 1} <= ends
    assert min(ends) == pie - 1


def alternating(rounds: int, pie: int) -> ExtensiveFormGame:
    """Indivisible pie, no discounting, nothing after the last refusal."""

    def play(number: int) -> Any:
        if number == rounds:
            return outcome(0, 0)
        i = number % 2
        offers = {}
        for x in range(pie + 1):
            shares = (pie - x, x) if i == 0 else (x, pie - x)
            offers[str(x)] = decision("BA"[i], {"yes": outcome(*shares), "no": play(number + 1)})
        return decision("AB"[i], offers)

    return tree(play(0), players=["A", "B"])


def test_two_rounds_over_one_unit_are_answered_completely() -> None:
    """19 nodes. Every point is accepted by the certificate, so nothing is left to doubt but emptiness."""
    solution = check_claims(alternating(2, 1), 0)
    assert solution.complete


def test_two_rounds_over_two_units_hang_together() -> None:
    solution = check_claims(alternating(2, 2), 0)
    assert all(solution.components)
    assert len(solution.components) == 1


def test_three_tied_actions() -> None:
    game = tree(
        decision(
            "A",
            {
                "in": decision("B", {x: outcome(u, 0) for x, u in zip("abc", (0, 1, 3), strict=True)}),
                "out": outcome(1, 5),
            },
        ),
        players=["A", "B"],
    )
    solution = check_claims(game, 3)
    assert solution.complete
    assert len(solution.components) == 1


def test_corners_of_a_region_with_a_redundant_equality() -> None:
    half = Multilinear({(0,): 1, (1,): 1, (): F(-1, 2)})
    one, twice = Relation(half, equal=True), Relation(half.scaled(2), equal=True)
    assert corners([one, twice], [(0, 1)]) == corners([one], [(0, 1)])


def test_ties_off_the_path_and_under_zero_probability() -> None:
    tied = decision("B", {"x": outcome(0, 1), "y": outcome(9, 1)})
    for game in (
        tree(decision("A", {"in": tied, "out": outcome(10, 0)}), players=["A", "B"]),
        tree(chance({"never": (0, tied), "always": (1, outcome(3, 3))}), players=["A", "B"]),
    ):
        solution = check_claims(game, 0)
        assert len(solution.equilibria) == 2
        assert len({e.payoffs for e in solution.equilibria}) == 1


def test_free_ties() -> None:
    tied = decision("A", {"x": outcome(1, 1), "y": outcome(1, 1)})
    solution = check_claims(tree(decision("B", {"l": tied, "r": tied}), players=["A", "B"]), 0)
    assert len(solution.equilibria) == 8
    assert len(solution.components) == 1


def test_one_node_and_players_without_moves() -> None:
    only = check_claims(tree(outcome(1, 2), players=["A", "B"]), 0)
    assert [list(e.payoffs) for e in only.equilibria] == [[1, 2]]
    still = check_claims(
        tree(decision("A", {"x": outcome(1, 2, 3), "y": outcome(0, 0, 0)}), players=["A", "B", "C"]), 0
    )
    assert [list(e.payoffs) for e in still.equilibria] == [[1, 2, 3]]


def test_payoffs_at_inner_nodes_beyond_64_bits() -> None:
    big = 2**62 - 1
    low = decision("A", {"y": outcome(big), "z": outcome(0)}, payoffs=[big])
    (only,) = subgame_perfect(tree(decision("A", {"x": low, "w": outcome(0)}, payoffs=[big]))).equilibria
    assert list(only.payoffs) == [3 * big]


def test_a_chain_of_ten_thousand_moves() -> None:
    rest = outcome(0, 0)
    for k in range(10_000, 0, -1):
        rest = decision("AB"[k % 2], {"stop": outcome(k, -k), "go": rest})
    (only,) = subgame_perfect(tree(rest, players=["A", "B"])).equilibria
    assert only.certificate.max_regret == 0


def test_the_limit_carries_one_equilibrium(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backward_induction, "MAX_CASES", 2)
    with pytest.raises(LimitReached) as caught:
        subgame_perfect(ultimatum(3))
    found = caught.value.found
    assert isinstance(found, Solution)
    assert (len(found.equilibria), found.complete) == (1, False)


def test_irrational_chance_is_refused_by_name() -> None:
    sympy = pytest.importorskip("sympy")
    p = sympy.sqrt(2) / 2
    odds = chance({"up": (p, outcome(1)), "down": (1 - p, outcome(2))})
    with pytest.raises(UnsupportedGame, match="rational"):
        subgame_perfect(tree(decision("A", {"in": odds, "out": outcome(1)}), players=["A"]))


def test_every_alternative_has_a_listed_point() -> None:
    for game in (model_b(10), ultimatum(3), alternating(2, 1)):
        solution = subgame_perfect(game)
        for one in solution.conditions:
            assert any(satisfies(game, one, e.profile) for e in solution.equilibria), one.relations
