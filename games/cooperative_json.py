"""Answers about cooperative games in the published JSON, checked without any solver's code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .allocation_reader import read_allocations
from .cooperative_certificate import (
    Payoffs,
    balance_failure,
    core_failure,
    is_extreme,
    shapley_by_dividends,
    sharing_failure,
    tight_coalitions,
    weighted_worth,
)
from .cooperative_game import CooperativeGame, coalition_mask, require_cooperative
from .core_edges import MAX_EDGE_SYSTEMS, edge_systems, missing_neighbour
from .errors import InvalidInput, ParseError
from .exact import number_text, rational
from .kohlberg import NucleolusProof
from .solution_fields import read_number

BALANCED = "balanced"


def core_findings(document: Mapping[str, Any], game: CooperativeGame) -> tuple[list[str], list[str]]:
    """Return what was checked of an answer about the core, and what is wrong with it."""
    require_cooperative(game, "the core")
    points = _points(document, game)
    if not points:
        return _emptiness(document, game, "the core is empty")
    _without(document, ("value", "dual"), "a core that is not empty")
    checked = ["allocations: in the core by the worth of every coalition, and extreme points of it"]
    findings = []
    for i, point in enumerate(points):
        if wrong := core_failure(game, point):
            findings.append(f"allocation {i}: {wrong}")
        elif not is_extreme(game, point):
            findings.append(f"allocation {i} is no extreme point: it lies between others of the core")
    if len(set(points)) < len(points):
        findings.append("an allocation is listed twice")
    if document["complete"] and not findings:
        found, how = _completeness(document, game, points)
        findings += found
        checked.append(how)
    return checked, findings


def shapley_findings(document: Mapping[str, Any], game: CooperativeGame) -> tuple[list[str], list[str]]:
    """Return what was checked of a Shapley value, and what is wrong with it."""
    require_cooperative(game, "the Shapley value")
    points = _points(document, game)
    if not points and not document["complete"]:
        return ["nothing is claimed"], []
    right = shapley_by_dividends(game)
    findings = [] if len(points) == 1 else [f"{len(points)} allocations; there is exactly one Shapley value"]
    for i, point in enumerate(points):
        if wrong := sharing_failure(game, point):
            findings.append(f"allocation {i}: {wrong}")
        for who, given, payoff in zip(game.players, point, right, strict=True):
            if given != payoff:
                findings.append(f"{who} gets {number_text(payoff)}, not {number_text(given)}")
    findings += _no_tie(document)
    return ["allocation: efficient, and recomputed from the dividends of all coalitions"], findings


def nucleolus_findings(document: Mapping[str, Any], game: CooperativeGame) -> tuple[list[str], list[str]]:
    """Return what was checked of a nucleolus, and what is wrong with it."""
    require_cooperative(game, "the nucleolus")
    points = _points(document, game)
    if not points:
        checked, findings = _emptiness(document, game, "there is no imputation")
        alone = document.get("dual", {}).get(BALANCED, {})
        if not findings and document["complete"] and any(_mask(game, s).bit_count() > 1 for s in alone):
            findings.append("only what players are worth one by one shows that there is no imputation")
        return checked, findings
    _without(document, ("value",), "a nucleolus")
    checked = ["allocation: an imputation, and the nucleolus by Kohlberg's criterion at every excess"]
    if len(points) > 1:
        return checked, [f"{len(points)} allocations; there is at most one nucleolus"]
    levels = tuple(
        (read_number(excess, "dual: an excess"), _weights(game, own, f"dual at {excess}"))
        for excess, own in document.get("dual", {}).items()
    )
    wrong = NucleolusProof(game, points[0], levels).failure()
    return checked, [*([f"allocation 0: {wrong}"] if wrong else []), *_no_tie(document)]


def _points(document: Mapping[str, Any], game: CooperativeGame) -> list[Payoffs]:
    if document["equilibria"]:
        raise ParseError("answers about cooperative games stand under 'allocations', not 'equilibria'")
    points = []
    for i, one in enumerate(read_allocations(game, document)):
        if not one.attained:
            raise ParseError(f"allocations[{i}]: attained is false; payoffs of this game are always attained")
        if not all(isinstance(u, Fraction) for u in one.payoffs):
            raise ParseError(f"allocations[{i}]: rational payoffs are needed")
        points.append(tuple(u for u in one.payoffs if isinstance(u, Fraction)))
    return points


def _without(document: Mapping[str, Any], names: tuple[str, ...], what: str) -> None:
    odd = next((name for name in names if name in document), None)
    if odd is not None:
        raise ParseError(f"the field {odd!r} does not belong to an answer with {what}")


def _emptiness(document: Mapping[str, Any], game: CooperativeGame, claim: str) -> tuple[list[str], list[str]]:
    """Check that balanced weights are worth more than all players, as an empty answer claims."""
    if not document["complete"]:
        return ["nothing is claimed"], []
    checked = ["emptiness: balanced weights of coalitions that are worth more than all players together"]
    dual = document.get("dual", {})
    if set(dual) != {BALANCED} or "value" not in document:
        return checked, [f"no proof that {claim}: 'dual' with {BALANCED!r} and 'value' are needed"]
    weights = _weights(game, dual[BALANCED], "dual")
    return checked, [*_blocking(document, game, weights), *_no_tie(document)]


def _no_tie(document: Mapping[str, Any]) -> list[str]:
    return ["knife_edge is true, but the answer rests on no tie"] if document["knife_edge"] else []


def _blocking(
    document: Mapping[str, Any], game: CooperativeGame, weights: Mapping[int, Fraction]
) -> Iterator[str]:
    if wrong := balance_failure(game, weights):
        yield f"dual: {wrong}"
        return
    worth, total = weighted_worth(game, weights), rational(game.total)
    value = read_number(document["value"], "value")
    if value != worth:
        yield f"value: the weighted worth is {number_text(worth)}, not {number_text(value)}"
    if worth <= total:
        yield f"the weighted worth {number_text(worth)} is not above the {number_text(total)} of all players"


def _completeness(
    document: Mapping[str, Any], game: CooperativeGame, points: list[Payoffs]
) -> tuple[list[str], str]:
    findings = []
    common = set.intersection(*(set(tight_coalitions(game, point)) for point in points))
    if bool(common) != document["knife_edge"]:
        just = "just enough for a core" if common else "more than a core needs"
        findings.append(
            f"knife_edge is {str(document['knife_edge']).lower()}, but all players are worth {just}"
        )
    if edge_systems(game, points) > MAX_EDGE_SYSTEMS:
        return findings, "completeness: claimed by the method named, too large to be recounted here"
    missing = missing_neighbour(game, points)
    if missing is not None:
        shown = ", ".join(map(number_text, missing))
        findings.append(f"complete is true, but the extreme point ({shown}) is not listed")
    return findings, "completeness: every edge of the core from a listed point ends at a listed point"


def _weights(game: CooperativeGame, document: Any, where: str) -> dict[int, Fraction]:
    if not isinstance(document, dict):
        raise ParseError(f"{where} is {document!r:.60}; an object of coalitions with weights is needed")
    found: dict[int, Fraction] = {}
    for name, weight in document.items():
        mask = _mask(game, name)
        if mask in found or not mask:
            raise ParseError(f"{where}: coalition {name!r:.60} is empty or stands twice")
        found[mask] = read_number(weight, f"{where}: weight of {name}")
    return found


def _mask(game: CooperativeGame, name: str) -> int:
    try:
        return coalition_mask(game.players, name)
    except InvalidInput as error:
        raise ParseError(f"dual: {error}") from None
