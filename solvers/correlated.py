"""Correlated and coarse correlated equilibria: the best of them by a stated objective, exact and proven."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from ..games.correlation import NASH_PRODUCT, RESERVED, WELFARE
from ..games.correlation_names import deviation_names, proof_names
from ..games.duality import Scaled
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.obedience import charges, gains, is_only_optimum, unit_weights
from ..games.solution import Distribution, Solution
from .correlated_product import best_product
from .obedience_program import Best, ObedienceProgram, named

UNIQUE = "value and dual prove each other; what the dual leaves possible is this one distribution"
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
        other distribution attains the value; `knife_edge` says that others may, or that an unused cell or
        an unneeded deviation is exactly indifferent.

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
    objective plus y times what the deviations lose there.

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
    if objective not in (*RESERVED, *game.players):
        accepted = ", ".join((*RESERVED, *game.players))
        raise InvalidInput(f"there is no objective {objective!r}; accepted: {accepted}")
    program = ObedienceProgram(game, coarse=coarse)
    if objective == NASH_PRODUCT:
        return _product_solution(game, program, concept, coarse=coarse)
    if objective == WELFARE:
        best = program.best_sum((Fraction(1),) * len(game.players))
        value = sum(best.payoffs, Fraction(0))
    elif objective in RESERVED:
        best = program.best_minimum()
        value = min(best.payoffs)
    else:
        player = game.players.index(objective)
        best = program.best_sum(unit_weights(len(game.players), player))
        value = best.payoffs[player]
    dual = _multiplier_fields(game, best, coarse=coarse)
    together: tuple[tuple[tuple[Fraction, ...], Fraction], ...] = ()
    if objective in RESERVED and objective != WELFARE:
        dual[proof_names(game).weights] = dict(zip(game.players, best.weights, strict=True))
        together = tuple((unit_weights(len(game.players), i), value) for i, w in enumerate(best.weights) if w)
    distribution = _as_distribution(game, best.distribution)
    unique, tie = _uniqueness(game, best, distribution, together, coarse=coarse)
    return Solution(
        game=game,
        concept=concept,
        method="linear-program",
        equilibria=(),
        components=(),
        complete=unique,
        complete_because=UNIQUE if unique else SOME,
        knife_edge=tie,
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
    if found.best is not None:
        dual.update(_multiplier_fields(game, found.best, coarse=coarse))
        dual[names.weights] = dict(zip(game.players, found.best.weights, strict=True))
    dual[names.security] = {
        who: security.level for who, security in zip(game.players, found.security, strict=True)
    }
    for player, security in enumerate(found.security):
        dual[names.guarantees[player]] = security.guarantee
        dual[names.threats[player]] = security.threat
    for player, ceiling in found.ceilings.items():
        dual[names.ceilings[player]] = {
            f"{who}: {what}": y
            for who, own in _multiplier_fields(game, ceiling, coarse=coarse).items()
            for what, y in own.items()
        }
    distribution = _as_distribution(game, found.distribution)
    levels = [security.level for security in found.security]
    value = math.prod((u - level for u, level in zip(found.payoffs, levels, strict=True)), start=Fraction(1))
    unique, tie = False, True
    because = "the product is proven by the dual; other distributions with the same payoffs may exist"
    if found.bound is not None:
        dual[names.bound] = {"upper": found.bound}
        because = (
            "the product lies between the value, which is attained, and the bound that the dual proves; the "
            "largest one is in general irrational"
        )
    elif found.best is not None:
        together = tuple((unit_weights(len(game.players), i), u) for i, u in enumerate(found.payoffs))
        unique, tie = _uniqueness(game, found.best, distribution, together, coarse=coarse)
        because = UNIQUE if unique else because
    return Solution(
        game=game,
        concept=concept,
        method="linear-programs-along-the-gradient",
        equilibria=(),
        components=(),
        complete=unique,
        complete_because=because,
        knife_edge=tie,
        value=value,
        dual=dual,
        objective=NASH_PRODUCT,
        distribution=distribution,
    )


def _uniqueness(
    game: NormalFormGame,
    best: Best,
    distribution: Distribution,
    together: tuple[tuple[tuple[Fraction, ...], Fraction], ...],
    *,
    coarse: bool,
) -> tuple[bool, bool]:
    """Whether the optimum is proven to be the only one, and whether it rests on a tie."""
    cells = charges(game, best.weights, best.multipliers).binding
    alone = best.alone or is_only_optimum(game, cells, best.multipliers, together)
    if not alone:
        return False, True
    indifferent = any(
        not gain.amount and not best.multipliers[gain.player].get(gain.deviation)
        for gain in gains(game, distribution, coarse=coarse)
    )
    return True, indifferent or len(cells) > len(distribution)


def _as_distribution(game: NormalFormGame, x: Scaled) -> Distribution:
    """The cells of positive probability, in row-major order."""
    return tuple((tuple(int(i) for i in np.unravel_index(k, game.shape)), x[k]) for k in sorted(x.numerators))


def _multiplier_fields(
    game: NormalFormGame, best: Best, *, coarse: bool
) -> dict[str, Mapping[str, Fraction]]:
    """The multipliers of all players' deviations by the names that files use."""
    return {
        who: named(own, deviation_names(game, player, coarse=coarse))
        for player, (who, own) in enumerate(zip(game.players, best.multipliers, strict=True))
    }
