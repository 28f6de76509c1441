"""Checking a solution file made by anyone: every claim that can be checked without solving the game."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from .certificate import nash_regrets, strategy_payoffs
from .errors import NotAnEquilibrium, ParseError
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .formula import parse_formula
from .normal_form import NormalFormGame
from .solution import EVERY_SUBGAME, Game, Product, Profile, regrets_of
from .solution_json import parse_document, profile_document, read_number, read_product, read_profile
from .tree_certificate import tied_sets

MAX_CELLS_COUNTED = 200_000
EQUILIBRIUM_CONCEPTS = frozenset({"nash", "pure-nash", "zero-sum", "subgame-perfect"})


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and what was found wrong; no finding means that all checks passed."""

    checked: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.findings


def verify_document(text: str, game: Game) -> Verification:
    """Check the JSON of a solution against `game`, trusting nothing in it.

    Every listed profile is put to the certificate (probabilities, regret in the whole game or in every
    subgame), its payoffs are recomputed, pieces are checked corner by corner, a value by its dual, and
    completeness as far as it can be decided by counting.

    Returns
    -------
    Verification
        `findings` name the equilibrium, the player and the gain.

    Raises
    ------
    ParseError
        For text that is not in the published format, or that speaks of other players or strategies.

    Examples
    --------
    >>> game = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    >>> half = {"1": "1/2", "2": "1/2"}
    >>> import json
    >>> claim = {"schema": 1, "solution": "nash", "method": "", "complete": False, "complete_because": "",
    ...     "knife_edge": False, "components": [[0]],
    ...     "equilibria": [{"profile": {"1": half, "2": {"1": "1"}}, "payoffs": {"1": "0", "2": "0"}}]}
    >>> verify_document(json.dumps(claim), game).findings
    ('equilibrium 0: 1 gains 1 by switching to 1',)
    """
    document = parse_document(text)
    concept = document["solution"]
    if concept not in EQUILIBRIUM_CONCEPTS:
        raise ParseError(
            f"solution {concept!r} cannot be verified yet; "
            f"accepted: {', '.join(sorted(EQUILIBRIUM_CONCEPTS))}"
        )
    if concept in EVERY_SUBGAME and isinstance(game, NormalFormGame):
        raise ParseError(f"solution {concept!r} is of a tree, but the game is a normal form")
    checked: list[str] = []
    findings = list(_game_findings(document, game))
    profiles = []
    for i, entry in enumerate(document["equilibria"]):
        profile, problems = _check_entry(game, concept, i, entry)
        profiles.append(profile)
        findings.extend(problems)
    where = "every subgame" if concept in EVERY_SUBGAME else "the whole game"
    checked.append(f"{len(profiles)} profiles: probabilities, regret in {where}, payoffs")
    if "pieces" in document:
        findings.extend(_piece_findings(document, game, profiles))
        checked.append("pieces: every corner is an equilibrium, and each component hangs together")
    if "conditions" in document:
        findings.extend(_condition_findings(document, game, profiles))
        checked.append("conditions: every listed profile satisfies one of the alternatives")
    if concept == "zero-sum":
        findings.extend(_value_findings(document, game))
        checked.append("value: guaranteed by the first player, conceded by the dual")
    if document["complete"]:
        problem, how = _completeness(document, game, concept, profiles)
        findings.extend(problem)
        checked.append(how)
    return Verification(tuple(checked), tuple(findings))


def _game_findings(document: Mapping[str, Any], game: Game) -> Iterator[str]:
    block = document.get("game", {})
    form = "normal" if isinstance(game, NormalFormGame) else "extensive"
    if isinstance(block, dict) and block.get("form", form) != form:
        yield f"the file speaks of a game in {block['form']} form; this game is in {form} form"
    if isinstance(block, dict) and block.get("players", list(game.players)) != list(game.players):
        yield f"the file names the players {block['players']!r:.60}; the game's are {', '.join(game.players)}"


def _check_entry(game: Game, concept: str, i: int, entry: Any) -> tuple[Profile | None, list[str]]:
    name = f"equilibrium {i}"
    if not isinstance(entry, dict) or "profile" not in entry:
        raise ParseError(f"{name}: a profile is needed")
    profile = read_profile(game, entry["profile"], f"{name}: profile")
    try:
        payoffs, regrets = regrets_of(game, profile, concept)
    except NotAnEquilibrium as error:
        return None, [f"{name}: {error}"]
    problems = [f"{name}: {regret}" for regret in regrets if regret.gain]
    if concept == "pure-nash" and any(max(mixed) != 1 for mixed in profile if mixed):
        problems.append(f"{name} is mixed; pure-nash lists pure profiles only")
    claimed = entry.get("payoffs", {})
    if not isinstance(claimed, dict):
        raise ParseError(f"{name}: payoffs must be named by player")
    for who, payoff in zip(game.players, payoffs, strict=True):
        if who in claimed and read_number(claimed[who], f"{name}: payoff of {who}") != payoff:
            problems.append(f"{name}: the payoff of {who} is {number_text(payoff)}, not {claimed[who]}")
    certificate = entry.get("certificate", {})
    if isinstance(certificate, dict) and "max_regret" in certificate:
        worst = max(regret.gain for regret in regrets)
        if read_number(certificate["max_regret"], f"{name}: max_regret") != worst:
            problems.append(
                f"{name}: the largest regret is {number_text(worst)}, not as the certificate says"
            )
    return (None if problems else profile), problems


def _piece_findings(document: Mapping[str, Any], game: Game, profiles: list[Profile | None]) -> Iterator[str]:
    form = game
    if isinstance(game, ExtensiveFormGame):
        from .strategies import normal_form

        form = normal_form(game, reduced=True)
    assert isinstance(form, NormalFormGame)
    pieces = document["pieces"]
    if not isinstance(pieces, list) or len(pieces) != len(document["components"]):
        raise ParseError("pieces: one list of products per component is needed")
    for c, products in enumerate(pieces):
        read = [read_product(game, one) for one in products]
        corners = [set(itertools.product(*one.hulls)) for one in read]
        for k, found in enumerate(corners):
            for profile in found:
                problem = _corner_problem(form, profile)
                if problem:
                    yield f"component {c}, piece {k}: {problem}"
                    break
        if not _hang_together(read):
            yield f"component {c}: its pieces do not hang together"
        if isinstance(game, NormalFormGame):
            everything = set().union(*corners) if corners else set()
            for i in document["components"][c]:
                if profiles[i] is not None and profiles[i] not in everything:
                    yield f"component {c}: equilibrium {i} is a corner of none of its pieces"


def _corner_problem(form: NormalFormGame, profile: Any) -> str | None:
    try:
        _, regrets = nash_regrets(form, profile)
    except NotAnEquilibrium as error:
        return str(error)
    return next((str(regret) for regret in regrets if regret.gain), None)


def _hang_together(products: list[Product]) -> bool:
    """Whether products linked by a shared corner for every player form one group."""
    if not products:
        return False
    reached, stack = {0}, [0]
    while stack:
        one = products[stack.pop()]
        for j, other in enumerate(products):
            shared = all(set(a) & set(b) for a, b in zip(one.hulls, other.hulls, strict=True))
            if j not in reached and shared:
                reached.add(j)
                stack.append(j)
    return len(reached) == len(products)


def _condition_findings(
    document: Mapping[str, Any], game: Game, profiles: list[Profile | None]
) -> Iterator[str]:
    for i, profile in enumerate(profiles):
        if profile is None:
            continue
        named = profile_document(game, profile)
        if not any(_satisfies(one, named) for one in document["conditions"]):
            yield f"equilibrium {i} satisfies none of the alternatives under conditions"


def _satisfies(alternative: Any, named: Mapping[str, Any]) -> bool:
    try:
        values = {
            name: Fraction(named[v["player"]][v["information_set"]].get(v["action"], "0"))
            for name, v in alternative["variables"].items()
        }
        return all(_holds(relation, values) for relation in alternative["all"])
    except (KeyError, TypeError, AttributeError):
        raise ParseError(
            "conditions: each needs variables (player, information_set, action) and all"
        ) from None


def _holds(relation: str, values: Mapping[str, Fraction]) -> bool:
    for sign in (">=", "<=", "="):
        left, found, right = relation.partition(sign)
        if found:
            difference = parse_formula(left).evaluate(values) - parse_formula(right).evaluate(values)
            return {">=": difference >= 0, "<=": difference <= 0, "=": difference == 0}[sign]
    raise ParseError(f"relation {relation!r:.60}: one of >=, <= and = is needed")


def _value_findings(document: Mapping[str, Any], game: Game) -> Iterator[str]:
    if not isinstance(game, NormalFormGame) or len(game.players) != 2:
        raise ParseError("zero-sum answers belong to normal forms of two players")
    if "value" not in document or "dual" not in document:
        yield "a zero-sum answer needs value and dual"
        return
    value = read_number(document["value"], "value")
    full = {game.players[0]: {game.strategies[0][0]: "1"}, **document["dual"]}
    dual = read_profile(game, full, "dual")
    conceded = max(strategy_payoffs(game, 0, dual))  # type: ignore[arg-type]
    if conceded != value:
        yield (
            f"the dual concedes {number_text(conceded)} to {game.players[0]}, "
            f"not the value {number_text(value)}"
        )
    for i, entry in enumerate(document["equilibria"]):
        profile = read_profile(game, entry["profile"], f"equilibrium {i}: profile")
        second = strategy_payoffs(game, 1, profile)  # type: ignore[arg-type]
        total = sum(game.payoffs_at((0, 0)), Fraction(0))
        if total - max(second) != value:
            yield (
                f"equilibrium {i}: {game.players[0]}'s strategy guarantees "
                f"{number_text(total - max(second))}, not the value {number_text(value)}"
            )


def _completeness(
    document: Mapping[str, Any], game: Game, concept: str, profiles: list[Profile | None]
) -> tuple[list[str], str]:
    """Count what can be counted: all pure equilibria are listed, a strict subgame perfect one is alone."""
    if isinstance(game, NormalFormGame) and prod(game.shape) <= MAX_CELLS_COUNTED:
        listed = set(profiles)
        missing = [cell for cell in _pure_equilibria(game) if _point(game, cell) not in listed]
        findings = [f"the pure equilibrium {_cell_text(game, cell)} is missing" for cell in missing[:5]]
        how = "complete: all pure equilibria are listed"
        if concept != "pure-nash":
            how += "; that no mixed one is missing is the claim of the method named, not checked here"
        return findings, how
    if isinstance(game, ExtensiveFormGame) and concept in EVERY_SUBGAME and len(profiles) == 1:
        only = profiles[0]
        if only is not None and not tied_sets(game, only):
            return [], "complete: every move of the one equilibrium is strictly best, so it is the only one"
        if only is not None:
            return [
                "a move of the one equilibrium listed is tied, so it is not the only one"
            ], "complete: refuted"
    return [], "complete: the claim of the method named, not checked here"


def _pure_equilibria(game: NormalFormGame) -> Iterator[tuple[int, ...]]:
    tables = [table.numerators for table in game.payoffs]
    for cell in itertools.product(*map(range, game.shape)):
        if all(
            tables[i][cell] >= tables[i][(*cell[:i], s, *cell[i + 1 :])]
            for i in range(len(cell))
            for s in range(game.shape[i])
        ):
            yield cell


def _point(game: NormalFormGame, cell: tuple[int, ...]) -> Profile:
    return tuple(
        tuple(Fraction(int(s == chosen)) for s in range(width))
        for chosen, width in zip(cell, game.shape, strict=True)
    )


def _cell_text(game: NormalFormGame, cell: tuple[int, ...]) -> str:
    return f"({', '.join(own[s] for own, s in zip(game.strategies, cell, strict=True))})"
