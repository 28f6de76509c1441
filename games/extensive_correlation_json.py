"""Answers about correlated play in trees in the published JSON: written, read, and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .certificate import check_distribution
from .correlation_names import MINIMUM, NASH_PRODUCT, RESERVED, WELFARE
from .errors import NotAnEquilibrium, ParseError
from .exact import number_text
from .extensive_correlation import (
    CorrelatedPlay,
    Deviations,
    Weight,
    charges,
    expected,
    flow_problem,
    inconsistency,
    largest_charge,
    proves_bound,
    temptations,
    weights_of_distribution,
    weights_of_plan,
)
from .extensive_form import ExtensiveFormGame
from .labelled_fields import entries, fields, number_of
from .labels import file_labels
from .mediation import Joint, Mediation
from .normal_form import require_rational
from .plans import strategy_labels
from .recall import require_perfect_recall
from .solution import Distribution
from .solution_fields import read_number

ENUMERATED = 20_000
"""Profiles up to which the bound is recomputed by going through all of them."""

FIELDS = ("objective", "payoffs", "value", "dual")


def tree_objectives(game: ExtensiveFormGame) -> tuple[str, ...]:
    """Return the objectives that are accepted for trees, each once.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> tree_objectives(tree(decision("US", {"hold": outcome(1, 0)}), players=["US", "China"]))
    ('welfare', 'min', 'US', 'China')
    """
    return tuple(dict.fromkeys((*(x for x in RESERVED if x != NASH_PRODUCT), *game.players)))


def weights_name(game: ExtensiveFormGame) -> str:
    """Under which name `dual` holds the weights of the players: with ``#`` until it is no player's."""
    name = "weights"
    while name in game.players:
        name += "#"
    return name


def deviation_names(mediation: Mediation, player: int) -> dict[tuple[int, int], str]:
    """How files name deviations of a player: ``"set: recommended -> set: played"``, each name once."""
    sets, moves = mediation.game.information_sets, mediation.moves[player]

    def text(q: int) -> str:
        one, action = moves[q]
        return f"{sets[one].label}: {sets[one].actions[action]}"

    keys = [(told, q) for told in mediation.triggers(player) for q in mediation.after(player, told)]
    return dict(zip(keys, file_labels([f"{text(a)} -> {text(b)}" for a, b in keys]), strict=True))


def correlated_play_fields(
    game: ExtensiveFormGame, play: CorrelatedPlay, distribution: Distribution
) -> dict[str, Any]:
    """Return the fields ``payoffs``, ``distribution``, ``correlation_plan`` and ``consistency``."""
    mediation = Mediation(game)
    found: dict[str, Any] = {
        "payoffs": {who: number_text(u) for who, u in zip(game.players, play.payoffs, strict=True)}
    }
    if distribution:
        labels = _labels(mediation)
        found["distribution"] = [
            {
                "profile": [own[s] for own, s in zip(labels, cell, strict=True)],
                "probability": number_text(p),
            }
            for cell, p in distribution
        ]
    if play.plan:
        found["correlation_plan"] = [
            {
                "sequences": {
                    who: _sequence_document(mediation, i, q)
                    for i, (who, q) in enumerate(zip(game.players, joint, strict=True))
                },
                "weight": number_text(w),
            }
            for joint, w in play.plan.items()
        ]
    if play.consistency:
        found["consistency"] = [
            {
                "player": game.players[player],
                "information_set": game.information_sets[one].label,
                "beside": _sequence_document(mediation, 1 - player, other),
                "multiplier": number_text(y),
            }
            for (player, one, other), y in play.consistency.items()
        ]
    return found


def read_tree_distribution(game: ExtensiveFormGame, document: Any) -> Distribution:
    """Return the profiles of reduced strategies and their probabilities.

    Raises
    ------
    ParseError
        For other fields, an unknown strategy, and for what is no number.
    """
    if not document:
        return ()
    labels = _labels(Mediation(game))
    found = []
    for where, one in entries(document, "distribution"):
        given = fields(one, where, ("profile", "probability"))
        names = given["profile"]
        if not isinstance(names, list) or len(names) != len(labels):
            raise ParseError(f"{where}: one strategy for each of {', '.join(game.players)} is needed")
        cell = tuple(
            number_of(name, own, f"{where}: strategy of {who}")
            for name, own, who in zip(names, labels, game.players, strict=True)
        )
        found.append((cell, read_number(given["probability"], where)))
    return tuple(found)


def read_correlated_play(game: ExtensiveFormGame, document: Mapping[str, Any]) -> CorrelatedPlay:
    """Return what the fields state, not yet checked.

    Raises
    ------
    ParseError
        For unknown players, sets and actions, and for what is no number.
    """
    mediation = Mediation(game)
    stated = fields(document.get("payoffs"), "payoffs", game.players)
    payoffs = tuple(read_number(stated[who], f"payoff of {who}") for who in game.players)
    plan: dict[Joint, Fraction] = {}
    for where, one in entries(document.get("correlation_plan", []), "correlation_plan"):
        given = fields(one, where, ("sequences", "weight"))
        both = fields(given["sequences"], f"{where}: sequences", game.players)
        joint = tuple(
            _read_sequence(mediation, i, both[who], f"{where} of {who}") for i, who in enumerate(game.players)
        )
        if joint in plan:
            raise ParseError(f"{where}: this pair of sequences stands twice")
        plan[joint] = read_number(given["weight"], where)
    consistency: dict[tuple[int, int, int], Fraction] = {}
    for where, one in entries(document.get("consistency", []), "consistency"):
        given = fields(one, where, ("player", "information_set", "beside", "multiplier"))
        if len(game.players) != 2:
            raise ParseError("consistency: its multipliers belong to trees of two players")
        player = number_of(given["player"], game.players, f"{where}: player")
        own = {game.information_sets[k].label: k for k in mediation.options[player]}
        label = list(own)[number_of(given["information_set"], list(own), f"{where}: information set")]
        beside = _read_sequence(mediation, 1 - player, given["beside"], where)
        key = (player, own[label], beside)
        if key in consistency:
            raise ParseError(f"{where}: this equation stands twice")
        consistency[key] = read_number(given["multiplier"], where)
    return CorrelatedPlay(payoffs, plan, consistency)


def extensive_correlation_findings(
    document: Mapping[str, Any], game: ExtensiveFormGame
) -> tuple[list[str], list[str]]:
    """Check an answer for ``extensive-correlated``, trusting nothing in it.

    Returns
    -------
    tuple of two lists of str
        What was checked, and what was found wrong: probabilities or the equations of a correlation plan,
        what each player gains by leaving each recommendation, payoffs, value, and the dual's bound, which is
        recomputed over all profiles where these are few.

    Raises
    ------
    ParseError
        For fields that are missing or malformed, and for names that the game does not have.
    """
    require_rational(game, "the check of correlated play")
    require_perfect_recall(game, "the check of correlated play")
    for name in FIELDS:
        if name not in document:
            raise ParseError(f"an extensive-correlated answer needs {name!r}")
    if document["objective"] not in tree_objectives(game):
        raise ParseError(
            f"objective {document['objective']!r}: {', '.join(tree_objectives(game))} are accepted"
        )
    claim = _Claim(document, game)
    checked: list[str] = []
    findings = list(claim.recommendation_findings())
    checked.append(claim.what_is_recommended)
    if not findings:
        findings += claim.obedience_findings()
        checked.append("every move recommended: the most that leaving it gains; payoffs")
    if not findings:
        findings += claim.value_findings()
        checked.append(f"value: bounded by the multipliers, {claim.how_bounded}")
    if document["equilibria"] or document["components"]:
        findings.append("equilibria: correlated play is stated under distribution, not here")
    if document["complete"]:
        findings.append("complete: that no other recommendations attain the value is not proven")
    return checked, findings


class _Claim:
    """What a document states, read against the game."""

    def __init__(self, document: Mapping[str, Any], game: ExtensiveFormGame) -> None:
        self.document, self.game = document, game
        self.mediation = Mediation(game)
        self.play = read_correlated_play(game, document)
        self.distribution = read_tree_distribution(game, document.get("distribution"))
        if not self.distribution and not self.play.plan:
            raise ParseError("an extensive-correlated answer needs 'distribution' or 'correlation_plan'")
        for name in ("distribution", "correlation_plan"):
            if name in document and not document[name]:
                raise ParseError(f"{name}: it is empty; leave it out or state it whole")
        self.simple = len(game.players) == 2 and not self.mediation.has_chance
        if self.play.plan and not self.simple:
            raise ParseError("correlation_plan: only two-player trees without chance have one")
        if self.play.consistency and not self.simple:
            raise ParseError("consistency: its multipliers belong to two-player trees without chance")
        self.value = read_number(document["value"], "value")
        self.deviations, self.weights = self._dual()

    @property
    def what_is_recommended(self) -> str:
        if not self.distribution:
            return "correlation plan: weights, and the equations that make it one (two players, no chance)"
        return "distribution: probabilities" + ("; the correlation plan follows" if self.play.plan else "")

    @property
    def how_bounded(self) -> str:
        if self.mediation.profiles <= ENUMERATED:
            return f"over all {self.mediation.profiles} profiles of reduced strategies"
        return "pair of sequences by pair of sequences"

    @property
    def weight(self) -> Weight:
        if self.distribution:
            return weights_of_distribution(self.mediation, self.distribution)
        return weights_of_plan(self.play.plan)

    def recommendation_findings(self) -> Iterator[str]:
        if not self.distribution:
            problem = inconsistency(self.mediation, self.play.plan)
            if problem:
                yield f"correlation_plan: {problem}"
            return
        if len({cell for cell, _ in self.distribution}) < len(self.distribution):
            yield "distribution: a profile is listed twice"
            return
        try:
            check_distribution([p for _, p in self.distribution], len(self.distribution), "the distribution")
        except NotAnEquilibrium as error:
            yield str(error)
            return
        if self.play.plan:
            weight = self.weight
            true = {pair: w for pair in self.mediation.relevant if (w := weight(pair))}
            if true != {pair: w for pair, w in self.play.plan.items() if w}:
                yield "correlation_plan: its weights are not those of the distribution"

    def obedience_findings(self) -> Iterator[str]:
        weight = self.weight
        indifferent = False
        for one in temptations(self.mediation, weight):
            indifferent |= one.gain == 0
            if one.gain > 0:
                who = self.game.players[one.player]
                moves = self.mediation.moves[one.player]
                (place, told), instead = moves[one.sequence], moves[one.instead][1]
                here = self.game.information_sets[place]
                yield (
                    f"{who} gains {number_text(one.gain)} by playing {here.actions[instead]!r} when told "
                    f"{here.actions[told]!r} at information set {here.label!r}"
                )
        if indifferent and not self.document["knife_edge"]:
            yield "knife_edge: a player is exactly indifferent to a recommendation"
        true_payoffs = expected(self.mediation, weight)
        for who, stated, true in zip(self.game.players, self.play.payoffs, true_payoffs, strict=True):
            if stated != true:
                yield f"{who} gets {number_text(true)}, not {number_text(stated)}"

    def value_findings(self) -> Iterator[str]:
        objective, payoffs = self.document["objective"], self.play.payoffs
        if objective == WELFARE:
            true = sum(payoffs, Fraction(0))
        elif objective == MINIMUM:
            true = min(payoffs)
        else:
            true = payoffs[self.game.players.index(objective)]
        if true != self.value:
            yield f"the value is {number_text(true)}, not {number_text(self.value)}"
            return
        for player, own in enumerate(self.deviations):
            problem = flow_problem(self.mediation, player, own)
            if problem:
                yield f"dual of {self.game.players[player]}: {problem}"
                return
        found = charges(self.mediation, self.weights, self.deviations)
        if self.mediation.profiles <= ENUMERATED:
            bound = largest_charge(self.mediation, found)
            if bound != self.value:
                proven, stated = number_text(bound), number_text(self.value)
                yield f"the dual proves that the objective is at most {proven}, not the value {stated}"
        elif not self.simple or not proves_bound(self.mediation, found, self.play.consistency, self.value):
            yield "the dual and the multipliers under consistency do not bound the objective by the value"

    def _dual(self) -> tuple[list[Deviations], tuple[Fraction, ...]]:
        game, objective = self.game, self.document["objective"]
        known = [*game.players, *([weights_name(game)] if objective == MINIMUM else [])]
        dual = fields(self.document["dual"], "dual", (), known)
        found: list[Deviations] = []
        for player, who in enumerate(game.players):
            keys = {name: key for key, name in deviation_names(self.mediation, player).items()}
            stated = fields(dual.get(who, {}), f"dual of {who}", (), tuple(keys))
            found.append({keys[name]: read_number(y, f"dual of {who}: {name}") for name, y in stated.items()})
        if objective == MINIMUM:
            name = weights_name(game)
            stated = fields(dual.get(name), name, game.players)
            weights = tuple(read_number(stated[who], f"{name} of {who}") for who in game.players)
            try:
                check_distribution(weights, len(weights), name)
            except NotAnEquilibrium as error:
                raise ParseError(f"dual: {error}") from None
            return found, weights
        if objective == WELFARE:
            return found, (Fraction(1),) * len(game.players)
        aim = game.players.index(objective)
        return found, tuple(Fraction(int(i == aim)) for i in range(len(game.players)))


def _labels(mediation: Mediation) -> list[tuple[str, ...]]:
    return [strategy_labels(mediation.game, own) for own in mediation.plans]


def _sequence_document(mediation: Mediation, player: int, q: int) -> list[list[str]]:
    sets = mediation.game.information_sets
    moves = (mediation.moves[player][c] for c in mediation.chains[player][q])
    return [[sets[one].label, sets[one].actions[action]] for one, action in moves]


def _read_sequence(mediation: Mediation, player: int, document: Any, where: str) -> int:
    known = mediation.sequence_numbers[player]
    try:
        return known[tuple((str(label), str(action)) for label, action in document)]
    except (KeyError, TypeError, ValueError):
        raise ParseError(f"{where}: {document!r:.80} is no sequence of moves [set, action]") from None
