"""Writing games in our YAML format, which `yaml_game` describes and reads."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction

from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem
from .cooperative_game import CooperativeGame, require_cooperative
from .errors import ParseError, UnsupportedGame
from .exact import number_text
from .extensive_form import CHANCE, TERMINAL, ExtensiveFormGame
from .normal_form import NormalFormGame, require_rational
from .parametric import Game
from .repeated_game import RepeatedGame
from .yaml_bargaining_writer import bargaining_lines
from .yaml_reader import read_yaml
from .yaml_text import label_list, label_mapping, scalar


def write_yaml_game(game: Game) -> str:
    """Return the game in our YAML format; `read_yaml_game` gives it back.

    Raises
    ------
    UnsupportedGame
        For payoffs or probabilities that are symbolic or irrational, for games too large or too deep for the
        limits of `read_yaml`, and for a `RepeatedGame` with a horizon, which is written as its tree.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7]], [[0, "1/2"]]], players=["US", "China"],
    ...                       strategies=[["allow"], ["supply", "withhold"]])
    >>> print(write_yaml_game(game))
    form: normal
    players: [US, China]
    strategies:
      US: [allow]
      China: [supply, withhold]
    payoffs:
      allow:
        supply: [0, 0]
        withhold: [-7, 1/2]
    <BLANKLINE>
    """
    if isinstance(game, CooperativeGame):
        require_cooperative(game, "writing a YAML game")
    else:
        require_rational(game, "writing a YAML game")
    lines = [f"title: {scalar(game.title)}"] if game.title else []
    lines.append(f"form: {game.form}")
    lines.append(f"players: {label_list(game.players)}")
    if isinstance(game, (AlternatingOffers, BargainingProblem)):
        lines += bargaining_lines(game)
    elif isinstance(game, RepeatedGame):
        lines += [*_table(game.stage), *_plan(game)]
    elif isinstance(game, CooperativeGame):
        lines += _worths(game)
    else:
        lines += _table(game) if isinstance(game, NormalFormGame) else _tree(game)
    text = "\n".join(lines) + "\n"
    try:
        read_yaml(text)
    except ParseError as error:
        other = ".efg" if isinstance(game, ExtensiveFormGame) else ".nfg"
        message = f"the game does not fit into a YAML file ({error})"
        if isinstance(game, (ExtensiveFormGame, NormalFormGame)):
            message += f"; {other} files have no such limit"
        raise UnsupportedGame(message) from None
    return text


def _table(game: NormalFormGame) -> Iterator[str]:
    yield "strategies:"
    for who, own in zip(game.players, game.strategies, strict=True):
        yield f"  {scalar(who)}: {label_list(own)}"
    yield "payoffs:"
    names = [[scalar(label) for label in own] for own in game.strategies]
    before: tuple[int, ...] = (-1,) * len(names)
    cells = zip(*[table.entries() for table in game.payoffs], strict=True)
    for payoffs, cell in zip(cells, _cells(game.shape), strict=True):
        changed = next(k for k, place in enumerate(cell) if place != before[k])
        for k in range(changed, len(cell) - 1):
            yield f"{'  ' * (k + 1)}{names[k][cell[k]]}:"
        yield f"{'  ' * len(cell)}{names[-1][cell[-1]]}: {_payoffs(payoffs)}"
        before = cell


def _plan(game: RepeatedGame) -> Iterator[str]:
    if game.horizon is not None:
        raise UnsupportedGame("a game with a horizon is written as its tree: finitely_repeated(game)")
    if game.discount is not None:
        yield f"discount: {label_mapping(game.players, list(map(number_text, game.discount)))}"
    for name, cell in (("target", game.target), ("reversion", game.reversion)):
        if cell is not None:
            labels = [scalar(own[s]) for own, s in zip(game.stage.strategies, cell, strict=True)]
            yield f"{name}: {label_mapping(game.players, labels)}"
    yield f"punishment: {game.punishment}"


def _worths(game: CooperativeGame) -> Iterator[str]:
    yield "worth:"
    for mask in (*game.proper(), len(game.worths) - 1):
        yield f"  {scalar(game.text(mask))}: {number_text(game.worths[mask])}"


def _cells(shape: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    return itertools.product(*map(range, shape))


def _payoffs(numbers: tuple[object, ...]) -> str:
    return f"[{', '.join(map(str, numbers))}]"


def _tree(game: ExtensiveFormGame) -> Iterator[str]:
    rows = list(zip(*[table.entries() for table in game.payoffs], strict=True))
    numbers = _own_numbers(game)
    yield "tree:"
    stack = [(0, "  ", "")]
    while stack:
        node, indent, head = stack.pop()
        number = game.set_of[node]
        if number == TERMINAL and head.endswith(":"):
            yield f"{indent[2:]}{head} {_payoffs(rows[node])}"
            continue
        if head:
            yield indent[2:] + head.splitlines()[0]
            yield from (indent + line for line in head.splitlines()[1:])
        if any(rows[node]) or number == TERMINAL:
            yield f"{indent}payoffs: {_payoffs(rows[node])}"
        if number == TERMINAL:
            continue
        one = game.information_sets[number]
        yield indent + (
            "chance: true" if one.player == CHANCE else f"player: {scalar(game.players[one.player])}"
        )
        if len(one.nodes) > 1 or one.label != numbers[number]:
            yield f"{indent}information_set: {scalar(one.label)}"
        yield f"{indent}actions:"
        probabilities = one.probabilities or (None,) * len(one.actions)
        branches = zip(game.children[node], one.actions, probabilities, strict=True)
        for child, action, p in reversed(list(branches)):
            head = f"{scalar(action)}:" + ("" if p is None else f"\nprobability: {number_text(p)}")
            stack.append((child, indent + "    ", head))


def _own_numbers(game: ExtensiveFormGame) -> list[str]:
    """The number of each information set among those of its player, which is its name if it has no other."""
    counts: dict[int, int] = {}
    numbers = []
    for one in game.information_sets:
        counts[one.player] = counts.get(one.player, 0) + 1
        numbers.append(str(counts[one.player]))
        if any(not isinstance(p, Fraction) for p in one.probabilities):
            raise UnsupportedGame("writing a YAML game needs rational probabilities")
    return numbers
