"""The pieces of components in an answer: every corner is an equilibrium, and the pieces hang together."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from math import prod
from typing import Any

from .certificate import MixedProfile, nash_regrets
from .errors import NotAnEquilibrium, ParseError
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .solution import Game, Product, Profile
from .solution_reader import read_product

MAX_CORNERS = 50_000


def read_pieces(document: Mapping[str, Any], game: Game) -> list[list[Product]]:
    pieces = document.get("pieces", [])
    if "pieces" in document and len(pieces) != len(document["components"]):
        raise ParseError("pieces: one list of products per component is needed")
    if pieces and isinstance(game, ExtensiveFormGame) and "strategies" not in document:
        raise ParseError("pieces of a tree need 'strategies', which names what their vectors run over")
    found = [[read_product(game, one) for one in products] for products in pieces]
    corners = sum(prod(len(hull) for hull in one.hulls) for products in found for one in products)
    if corners > MAX_CORNERS:
        raise ParseError(f"pieces with {corners} corners; at most {MAX_CORNERS} are checked")
    return found


def piece_findings(
    document: Mapping[str, Any],
    game: Game,
    profiles: list[Profile | None],
    pieces: list[list[Product]],
) -> Iterator[str]:
    form = game
    if isinstance(game, ExtensiveFormGame):
        from .strategies import normal_form

        form = normal_form(game, reduced=True)
    assert isinstance(form, NormalFormGame)
    for c, products in enumerate(pieces):
        corners: set[Any] = set()
        sound = True
        for k, product in enumerate(products):
            for profile in itertools.product(*product.hulls):
                problem = _corner_problem(form, profile)
                if problem:
                    sound = False
                    yield f"component {c}, piece {k}: {problem}"
                    break
                corners.add(profile)
        if sound and not _hang_together([_plays(game, product) for product in products]):
            yield f"component {c}: its pieces do not hang together"
        if isinstance(game, NormalFormGame):
            for i in document["components"][c]:
                if profiles[i] is not None and profiles[i] not in corners:
                    yield f"component {c}: equilibrium {i} is a corner of none of its pieces"


def _corner_problem(form: NormalFormGame, profile: MixedProfile) -> str | None:
    try:
        _, regrets = nash_regrets(form, profile)
    except NotAnEquilibrium as error:
        return str(error)
    return next((str(regret) for regret in regrets if regret.gain), None)


def _plays(game: Game, product: Product) -> list[set[Any]]:
    """What the corners of a product play, player by player; in a tree, mixtures that play alike are one."""
    if isinstance(game, NormalFormGame):
        return [set(hull) for hull in product.hulls]
    from .strategies import behaviour_of

    return [
        {tuple(behaviour_of(game, player, mixed).items()) for mixed in hull}
        for player, hull in enumerate(product.hulls)
    ]


def _hang_together(products: list[list[set[Any]]]) -> bool:
    """Whether products that share a corner form one group."""
    if not products:
        return False
    reached, stack = {0}, [0]
    while stack:
        one = products[stack.pop()]
        for j, other in enumerate(products):
            shared = all(a & b for a, b in zip(one, other, strict=True))
            if j not in reached and shared:
                reached.add(j)
                stack.append(j)
    return len(reached) == len(products)
