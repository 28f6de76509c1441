"""`rationalize_jointly`: published conditions, the solver at many points, certificates checked by hand."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import sympy

import quidproquo as qpq
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.linear_rows import FarkasCertificate
from quidproquo.solvers.inverse import path_of

NAMES = ("m", "a", "rho", "d_U")
RANGES = {"m": (0, 13), "a": (0, 5), "rho": (0, 6), "d_U": (-2, 10)}
DEFAULTS = {"m": 7, "a": 1, "rho": 3, "d_U": 2}
S, T = sympy.symbols("s t")


def model_b() -> Any:
    return qpq.case_model("h20/sequential-linkage", symbols=NAMES).game


def jointly(observed: list[str], **ranges: Any) -> qpq.JointRationalization:
    return qpq.rationalize_jointly(model_b(), observed, vary={**RANGES, **ranges}, calibration=DEFAULTS)


def check_by_hand(found: qpq.JointRationalization) -> None:
    """Each certificate, with sympy alone: the multiples cancel every parameter and leave a contradiction."""
    for one in found.refutations:
        total, strict = sympy.Integer(0), False
        for place, factor in one.certificate.multipliers.items():
            relation = one.relations[place]
            assert factor > 0 or relation.sign == "="
            names = {name: sympy.Symbol(name) for name in relation.polynomial.names}
            terms = [
                sympy.Rational(c.numerator, c.denominator) * sympy.prod(names[n] ** p for n, p in monomial)
                for monomial, c in relation.polynomial.terms.items()
            ]
            total += sympy.Rational(factor.numerator, factor.denominator) * sympy.Add(*terms)
            strict |= relation.sign == ">" and factor > 0
        left = sympy.expand(total)
        assert left.is_number
        assert left < 0 or (left == 0 and strict)
        assert one.problem is None


def test_no_ban_has_the_conditions_of_model_b() -> None:
    """models.md (b): Honour iff rho >= d_C = 1; given Honour, Trade iff a <= m - d_U."""
    found = jointly(["no-ban"])
    first = found.polyhedra[0]
    assert sorted(one.text for one in first.conditions) == ["m >= a + d_U", "rho >= 1"]
    assert first.distance == 0
    assert first.completion == {
        "China": {"magnets": "withhold", "delivery": "honour"},
        "US": {"answer": "trade"},
    }
    assert first.bounds["rho"] == (Fraction(1), Fraction(6))
    assert first.has_interior
    check_by_hand(found)


def test_the_least_change_that_brings_about_the_ban() -> None:
    """m - d_U - a = 4 must go to 0: by r (13 + 12 + 5) = 4."""
    found = jointly(["ban", "acquiesce"])
    assert found.nearest is not None
    assert found.nearest.distance == Fraction(4, 30)
    game = model_b().at(found.nearest.point)
    path = path_of(game, ["ban", "acquiesce"])
    assert any(
        all((one.profile[game.set_of[v]] or ())[a] > 0 for v, a in path)
        for one in qpq.subgame_perfect(game).equilibria
    )


def test_the_record_is_rationalised_by_the_tie_at_no_audience_cost() -> None:
    record = ["ban", "withhold", "trade", "honour"]
    found = jointly(record)
    (one,) = found.polyhedra
    assert one.bounds["a"] == (Fraction(0), Fraction(0))
    assert not one.has_interior
    assert found.refutations == ()


def test_with_an_audience_cost_no_value_rationalises_the_record() -> None:
    record = ["ban", "withhold", "trade", "honour"]
    found = jointly(record, a=("1/2", 5))
    assert found.polyhedra == ()
    (proof,) = found.refutations
    assert proof.needs_ranges
    check_by_hand(found)
    assert "No values of these parameters make it equilibrium behaviour within the ranges" in found.text()
    assert "US at chips: ban is at least as good as no-ban" in found.text()


def test_a_record_that_no_values_at_all_rationalise() -> None:
    game = qpq.tree(qpq.decision("A", {"stay": qpq.outcome(S + 1), "go": qpq.outcome(S + T * 0)}))
    found = qpq.rationalize_jointly(game, ["go"], vary={"s": (0, 1)}, calibration={"s": 0})
    (proof,) = found.refutations
    assert not proof.needs_ranges
    check_by_hand(found)
    assert "inside the ranges or outside" in found.text()


def test_a_wrong_certificate_is_seen() -> None:
    (proof,) = jointly(["ban", "withhold", "trade", "honour"], a=("1/2", 5)).refutations
    assert replace(proof, certificate=FarkasCertificate({0: Fraction(1)})).problem is not None


def _random_game(rng: random.Random) -> Any:
    def branch(depth: int) -> Any:
        if depth == 0:
            return qpq.outcome(
                *(rng.randint(-3, 3) + rng.randint(-1, 1) * S + rng.randint(-1, 1) * T for _ in range(2))
            )
        return qpq.decision("AB"[depth % 2], {a: branch(depth - 1) for a in ("x", "y")})

    return qpq.tree(branch(3), players=["A", "B"])


def test_random_trees_agree_with_the_solver_at_300_points() -> None:
    """Where no tie is met, the path is that of the equilibrium exactly inside the polyhedra."""
    rng = random.Random(11)
    points = 0
    while points < 300:
        game = _random_game(rng)
        if game.parameters != ("s", "t"):
            continue
        words = [rng.choice("xy") for _ in range(3)]
        found = qpq.rationalize_jointly(
            game, words, vary={"s": (-2, 2), "t": (-2, 2)}, calibration={"s": 0, "t": 0}
        )
        check_by_hand(found)
        path = path_of(game, words)
        for _ in range(12):
            point = {name: Fraction(rng.randint(-40, 40), 20) for name in "st"}
            solved = qpq.subgame_perfect(game.at(point))
            taken = any(all(e.profile[game.set_of[v]][a] == 1 for v, a in path) for e in solved.equilibria)
            inside = any(one.holds_at(point) for one in found.polyhedra)
            assert inside is taken or solved.knife_edge
            points += 1
        for one in found.polyhedra:
            assert one.holds_at(one.point)
            distance = max(abs(x) for x in one.point.values()) / 4
            assert distance == one.distance


def test_every_way_of_playing_is_kept_or_refuted() -> None:
    rng = random.Random(5)
    for _ in range(10):
        game = _random_game(rng)
        if game.parameters != ("s", "t"):
            continue
        words = ["x", "x", "x"]
        path = {game.set_of[v] for v, _ in path_of(game, words)}
        found = qpq.rationalize_jointly(
            game, words, vary={"s": (-2, 2), "t": (-2, 2)}, calibration={"s": 0, "t": 0}
        )
        free = [
            (game.players[one.player], one.label, one.actions)
            for number, one in enumerate(game.information_sets)
            if one.player != CHANCE and number not in path
        ]
        for actions in itertools.product(*(own for _, _, own in free)):
            whole = {(who, where): what for (who, where, _), what in zip(free, actions, strict=True)}

            def within(completion: Any, whole: Any = whole) -> bool:
                return all(
                    whole[who, where] == what
                    for who, own in completion.items()
                    for where, what in own.items()
                )

            kept = [one for one in found.polyhedra if within(one.completion)]
            assert kept or any(within(one.completion) for one in found.refutations)


def test_a_normal_form() -> None:
    game = qpq.case_model("h20/linkage", {"phase": "april"}, symbols=["theta_U", "theta_C"]).game
    found = qpq.rationalize_jointly(
        game,
        ["allow", "supply"],
        vary={"theta_U": (0, 3), "theta_C": (0, 3)},
        calibration={"theta_U": 0, "theta_C": 0},
    )
    (one,) = found.polyhedra
    assert sorted(relation.text for relation in one.conditions) == ["theta_C >= 1", "theta_U >= 2"]
    assert one.distance == Fraction(2, 3)


@pytest.mark.parametrize(
    ("names", "observed", "term"),
    [(("k", "w"), ["no-ban"], r"max\(0, -k \+ 13\)"), (("V0", "sigma"), ["no-ban"], r"V0\*sigma")],
)
def test_terms_that_are_not_linear_are_named(names: tuple[str, ...], observed: list[str], term: str) -> None:
    game = qpq.case_model("h20/sequential-linkage", symbols=names).game
    with pytest.raises(qpq.UnsupportedGame, match=f"the term {term} is not linear.*vary one parameter alone"):
        qpq.rationalize_jointly(
            game, observed, vary=dict.fromkeys(names, (0, 1)), calibration=dict.fromkeys(names, 1)
        )


def test_wrong_input() -> None:
    with pytest.raises(qpq.InvalidInput, match="the calibration has no value for a"):
        qpq.rationalize_jointly(model_b(), ["ban"], vary=RANGES, calibration={"m": 1})
    with pytest.raises(qpq.InvalidInput, match="at the root US has no action 'stay'"):
        jointly(["stay"])
    with pytest.raises(qpq.UnsupportedGame, match="rationalize takes one parameter"):
        qpq.rationalize_jointly(None, ["ban"], vary=RANGES, calibration=DEFAULTS)


def test_json() -> None:
    document = json.loads(jointly(["ban", "acquiesce"]).to_json())
    assert document["nearest"] == 0
    assert document["polyhedra"][0]["distance"] == "2/15"
    assert set(document["polyhedra"][0]) >= {"conditions", "bounds", "point", "distance"}
    assert all(one["multipliers"] for one in document["farkas"])
