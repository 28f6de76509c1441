"""Correlated and coarse correlated equilibria: the best of them by a stated objective, exact and proven."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.correlation_names import (
    MINIMUM,
    NASH_PRODUCT,
    WELFARE,
    ceiling_names,
    deviation_names,
    objectives,
    proof_names,
)
from ..games.correlation_ties import (
    Goal,
    minimum_goal,
    only_and_tied,
    only_equilibrium_goal,
    product_goal,
    rests_on_tie,
)
from ..games.duality import Scaled
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.obedience import Multipliers, charges, unit_weights
from ..games.solution import Distribution, Solution
from .correlated_product import best_product
from .obedience_program import Best, ObedienceProgram, named
from .strict_multipliers import Strict, strict_multipliers

UNIQUE = "value and dual prove each other; what the dual leaves possible is this one distribution"
ONLY = "there is no other equilibrium of this kind: the multipliers exclude every other distribution"
SOME = "the value is proven by the dual; other distributions that attain it exist or were not excluded"


def correlated(game: NormalFormGame, objective: str = WELFARE) -> Solution:
    """Return the correlated equilibrium that is best by `objective`.

    Parameters
    ----------
    game : NormalFormGame
        Any number of players, rational payoffs.
    objective : str
        ``"welfare"``: the sum of payoffs; ``"min"``: the smallest payoff; ``"nash-product"``: the product of
        what the players get above their security levels; or the label of a player, whose payoff it then is.
        The three words win over players of these names.

    Returns
    -------
    Solution
        `distribution` (cells and probabilities), `value` of the objective and the `dual` that proves that no
        correlated equilibrium has more (see Notes). `complete` is True only where it is proven that no
        other distribution attains the value. `knife_edge` is False only where it is proven, moreover, that
        every small change of the payoffs leaves the cells with positive probability as they are.

    Raises
    ------
    InvalidInput
        For an unknown objective, naming the accepted ones.
    UnsupportedGame, SymbolsLeft
        For trees, and for payoffs that are not rational numbers.
    LimitReached
        For games too large to build the program of; the message says how large.

    Notes
    -----
    A distribution is a correlated equilibrium when no player gains by answering a recommendation with
    another strategy (Aumann 1974); the best one solves a linear program (Gilboa & Zemel 1989). The dual's
    multipliers y of deviations prove that no equilibrium has more than the largest, over cells, of the
    objective plus y times what the deviations lose there. For ``"min"`` and ``"nash-product"`` the weights
    of the players' payoffs stand beside them; where all are zero, the multipliers prove that there is no
    other equilibrium.

    The Nash product is no linear program. A player's *security level* is what a mixed strategy guarantees
    against everything the others can do together, correlated play included. The product is concave where it
    counts: exact programs for its gradient find the corner or edge on which it is largest. With two players
    (or two who can exceed their level) the answer is exact; with more it comes with a proven upper bound,
    under ``"bound"`` in `dual`. Where a player exceeds the security level in no correlated equilibrium, every
    product is zero; that player then stays at the level and the product of the others is maximised, so that
    the answer is Pareto-efficient.

    Examples
    --------
    >>> chicken = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], strategies=[["yield", "dare"]] * 2)
    >>> answer = correlated(chicken)
    >>> answer.value, [(cell, str(p)) for cell, p in answer.distribution]
    (Fraction(21, 2), [((0, 0), '1/2'), ((0, 1), '1/4'), ((1, 0), '1/4')])
    """
    return _solved(game, objective, coarse=False)


def coarse_correlated(game: NormalFormGame, objective: str = WELFARE) -> Solution:
    """Return the coarse correlated equilibrium that is best by `objective`; all else as in `correlated`.

    In a coarse equilibrium no player gains by committing to a strategy before the recommendation is known
    (Moulin & Vial 1978), so that every correlated equilibrium is one.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> coarse_correlated(game, "min").value
    Fraction(21, 4)
    """
    return _solved(game, objective, coarse=True)


def _solved(game: NormalFormGame, objective: str, *, coarse: bool) -> Solution:
    concept = "coarse-correlated" if coarse else "correlated"
    if isinstance(game, ExtensiveFormGame):
        raise UnsupportedGame(
            f"{concept} takes a game in normal form, this is a tree: convert it first, or ask for nash or "
            "subgame-perfect"
        )
    require_rational(game, concept)
    if objective not in objectives(game):
        accepted = ", ".join(objectives(game))
        raise InvalidInput(f"there is no objective {objective!r}; accepted: {accepted}")
    program = ObedienceProgram(game, coarse=coarse)
    if objective == NASH_PRODUCT:
        return _product_solution(game, program, concept, coarse=coarse)
    if objective == WELFARE:
        best = program.best_sum((Fraction(1),) * len(game.players))
        value = sum(best.payoffs, Fraction(0))
        goal = Goal(best.weights)
    elif objective == MINIMUM:
        best = program.best_minimum()
        value = min(best.payoffs)
        goal = minimum_goal(best.payoffs, best.weights)
    else:
        player = game.players.index(objective)
        best = program.best_sum(unit_weights(len(game.players), player))
        value = best.payoffs[player]
        goal = Goal(best.weights)
    distribution = _as_distribution(game, best.distribution)
    proof = _proof(game, best, distribution, best.payoffs, goal, coarse=coarse, minimum=objective == MINIMUM)
    dual = _multiplier_fields(game, proof.multipliers, coarse=coarse)
    if objective == MINIMUM:
        dual[proof_names(game).weights] = dict(zip(game.players, proof.weights, strict=True))
    return Solution(
        game=game,
        concept=concept,
        method="linear-program",
        equilibria=(),
        components=(),
        complete=proof.only,
        complete_because=proof.because or SOME,
        knife_edge=proof.tied,
        value=value,
        dual=dual,
        objective=objective,
        distribution=distribution,
    )


def _product_solution(
    game: NormalFormGame, program: ObedienceProgram, concept: str, *, coarse: bool
) -> Solution:
    found = best_product(game, program)
    names = proof_names(game)
    dual: dict[str, Mapping[str, Fraction]] = {}
    distribution = _as_distribution(game, found.distribution)
    proof: _Proof | None = None
    if found.best is None:
        proof = _only_equilibrium(game, distribution, found.payoffs, coarse=coarse)
    elif found.bound is None:
        goal = product_goal(found.payoffs, found.best.weights)
        proof = _proof(game, found.best, distribution, found.payoffs, goal, coarse=coarse)
    shown = proof or found.best
    if shown is not None:
        dual.update(_multiplier_fields(game, shown.multipliers, coarse=coarse))
        dual[names.weights] = dict(zip(game.players, shown.weights, strict=True))
    dual[names.security] = {
        who: security.level for who, security in zip(game.players, found.security, strict=True)
    }
    for player, security in enumerate(found.security):
        dual[names.guarantees[player]] = security.guarantee
        dual[names.threats[player]] = security.threat
    for player, ceiling in found.ceilings.items():
        dual[names.ceilings[player]] = {
            text: ceiling.multipliers[who][deviation]
            for (who, deviation), text in ceiling_names(game, coarse=coarse).items()
            if deviation in ceiling.multipliers[who]
        }
    levels = [security.level for security in found.security]
    value = math.prod((u - level for u, level in zip(found.payoffs, levels, strict=True)), start=Fraction(1))
    because = "the product is proven by the dual; other distributions with the same payoffs may exist"
    if found.bound is not None:
        dual[names.bound] = {"upper": found.bound}
        because = (
            "the product lies between the value, which is attained, and the bound that the dual proves; the "
            "largest one is in general irrational"
        )
    elif proof is not None:
        because = proof.because or because
    return Solution(
        game=game,
        concept=concept,
        method="linear-programs-along-the-gradient",
        equilibria=(),
        components=(),
        complete=proof is not None and proof.only,
        complete_because=because,
        knife_edge=proof is None or proof.tied,
        value=value,
        dual=dual,
        objective=NASH_PRODUCT,
        distribution=distribution,
    )


@dataclass(frozen=True, slots=True)
class _Proof:
    """Weights and multipliers, and what they prove: that the optimum is the only one, and rests on no tie."""

    weights: tuple[Fraction, ...]
    multipliers: Multipliers
    only: bool
    tied: bool
    because: str


def _proof(
    game: NormalFormGame,
    best: Best,
    distribution: Distribution,
    payoffs: Sequence[Fraction],
    goal: Goal,
    *,
    coarse: bool,
    minimum: bool = False,
) -> _Proof:
    """The multipliers that prove most: those of the basis, strict ones, or those of the only equilibrium."""
    if best.alone and not goal.curved:
        cells = charges(game, best.weights, best.multipliers).binding
        only, tied = True, rests_on_tie(game, distribution, goal, best.multipliers, cells, coarse=coarse)
    else:
        only, tied = only_and_tied(game, distribution, goal, best.multipliers, coarse=coarse)
    proof = _Proof(best.weights, best.multipliers, only, tied, UNIQUE if only else "")
    if proof.tied:
        strict = strict_multipliers(game, distribution, payoffs, goal, coarse=coarse, minimum=minimum)
        if strict is not None:
            goal = minimum_goal(payoffs, strict.weights) if minimum else goal
            proof = _better(game, proof, strict, distribution, goal, coarse=coarse)
    if proof.tied and (minimum or goal.curved):
        proof = _only_equilibrium(game, distribution, payoffs, coarse=coarse) or proof
    return proof


def _better(
    game: NormalFormGame,
    proof: _Proof,
    strict: Strict,
    distribution: Distribution,
    goal: Goal,
    *,
    coarse: bool,
) -> _Proof:
    only, tied = only_and_tied(game, distribution, goal, strict.multipliers, coarse=coarse)
    if (only, not tied) <= (proof.only, not proof.tied):
        return proof
    return _Proof(strict.weights, strict.multipliers, only, tied, UNIQUE if only else "")


def _only_equilibrium(
    game: NormalFormGame, distribution: Distribution, payoffs: Sequence[Fraction], *, coarse: bool
) -> _Proof | None:
    """The proof that there is no other equilibrium: then no payoff in it matters."""
    goal = only_equilibrium_goal(len(game.players))
    strict = strict_multipliers(game, distribution, payoffs, goal, coarse=coarse)
    if strict is None:
        return None
    only, tied = only_and_tied(game, distribution, goal, strict.multipliers, coarse=coarse)
    return _Proof(strict.weights, strict.multipliers, only, tied, ONLY) if only else None


def _as_distribution(game: NormalFormGame, x: Scaled) -> Distribution:
    """The cells of positive probability, in row-major order."""
    return tuple((tuple(int(i) for i in np.unravel_index(k, game.shape)), x[k]) for k in sorted(x.numerators))


def _multiplier_fields(
    game: NormalFormGame, multipliers: Multipliers, *, coarse: bool
) -> dict[str, Mapping[str, Fraction]]:
    """The multipliers of all players' deviations by the names that files use."""
    return {
        who: named(own, deviation_names(game, player, coarse=coarse))
        for player, (who, own) in enumerate(zip(game.players, multipliers, strict=True))
    }
