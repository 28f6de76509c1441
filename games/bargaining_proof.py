"""What the answers to a bargaining problem must satisfy, by multipliers that bound every agreement.

A bound is proven like a linear program: the constraints, each multiplied by a number, add up to it. Nothing
here searches; what proves an answer is made by the solvers and only multiplied out.

Source: the first-order condition of a concave product (Nash 1950; Kuhn and Tucker 1951): u is its maximum
exactly when no agreement gives more than u under the weights w_i / (u_i - d_i).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .algebraic import Real
from .allocation import Allocation
from .bargaining_problem import BargainingProblem
from .bargaining_rows import Constraint
from .decimals import short_text
from .errors import UnsupportedGame
from .exact import rational
from .wording import player_name, quoted

Multipliers = Mapping[str, Real]
NO_AGREEMENT, PRODUCT, SUM, SHARE = "no agreement", "product", "sum", "share"


def constraints_of(problem: BargainingProblem) -> tuple[Constraint, ...]:
    """Return what an agreement must satisfy that nobody would refuse."""
    floors = []
    for player, d in enumerate(problem.disagreement):
        coefficients, constant = payoff_row(problem, player)
        right = constant - rational(d)
        floors.append(Constraint(floor_name(problem, player), tuple(-a for a in coefficients), right))
    rows = (*problem.constraints, *floors)
    names = [one.name for one in rows] + [share_name(problem, k) for k in range(len(floors))]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise UnsupportedGame(f"two conditions of the problem are called {quoted(twice)}; labels must differ")
    return rows


def floor_name(problem: BargainingProblem, player: int) -> str:
    """How proofs call the condition that a player gets at least the disagreement payoff."""
    return f"{player_name(problem.players[player])} gets no less than without agreement"


def best_name(problem: BargainingProblem, player: int) -> str:
    """The key of the proof that no agreement gives a player more."""
    return f"most for {problem.players[player]}"


def share_name(problem: BargainingProblem, player: int) -> str:
    """The key of the weight of a player in the proof that no larger common share is possible."""
    return f"{SHARE} of {problem.players[player]}"


def payoff_row(problem: BargainingProblem, player: int) -> tuple[tuple[Fraction, ...], Fraction]:
    """The coefficients of the issues in a player's payoff, and the constant."""
    entries = [rational(x) for x in problem.payoffs[player].entries()]
    return tuple(entries[:-1]), entries[-1]


def payoffs_of(problem: BargainingProblem, agreement: Sequence[Real]) -> tuple[Real, ...]:
    """Return what an agreement gives each player."""
    found = []
    for player in range(len(problem.players)):
        coefficients, constant = payoff_row(problem, player)
        found.append(dot(coefficients, agreement) + constant)
    return tuple(found)


def bargaining_problems_found(
    problem: BargainingProblem,
    concept: str,
    allocations: Sequence[Allocation],
    ideal: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
    complete: bool,
    knife_edge: bool,
) -> Iterator[str]:
    """Yield what is wrong with the answer of one of the solutions to a bargaining problem."""
    rows = constraints_of(problem)
    if not allocations:
        if ideal or knife_edge:
            yield "where nothing can be agreed on there is no best agreement and no tie"
        yield from _nothing_problems(rows, dual.get(NO_AGREEMENT, {}))
        return
    disposal = concept in ("kalai-smorodinsky", "egalitarian")
    broken = [
        f"allocation {k}: {text}"
        for k, one in enumerate(allocations)
        for text in agreement_problems(problem, rows, one, disposal)
    ]
    if broken:
        yield from broken
        return
    check = {
        "nash-bargaining": _nash_problems,
        "kalai-smorodinsky": _kalai_smorodinsky_problems,
        "egalitarian": _egalitarian_problems,
        "utilitarian": _utilitarian_problems,
    }[concept]
    if concept != "utilitarian" and len(allocations) != 1:
        yield f"{len(allocations)} allocations; {concept} gives one"
    for one in allocations:
        yield from check(problem, rows, one, ideal, dual)
    if len({one.payoffs for one in allocations}) < len(allocations):
        yield "an allocation is listed twice"
    if concept == "utilitarian" and complete:
        yield from _all_sums_problems(problem, rows, allocations, dual)
    if concept == "utilitarian":
        tied = len(allocations) > 1 if complete else True
    else:
        # Who gains nothing there gains nothing anywhere, or nothing together with the others, as was proven.
        tied = not all(gains_of(problem, allocations[0].payoffs))
    if tied != knife_edge:
        yield f"knife_edge is {str(knife_edge).lower()}, but there is {'a' if tied else 'no'} tie"


def bound_problem(
    rows: Sequence[Constraint],
    weights: Sequence[Real],
    bound: Real,
    multipliers: Multipliers,
    what: str,
) -> Iterator[str]:
    """Yield why the multipliers do not prove ``weights · agreement <= bound``."""
    known = {one.name: one for one in rows}
    total: list[Real] = [Fraction(0)] * len(weights)
    value: Real = Fraction(0)
    for name, factor in multipliers.items():
        if name not in known:
            yield f"dual of {what}: there is no constraint {name!r:.80}"
            return
        one = known[name]
        if factor < 0 and not one.equal:
            yield f"dual of {what}: the multiplier of {name!r:.80} is negative"
            return
        total = [
            t + factor * a if a else t for t, a in zip(total, map(rational, one.coefficients), strict=True)
        ]
        value = value + factor * rational(one.right)
    if any(t != w for t, w in zip(total, weights, strict=True)):
        yield f"dual of {what}: the constraints do not add up to it"
    elif value > bound:
        yield f"dual of {what}: it proves only that no agreement is worth more than {short_text(value)}, " + (
            f"not {short_text(bound)}"
        )


def weighted_payoffs(problem: BargainingProblem, weights: Sequence[Real]) -> tuple[list[Real], Real]:
    """The coefficients of the issues, and the constant, in the sum of payoffs under `weights`."""
    total: list[Real] = [Fraction(0)] * len(problem.issues)
    rest: Real = Fraction(0)
    for player, weight in enumerate(weights):
        coefficients, constant = payoff_row(problem, player)
        total = [t + weight * a if a else t for t, a in zip(total, coefficients, strict=True)]
        rest = rest + weight * constant
    return total, rest


def gains_of(problem: BargainingProblem, payoffs: Sequence[Real]) -> list[Real]:
    """What each player gets above the disagreement payoff."""
    return [u - rational(d) for u, d in zip(payoffs, problem.disagreement, strict=True)]


def powers_of(problem: BargainingProblem) -> list[Fraction]:
    """The weights of the Nash product."""
    return [rational(w) for w in problem.weights or (1,) * len(problem.players)]


def _nothing_problems(rows: Sequence[Constraint], multipliers: Multipliers) -> Iterator[str]:
    """No agreement: the constraints add up to ``0 <= a negative number`` (Farkas)."""
    zero = [Fraction(0)] * len(rows[0].coefficients)
    found = list(bound_problem(rows, zero, Fraction(0), multipliers, NO_AGREEMENT))
    if found:
        yield from found
        return
    known = {one.name: one for one in rows}
    total = sum((m * rational(known[name].right) for name, m in multipliers.items()), Fraction(0))
    if total >= 0:
        yield "there is no allocation, and no proof that nothing can be agreed on"


def agreement_problems(
    problem: BargainingProblem, rows: Sequence[Constraint], one: Allocation, below: bool
) -> Iterator[str]:
    """Yield why an agreement is not possible, or gives other payoffs; with `below` some may be given up."""
    if len(one.agreement) != len(problem.issues):
        yield "the agreement is missing"
        return
    for row in rows:
        left, right = dot([rational(a) for a in row.coefficients], one.agreement), rational(row.right)
        if left > right or (row.equal and left != right):
            yield f"the agreement breaks the constraint {row.name!r:.80}"
            return
    reached = payoffs_of(problem, one.agreement)
    for who, stated, real in zip(problem.players, one.payoffs, reached, strict=True):
        if stated > real or (stated != real and not below):
            yield f"the agreement gives {who} {short_text(real)}, not {short_text(stated)}"


def _nash_problems(
    problem: BargainingProblem, rows: Sequence[Constraint], one: Allocation, ideal: Any, dual: Any
) -> Iterator[str]:
    gains = gains_of(problem, one.payoffs)
    weights: list[Real] = []
    for player, (gain, power) in enumerate(zip(gains, powers_of(problem), strict=True)):
        weights.append(power / gain if gain else Fraction(0))
        if not gain:
            yield from _most_problems(problem, rows, player, one.payoffs[player], dual)
    total, rest = weighted_payoffs(problem, weights)
    bound = dot(weights, one.payoffs) - rest
    yield from bound_problem(rows, total, bound, dual.get(PRODUCT, {}), PRODUCT)


def _kalai_smorodinsky_problems(
    problem: BargainingProblem, rows: Sequence[Constraint], one: Allocation, ideal: Any, dual: Any
) -> Iterator[str]:
    found = list(ideal_problems(problem, rows, ideal, dual))
    if found:
        yield from found
        return
    yield from _share_problems(problem, rows, one, largest_gains(problem, ideal), dual)


def ideal_problems(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    ideal: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    """Yield why `ideal` is not the best agreement of each player, one after the other."""
    if len(ideal) != len(problem.players):
        yield "ideal: the best agreement of each player is needed"
        return
    for player, one in enumerate(ideal):
        for text in agreement_problems(problem, rows, one, False):
            yield f"ideal {player}: {text}"
            return
        yield from _most_problems(problem, rows, player, one.payoffs[player], dual)


def largest_gains(problem: BargainingProblem, ideal: Sequence[Allocation]) -> list[Real]:
    """What each player gains in the own best agreement."""
    return gains_of(problem, [one.payoffs[player] for player, one in enumerate(ideal)])


def _most_problems(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    player: int,
    most: Real,
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    """No agreement gives a player more than `most`."""
    name = best_name(problem, player)
    coefficients, constant = payoff_row(problem, player)
    yield from bound_problem(rows, coefficients, most - constant, dual.get(name, {}), name)


def _egalitarian_problems(
    problem: BargainingProblem, rows: Sequence[Constraint], one: Allocation, ideal: Any, dual: Any
) -> Iterator[str]:
    yield from _share_problems(problem, rows, one, [Fraction(1)] * len(problem.players), dual)


def _share_problems(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    one: Allocation,
    direction: Sequence[Real],
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    """The gains are the largest common multiple of `direction`."""
    gains = gains_of(problem, one.payoffs)
    shares = {g / r for g, r in zip(gains, direction, strict=True) if r}
    if len(shares) > 1 or any(g and not r for g, r in zip(gains, direction, strict=True)):
        yield "the gains do not stand in the ratio that the solution asks for"
        return
    if not shares:
        return
    multipliers = dict(dual.get(SHARE, {}))
    weights = [multipliers.pop(share_name(problem, player), Fraction(0)) for player in range(len(gains))]
    if any(w < 0 for w in weights) or dot(weights, direction) <= 0:
        yield "dual of share: weights of the players are needed that are not negative and not all zero"
        return
    total, rest = weighted_payoffs(problem, weights)
    yield from bound_problem(rows, total, dot(weights, one.payoffs) - rest, multipliers, SHARE)


def _utilitarian_problems(
    problem: BargainingProblem, rows: Sequence[Constraint], one: Allocation, ideal: Any, dual: Any
) -> Iterator[str]:
    ones = [Fraction(1)] * len(problem.players)
    total, rest = weighted_payoffs(problem, ones)
    yield from bound_problem(rows, total, dot(ones, one.payoffs) - rest, dual.get(SUM, {}), SUM)


def _all_sums_problems(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    allocations: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    """All allocations with the largest sum lie between those listed: nobody gets more in any of them."""
    if len(allocations) > 1 and len(problem.players) > 2:
        yield "complete is true, but of three and more players only a single allocation is proven to be all"
        return
    ones = [Fraction(1)] * len(problem.players)
    total, rest = weighted_payoffs(problem, ones)
    level = dot(ones, allocations[0].payoffs) - rest
    tie = Constraint(SUM, tuple(map(rational, total)), rational(level), True)
    for player in range(len(problem.players)):
        most = max(rational(one.payoffs[player]) for one in allocations)
        yield from _most_problems(problem, (*rows, tie), player, most, dual)


def dot(left: Sequence[Real], right: Sequence[Real]) -> Real:
    """The sum of the products of two rows."""
    total: Real = Fraction(0)
    for a, b in zip(left, right, strict=True):
        if a and b:
            total = total + a * b
    return total
