"""The published JSON of solutions: writing it, reading it, and checking files made by anyone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from importlib.resources import files
from typing import Any

from .certificate import Mixed
from .errors import InvalidInput, NotAnEquilibrium, ParseError
from .exact import number_text, parse_number
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .solution import Alternative, Equilibrium, Game, Product, Profile, Solution, Variable

SCHEMA = 1
MAX_JSON = 64_000_000
MAX_DIGITS = 1_000_000


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


def game_document(game: Game) -> dict[str, Any]:
    """The ``"game"`` block of the contract."""
    form = "normal" if isinstance(game, NormalFormGame) else "extensive"
    return {"title": game.title, "form": form, "players": list(game.players)}


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
                "profile": profile_document(game, e.profile),
                "payoffs": {w: number_text(u) for w, u in zip(game.players, e.payoffs, strict=True)},
                "certificate": {"max_regret": number_text(e.certificate.max_regret)},
            }
            for e in solution.equilibria
        ],
        "components": [list(component) for component in solution.components],
    }
    if solution.pieces:
        document["pieces"] = [[_product(game, one) for one in pieces] for pieces in solution.pieces]
        if isinstance(game, ExtensiveFormGame):
            document["strategies"] = reduced_labels(game)
    if solution.conditions:
        document["conditions"] = [_alternative(one) for one in solution.conditions]
    if solution.value is not None:
        document["value"] = number_text(solution.value)
    if solution.dual is not None and isinstance(game, NormalFormGame):
        document["dual"] = {game.players[1]: _strategy(game.strategies[1], solution.dual)}
    if solution.statistics:
        document["statistics"] = dict(solution.statistics)
    return document


def profile_document(game: Game, profile: Profile) -> dict[str, Any]:
    """Return a profile as ``{player: {strategy: "p/q"}}``, or with information sets between for trees."""
    if isinstance(game, NormalFormGame):
        return {
            who: _strategy(own, mixed or ())
            for who, own, mixed in zip(game.players, game.strategies, profile, strict=True)
        }
    document: dict[str, Any] = {who: {} for who in game.players}
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player != CHANCE and mixed is not None:
            document[game.players[one.player]][one.label] = _strategy(one.actions, mixed)
    return document


def read_profile(game: Game, document: Any, where: str = "profile") -> Profile:
    """Return the profile that a document of the contract states.

    Raises
    ------
    ParseError
        For an unknown player, set or strategy, listing those there are, and for what is no number.
    """
    players = _mapping(document, where)
    _known(players, game.players, f"{where}: player")
    if isinstance(game, NormalFormGame):
        missing = next((who for who in game.players if who not in players), None)
        if missing is not None:
            raise ParseError(f"{where}: player {missing!r} has no strategy")
        return tuple(
            _distribution(players[who], own, f"{where} of {who}")
            for who, own in zip(game.players, game.strategies, strict=True)
        )
    found: list[Mixed | None] = []
    for i, who in enumerate(game.players):
        labels = [s.label for s in game.information_sets if s.player == i]
        _known(
            _mapping(players.get(who, {}), f"{where} of {who}"), labels, f"{where} of {who}: information set"
        )
    for one in game.information_sets:
        own = players.get(game.players[one.player], {}) if one.player != CHANCE else {}
        if one.player == CHANCE or one.label not in own:
            found.append(None)
        else:
            place = f"{where} of {game.players[one.player]} at {one.label!r}"
            found.append(_distribution(own[one.label], one.actions, place))
    return tuple(found)


def read_solution(text: str, game: Game) -> Solution:
    """Return the solution that JSON `text` states for `game`, after all its claims were checked."""
    from .verification import verify_document

    findings = verify_document(text, game).findings
    if findings:
        raise NotAnEquilibrium("; ".join(findings[:3]))
    document = parse_document(text)
    equilibria = tuple(
        Equilibrium(
            game, read_profile(game, _field(one, "profile", where), f"{where}.profile"), document["solution"]
        )
        for where, one in _numbered(document, "equilibria")
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
        value=read_number(document["value"], "value") if "value" in document else None,
        dual=None if dual is None else _read_dual(game, dual),
        statistics=document.get("statistics", {}),
    )


def parse_document(text: str) -> dict[str, Any]:
    """Return the plain data of a solution file once its outer shape is right.

    Raises
    ------
    ParseError
        With line and column where the text is no JSON, or naming the field that is missing or wrong.
    """
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
    document = dict(_mapping(document, "the solution"))
    if type(document.get("schema")) is not int or document["schema"] != SCHEMA:
        raise ParseError(f"schema is {document.get('schema')!r}; this version reads schema {SCHEMA}")
    unknown = next((name for name in document if name not in FIELDS), None)
    if unknown is not None:
        raise ParseError(f"there is no field {unknown!r:.60}; accepted: {', '.join(FIELDS)}")
    for name in _REQUIRED:
        if name not in document:
            raise ParseError(f"the field {name!r} is missing")
    for name, kind in _KINDS.items():
        if name in document and not isinstance(document[name], kind):
            raise ParseError(f"the field {name!r} is {document[name]!r:.60}; {kind.__name__} is needed")
    if not all(isinstance(products, list) for products in document.get("pieces", [])):
        raise ParseError("pieces: one list of products per component is needed")
    count = len(document["equilibria"])
    for component in document["components"]:
        good = isinstance(component, list) and all(type(i) is int and 0 <= i < count for i in component)
        if not good:
            raise ParseError(f"component {component!r:.60}: indices into the {count} equilibria are needed")
    return document


_REQUIRED = (
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
    "conditions": list,
    "dual": dict,
    "strategies": dict,
    "statistics": dict,
}

FIELDS = ("schema", *_KINDS, "value", "approximate", "allocations", "enclosures", "distribution")


def _product(game: Game, product: Product) -> dict[str, Any]:
    return {
        who: [[number_text(p) for p in vector] for vector in hull]
        for who, hull in zip(game.players, product.hulls, strict=True)
    }


def read_product(game: Game, document: Any) -> Product:
    """Return the product of convex hulls that ``{player: [strategy vector, ...]}`` states."""
    players = _mapping(document, "piece")
    _known(players, game.players, "piece: player")
    hulls = []
    for who in game.players:
        vectors = players.get(who)
        if not isinstance(vectors, list) or not vectors or not all(isinstance(v, list) for v in vectors):
            raise ParseError(f"piece of {who}: a list of strategy vectors is needed")
        hulls.append(tuple(tuple(read_number(p, f"piece of {who}") for p in vector) for vector in vectors))
    return Product(tuple(hulls))


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


def read_alternative(document: Any) -> Alternative:
    """Return the alternative that a document states under ``conditions``."""
    fields = _mapping(document, "condition")
    variables = _mapping(_field(fields, "variables", "condition"), "condition: variables")
    try:
        named = tuple(
            Variable(name, str(one["player"]), str(one["information_set"]), str(one["action"]))
            for name, one in variables.items()
        )
    except (TypeError, KeyError):
        raise ParseError("condition: every variable needs player, information_set and action") from None
    relations = _field(fields, "all", "condition")
    if not isinstance(relations, list) or not all(isinstance(r, str) for r in relations):
        raise ParseError("condition: 'all' must be a list of relations")
    return Alternative(named, tuple(relations))


def _read_dual(game: Game, document: Any) -> Mixed:
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        raise ParseError("dual: only two-player normal forms have one")
    own = _field(_mapping(document, "dual"), game.players[1], "dual")
    return _distribution(own, game.strategies[1], f"dual of {game.players[1]}")


def _strategy(labels: Sequence[str], mixed: Sequence[Fraction]) -> dict[str, str]:
    return {label: number_text(p) for label, p in zip(labels, mixed, strict=True) if p}


def _distribution(document: Any, labels: Sequence[str], where: str) -> Mixed:
    weights = _mapping(document, where)
    _known(weights, labels, where)
    return tuple(read_number(weights[x], f"{where}: {x!r}") if x in weights else Fraction(0) for x in labels)


def read_number(value: Any, where: str) -> Fraction:
    """Return the rational that a document writes as text, such as ``"2/3"``."""
    if not isinstance(value, str):
        raise ParseError(f'{where} is {value!r:.60}; a number written as text, such as "2/3", is needed')
    try:
        return parse_number(value, where, MAX_DIGITS)
    except InvalidInput as error:
        raise ParseError(str(error)) from None


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ParseError(f"{where} is {value!r:.60}; an object with named entries is needed")
    return value


def _field(document: Any, name: str, where: str) -> Any:
    fields = _mapping(document, where)
    if name not in fields:
        raise ParseError(f"{where}: the field {name!r} is missing")
    return fields[name]


def _known(given: Mapping[str, Any], labels: Sequence[str], where: str) -> None:
    known = set(labels)
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        shown = ", ".join(labels[:20]) + (", …" if len(labels) > 20 else "")
        raise ParseError(f"{where} {unknown!r} is unknown; there are: {shown}")


def _numbered(document: Mapping[str, Any], name: str) -> list[tuple[str, Any]]:
    return [(f"{name}[{i}]", one) for i, one in enumerate(document[name])]


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
