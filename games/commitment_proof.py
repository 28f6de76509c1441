"""The proof of what commitment is worth, checked: inequalities row by row, no solver.

*Upper bounds.* Let reply j be best against x, D other replies with multipliers y >= 0. Then
``a_j(x) <= a_j(x) + sum_D y_D (b_j(x) - b_D(x)) <= max over rows of that sum``, as x is a mixture of rows.
For weak values the replies that pay the follower alike (a *class*) stand together, and ``a_j`` is an average
over the class with any `shares`, which the smallest payoff never exceeds.

*Which classes count.* Strong: a reply that a mixture dominates strictly is never best. Weak: a class that a
mixture of others equals or exceeds in every row is nowhere the only best one. The sets where a class is best
are closed and finitely many, and where two classes tie is a hyperplane, so that every commitment is a limit
of commitments to which one class alone is best: only such classes bound the weak value. Conversely, moving a
little from any x where class C is best towards a commitment to which C alone is best makes C alone best, so
that ``min over C of a_j(x)`` is approached.

*Not attained.* Suppose x gives the weak value V. Some class C that alone is best somewhere is best at x, and
its limit is then V or more. In ``sum_D y_D (b_C - b_D) + sum_j mu_j (a_j - V)`` no term is negative at x if
every j in it is best there. Where no row of the sum is positive, each term is zero, so that every D with
``y_D > 0`` is best at x as well and must give the leader V or more; where every row is negative there is no
such x.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from .certificate import Mixed, MixedProfile, Regret, check_distribution, nash_regrets
from .commitment import Bound, Commitment, NashRange, Optimum, Refutation, Roles, Ties
from .elimination import Weights, weighted_rows, weights_problem
from .errors import NotAnEquilibrium
from .exact import number_text
from .independence import independent_columns
from .normal_form import NormalFormGame


def commitment_regrets(
    game: NormalFormGame, profile: MixedProfile, commitment: Commitment
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Payoffs and regrets of a commitment profile: the follower's, and the leader's against the proven bound.

    Raises
    ------
    NotAnEquilibrium
        For what is no profile, where a bound is not proven, and where ties are broken for the leader in a
        weak answer.
    """
    payoffs, regrets = nash_regrets(game, profile)
    roles = Roles(game, commitment.leader)
    proof = commitment.strong_proof if commitment.ties == "strong" else commitment.weak_proof
    problem = next(bound_findings(roles, proof, commitment.ties), None)
    if problem:
        raise NotAnEquilibrium(problem)
    leader = commitment.leader
    found = list(regrets)
    found[leader] = Regret(game.players[leader], _highest(proof) - payoffs[leader], "another commitment")
    if commitment.ties == "weak" and not any(one.gain for i, one in enumerate(found) if i != leader):
        least = roles.worst(profile[leader])
        if payoffs[leader] != least:
            raise NotAnEquilibrium(
                f"{game.players[leader]} gets {number_text(payoffs[leader])}, but another best reply leaves "
                f"{number_text(least)}"
            )
    return payoffs, tuple(found)


def bound_findings(roles: Roles, proof: Sequence[Bound], ties: Ties) -> Iterator[str]:
    """Say what is wrong with the bounds of a strong value (one per reply) or a weak one (one per class)."""
    needed = [(j,) for group in roles.classes for j in group] if ties == "strong" else roles.classes
    if sorted(one.replies for one in proof) != sorted(needed):
        yield f"the {ties} proof has to bound each of the follower's {len(needed)} replies or classes once"
        return
    if all(one.limit is None for one in proof):
        yield f"the {ties} proof says of every reply that it is never best"
        return
    for one in proof:
        problem = _domination_problem(roles, one, ties) if one.limit is None else _limit_problem(roles, one)
        if problem:
            yield f"the {ties} proof about reply {roles.reply_labels[one.replies[0]]} {problem}"


def value_findings(roles: Roles, commitment: Commitment) -> Iterator[str]:
    """Say what is wrong with the strong, the weak and the pure values of a commitment."""
    who = roles.game.players[roles.leader]
    for ties, optimum, proof in (
        ("strong", commitment.strong, commitment.strong_proof),
        ("weak", commitment.weak, commitment.weak_proof),
    ):
        found = list(bound_findings(roles, proof, "strong" if ties == "strong" else "weak"))
        yield from found
        if found:
            continue
        if _highest(proof) > optimum.value:
            left, stated = number_text(_highest(proof)), number_text(optimum.value)
            yield f"the {ties} proof leaves {who} {left}, above {stated}"
        if optimum.profile is not None:
            yield from _attained_findings(roles, optimum, ties)
        elif ties == "strong":
            yield "a strong value is always attained; its profile is missing"
        else:
            yield from _supremum_findings(roles, commitment)
    if commitment.pure != roles.pure_values():
        strong, weak = map(number_text, roles.pure_values())
        yield f"commitment to pure strategies gives {strong} (strong) and {weak} (weak)"


def nash_findings(roles: Roles, nash: NashRange) -> Iterator[str]:
    """Say what is wrong with the equilibria that are said to be best and worst for the leader."""
    for name, profile, value in (
        ("best", nash.best, nash.best_value),
        ("worst", nash.worst, nash.worst_value),
    ):
        try:
            payoffs, regrets = nash_regrets(roles.game, profile)
        except NotAnEquilibrium as error:
            yield f"nash {name}: {error}"
            continue
        problem = next((str(regret) for regret in regrets if regret.gain), None)
        if problem:
            yield f"nash {name}: {problem}"
        elif payoffs[roles.leader] != value:
            yield f"nash {name} gives {number_text(payoffs[roles.leader])}, not {number_text(value)}"


def all_listed(roles: Roles, commitment: Commitment, profiles: Sequence[MixedProfile]) -> bool:
    """Whether `profiles` are provably all optimal commitments with a pure reply, in the version asked for.

    Where a bound equals the value, each commitment that attains it lies on the rows with the largest sums and
    ties every reply with a multiplier: one point, if that system is regular. A weak optimum that reaches the
    strong value is a strong optimum.
    """
    asked = commitment.asked
    if asked.profile is None:
        return not profiles
    if asked.value != commitment.strong.value:
        return False
    points = {(p[roles.leader], j) for p in profiles if (j := _pure_reply(roles, p)) is not None}
    for one in commitment.strong_proof:
        if one.limit != asked.value:
            continue
        listed = [x for x, j in points if j == one.replies[0]]
        if commitment.ties == "weak" and not listed:
            return False
        if len(listed) != 1 or not _is_only_point(roles, one):
            return False
    return True


def row_sums(roles: Roles, reply: int, shares: Weights, weights: Weights) -> list[Fraction]:
    """Row by row the leader's average payoff over `shares` plus the weighted leads of `reply` over others."""
    own = weighted_rows(roles.own, [j for j, _ in shares], [w / roles.unit for _, w in shares])
    leads = roles.theirs[:, [reply]] - roles.theirs
    extra = weighted_rows(leads, [d for d, _ in weights], [w / roles.their_unit for _, w in weights])
    return [a + b for a, b in zip(own, extra, strict=True)]


def _highest(proof: Sequence[Bound]) -> Fraction:
    return max(one.limit for one in proof if one.limit is not None)


def _domination_problem(roles: Roles, one: Bound, ties: Ties) -> str | None:
    problem = weights_problem([w for _, w in one.weights])
    if problem:
        return problem
    if {d for d, _ in one.weights} & set(one.replies):
        return "dominates it with itself"
    lead = max(row_sums(roles, one.replies[0], (), one.weights))
    if lead > 0 or (ties == "strong" and lead == 0):
        return "does not dominate it"
    return None


def _limit_problem(roles: Roles, one: Bound) -> str | None:
    problem = weights_problem([w for _, w in one.shares])
    if problem or not {j for j, _ in one.shares} <= set(one.replies):
        return f"has shares of other replies, or {problem}"
    if any(w < 0 for _, w in one.weights):
        return "has a negative multiplier"
    most = max(row_sums(roles, one.replies[0], one.shares, one.weights))
    if one.limit is not None and most > one.limit:
        return f"bounds by {number_text(most)}, not by {number_text(one.limit)}"
    return None


def _attained_findings(roles: Roles, optimum: Optimum, ties: str) -> Iterator[str]:
    who = roles.game.players[roles.leader]
    assert optimum.profile is not None
    try:
        payoffs, regrets = nash_regrets(roles.game, optimum.profile)
    except NotAnEquilibrium as error:
        yield f"{ties}: {error}"
        return
    problem = next((str(r) for i, r in enumerate(regrets) if r.gain and i != roles.leader), None)
    if problem:
        yield f"{ties}: {problem}"
    elif payoffs[roles.leader] != optimum.value:
        given = number_text(payoffs[roles.leader])
        yield f"{ties}: the profile gives {who} {given}, not {number_text(optimum.value)}"
    elif ties == "weak" and roles.worst(optimum.profile[roles.leader]) != optimum.value:
        yield f"weak: another best reply gives {who} less than {number_text(optimum.value)}"


def _supremum_findings(roles: Roles, commitment: Commitment) -> Iterator[str]:
    way, value = commitment.weak.approach, commitment.weak.value
    if way is None:
        yield "weak: neither a profile that attains the value nor a way to approach it is given"
        return
    for name, x in (("inside", way.inside), ("limit", way.limit), ("near", way.near)):
        try:
            check_distribution(x, len(roles.own), f"weak: {name}")
        except NotAnEquilibrium as error:
            yield str(error)
            return
    group = roles.class_of(way.reply)
    if roles.replies_to(way.inside)[0] != group:
        reply = roles.reply_labels[way.reply]
        yield f"weak: at inside, reply {reply} and its equals are not the only best ones"
    best, own = roles.replies_to(way.limit)
    if not set(group) <= set(best) or min(own[j] for j in group) != value:
        yield f"weak: what is approached is not {number_text(value)}"
    if roles.worst(way.near) != way.near_value or way.near_value >= value:
        yield f"weak: near gives {number_text(roles.worst(way.near))}, not {number_text(way.near_value)}"
    for one in commitment.weak_proof:
        if one.limit == value:
            given = [r for r in commitment.refutations if r.reply in one.replies]
            if len(given) != 1 or not _refutes(roles, value, given[0]):
                reply = roles.reply_labels[one.replies[0]]
                yield f"weak: that reply {reply} never attains the value is not proven"


def _refutes(roles: Roles, value: Fraction, refutation: Refutation) -> bool:
    demanded = set(roles.class_of(refutation.reply))
    for step in refutation.steps:
        used = {j for j, _ in step.shares}
        if not used <= demanded or any(w < 0 for _, w in (*step.shares, *step.weights)):
            return False
        target = value * sum((w for _, w in step.shares), Fraction(0))
        most = max(row_sums(roles, refutation.reply, step.shares, step.weights)) - target
        if most < 0:
            return True
        if most > 0:
            return False
        demanded |= {j for d, w in step.weights if w for j in roles.class_of(d)}
    return False


def _pure_reply(roles: Roles, profile: MixedProfile) -> int | None:
    if roles.follower is None:
        return 0
    own: Mixed = profile[roles.follower]
    return own.index(Fraction(1)) if max(own) == 1 else None


def _is_only_point(roles: Roles, one: Bound) -> bool:
    sums = row_sums(roles, one.replies[0], one.shares, one.weights)
    rows = [i for i, total in enumerate(sums) if total == one.limit]
    system = [[1] * len(rows)]
    for d, w in one.weights:
        if w:
            system.append([int(roles.theirs[i, one.replies[0]] - roles.theirs[i, d]) for i in rows])
    return independent_columns(system)
