"""The published JSON of solutions, read: files made by anyone, every claim checked before it is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .certificate import Mixed
from .enclosure import Enclosure
from .errors import InvalidInput, NotAnEquilibrium, ParseError
from .exact import parse_number
from .extensive_form import CHANCE, ExtensiveFormGame
from .irrational_json import read_irrational, with_one_field
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
from .solution_json import SCHEMA

MAX_JSON = 64_000_000

MAX_DIGITS = 1_000_000
RATIONAL = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?", re.ASCII)


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


def parse_document(text: str) -> dict[str, Any]:
    """Return the plain data of a solution file once its outer shape is right.

    Raises
    ------
    ParseError
        With line and column where the text is no JSON, or naming the field that is missing or wrong.
    """
    if not isinstance(text, str):
        raise ParseError(f"the text of a solution is needed; this is a {type(text).__name__}")
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_JSON:
        raise ParseError(f"the solution has {len(text)} characters; at most {MAX_JSON} are accepted")
    try:
        document = json.loads(
            text,
            parse_float=_no_bare_number,
            parse_int=_small_int,
            parse_constant=_no_bare_number,
            object_pairs_hook=_distinct,
        )
    except json.JSONDecodeError as error:
        raise ParseError(f"no JSON: {error.msg}", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise ParseError("the JSON is nested too deeply") from None
    document = dict(mapping(document, "the solution"))
    if type(document.get("schema")) is not int or document["schema"] != SCHEMA:
        raise ParseError(f"schema is {document.get('schema')!r}; this version reads schema {SCHEMA}")
    unknown = next((name for name in document if name not in FIELDS), None)
    if unknown is not None:
        raise ParseError(f"there is no field {unknown!r:.60}; accepted: {', '.join(FIELDS)}")
    for name in REQUIRED:
        if name not in document:
            raise ParseError(f"the field {name!r} is missing")
    for name, kind in _KINDS.items():
        if name in document and not isinstance(document[name], kind):
            raise ParseError(f"the field {name!r} is {document[name]!r:.60}; {kind.__name__} is needed")
    if any(i is not None and (type(i) is not int or abs(i) != 1) for i in document.get("index", [])):
        raise ParseError("index: 1, -1 or null is needed for each of the equilibria")
    if not all(isinstance(products, list) for products in document.get("pieces", [])):
        raise ParseError("pieces: one list of products per component is needed")
    count = len(document["equilibria"])
    if "index" in document and len(document["index"]) != count:
        raise ParseError(f"index: one for each of the {count} equilibria is needed")
    for component in document["components"]:
        good = isinstance(component, list) and all(type(i) is int and 0 <= i < count for i in component)
        if not good:
            raise ParseError(f"component {component!r:.60}: indices into the {count} equilibria are needed")
    return document


REQUIRED = (
    "game",
    "solution",
    "method",
    "complete",
    "complete_because",
    "knife_edge",
    "equilibria",
    "components",
)

_KINDS: dict[str, type] = {
    "game": dict,
    "solution": str,
    "method": str,
    "complete": bool,
    "complete_because": str,
    "knife_edge": bool,
    "equilibria": list,
    "components": list,
    "pieces": list,
    "index": list,
    "conditions": list,
    "dual": dict,
    "strategies": dict,
    "attained": bool,
    "objective": str,
    "payoffs": dict,
    "distribution": list,
    "correlation_plan": list,
    "consistency": list,
    "approximate": list,
    "value_bounds": list,
    "commitment": dict,
    "commitment_bounds": dict,
    "elimination": dict,
    "nodes": dict,
    "removed": list,
    "unsupported": list,
    "ties": dict,
    "payoff_set": list,
    "pure_count": int,
    "allocations": list,
    "enclosures": list,
    "ideal": list,
    "offers": list,
    "trigger": dict,
    "statistics": dict,
}

FIELDS = ("schema", *_KINDS, "value", "lambda")


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


def read_real(value: Any, where: str) -> Any:
    """Return the number that a document writes as text, or as an object where it is irrational."""
    return read_irrational(value, where) if isinstance(value, dict) else read_number(value, where)


def read_number(value: Any, where: str) -> Fraction:
    """Return the rational that a document writes as text, such as ``"2/3"``."""
    if not isinstance(value, str) or not RATIONAL.fullmatch(value):
        raise ParseError(f'{where} is {value!r:.60}; a number written as text, such as "2/3", is needed')
    try:
        return parse_number(value, where, MAX_DIGITS)
    except InvalidInput as error:
        raise ParseError(str(error)) from None


def mapping(value: Any, where: str) -> Mapping[str, Any]:
    """Return an object with named entries, refusing anything else."""
    if not isinstance(value, dict):
        raise ParseError(f"{where} is {value!r:.60}; an object with named entries is needed")
    return value


def field(document: Any, name: str, where: str) -> Any:
    """Return an entry of an object, refusing an object without it."""
    fields = mapping(document, where)
    if name not in fields:
        raise ParseError(f"{where}: the field {name!r} is missing")
    return fields[name]


def known_only(given: Iterable[str], labels: Sequence[str], where: str) -> None:
    """Refuse the first name that is none of the labels, listing them."""
    known = set(labels)
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        shown = ", ".join(labels[:20]) + (", …" if len(labels) > 20 else "")
        raise ParseError(f"{where} {unknown!r} is unknown; there are: {shown}")


def numbered(document: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    """Return the entries of a list, each with its place in words."""
    return [(f"{name}[{i}]", one) for i, one in enumerate(document.get(name, []))]


def _small_int(text: str) -> int:
    if len(text) > 1_000:
        raise ParseError(f"a number of {len(text)} digits; at most 1000 are accepted")
    return int(text)


def _no_bare_number(text: str) -> Any:
    raise ParseError(f'{text:.60} stands as a bare number; numbers are written as text, such as "2/3"')


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ParseError(f"the name {twice!r:.60} stands twice in one object")
    return found
