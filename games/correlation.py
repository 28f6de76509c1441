"""Checking answers about correlated play: the distribution, its value, and the dual that proves it best.

The definition and the bounds are in `obedience`; here is what a file states, and whether it holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .certificate import check_distribution
from .correlation_names import (
    MINIMUM,
    NASH_PRODUCT,
    RESERVED,
    WELFARE,
    ceiling_names,
    deviation_names,
    objectives,
    other_names,
    proof_names,
)
from .correlation_ties import (
    Goal,
    minimum_goal,
    only_and_tied,
    only_equilibrium_goal,
    product_goal,
)
from .errors import NotAnEquilibrium, ParseError
from .exact import number_text
from .normal_form import NormalFormGame, require_rational
from .obedience import (
    Deviation,
    Gain,
    charges,
    common_integers,
    gains,
    unit_weights,
)
from .solution import Distribution, Game
from .solution_fields import read_number
from .solution_reader import read_distribution

COARSE = "coarse-correlated"


def correlation_findings(document: Mapping[str, Any], game: Game) -> tuple[list[str], list[str]]:
    """Check an answer for ``correlated`` or ``coarse-correlated``, trusting nothing in it.

    Returns
    -------
    tuple of two lists of str
        What was checked, and what was found wrong: probabilities, each player's gain from each deviation,
        payoffs and value recomputed, the dual's proof that no equilibrium has more (for the Nash product:
        for its gradient, which suffices because its logarithm is concave, and the security levels), and
        uniqueness where it is claimed. A knife edge that is denied is recomputed; one that is claimed may
        come from outside of the game, where a model lies on its own border.

    Raises
    ------
    ParseError
        For fields that are missing or malformed, and for names that the game does not have.
    """
    if not isinstance(game, NormalFormGame):
        raise ParseError("correlated play belongs to normal forms")
    require_rational(game, "the check of correlated play")
    for name in ("objective", "distribution", "payoffs", "value", "dual"):
        if name not in document:
            raise ParseError(f"a {document.get('solution')} answer needs {name!r}")
    claim = _Claim(document, game)
    findings = list(claim.distribution_findings())
    checked = ["distribution: probabilities, every player's gain from every deviation, payoffs"]
    if not findings:
        findings += claim.value_findings()
        checked.append(claim.value_checked())
    if document.get("equilibria") or document.get("components"):
        findings.append("equilibria: correlated play is stated under distribution, not here")
    if not findings:
        findings += claim.uniqueness_findings(
            complete=document["complete"] is True, knife_edge=document["knife_edge"] is True
        )
        if document["complete"] is True:
            checked.append("complete: no other distribution attains the value")
        if document["knife_edge"] is not True:
            checked.append("knife_edge: the claim that nothing is tied was put to the multipliers")
    return checked, findings


class _Claim:
    """What a document states, read against the game."""

    def __init__(self, document: Mapping[str, Any], game: NormalFormGame) -> None:
        self.game = game
        self.coarse = document["solution"] == COARSE
        self.objective = document["objective"]
        if self.objective not in objectives(game):
            raise ParseError(f"objective {self.objective!r}: {', '.join(objectives(game))} are accepted")
        self.distribution: Distribution = read_distribution(game, document["distribution"])
        self.value = read_number(document["value"], "value")
        self.stated = _numbers(document["payoffs"], "payoffs", game.players)
        self.names = proof_names(game)
        self.dual = document["dual"]
        known = [*game.players]
        if self.objective in (MINIMUM, NASH_PRODUCT):
            known.append(self.names.weights)
        if self.objective == NASH_PRODUCT:
            known += [self.names.security, self.names.bound]
            known += [*self.names.guarantees, *self.names.threats, *self.names.ceilings]
        if not isinstance(self.dual, dict) or any(name not in known for name in self.dual):
            raise ParseError(f"dual for {self.objective}: names among {', '.join(known)} are needed")
        tables, common = common_integers(game)
        self.payoffs = tuple(
            Fraction(sum((int(t[cell]) * p for cell, p in self.distribution), Fraction(0)), common)
            for t in tables
        )

    def distribution_findings(self) -> Iterator[str]:
        cells = [cell for cell, _ in self.distribution]
        if len(set(cells)) < len(cells):
            yield "distribution: a profile is listed twice"
            return
        try:
            check_distribution([p for _, p in self.distribution], len(cells), "the distribution")
        except NotAnEquilibrium as error:
            yield str(error)
            return
        positive = tuple((cell, p) for cell, p in self.distribution if p)
        for gain in gains(self.game, positive, coarse=self.coarse):
            if gain.amount > 0:
                yield self._disobedience(gain)
        for who, stated, true in zip(self.game.players, self.stated.values(), self.payoffs, strict=True):
            if stated != true:
                yield f"{who} gets {number_text(true)}, not {number_text(stated)}"

    def value_findings(self) -> Iterator[str]:
        if self.objective == NASH_PRODUCT:
            yield from self._product_findings()
            return
        count = len(self.game.players)
        if self.objective == MINIMUM:
            yield from self._value_is(min(self.payoffs))
            weights = self._weights()
            if not any(weights):
                yield from self._only_equilibrium_findings()
                return
            if min(weights) < 0 or sum(weights) != 1:
                yield "dual: the weights of the players must be nonnegative and sum to 1, or all be 0"
                return
        elif self.objective == WELFARE:
            yield from self._value_is(sum(self.payoffs, Fraction(0)))
            weights = (Fraction(1),) * count
        else:
            chosen = self.game.players.index(self.objective)
            yield from self._value_is(self.payoffs[chosen])
            weights = unit_weights(count, chosen)
        yield from self._bound_is(weights, self.value, self.objective)

    def value_checked(self) -> str:
        if self.objective == NASH_PRODUCT and self.names.bound in self.dual:
            return "value: recomputed; it is attained, and the largest is enclosed by the proven bound"
        return "value: recomputed, and proven by the dual to be the largest"

    def uniqueness_findings(self, *, complete: bool, knife_edge: bool) -> Iterator[str]:
        """Complementary slackness leaves one distribution, or the claim is not proven."""
        if not complete:
            if not knife_edge:
                yield "knife_edge is false, but it is not claimed that no other distribution is as good"
            return
        if self.objective == NASH_PRODUCT and self.names.bound in self.dual:
            yield "complete is claimed of a product that is only enclosed"
            return
        goal = self._goal()
        only, tied = False, True
        if goal is not None:
            positive = tuple((cell, p) for cell, p in self.distribution if p)
            multipliers = self._multipliers(self.dual, "dual")
            only, tied = only_and_tied(self.game, positive, goal, multipliers, coarse=self.coarse)
        if not only:
            yield "complete is claimed, but the dual does not exclude other distributions of this value"
        elif tied and not knife_edge:
            yield "knife_edge is false, but the multipliers leave it open that the answer rests on a tie"

    def _goal(self) -> Goal | None:
        """What the multipliers prove the distribution best for; None where they prove nothing."""
        count = len(self.game.players)
        if self.objective == WELFARE:
            return Goal((Fraction(1),) * count)
        if self.objective not in RESERVED:
            return Goal(unit_weights(count, self.game.players.index(self.objective)))
        if self.names.weights not in self.dual:
            return None
        weights = self._weights()
        if not any(weights):
            return only_equilibrium_goal(count)
        shape = minimum_goal if self.objective == MINIMUM else product_goal
        return shape(self.payoffs, weights)

    def _product_findings(self) -> Iterator[str]:
        levels = tuple(_numbers(self.dual.get(self.names.security), "security", self.game.players).values())
        for player, level in enumerate(levels):
            yield from self._security_findings(player, level)
        heights = [u - level for u, level in zip(self.payoffs, levels, strict=True)]
        yield from self._value_is(math.prod(heights, start=Fraction(1)))
        for player, height in enumerate(heights):
            if not height:
                yield from self._ceiling_findings(player, levels[player])
            elif self.names.ceilings[player] in self.dual:
                yield f"dual: {self.game.players[player]} exceeds the security level, so there is no ceiling"
        active = [i for i, height in enumerate(heights) if height > 0]
        if not active and self.names.weights not in self.dual:
            if any(name in self.dual for name in (*self.game.players, self.names.bound)):
                yield "dual: multipliers and a bound are for products that are not always 0"
            return
        weights = tuple(1 / height if height > 0 else Fraction(0) for height in heights)
        stated = self._weights()
        if not any(stated):
            if self.names.bound in self.dual:
                yield "dual: the bound has no weights that it belongs to"
            yield from self._only_equilibrium_findings()
            return
        if stated != weights:
            yield "dual: the weights must be the reciprocals of what players get above their security levels"
            return
        bound = charges(self.game, weights, self._multipliers(self.dual, "dual")).bound
        reached = bound - sum(w * level for w, level in zip(weights, levels, strict=True))
        if self.names.bound in self.dual:
            upper = _numbers(self.dual[self.names.bound], self.names.bound, ("upper",))["upper"]
            proven = math.prod((heights[i] for i in active), start=Fraction(1))
            proven *= (reached / len(active)) ** len(active)
            if upper < proven:
                yield f"the dual proves the bound {number_text(proven)}, not {number_text(upper)}"
        elif reached != len(active):
            yield "the dual does not prove the product the largest: along its gradient more may be reached"

    def _only_equilibrium_findings(self) -> Iterator[str]:
        """With weights of zero the multipliers must leave no other equilibrium at all."""
        goal = only_equilibrium_goal(len(self.game.players))
        positive = tuple((cell, p) for cell, p in self.distribution if p)
        multipliers = self._multipliers(self.dual, "dual")
        bound = charges(self.game, goal.weights, multipliers).bound
        only, _ = only_and_tied(self.game, positive, goal, multipliers, coarse=self.coarse)
        if bound or not only:
            yield "the weights are all 0, but the multipliers do not exclude every other equilibrium"

    def _security_findings(self, player: int, level: Fraction) -> Iterator[str]:
        """The guarantee concedes no less than the level to the player, the threat no more."""
        game, who = self.game, self.game.players[player]
        names = other_names(game, player)
        own = _mixed(self.dual, self.names.guarantees[player], game.strategies[player])
        threat = _mixed(self.dual, self.names.threats[player], names)
        table = np.moveaxis(game.payoffs[player].numerators, player, 0).reshape(len(own), -1)
        unit = game.payoffs[player].denominator
        guaranteed = min(sum(p * int(u) for p, u in zip(own, column, strict=True) if p) for column in table.T)
        conceded = max(sum(p * int(u) for p, u in zip(threat, row, strict=True) if p) for row in table)
        for what, found in (("guarantees", guaranteed), ("is held down to", conceded)):
            if found != level * unit:
                true, stated = number_text(Fraction(found) / unit), number_text(level)
                yield f"security: {who} {what} {true} by the strategies given, not {stated}"

    def _ceiling_findings(self, player: int, level: Fraction) -> Iterator[str]:
        game, name = self.game, self.names.ceilings[player]
        stated = self.dual.get(name)
        if not isinstance(stated, dict):
            yield f"dual: {name!r} must prove that {game.players[player]} cannot exceed the security level"
            return
        fields: list[dict[Deviation, Fraction]] = [{} for _ in game.players]
        known = {text: key for key, text in ceiling_names(game, coarse=self.coarse).items()}
        for text, number in stated.items():
            if text not in known:
                raise ParseError(f"dual: {name}: there is no deviation {text!r:.80}")
            who, deviation = known[text]
            fields[who][deviation] = _multiplier(number, name, text)
        bound = charges(game, unit_weights(len(game.players), player), fields).bound
        if bound != level:
            yield f"dual: {name} proves {number_text(bound)}, not {number_text(level)}"

    def _bound_is(self, weights: tuple[Fraction, ...], value: Fraction, what: str) -> Iterator[str]:
        bound = charges(self.game, weights, self._multipliers(self.dual, "dual")).bound
        if bound != value:
            proven, stated = number_text(bound), number_text(value)
            yield f"the dual proves that {what} is at most {proven}, not the value {stated}"

    def _value_is(self, true: Fraction) -> Iterator[str]:
        if self.value != true:
            yield f"the value is {number_text(true)}, not {number_text(self.value)}"

    def _weights(self) -> tuple[Fraction, ...]:
        return tuple(_numbers(self.dual.get(self.names.weights), "weights", self.game.players).values())

    def _multipliers(self, dual: Mapping[str, Any], where: str) -> list[dict[Deviation, Fraction]]:
        found = []
        for player, who in enumerate(self.game.players):
            names = {v: k for k, v in deviation_names(self.game, player, coarse=self.coarse).items()}
            stated = dual.get(who, {})
            if not isinstance(stated, dict):
                raise ParseError(f"{where} of {who}: an object with named entries is needed")
            own = {}
            for text, number in stated.items():
                if text not in names:
                    raise ParseError(f"{where} of {who}: there is no deviation {text!r:.80}")
                own[names[text]] = _multiplier(number, f"{where} of {who}", text)
            found.append(own)
        return found

    def _disobedience(self, gain: Gain) -> str:
        labels = self.game.strategies[gain.player]
        told, instead = gain.deviation
        when = "before any recommendation" if told is None else f"when told {labels[told]}"
        who = self.game.players[gain.player]
        return f"{who} gains {number_text(gain.amount)} by playing {labels[instead]} {when}"


def _numbers(document: Any, where: str, names: Sequence[str]) -> dict[str, Fraction]:
    """The numbers of an object with exactly these names, in their order."""
    if not isinstance(document, dict) or set(document) != set(names):
        raise ParseError(f"{where}: an object with {', '.join(names)} is needed, and nothing else")
    return {name: read_number(document[name], f"{where} of {name}") for name in names}


def _multiplier(document: Any, where: str, name: str) -> Fraction:
    number = read_number(document, f"{where}: {name}")
    if number < 0:
        raise ParseError(f"{where}: {name} has a negative weight")
    return number


def _mixed(dual: Mapping[str, Any], where: str, labels: Sequence[str]) -> list[Fraction]:
    stated = dual.get(where)
    if not isinstance(stated, dict):
        raise ParseError(f"dual: {where!r} is needed, an object with probabilities")
    unknown = next((label for label in stated if label not in set(labels)), None)
    if unknown is not None:
        raise ParseError(f"dual: {where}: {unknown!r:.80} is not known")
    mixed = [read_number(stated[x], where) if x in stated else Fraction(0) for x in labels]
    try:
        check_distribution(mixed, len(labels), where)
    except NotAnEquilibrium as error:
        raise ParseError(f"dual: {error}") from None
    return mixed
