"""What an answer says of ties, pure members and the payoffs of a continuum, held against the game."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from .errors import InvalidInput, ParseError
from .extensive_form import CHANCE, ExtensiveFormGame
from .formula import parse_formula
from .solution import Alternative, Profile
from .subgame_conditions import members
from .ties import tied_actions, ties_document
from .tree_certificate import expected_payoffs, tree_regrets
from .wording import listed

MAX_TRIED = 100
MAX_VISITS = 30_000
"""Nodes visited when pure profiles are counted one by one."""


def tie_findings(
    document: Mapping[str, Any], game: ExtensiveFormGame, profiles: Sequence[Profile]
) -> Iterator[str]:
    """Yield what is wrong with ``ties``: they are those of the profiles listed."""
    ties = ties_document(game, tied_actions(game, profiles))
    if document["ties"] != ties:
        places = [f"{who} at {label}" for who, own in ties.items() for label in own]
        text = listed(places) if places else "none"
        yield f"ties are not those of the equilibria listed, which are of {text}"
    elif ties and not document["knife_edge"]:
        places = [f"{who} at {label}" for who, own in ties.items() for label in own]
        yield f"knife_edge is false, but there are ties of {listed(places)}"


def payoff_set_findings(
    document: Mapping[str, Any],
    game: ExtensiveFormGame,
    alternatives: Sequence[Alternative],
    profiles: Sequence[Profile],
) -> Iterator[str]:
    """Yield what is wrong with ``payoff_set``: its formulas give the payoffs of every listed member.

    Raises
    ------
    ParseError
        For other players, another number of entries, and formulas that cannot be read.
    """
    entries = document["payoff_set"]
    if len(entries) != len(alternatives) or not all(_is_row(one, game) for one in entries):
        raise ParseError("payoff_set: for each alternative under conditions a formula per player is needed")
    formulas = [{who: parse_formula(text) for who, text in one.items()} for one in entries]
    tried = itertools.chain(profiles[:MAX_TRIED], itertools.islice(_between(profiles), MAX_TRIED))
    for profile, values, holding in members(game, alternatives, tried):
        payoffs = expected_payoffs(game, profile) if holding else ()
        for k in sorted(holding):
            for who, payoff in zip(game.players, payoffs, strict=True):
                try:
                    stated = formulas[k][who].evaluate(values)
                except InvalidInput as error:
                    raise ParseError(f"payoff_set: {error}") from None
                if stated != payoff:
                    yield f"payoff_set: in alternative {k} {who} gets {payoff}, not {stated}"
                    return


def _is_row(entry: Any, game: ExtensiveFormGame) -> bool:
    return (
        isinstance(entry, dict)
        and set(entry) == set(game.players)
        and all(isinstance(text, str) for text in entry.values())
    )


def _between(profiles: Sequence[Profile]) -> Iterator[Any]:
    """Mixtures of two profiles, set by set."""
    third = Fraction(1, 3)
    for one, two in itertools.permutations(profiles, 2):
        yield tuple(
            None
            if a is None or b is None
            else tuple(third * x + (1 - third) * y for x, y in zip(a, b, strict=True))
            for a, b in zip(one, two, strict=True)
        )


def pure_count_findings(document: Mapping[str, Any], game: ExtensiveFormGame) -> tuple[list[str], str]:
    """Return what is wrong with ``pure_count``, and whether it was recounted."""
    stated = document["pure_count"]
    if type(stated) is not int or stated < 0:
        raise ParseError(f"pure_count is {stated!r:.60}; a number from 0 on is needed")
    shown = sum(_is_pure_entry(one) for one in document["equilibria"])
    if shown > stated:
        return [f"pure_count is {stated}, but {shown} pure equilibria are listed"], "pure_count"
    sizes = [1 if one.player == CHANCE else len(one.actions) for one in game.information_sets]
    if prod(sizes) * len(game.children) > MAX_VISITS:
        return [], "pure_count: claimed by the method named, too large to be recounted here"
    count = sum(not any(r.gain for r in tree_regrets(game, p, every_subgame=True)[1]) for p in _pure(game))
    findings = [] if count == stated else [f"there are {count} pure equilibria, not {stated}"]
    return findings, "pure_count: recounted by brute force"


def _pure(game: ExtensiveFormGame) -> Iterator[Any]:
    rows = [
        [None]
        if one.player == CHANCE
        else [tuple(Fraction(int(a == b)) for b in range(len(one.actions))) for a in range(len(one.actions))]
        for one in game.information_sets
    ]
    return itertools.product(*rows)


def _is_pure_entry(entry: Mapping[str, Any]) -> bool:
    return all(len(row) == 1 for own in entry["profile"].values() for row in own.values())
