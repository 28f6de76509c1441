"""The published JSON of solutions, read: files made by anyone, every claim checked before it is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .certificate import Mixed
from .enclosure import Enclosure
from .errors import NotAnEquilibrium, ParseError
from .extensive_form import CHANCE, ExtensiveFormGame
from .irrational_json import with_one_field
from .normal_form import NormalFormGame
from .situation import Situation
from .solution import (
    Alternative,
    Approximate,
    Distribution,
    Dual,
    Equilibrium,
    Game,
    Product,
    Profile,
    Solution,
    Variable,
)
from .solution_fields import field, known_only, mapping, numbered, parse_document, read_number, read_real


def read_solution(text: str, situation: Situation) -> Solution:
    """Return the solution that JSON `text` states for `situation`, after all its claims were checked."""
    from .verification import verify_document

    findings = verify_document(text, situation).findings
    game: Any = situation  # verified: what speaks of profiles belongs to a game of that form
    if findings:
        raise NotAnEquilibrium("; ".join(findings[:3]))
    document = parse_document(text)
    from .allocation_reader import read_allocations, read_offers
    from .ties import read_ties
    from .unsupported import read_unsupported

    commitment = elimination = trigger = correlated_play = None
    distribution: Distribution
    if document["solution"] == "extensive-correlated":
        from .extensive_correlation_json import read_correlated_play, read_tree_distribution

        correlated_play = read_correlated_play(game, document)
        distribution = read_tree_distribution(game, document.get("distribution"))
    else:
        distribution = read_distribution(game, document.get("distribution", []))
    if "commitment" in document:
        from .commitment_json import read_commitment
        from .commitment_tree import commitment_form

        commitment = read_commitment(commitment_form(game), document["commitment"])
    bounds = _read_commitment_bounds(game, document)
    if "elimination" in document and isinstance(game, NormalFormGame):
        from .elimination_json import read_elimination

        elimination = read_elimination(game, document["elimination"])
    if "trigger" in document:
        from .trigger_json import read_trigger

        trigger = read_trigger(game, document["trigger"])
    equilibria = tuple(
        Equilibrium(
            game,
            read_profile(game, field(one, "profile", where), f"{where}.profile"),
            document["solution"],
            commitment or bounds,
        )
        for where, one in numbered(document, "equilibria")
    )
    dual = document.get("dual")
    pieces = document.get("pieces", [])
    return Solution(
        game=game,
        concept=document["solution"],
        method=document["method"],
        equilibria=equilibria,
        components=tuple(tuple(component) for component in document["components"]),
        complete=document["complete"],
        complete_because=document["complete_because"],
        knife_edge=document["knife_edge"],
        pieces=tuple(tuple(read_product(game, one) for one in products) for products in pieces),
        conditions=tuple(read_alternative(one) for one in document.get("conditions", [])),
        value=read_real(document["value"], "value") if "value" in document else None,
        dual=None if dual is None else _read_dual(game, document["solution"], dual),
        attained=document.get("attained"),
        objective=document.get("objective", ""),
        distribution=distribution,
        indices=tuple(document.get("index", [])),
        approximate=tuple(
            Approximate(game, read_profile(game, field(one, "profile", where), f"{where}.profile"))
            for where, one in numbered(document, "approximate")
        ),
        commitment=commitment,
        commitment_bounds=bounds,
        correlated_play=correlated_play,
        elimination=elimination,
        allocations=read_allocations(game, document),
        ideal=read_allocations(game, document, "ideal"),
        offers=read_offers(game, document),
        enclosures=_enclosures(game, document),
        ties=read_ties(game, document.get("ties", {})),
        payoff_set=tuple(
            tuple(str(one[who]) for who in game.players) for one in document.get("payoff_set", [])
        ),
        pure_count=document.get("pure_count"),
        lam=read_number(document["lambda"], "lambda") if "lambda" in document else None,
        trigger=trigger,
        unsupported=tuple(
            read_unsupported(game, document["solution"], one, where)
            for where, one in numbered(document, "unsupported")
        ),
        removed=tuple(
            (
                Equilibrium(game, read_profile(game, field(one, "profile", where)), document["solution"]),
                field(one, "because", where),
            )
            for where, one in numbered(document, "removed")
        ),
        statistics=document.get("statistics", {}),
    )


def _enclosures(game: Any, document: Mapping[str, Any]) -> tuple[Enclosure, ...]:
    from .quantal import read_enclosure

    return tuple(read_enclosure(game, one, where) for where, one in numbered(document, "enclosures"))


def _read_commitment_bounds(game: Situation, document: Mapping[str, Any]) -> Any:
    if "commitment_bounds" not in document or not isinstance(game, ExtensiveFormGame):
        return None
    from .sequence_commitment import read_bounds

    return read_bounds(game, document["commitment_bounds"])


def read_profile(game: Game, document: Any, where: str = "profile") -> Profile:
    """Return the profile that a document of the contract states.

    Raises
    ------
    ParseError
        For an unknown player, set or strategy, listing those there are, and for what is no number.
    """
    players = mapping(document, where)
    known_only(players, game.players, f"{where}: player")
    if isinstance(game, NormalFormGame):
        missing = next((who for who in game.players if who not in players), None)
        if missing is not None:
            raise ParseError(f"{where}: player {missing!r} has no strategy")
        profile = tuple(
            read_mixed(players[who], own, f"{where} of {who}")
            for who, own in zip(game.players, game.strategies, strict=True)
        )
        return with_one_field(profile, where)
    found: list[Mixed | None] = []
    for i, who in enumerate(game.players):
        labels = [s.label for s in game.information_sets if s.player == i]
        known_only(
            mapping(players.get(who, {}), f"{where} of {who}"), labels, f"{where} of {who}: information set"
        )
    for one in game.information_sets:
        own = players.get(game.players[one.player], {}) if one.player != CHANCE else {}
        if one.player == CHANCE or one.label not in own:
            found.append(None)
        else:
            place = f"{where} of {game.players[one.player]} at {one.label!r}"
            found.append(read_mixed(own[one.label], one.actions, place))
    return with_one_field(found, where)


def read_product(game: Game, document: Any) -> Product:
    """Return the product of convex hulls that ``{player: [strategy vector, ...]}`` states."""
    players = mapping(document, "piece")
    known_only(players, game.players, "piece: player")
    hulls = []
    for who in game.players:
        vectors = players.get(who)
        if not isinstance(vectors, list) or not vectors or not all(isinstance(v, list) for v in vectors):
            raise ParseError(f"piece of {who}: a list of strategy vectors is needed")
        hulls.append(tuple(tuple(read_real(p, f"piece of {who}") for p in vector) for vector in vectors))
    flat = iter(with_one_field([vector for hull in hulls for vector in hull], "piece"))
    return Product(tuple(tuple(next(flat) for _ in hull) for hull in hulls))


def read_alternative(document: Any) -> Alternative:
    """Return the alternative that a document states under ``conditions``."""
    fields = mapping(document, "condition")
    variables = mapping(field(fields, "variables", "condition"), "condition: variables")
    try:
        named = tuple(
            Variable(name, str(one["player"]), str(one["information_set"]), str(one["action"]))
            for name, one in variables.items()
        )
    except (TypeError, KeyError):
        raise ParseError("condition: every variable needs player, information_set and action") from None
    relations = field(fields, "all", "condition")
    if not isinstance(relations, list) or not all(isinstance(r, str) for r in relations):
        raise ParseError("condition: 'all' must be a list of relations")
    return Alternative(named, tuple(relations))


def read_distribution(game: Game, document: Any) -> Distribution:
    """Return the cells and probabilities that ``[{"profile": [strategy, ...], "probability"}, ...]`` states.

    Raises
    ------
    ParseError
        For an entry with other fields, an unknown strategy, and for what is no number.
    """
    if not document:
        return ()
    if not isinstance(game, NormalFormGame):
        raise ParseError("distribution: only normal forms have one")
    numbers = [{label: s for s, label in enumerate(own)} for own in game.strategies]
    found = []
    for i, one in enumerate(document):
        where = f"distribution[{i}]"
        labels = field(one, "profile", where)
        if set(one) != {"profile", "probability"} or not isinstance(labels, list):
            raise ParseError(f"{where}: a list of strategies as 'profile', and a 'probability' are needed")
        if len(labels) != len(numbers):
            raise ParseError(f"{where}: {len(labels)} strategies for {len(numbers)} players")
        for who, label, own in zip(game.players, labels, game.strategies, strict=True):
            known_only([str(label)], own, f"{where}: strategy of {who}")
        cell = tuple(own[str(label)] for own, label in zip(numbers, labels, strict=True))
        found.append((cell, read_number(one["probability"], where)))
    return tuple(found)


def _read_dual(game: Game, concept: str, document: Any) -> Dual:
    if game.form == "bargaining":
        from .bargaining_json import read_dual

        return read_dual(document)
    if concept != "zero-sum" or isinstance(game, ExtensiveFormGame):
        return {
            name: {
                what: read_number(x, f"dual of {name}") for what, x in mapping(own, f"dual of {name}").items()
            }
            for name, own in mapping(document, "dual").items()
        }
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        raise ParseError("dual: only two-player normal forms have one")
    own = field(mapping(document, "dual"), game.players[1], "dual")
    return read_mixed(own, game.strategies[1], f"dual of {game.players[1]}")


def read_mixed(document: Any, labels: Sequence[str], where: str) -> Mixed:
    """Return the numbers that ``{label: number}`` states, 0 for labels that are left out."""
    weights = mapping(document, where)
    known_only(weights, labels, where)
    return tuple(read_real(weights[x], f"{where}: {x!r}") if x in weights else Fraction(0) for x in labels)
