"""Answers by dominance in the published JSON: written, read, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .certificate import pure_profile
from .elimination import (
    Belief,
    Deletion,
    Elimination,
    EliminationReport,
    Kind,
    Survivors,
    WeakElimination,
    course_findings,
    outcomes,
)
from .errors import NotAnEquilibrium, ParseError
from .exact import number_text
from .labelled_fields import entries, fields, number_of, read_weights, stated_findings, weights_document
from .normal_form import NormalFormGame
from .solution import Game, regrets_of
from .solution_fields import read_number
from .solution_reader import read_profile

COURSE = ("survivors", "trace", "beliefs")


def elimination_document(game: NormalFormGame, report: EliminationReport) -> dict[str, Any]:
    """Return the field ``elimination`` of the contract."""
    document = _course_document(game, report.strict)
    if report.weak is not None:
        weak = report.weak
        document["weak"] = {
            **_course_document(game, weak.course),
            "order_matters": weak.order_matters,
            "outcomes_differ": weak.outcomes_differ,
            "reason": weak.reason,
            "witness": None
            if weak.witness is None
            else [_course_document(game, one) for one in weak.witness],
        }
    return document


def read_elimination(game: NormalFormGame, document: Any) -> EliminationReport:
    """Return what the field ``elimination`` states, not yet checked.

    Raises
    ------
    ParseError
        For unknown fields, players and strategies.
    """
    given = fields(document, "elimination", COURSE, ["weak"])
    strict = _read_course(game, {name: given[name] for name in COURSE}, "elimination")
    if "weak" not in given:
        return EliminationReport(strict)
    where = "elimination.weak"
    weak = fields(given["weak"], where, (*COURSE, "order_matters", "outcomes_differ", "reason", "witness"))
    for name in ("order_matters", "outcomes_differ"):
        if weak[name] is not None and not isinstance(weak[name], bool):
            raise ParseError(f"{where}: {name} is {weak[name]!r:.60}; true, false or null is needed")
    if not isinstance(weak["reason"], str):
        raise ParseError(f"{where}: reason is {weak['reason']!r:.60}; text is needed")
    witness = None
    if weak["witness"] is not None:
        found = [
            _read_course(game, one, place) for place, one in entries(weak["witness"], f"{where}.witness")
        ]
        if len(found) != 2:
            raise ParseError(f"{where}: a witness is two orders of deletion")
        witness = found[0], found[1]
    course = _read_course(game, {name: weak[name] for name in COURSE}, where)
    return EliminationReport(
        strict,
        WeakElimination(course, weak["order_matters"], weak["outcomes_differ"], weak["reason"], witness),
    )


def elimination_findings(document: Mapping[str, Any], game: Game) -> tuple[list[str], list[str]]:
    """Return what was checked in an answer by dominance and what is wrong: every step is done again."""
    assert isinstance(game, NormalFormGame)
    if "elimination" not in document:
        raise ParseError("the field 'elimination' is missing")
    report = read_elimination(game, document["elimination"])
    complete = document["complete"]
    findings = _course_problems(game, report.strict, "strict", "", complete)
    checked = ["deletions: each dominated by its mixture among what was left; survivors: what they leave"]
    checked.append(
        "beliefs: each survivor a best reply, so that nothing more can be deleted" * complete
        or "beliefs: those that are stated; without a claim of completeness none has to be"
    )
    if document["solution"] == "rationalizable" and report.weak is not None:
        findings.append("rationalizable answers have no part about weak dominance")
    if report.weak is not None:
        findings += _weak_problems(game, report.weak)
        if report.weak.course.survivors != report.strict.survivors and not document["knife_edge"]:
            findings.append("knife_edge: weak dominance deletes more than strict, so there are ties")
        checked.append(
            "weak elimination: deletions and beliefs; that orders lead elsewhere by their witness, "
            "that none does is claimed by the search named"
        )
    findings += _equilibrium_problems(document, game, report.strict.survivors)
    checked.append("equilibria: the one profile that is left, if one is")
    return checked, findings


def _weak_problems(game: NormalFormGame, weak: WeakElimination) -> list[str]:
    found = _course_problems(game, weak.course, "weak", "weak: ", True)
    if weak.witness is None:
        if weak.order_matters or weak.outcomes_differ:
            found.append("weak: that the order matters needs two orders as witness")
        return found
    for k, one in enumerate(weak.witness, 1):
        found += _course_problems(game, one, "weak", f"weak, order {k}: ", True)
    first, second = weak.witness
    if first.survivors == second.survivors or not weak.order_matters:
        found.append("weak: the witness has to leave different strategies, and order_matters to be true")
    differ = outcomes(game, first.survivors) != outcomes(game, second.survivors)
    if differ != bool(weak.outcomes_differ) and (differ or weak.outcomes_differ is not None):
        found.append(f"weak: outcomes_differ is not what the witness shows, {str(differ).lower()}")
    return found


def _course_problems(
    game: NormalFormGame, course: Elimination, kind: Kind, where: str, final: bool
) -> list[str]:
    """Without a claim that the course has ended, survivors need no beliefs."""
    found = list(course_findings(game, course, kind))
    return [f"{where}{one}" for one in found if final or course.beliefs or not one.startswith("no belief")]


def _equilibrium_problems(document: Mapping[str, Any], game: NormalFormGame, left: Survivors) -> list[str]:
    single = document["complete"] and all(len(own) == 1 for own in left)
    listed = document["equilibria"]
    if len(listed) != int(single) or document["components"] != [[0]] * int(single):
        return [f"equilibria: {'the one profile that is left' if single else 'none'} has to be listed"]
    if not single:
        return []
    where = "equilibrium 0"
    entry = fields(listed[0], where, ("profile", "payoffs", "certificate"))
    profile = read_profile(game, entry["profile"], f"{where}: profile")
    if profile != pure_profile(game.shape, [own[0] for own in left]):
        return ["equilibria: the profile listed is not the one that is left"]
    try:
        payoffs, regrets = regrets_of(game, profile, document["solution"])
    except NotAnEquilibrium as error:
        return [f"{where}: {error}"]
    found = [f"{where}: {regret}" for regret in regrets if regret.gain]
    return [*found, *stated_findings(entry, game.players, payoffs, where)]


def _course_document(game: NormalFormGame, course: Elimination) -> dict[str, Any]:
    beliefs: dict[str, dict[str, Any]] = {who: {} for who in game.players}
    for one in course.beliefs:
        own = game.strategies[one.player]
        beliefs[game.players[one.player]][own[one.strategy]] = _belief_document(game, one)
    return {
        "survivors": {
            who: [own[s] for s in left]
            for who, own, left in zip(game.players, game.strategies, course.survivors, strict=True)
        },
        "trace": [
            {
                "round": one.round,
                "player": game.players[one.player],
                "strategy": game.strategies[one.player][one.strategy],
                "kind": one.kind,
                "by": weights_document(game.strategies[one.player], one.by),
            }
            for one in course.trace
        ],
        "beliefs": beliefs,
    }


def _belief_document(game: NormalFormGame, belief: Belief) -> Any:
    """``{strategy: probability}`` about one opponent; with several, a list of their profiles."""
    others = [own for i, own in enumerate(game.strategies) if i != belief.player]
    if len(others) == 1:
        return weights_document(others[0], tuple((cell[0], p) for cell, p in belief.weights))
    return [
        {
            "profile": [own[s] for own, s in zip(others, cell, strict=True)],
            "probability": number_text(p),
        }
        for cell, p in belief.weights
    ]


def _read_course(game: NormalFormGame, document: Any, where: str) -> Elimination:
    given = fields(document, where, COURSE)
    survivors = fields(given["survivors"], f"{where}.survivors", game.players)
    left = []
    for who, own in zip(game.players, game.strategies, strict=True):
        place = f"{where}.survivors of {who}"
        left.append(tuple(number_of(label, own, p) for p, label in entries(survivors[who], place)))
    trace = tuple(
        _read_deletion(game, one, place) for place, one in entries(given["trace"], f"{where}.trace")
    )
    beliefs = []
    stated = fields(given["beliefs"], f"{where}.beliefs", (), game.players)
    for player, who in enumerate(game.players):
        own = game.strategies[player]
        for label, one in fields(stated.get(who, {}), f"{where}.beliefs of {who}", (), own).items():
            place = f"{where}.beliefs of {who} at {label}"
            beliefs.append(_read_belief(game, player, own.index(label), one, place))
    return Elimination(tuple(left), trace, tuple(beliefs))


def _read_deletion(game: NormalFormGame, document: Any, where: str) -> Deletion:
    given = fields(document, where, ("round", "player", "strategy", "kind", "by"))
    player = number_of(given["player"], game.players, f"{where}: player")
    own = game.strategies[player]
    if type(given["round"]) is not int or given["round"] < 1:
        raise ParseError(f"{where}: round is {given['round']!r:.60}; a whole number from 1 on is needed")
    if given["kind"] not in ("strict", "weak"):
        raise ParseError(f"{where}: kind is {given['kind']!r:.60}; strict or weak is needed")
    return Deletion(
        given["round"],
        player,
        number_of(given["strategy"], own, f"{where}: strategy"),
        given["kind"],
        read_weights(given["by"], own, f"{where}: by"),
    )


def _read_belief(game: NormalFormGame, player: int, strategy: int, document: Any, where: str) -> Belief:
    others = [own for i, own in enumerate(game.strategies) if i != player]
    if len(others) == 1:
        weights = tuple(((s,), p) for s, p in read_weights(document, others[0], where))
        return Belief(player, strategy, weights)
    found = []
    for place, one in entries(document, where):
        given = fields(one, place, ("profile", "probability"))
        labels = entries(given["profile"], f"{place}: profile")
        if len(labels) != len(others):
            raise ParseError(f"{place}: {len(labels)} strategies for {len(others)} opponents")
        cell = tuple(number_of(label, own, p) for (p, label), own in zip(labels, others, strict=True))
        found.append((cell, read_number(given["probability"], place)))
    return Belief(player, strategy, tuple(found))
