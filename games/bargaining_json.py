"""Answers to bargaining problems in the published JSON, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from .allocation import Allocation
from .allocation_reader import read_allocations, read_offers
from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .bargaining_proof import bargaining_problems_found
from .errors import ParseError
from .exact import number_text, rational
from .irrational_json import with_one_field
from .normal_form import require_rational
from .offers_proof import offer_problems
from .offers_uniqueness import claim_problems
from .solution_fields import read_number, read_real


def read_dual(document: Any) -> dict[str, dict[str, Any]]:
    """Return the multipliers that ``dual`` states, which may be irrational."""
    found: dict[str, dict[str, Any]] = {}
    for what, own in dict(document).items():
        if not isinstance(own, dict):
            raise ParseError(f"dual of {what:.60}: an object with named multipliers is needed")
        found[what] = {name: read_real(x, f"dual of {what:.60}") for name, x in own.items()}
    return found


def bargaining_findings(
    document: Mapping[str, Any], problem: BargainingProblem | AlternatingOffers
) -> tuple[list[str], list[str]]:
    """Return what was checked of an answer to a bargaining problem, and what is wrong with it."""
    concept = document["solution"]
    if isinstance(problem, AlternatingOffers):
        problem = problem.problem
    require_rational(problem, concept)
    if document["equilibria"]:
        raise ParseError(f"{concept} answers come without profiles under 'equilibria'")
    allocations = read_allocations(problem, document)
    ideal = read_allocations(problem, document, "ideal")
    dual = read_dual(document.get("dual", {}))
    allocations, dual = _in_one_field(allocations, dual)
    claims = document["complete"], document["knife_edge"]
    findings = list(bargaining_problems_found(problem, concept, allocations, ideal, dual, *claims))
    if any(not one.attained for one in (*allocations, *ideal)):
        findings.append("attained is false, but the agreement reaches the payoffs")
    if "value" in document and not findings:
        findings += _value_findings(document, allocations)
    checked = [
        "allocations: the agreements are possible and give these payoffs, and the multipliers prove that no "
        "agreement is better in the sense of the solution"
    ]
    if concept == "utilitarian" and document["complete"]:
        checked.append("completeness: no agreement with the same sum gives anybody more than those listed")
    return checked, findings


def offers_findings(document: Mapping[str, Any], game: AlternatingOffers) -> tuple[list[str], list[str]]:
    """Return what was checked of an answer about alternating offers, and what is wrong with it."""
    if not isinstance(game, AlternatingOffers):
        raise ParseError("alternating-offers answers belong to a bargaining problem with offers in turn")
    require_rational(game, "alternating-offers")
    if document["equilibria"]:
        raise ParseError("alternating-offers answers come without profiles under 'equilibria'")
    dual = read_dual(document.get("dual", {}))
    allocations, offers = read_allocations(game, document), read_offers(game, document)
    ideal = read_allocations(game, document, "ideal")
    rows = [row for one in (*allocations, *offers, *ideal) if one for row in (one.payoffs, one.agreement)]
    if any(not isinstance(x, Fraction) for row in (*rows, *map(dict.values, dual.values())) for x in row):
        raise ParseError("alternating-offers answers hold rational numbers alone")
    complete = document["complete"]
    findings = list(offer_problems(game, allocations, offers, ideal, dual, complete))
    if not findings:
        findings += claim_problems(game, offers, ideal, dual, complete, document["knife_edge"])
    checked = [
        "offers: each is possible, leaves the responder exactly what refusing gives, and no better one is "
        "accepted, by weights and multipliers"
    ]
    if complete:
        checked.append("completeness: no tie lets other equilibria pay differently, round by round")
    return checked, findings


def _in_one_field(
    allocations: tuple[Allocation, ...], dual: dict[str, dict[str, Any]]
) -> tuple[tuple[Allocation, ...], dict[str, dict[str, Any]]]:
    """The same numbers, where they are irrational in one field, so that they can be multiplied."""
    rows = [row for one in allocations for row in (one.payoffs, one.agreement)]
    rows += [tuple(own.values()) for own in dual.values()]
    found = iter(with_one_field(rows, "allocations and dual"))
    return (
        tuple(replace(one, payoffs=next(found), agreement=next(found)) for one in allocations),
        {what: dict(zip(own, next(found), strict=True)) for what, own in dual.items()},
    )


def _value_findings(document: Mapping[str, Any], allocations: tuple[Allocation, ...]) -> list[str]:
    stated = read_number(document["value"], "value")
    sums = {sum(map(rational, one.payoffs)) for one in allocations}
    if sums == {stated}:
        return []
    return [f"the sum of payoffs is {number_text(rational(min(sums, default=0)))}, not {number_text(stated)}"]
