"""What a play of a Bayesian game means to each type: beliefs, expected payoff, and what a deviation gains.

Computed from the definition of the game, not from its tree: a check of what is found there.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .algebraic import Real
from .bayesian_game import BayesianGame
from .certificate import check_distribution
from .decimals import short_text
from .errors import InvalidInput, NotAnEquilibrium, SymbolsLeft, UnsupportedGame
from .exact import rational
from .solution import Equilibrium
from .wording import quoted

Plays: TypeAlias = list[list[tuple[Any, ...] | None]]
"""For each player and type the probabilities of the actions; None for types that never occur."""


@dataclass(frozen=True, slots=True)
class InterimType:
    """What one type of a player believes and gets.

    Attributes
    ----------
    player, type : str
    probability : Fraction
        Of the type, under the prior.
    beliefs : tuple of (types, probability), or None
        What the type believes about the types of the others, in player order; None for a type that has
        probability 0, whose beliefs no rule determines.
    payoff : number or None
        What the type expects from the play.
    deviation : str
        Its best action against the others.
    gain : number or None
        What that action brings over the play; 0 for every type at an equilibrium.
    """

    player: str
    type: str
    probability: Fraction
    beliefs: tuple[tuple[tuple[str, ...], Fraction], ...] | None
    payoff: Real | None
    deviation: str
    gain: Real | None

    def __str__(self) -> str:
        if self.gain is None or self.payoff is None:
            return f"{self.player} of type {self.type}: has probability 0"
        expects = f"{self.player} of type {self.type} expects {short_text(self.payoff)}"
        if not self.gain:
            return f"{expects} and has no better action"
        return f"{expects} and gains {short_text(self.gain)} by {self.deviation}"


def interim_payoffs(game: BayesianGame, play: Equilibrium | Mapping[str, Any]) -> tuple[InterimType, ...]:
    """Return for each type its beliefs about the others, its expected payoff, and its best deviation.

    Parameters
    ----------
    game : BayesianGame
    play : Equilibrium of ``game.to_tree()``, or mapping
        ``{player: {type: action}}``, or ``{player: {type: {action: probability}}}``; for a player with a
        single type also ``{player: action}``.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For an equilibrium of another game, and for free parameters.
    InvalidInput, NotAnEquilibrium
        For unknown players, types and actions, and for what is no probability distribution.

    Examples
    --------
    >>> game = BayesianGame(
    ...     players=["US", "China"], types={"US": ["short", "long"]}, prior={"short": "1/2", "long": "1/2"},
    ...     actions={"US": ["accept", "refuse"], "China": ["ask much", "ask little"]},
    ...     payoffs=lambda types, actions: (
    ...         (-8 if types[0] == "short" else -2, 1) if actions[0] == "refuse"
    ...         else (-8, 8) if actions[1] == "ask much" else (-2, 2)))
    >>> for one in interim_payoffs(game, {"US": {"short": "accept", "long": "accept"}, "China": "ask much"}):
    ...     print(one)
    US of type short expects -8 and has no better action
    US of type long expects -8 and gains 6 by refuse
    China of type only expects 8 and has no better action
    """
    if not isinstance(game, BayesianGame):
        raise UnsupportedGame(f"interim_payoffs takes a BayesianGame; this is a {type(game).__name__}")
    if game.parameters:
        raise SymbolsLeft("interim_payoffs", game.parameters)
    plays = _of_equilibrium(game, play) if isinstance(play, Equilibrium) else _of_mapping(game, play)
    return tuple(
        _of_type(game, plays, player, t) for player, own in enumerate(game.types) for t in range(len(own))
    )


def _of_type(game: BayesianGame, plays: Plays, player: int, t: int) -> InterimType:
    who, label = game.players[player], game.types[player][t]
    profiles = [cell for cell in game.type_profiles() if cell[player] == t]
    weights = [rational(game.probability(cell)) for cell in profiles]
    total = sum(weights, Fraction(0))
    if not total:
        return InterimType(who, label, total, None, None, "", None)
    beliefs = tuple(
        (tuple(game.types[i][k] for i, k in enumerate(cell) if i != player), weight / total)
        for cell, weight in zip(profiles, weights, strict=True)
    )
    actions = game.actions[player][t]
    earned: list[Any] = [Fraction(0)] * len(actions)
    for cell, weight in zip(profiles, weights, strict=True):
        choices = [
            [(a, Fraction(1)) for a in range(len(actions))]
            if i == player
            else [(a, p) for a, p in enumerate(plays[i][k] or ()) if p]
            for i, k in enumerate(cell)
        ]
        for chosen in itertools.product(*choices):
            chance: Any = weight / total
            for _, p in chosen:
                chance = chance * p
            cells = tuple(a for a, _ in chosen)
            own = rational(game.payoffs_at(cell, cells)[player])
            earned[cells[player]] = earned[cells[player]] + chance * own
    mixed = plays[player][t] or ()
    payoff: Any = sum((p * u for p, u in zip(mixed, earned, strict=True) if p), Fraction(0))
    best = 0
    for a, u in enumerate(earned):
        if u > earned[best]:
            best = a
    return InterimType(who, label, total, beliefs, payoff, actions[best], earned[best] - payoff)


def _of_equilibrium(game: BayesianGame, one: Equilibrium) -> Plays:
    tree = game.to_tree()
    if one.game != tree:
        raise UnsupportedGame("the equilibrium is of another game; one of game.to_tree() is needed")
    plays: Plays = [[None] * len(own) for own in game.types]
    for place, mixed in zip(tree.information_sets, one.profile, strict=True):
        if place.player >= 0:
            plays[place.player][game.types[place.player].index(place.label)] = mixed
    return plays


def _of_mapping(game: BayesianGame, play: Mapping[str, Any]) -> Plays:
    if not isinstance(play, Mapping) or set(play) != set(game.players):
        raise InvalidInput(f"the play of each of the players {', '.join(game.players)} is needed")
    plays: Plays = []
    for who, types, actions in zip(game.players, game.types, game.actions, strict=True):
        given = play[who]
        if not isinstance(given, Mapping) or (len(types) == 1 and set(given) != set(types)):
            if len(types) > 1:
                raise InvalidInput(
                    f"play of {who}: an action for each of the types {', '.join(types)} is needed"
                )
            given = {types[0]: given}
        odd = next((t for t in given if t not in types), None)
        if odd is not None:
            raise InvalidInput(f"play of {who}: {quoted(str(odd))} is no type; there are: {', '.join(types)}")
        occurring = [any(cell[len(plays)] == k for cell in game.type_profiles()) for k in range(len(types))]
        row: list[tuple[Any, ...] | None] = []
        for t, own, occurs in zip(types, actions, occurring, strict=True):
            if t in given:
                row.append(_mixed(given[t], own, f"play of {who} of type {t}"))
            elif occurs:
                raise InvalidInput(f"play of {who}: the type {t} is missing")
            else:
                row.append(None)
        plays.append(row)
    return plays


def _mixed(given: Any, actions: Sequence[str], where: str) -> tuple[Any, ...]:
    weights = given if isinstance(given, Mapping) else {given: 1}
    odd = next((a for a in weights if a not in actions), None)
    if odd is not None:
        raise InvalidInput(f"{where}: {quoted(str(odd))} is no action; there are: {', '.join(actions)}")
    found = tuple(rational(weights.get(a, 0), f"{where}: probability of {a}") for a in actions)
    try:
        check_distribution(found, len(actions), where)
    except NotAnEquilibrium as error:
        raise InvalidInput(str(error)) from None
    return found
