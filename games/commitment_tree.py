"""Commitment in trees: the same proof in the reduced normal form, the strategies told set by set.

The leader commits to a behaviour strategy, the follower answers with a reduced strategy that is best against
it before play begins. Under perfect recall behaviour strategies and mixtures of reduced strategies play alike
(Kuhn 1953), so that commitment in the tree is worth what it is worth in the reduced normal form.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .certificate import MixedProfile, Regret
from .commitment import Commitment
from .errors import LimitReached, NotAnEquilibrium
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame, require_rational
from .plans import reduced_strategies
from .recall import require_perfect_recall
from .strategies import normal_form
from .tree_certificate import BehaviourProfile, tree_regrets


def commitment_form(game: NormalFormGame | ExtensiveFormGame) -> NormalFormGame:
    """Return the normal form in which commitment is proven: the game itself, or the reduced one of a tree.

    Raises
    ------
    UnsupportedGame
        For a tree in which a player forgets, with the place.
    LimitReached
        For a tree whose reduced normal form is too large.
    """
    if isinstance(game, NormalFormGame):
        return game
    require_rational(game, "stackelberg")
    require_perfect_recall(game, "stackelberg")
    try:
        return normal_form(game, reduced=True)
    except LimitReached as limit:
        raise LimitReached(
            f"commitment in a tree is proven in its reduced normal form, and this one is too large: {limit}"
        ) from None


def as_mixed(game: ExtensiveFormGame, profile: BehaviourProfile) -> MixedProfile:
    """Return mixtures of the reduced strategies that play like a behaviour profile.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0), "ban": decision(
    ...     "US", {"hold": outcome(1), "trade": outcome(2)})}))
    >>> half, third = Fraction(1, 2), Fraction(1, 3)
    >>> [[str(p) for p in own] for own in as_mixed(game, ((half, half), (third, 2 * third)))]
    [['1/2', '1/6', '1/3']]
    """
    found = []
    for player in range(len(game.players)):
        weights = []
        for plan in reduced_strategies(game, player):
            weight = Fraction(1)
            for one, action in plan:
                mixed = profile[one]
                if not weight:
                    break
                if mixed is None:
                    place = f"information set {game.information_sets[one].label!r}"
                    raise NotAnEquilibrium(f"{place} of {game.players[player]} has no probabilities")
                weight *= mixed[action]
            weights.append(weight)
        found.append(tuple(weights))
    return tuple(found)


def tree_commitment_regrets(
    game: ExtensiveFormGame, profile: Any, commitment: Commitment
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Payoffs and regrets of a commitment in a tree: the follower's in the tree, the leader's by the proof.

    Raises
    ------
    NotAnEquilibrium
        For what is no behaviour profile, where a bound is not proven, and where a weak answer breaks ties
        for the leader.
    """
    from .commitment_proof import commitment_regrets

    payoffs, regrets = tree_regrets(game, profile, every_subgame=False)
    _, proven = commitment_regrets(commitment_form(game), as_mixed(game, profile), commitment)
    own = list(regrets)
    own[commitment.leader] = proven[commitment.leader]
    return payoffs, tuple(own)
