"""Checking what a zero-sum answer claims beyond its equilibria: the value, and the dual that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .certificate import Mixed, check_distribution, pure_profile, strategy_payoffs
from .constant_sum import constant_total, equivalent_zero_sum, unequal_sums
from .errors import InvalidInput, NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .payoff_table import cell_text
from .plays import own_pasts
from .sequence_form import behaviour_from_plan
from .solution_fields import read_number
from .solution_reader import read_profile
from .tree_certificate import tree_regrets


def value_findings(
    document: Mapping[str, Any], game: NormalFormGame, profiles: Sequence[Sequence[Mixed | None]]
) -> Iterator[str]:
    """Yield what is wrong with value and dual of a zero-sum answer whose `profiles` are equilibria.

    The dual must concede the value, and each listed strategy of the first player guarantee as much. In a
    game that is zero-sum only after shifts on the opponent's strategy, the guarantee is judged in the shifted
    game, and the value must be what every equilibrium gives; it may be left out, together with the dual.
    """
    if "value_bounds" in document:
        yield "value_bounds belong to trees; a normal form is answered with its value"
    equivalence = equivalent_zero_sum(game)
    if equivalence is None:
        odd = unequal_sums(game) or (0, 0)
        one, other = (sum(map(Fraction, game.payoffs_at(cell)), Fraction(0)) for cell in (odd, (0, 0)))
        yield (
            f"the payoffs of cell {cell_text(odd)} sum to {number_text(one)}, those of [0, 0] to "
            f"{number_text(other)}, and the game is not equivalent to a zero-sum one"
        )
        return
    given = [name for name in ("value", "dual") if name in document]
    if not given and not equivalence.keeps_first:
        return
    if len(given) < 2:
        yield "a zero-sum answer needs value and dual"
        return
    value = read_number(document["value"], "value")
    dual = _dual(document, game)
    try:
        check_distribution(dual, game.shape[1], f"the dual strategy of {game.players[1]}")
    except NotAnEquilibrium as error:
        yield str(error)
        return
    first = game.players[0]
    any_row = pure_profile(game.shape, (0, 0))[0]
    conceded = max(strategy_payoffs(game, 0, (any_row, dual)))
    if conceded != value:
        yield f"the dual concedes {number_text(conceded)} to {first}, not the value {number_text(value)}"
    if not profiles:
        yield f"no strategy of {first} that guarantees the value is listed"
    shifted = NormalFormGame.zero_sum(equivalence.payoffs)
    target = max(strategy_payoffs(shifted, 0, (any_row, dual)))
    after = "" if equivalence.keeps_first else " once the game is made zero-sum"
    for i, profile in enumerate(profiles):
        row, column = (mixed or () for mixed in profile)
        guaranteed = -max(strategy_payoffs(shifted, 1, (row, dual)))
        if guaranteed != target:
            yield (
                f"equilibrium {i}: {first}'s strategy guarantees {number_text(guaranteed)}, not "
                f"{'the value ' if not after else ''}{number_text(target)}{after}"
            )
        got = max(strategy_payoffs(game, 0, (row, column)))
        if got != value and not equivalence.keeps_first:
            yield f"equilibrium {i}: {first} gets {number_text(got)}, not the value {number_text(value)}"
    if not equivalence.keeps_first and not document["complete"]:
        yield f"a value is stated, but equilibria that are not listed may give {first} something else"


def tree_value_findings(
    document: Mapping[str, Any], game: ExtensiveFormGame, profiles: Sequence[Sequence[Mixed | None]]
) -> Iterator[str]:
    """Yield what is wrong with value and dual of a zero-sum answer for a tree with these equilibria.

    In a constant-sum game every equilibrium pays the value, and the first player's part of one together with
    the dual is an equilibrium too.
    """
    try:
        constant_total(game)
    except UnsupportedGame as error:
        yield str(error)
        return
    if "value_bounds" in document:
        yield from _bounds_findings(document, game)
        return
    if "value" not in document or "dual" not in document or not profiles:
        yield "a zero-sum answer needs value, dual and a strategy of the first player that guarantees it"
        return
    value = read_number(document["value"], "value")
    second = game.players[1]
    if set(document["dual"]) != {second}:
        raise ParseError(f"dual: the realisation plan of {second} is needed, and nothing else")
    weights = {name: read_number(x, f"dual of {second}") for name, x in document["dual"][second].items()}
    pasts = own_pasts(game)
    sets = game.information_sets
    names = [f"{sets[one].label}: {sets[one].actions[action]}" for one, action in pasts.moves[1][1:]]
    odd = next((name for name in weights if name not in names), None)
    if odd is not None:
        raise ParseError(f"dual of {second}: {odd!r:.60} is no 'set: action' of {second}")
    try:
        plan = behaviour_from_plan(game, 1, [1, *(weights.get(name, 0) for name in names)])
    except InvalidInput as error:
        yield f"the dual is no realisation plan: {error}"
        return
    for i, profile in enumerate(profiles):
        mixed = [
            plan.get(n) if one.player == 1 else own
            for n, (one, own) in enumerate(zip(sets, profile, strict=True))
        ]
        try:
            payoffs, regrets = tree_regrets(game, mixed, every_subgame=False)  # type: ignore[arg-type]
        except NotAnEquilibrium as error:
            yield f"equilibrium {i} with the dual: {error}"
            continue
        worst = max(regrets, key=lambda regret: regret.gain)
        if worst.gain:
            yield f"equilibrium {i} with the dual: {worst}"
        elif payoffs[0] != value:
            yield f"equilibrium {i} pays {number_text(payoffs[0])}, not the value {number_text(value)}"


def _bounds_findings(document: Mapping[str, Any], game: ExtensiveFormGame) -> Iterator[str]:
    """What is wrong with bounds on the value: the first approximate profile has to prove both."""
    approximate = document.get("approximate")
    if "value" in document or document["equilibria"] or document["complete"] or not approximate:
        yield "value_bounds need an approximate profile, no value, no equilibria, and complete to be false"
        return
    bounds = document["value_bounds"]
    if not isinstance(bounds, list) or len(bounds) != 2:
        raise ParseError("value_bounds: two numbers are needed")
    low, high = (read_number(x, "value_bounds") for x in bounds)
    try:
        profile = read_profile(game, approximate[0].get("profile"), "approximate 0: profile")
        payoffs, regrets = tree_regrets(game, profile, every_subgame=False)
    except NotAnEquilibrium:
        return  # said where the profile is checked
    first, second = game.players
    guaranteed, conceded = payoffs[0] - regrets[1].gain, payoffs[0] + regrets[0].gain
    if low > guaranteed:
        yield f"value_bounds: {first}'s plan guarantees {number_text(guaranteed)}, not {number_text(low)}"
    if high < conceded:
        yield f"value_bounds: {second}'s plan concedes {number_text(conceded)}, not {number_text(high)}"


def _dual(document: Mapping[str, Any], game: NormalFormGame) -> Mixed:
    if set(document["dual"]) != {game.players[1]}:
        raise ParseError(f"dual: the strategy of {game.players[1]} is needed, and nothing else")
    first = {game.players[0]: {game.strategies[0][0]: "1"}}
    return read_profile(game, {**first, **document["dual"]}, "dual")[1] or ()
