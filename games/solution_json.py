"""The published JSON of solutions, written; `solution_reader` reads it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.resources import files
from typing import Any

from .algebraic import AlgebraicNumber, Real
from .allocation import Allocation
from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .enclosure import Enclosure, Interval
from .exact import number_text, rational
from .extensive_form import CHANCE, ExtensiveFormGame
from .irrational_json import irrational_document
from .normal_form import NormalFormGame
from .situation import Situation
from .solution import (
    WITH_BELIEFS,
    Alternative,
    Distribution,
    Dual,
    Equilibrium,
    Game,
    Product,
    Profile,
    Solution,
)
from .ties import ties_document

SCHEMA = 1


def solution_schema() -> dict[str, Any]:
    """Return the JSON Schema of solutions, which ships with the package.

    Examples
    --------
    >>> solution_schema()["title"]
    'Solution'
    """
    text = files(__package__).joinpath("solution.schema.json").read_text("utf8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_solution(solution: Solution) -> str:
    """Return the JSON text of `solution`."""
    return json.dumps(solution_document(solution), ensure_ascii=False, indent=1)


def game_document(game: Situation) -> dict[str, Any]:
    """The ``"game"`` block of the contract."""
    return {"title": game.title, "form": game.form, "players": list(game.players)}


def solution_document(solution: Solution) -> dict[str, Any]:
    """Return `solution` as the plain data of the contract."""
    game = solution.game
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "game": game_document(game),
        "solution": solution.concept,
        "method": solution.method,
        "complete": solution.complete,
        "complete_because": solution.complete_because,
        "knife_edge": solution.knife_edge,
        "equilibria": [
            {
                "profile": profile_document(e.game, e.profile),
                "payoffs": payoffs_document(game, e.payoffs),
                "certificate": {"max_regret": number_text(e.certificate.max_regret)},
                **_beliefs(e),
                **_threats(e),
            }
            for e in solution.equilibria
        ],
        "components": [list(component) for component in solution.components],
    }
    if solution.pieces:
        document["pieces"] = [[_product(game, one) for one in pieces] for pieces in solution.pieces]
        if isinstance(game, ExtensiveFormGame):
            document["strategies"] = reduced_labels(game)
    if solution.concept in WITH_BELIEFS and isinstance(game, ExtensiveFormGame):
        from .beliefs_json import node_legend

        document["nodes"] = node_legend(game)
    if solution.indices:
        document["index"] = list(solution.indices)
    if solution.conditions:
        document["conditions"] = [_alternative(one) for one in solution.conditions]
    document.update(_tie_fields(solution))
    if solution.value is not None:
        document["value"] = number_document(solution.value)
    if solution.attained is not None:
        document["attained"] = solution.attained
    if solution.objective:
        document["objective"] = solution.objective
    if solution.dual is not None:
        document["dual"] = _dual(game, solution.dual)
    if solution.distribution and isinstance(game, NormalFormGame):
        document["payoffs"] = payoffs_document(game, expected_payoffs(game, solution.distribution))
        document["distribution"] = [
            {"profile": list(cell_labels(game, cell)), "probability": number_text(p)}
            for cell, p in solution.distribution
        ]
    if solution.correlated_play is not None and isinstance(game, ExtensiveFormGame):
        from .extensive_correlation_json import correlated_play_fields

        document.update(correlated_play_fields(game, solution.correlated_play, solution.distribution))
    document.update(_approximate_fields(solution))
    if solution.commitment is not None and isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        from .commitment_json import commitment_document
        from .commitment_tree import commitment_form

        document["commitment"] = commitment_document(commitment_form(game), solution.commitment)
    if solution.elimination is not None and isinstance(game, NormalFormGame):
        from .elimination_json import elimination_document

        document["elimination"] = elimination_document(game, solution.elimination)
    if solution.lam is not None:
        document["lambda"] = number_text(solution.lam)
    if solution.trigger is not None:
        from .trigger_json import trigger_document

        document["trigger"] = trigger_document(solution.trigger)
    document.update(_left_out(solution))
    document.update(_shares(solution))
    if solution.enclosures:
        document["enclosures"] = [_enclosure(game, one) for one in solution.enclosures]
    if solution.statistics:
        document["statistics"] = dict(solution.statistics)
    return document


def _approximate_fields(solution: Solution) -> dict[str, Any]:
    """The profiles that floats proposed, and bounds: on a value, and on what commitment is worth."""
    document: dict[str, Any] = {}
    if solution.approximate:
        document["approximate"] = [
            {
                "profile": profile_document(one.game, one.profile),
                "regret_bound": number_text(one.regret_bound),
            }
            for one in solution.approximate
        ]
    if solution.value_bounds is not None:
        document["value_bounds"] = [number_text(x) for x in solution.value_bounds]
    if solution.commitment_bounds is not None and isinstance(solution.game, ExtensiveFormGame):
        from .sequence_commitment import bounds_document

        document["commitment_bounds"] = bounds_document(solution.game, solution.commitment_bounds)
    return document


def _tie_fields(solution: Solution) -> dict[str, Any]:
    """What subgame perfect answers say of ties, and of the continua that they make."""
    game = solution.game
    document: dict[str, Any] = {}
    if solution.ties and isinstance(game, ExtensiveFormGame):
        document["ties"] = ties_document(game, solution.ties)
    if solution.payoff_set:
        document["payoff_set"] = [dict(zip(game.players, one, strict=True)) for one in solution.payoff_set]
    if solution.pure_count is not None:
        document["pure_count"] = solution.pure_count
    return document


def number_document(number: Real) -> str | dict[str, Any]:
    """Return a number as ``"p/q"``, or with its polynomial and an interval where it is irrational."""
    return irrational_document(number) if isinstance(number, AlgebraicNumber) else number_text(number)


def payoffs_document(game: Situation, payoffs: Sequence[Real]) -> dict[str, Any]:
    """Return payoffs as ``{player: "p/q"}``."""
    return {who: number_document(u) for who, u in zip(game.players, payoffs, strict=True)}


def cell_labels(game: NormalFormGame, cell: Sequence[int]) -> tuple[str, ...]:
    """Return the strategies of a cell by their labels."""
    return tuple(own[s] for own, s in zip(game.strategies, cell, strict=True))


def expected_payoffs(game: NormalFormGame, distribution: Distribution) -> tuple[Fraction, ...]:
    """Return what each player gets on average when cells are drawn from `distribution`."""
    return tuple(
        sum((p * rational(table[cell]) for cell, p in distribution), Fraction(0)) for table in game.payoffs
    )


def profile_document(game: Game, profile: Profile) -> dict[str, Any]:
    """Return a profile as ``{player: {strategy: "p/q"}}``, or with information sets between for trees."""
    if isinstance(game, NormalFormGame):
        return {
            who: mixed_document(own, mixed or ())
            for who, own, mixed in zip(game.players, game.strategies, profile, strict=True)
        }
    document: dict[str, Any] = {who: {} for who in game.players}
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player != CHANCE and mixed is not None:
            document[game.players[one.player]][one.label] = mixed_document(one.actions, mixed)
    return document


def _left_out(solution: Solution) -> dict[str, Any]:
    """What a filter removed, and the Nash equilibria that no belief supports."""
    document: dict[str, Any] = {}
    if solution.removed:
        document["removed"] = [
            {
                "profile": profile_document(one.game, one.profile),
                "payoffs": payoffs_document(solution.game, one.payoffs),
                "because": because,
            }
            for one, because in solution.removed
        ]
    if solution.unsupported:
        from .unsupported import unsupported_document

        document["unsupported"] = [
            {
                "profile": profile_document(one.game, one.profile),
                "payoffs": payoffs_document(solution.game, one.payoffs),
                **unsupported_document(one),
            }
            for one in solution.unsupported
        ]
    return document


def _product(game: Situation, product: Product) -> dict[str, Any]:
    return {
        who: [[number_document(p) for p in vector] for vector in hull]
        for who, hull in zip(game.players, product.hulls, strict=True)
    }


def reduced_labels(game: ExtensiveFormGame) -> dict[str, list[str]]:
    """The reduced strategies of each player, in the order in which the vectors of pieces run over them."""
    from .strategies import normal_form

    form = normal_form(game, reduced=True)
    return {who: list(own) for who, own in zip(form.players, form.strategies, strict=True)}


def _alternative(alternative: Alternative) -> dict[str, Any]:
    return {
        "variables": {
            v.name: {"player": v.player, "information_set": v.information_set, "action": v.action}
            for v in alternative.variables
        },
        "all": list(alternative.relations),
    }


def _beliefs(equilibrium: Equilibrium) -> dict[str, Any]:
    if equilibrium.concept not in WITH_BELIEFS or not isinstance(equilibrium.game, ExtensiveFormGame):
        return {}
    from .beliefs_json import beliefs_document

    return beliefs_document(equilibrium.game, equilibrium.beliefs)


def _shares(solution: Solution) -> dict[str, Any]:
    """What bargaining and cooperative answers have."""
    game = solution.game
    document: dict[str, Any] = {}
    if solution.game.form in ("bargaining", "cooperative"):
        document["allocations"] = [_allocation(game, one) for one in solution.allocations]
    if solution.offers:
        document["offers"] = [None if one is None else _allocation(game, one) for one in solution.offers]
    if solution.ideal:
        document["ideal"] = [_allocation(game, one) for one in solution.ideal]
    return document


def _threats(equilibrium: Equilibrium) -> dict[str, Any]:
    if equilibrium.threats is None or not isinstance(equilibrium.game, ExtensiveFormGame):
        return {}
    from .empty_threats import threats_document

    return {"threats": threats_document(equilibrium.game, equilibrium.threats)}


def _allocation(game: Situation, allocation: Allocation) -> dict[str, Any]:
    found: dict[str, Any] = {"payoffs": payoffs_document(game, allocation.payoffs)}
    if not allocation.attained:
        found["attained"] = False
    if allocation.agreement and isinstance(game, (AlternatingOffers, BargainingProblem)):
        found["agreement"] = mixed_document(game.issues, allocation.agreement)
    if allocation.proposer is not None:
        found["proposer"] = game.players[allocation.proposer]
    return found


def _enclosure(game: Situation, enclosure: Enclosure) -> dict[str, Any]:
    profile: dict[str, Any]
    if isinstance(game, NormalFormGame):
        profile = {
            who: _intervals(own, row or ())
            for who, own, row in zip(game.players, game.strategies, enclosure.profile, strict=True)
        }
    else:
        assert isinstance(game, ExtensiveFormGame)
        profile = {who: {} for who in game.players}
        for one, row in zip(game.information_sets, enclosure.profile, strict=True):
            if one.player != CHANCE and row is not None:
                profile[game.players[one.player]][one.label] = _intervals(one.actions, row)
    payoffs = _intervals(game.players, enclosure.payoffs)
    return {"profile": profile, "payoffs": payoffs, "proven": enclosure.proven}


def _intervals(labels: Sequence[str], row: Sequence[Interval]) -> dict[str, list[str]]:
    return {
        label: [number_text(low), number_text(high)] for label, (low, high) in zip(labels, row, strict=True)
    }


def _dual(game: Situation, dual: Dual) -> dict[str, dict[str, Any]]:
    if isinstance(dual, Mapping):
        return {
            name: {what: number_document(x) for what, x in multipliers.items()}
            for name, multipliers in dual.items()
        }
    assert isinstance(game, NormalFormGame)
    return {game.players[1]: mixed_document(game.strategies[1], dual)}


def mixed_document(labels: Sequence[str], mixed: Sequence[Real]) -> dict[str, Any]:
    """Return a mixed strategy as ``{label: "p/q"}``.

    Examples
    --------
    >>> mixed_document(["left", "middle", "right"], (Fraction(1, 3), Fraction(0), Fraction(2, 3)))
    {'left': '1/3', 'right': '2/3'}
    """
    return {label: number_document(p) for label, p in zip(labels, mixed, strict=True) if p}
