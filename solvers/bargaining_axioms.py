"""The axioms of bargaining solutions, tried out: what a solution does when a problem changes a little."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import constraints_of, payoff_row, weighted_payoffs
from ..games.decimals import short_text
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import rational
from ..games.normal_form import require_rational
from ..games.solution import Solution
from ..games.wording import player_name
from .bargaining_frontier import frontier
from .bargaining_program import best_point

Solver = Callable[[BargainingProblem], Solution]
Point = tuple[Fraction, ...]

CHANGES = (((2, 1), (0, 0)), ((1, 3), (5, -1)), ((Fraction(1, 2), 7), (-2, 3)))
"""Units and origins of two players; further players take them in turn."""

PLACES = (Fraction(1, 3), Fraction(2, 3), Fraction(1))
"""How far towards the ideal point an outcome is moved."""


@dataclass(frozen=True, slots=True)
class AxiomCheck:
    """What trying out an axiom came to: a counterexample, or none among the problems `tried`.

    `holds` is False with a counterexample. Without one it is True, which speaks of the problems tried alone:
    that an axiom holds for all problems is a theorem, no test.
    """

    axiom: str
    holds: bool
    tried: int
    because: str
    problem: BargainingProblem
    changed: BargainingProblem | None = None
    answer: Point = ()
    changed_answer: Point = ()

    def __repr__(self) -> str:
        return f"<AxiomCheck {self.axiom}: {self.because}>"


def check_axiom(axiom: str, solver: Solver, problem: BargainingProblem) -> AxiomCheck:
    """Try out an axiom of a bargaining solution on a problem and on changes of it.

    Parameters
    ----------
    axiom : str
        ``"pareto"``: nobody can get more without costing another. ``"individual-rationality"``: nobody gets
        less than without agreement. ``"symmetry"``: in a symmetric problem, made from this one by adding its
        mirror images, all gains are equal. ``"scale"``: other units and origins of the payoffs change the
        answer by the same. ``"independence"``: what is not chosen can be taken away (Nash's independence of
        irrelevant alternatives). ``"monotonicity"``: better agreements with the same ideal point cost nobody
        (Kalai and Smorodinsky). ``"strong-monotonicity"``: better agreements cost nobody (Kalai).
    solver : function of a problem
        Such as `nash_bargaining`; any function that returns a Solution with one allocation.
    problem : BargainingProblem
        Of two players, or stated by its outcomes.

    Returns
    -------
    AxiomCheck
        With the changed problem and both answers where the axiom fails.

    Raises
    ------
    InvalidInput
        For an unknown axiom.
    UnsupportedGame, SymbolsLeft
        For problems the solver refuses, and problems of three and more players that are not stated by
        outcomes.

    Examples
    --------
    >>> from quidproquo import BargainingProblem, kalai_smorodinsky, nash_bargaining
    >>> problem = BargainingProblem([(0, 10), (6, 8), (10, 0)], (0, 0), players=["US", "China"])
    >>> check_axiom("independence", nash_bargaining, problem)
    <AxiomCheck independence: no counterexample among 2 changed problems>
    >>> check_axiom("independence", kalai_smorodinsky, problem).holds
    False
    """
    known = {
        "pareto": _pareto,
        "individual-rationality": _individual_rationality,
        "symmetry": _symmetry,
        "scale": _scale,
        "independence": _independence,
        "monotonicity": _monotonicity,
        "strong-monotonicity": _strong_monotonicity,
    }
    if axiom not in known:
        raise InvalidInput(f"there is no axiom {axiom!r:.60}; accepted: {', '.join(known)}")
    require_rational(problem, "check_axiom")
    answer = _answer(solver, problem)
    tried = 0
    for changed, because in known[axiom](solver, problem, answer):
        tried += 1
        if because:
            other = () if changed is problem else _answer(solver, changed)
            return AxiomCheck(axiom, False, tried, because, problem, changed, answer, other)
    because = f"no counterexample among {tried} changed problem{'s' * (tried != 1)}"
    if axiom in ("pareto", "individual-rationality"):
        because = "the answer to the problem satisfies it"
    return AxiomCheck(axiom, True, tried, because, problem, None, answer)


Tried = Iterator[tuple[BargainingProblem, str]]


def _answer(solver: Solver, problem: BargainingProblem) -> Point:
    found = solver(problem).allocations
    if len(found) != 1:
        raise UnsupportedGame(
            f"the axioms are tried where there is one answer; the solution gives {len(found)} here"
        )
    if any(not isinstance(u, Fraction) for u in found[0].payoffs):
        raise UnsupportedGame("the axioms are tried where the answer is rational; it is irrational here")
    return tuple(map(rational, found[0].payoffs))


def _pareto(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    rows = list(constraints_of(problem))
    for player, u in enumerate(answer):
        coefficients, constant = payoff_row(problem, player)
        rows.append(type(rows[0])(f"at least {player}", tuple(-a for a in coefficients), constant - u))
    total, rest = weighted_payoffs(problem, [Fraction(1)] * len(answer))
    best = best_point(list(map(rational, total)), rows)
    assert best.value is not None
    more = best.value + rational(rest) - sum(answer, Fraction(0))
    yield problem, f"others could get {short_text(more)} more without costing anybody" if more else ""


def _individual_rationality(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    low = next((k for k, d in enumerate(problem.disagreement) if answer[k] < rational(d)), None)
    text = "" if low is None else f"{player_name(problem.players[low])} gets less than without agreement"
    yield problem, text


def _symmetry(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    gains = [
        [u - rational(d) for u, d in zip(one, problem.disagreement, strict=True)]
        for one in _outcomes(problem)
    ]
    points = {tuple(order) for one in gains for order in itertools.permutations(one)}
    changed = _with_outcomes(problem, sorted(points), [Fraction(0)] * len(answer))
    found = _answer(solver, changed)
    yield changed, "" if len(set(found)) == 1 else f"the gains differ: {_text(found)}"


def _scale(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    for units, origins in CHANGES:
        turn = [(Fraction(units[k % 2]), Fraction(origins[k % 2])) for k in range(len(answer))]

        def change(point: Sequence[Fraction], turn: list[tuple[Fraction, Fraction]] = turn) -> Point:
            return tuple(a * u + b for u, (a, b) in zip(point, turn, strict=True))

        points = [change(one) for one in _outcomes(problem)]
        changed = _with_outcomes(problem, points, change(list(map(rational, problem.disagreement))))
        found, expected = _answer(solver, changed), change(answer)
        yield (
            changed,
            ""
            if found == expected
            else (f"in other units the answer is {_text(found)}, not {_text(expected)}"),
        )


def _independence(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    outcomes = [one for one in _outcomes(problem) if one != answer]
    for gone in outcomes:
        left = [one for one in outcomes if one != gone]
        changed = _with_outcomes(problem, [*left, answer], problem.disagreement)
        found = _answer(solver, changed)
        yield (
            changed,
            ""
            if found == answer
            else (f"without the outcome {_text(gone)} the answer is {_text(found)}, not {_text(answer)}"),
        )


def _monotonicity(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    rows = constraints_of(problem)
    ideal = []
    for player in range(len(answer)):
        coefficients, constant = payoff_row(problem, player)
        most = best_point(list(coefficients), rows).value
        assert most is not None, "the solver has an answer, so that payoffs are bounded"
        ideal.append(most + constant)
    yield from _better(solver, problem, answer, ideal, PLACES)


def _strong_monotonicity(solver: Solver, problem: BargainingProblem, answer: Point) -> Tried:
    outcomes = _outcomes(problem)
    beyond = [
        2 * max(one[k] for one in outcomes) - min(one[k] for one in outcomes) for k in range(len(answer))
    ]
    yield from _better(solver, problem, answer, beyond, PLACES)
    for player in range(len(answer)):
        aim = [beyond[k] if k == player else rational(d) for k, d in enumerate(problem.disagreement)]
        yield from _better(solver, problem, answer, aim, PLACES)


def _better(
    solver: Solver,
    problem: BargainingProblem,
    answer: Point,
    aim: Sequence[Fraction],
    places: Sequence[Fraction],
) -> Tried:
    """Add outcomes on the way from those there are to `aim`."""
    outcomes = _outcomes(problem)
    for one, place in itertools.product(outcomes, places):
        new = tuple(u + place * (a - u) for u, a in zip(one, aim, strict=True))
        changed = _with_outcomes(problem, [*outcomes, new], problem.disagreement)
        found = _answer(solver, changed)
        loser = next((k for k, u in enumerate(answer) if found[k] < u), None)
        yield (
            changed,
            ""
            if loser is None
            else (
                f"with the outcome {_text(new)} added, {player_name(problem.players[loser])} gets "
                f"{short_text(found[loser])} and no more {short_text(answer[loser])}"
            ),
        )


def _outcomes(problem: BargainingProblem) -> list[Point]:
    """The payoffs whose mixtures are all agreements that matter."""
    if problem.is_lottery:
        rows = [list(map(rational, table.entries()))[:-1] for table in problem.payoffs]
        return list(dict.fromkeys(zip(*rows, strict=True)))
    if len(problem.players) == 2:
        return [one.payoffs for one in frontier(problem, constraints_of(problem))]
    raise UnsupportedGame("axioms are tried with two players, or where the problem is stated by its outcomes")


def _with_outcomes(
    problem: BargainingProblem, points: Sequence[Sequence[Fraction]], disagreement: Sequence[object]
) -> BargainingProblem:
    return BargainingProblem(
        list(dict.fromkeys(map(tuple, points))),
        list(disagreement),
        players=problem.players,
        weights=problem.weights,
        title=problem.title,
    )


def _text(point: Sequence[Fraction]) -> str:
    return f"({', '.join(map(short_text, point))})"
