"""Gambit's .nfg files, both versions: payoffs listed cell by cell, or outcomes to which the cells refer.

The body runs through the cells with the first player's strategy changing fastest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from .errors import InvalidInput, ParseError
from .gambit_lexer import END, MARK, NUMBER, TEXT, GambitLexer, quoted, quoted_list
from .labels import file_labels, numbered
from .normal_form import MAX_CELLS, NormalFormGame, require_rational
from .payoff_table import Array, PayoffTable

_INTEGERS = re.compile(r"[\s\d+-]*", re.ASCII)
_BODY = "the payoffs"


def read_nfg(text: str, source: str = "") -> NormalFormGame:
    """Read a game in Gambit's .nfg format; every number is taken exactly, ``0.1`` as 1/10.

    Players and strategies without a label are named by their number; duplicate labels, which Gambit allows,
    become ``label#number``. Comments and the labels of outcomes are not kept.

    Raises
    ------
    ParseError
        For anything outside the format, with line, column and what was expected.

    Examples
    --------
    >>> game = read_nfg('NFG 1 R "Trade" { "US" "China" } { 2 2 }  0 0  2 -6  -7 1  -5 -5')
    >>> game.payoffs_at((1, 0))
    (Fraction(2, 1), Fraction(-6, 1))
    >>> read_nfg('NFG 1 R "Trade" { "US" "China" } { 2 2 }  0 0  2 -6  -7 1  -5')
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: 1:62: the file ends inside the payoffs; expected payoff 8 of 8
    """
    lexer = GambitLexer(text, source)
    title, players = lexer.prologue("NFG", "1")
    strategies = _strategies(lexer, file_labels(players))
    shape = tuple(map(len, strategies))
    lexer.comment()
    tables = _outcome_body(lexer, shape) if lexer.is_mark("{") else _payoff_body(lexer, shape)
    if lexer.kind != END:
        raise lexer.error("expected the end of the file: every cell has its payoffs")
    try:
        return NormalFormGame(tables, players=file_labels(players), strategies=strategies, title=title)
    except InvalidInput as error:
        raise ParseError(str(error), source=source) from None


def write_nfg(game: NormalFormGame) -> str:
    """Return the game in Gambit's .nfg format (the version with payoffs).

    Raises
    ------
    UnsupportedGame
        For payoffs that are symbolic or irrational, which the format cannot hold.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, "-1/2"]], [[0, 1], [-6, -5]]], players=["US", "China"])
    >>> print(write_nfg(game))
    NFG 1 R "" { "US" "China" }
    { { "1" "2" } { "1" "2" } }
    <BLANKLINE>
    0 0
    2 -6
    -7 1
    -1/2 -5
    <BLANKLINE>
    """
    require_rational(game, "writing a .nfg file")
    columns = [_texts(table) for table in game.payoffs]
    strategies = " ".join(map(quoted_list, game.strategies))
    lines = [f"NFG 1 R {quoted(game.title)} {quoted_list(game.players)}", f"{{ {strategies} }}", ""]
    lines += map(" ".join, zip(*columns, strict=True))
    return "\n".join(lines) + "\n"


def _texts(table: PayoffTable) -> list[str]:
    integers = table.numerators.ravel(order="F").tolist()
    if table.denominator == 1:
        return [str(x) for x in integers]
    return [str(Fraction(x, table.denominator)) for x in integers]


def _strategies(lexer: GambitLexer, players: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Read the strategies: a braced list of labels per player, or a plain count per player."""
    place = "the strategies"
    start = lexer.start
    lexer.take(MARK, "{", "'{'", place)
    by_label = lexer.is_mark("{")
    found: list[tuple[str, ...] | int] = []
    cells = 1
    for who in players:
        inside = f"{place} of player {who}"
        at = lexer.start
        if by_label:
            found.append(file_labels(lexer.labels("a strategy's label", inside)))
        else:
            found.append(lexer.integer("a number of strategies, or '{' and labels,", inside))
        count = found[-1] if isinstance(found[-1], int) else len(found[-1])
        if count == 0:
            raise lexer.error(f"player {who} has no strategy; expected at least one", at)
        cells *= count
        if cells > MAX_CELLS:
            raise lexer.error(f"the game has more than {MAX_CELLS} cells; fewer are accepted", at)
    if not lexer.is_mark("}"):
        raise lexer.unexpected(f"'}}' after the strategies of {len(players)} players", place)
    lexer.advance()
    if cells > len(lexer.text):  # known before anything of that size is built
        raise lexer.error(f"a game of {cells} cells, but the file ends long before that", start)
    return [numbered(own) if isinstance(own, int) else own for own in found]


def _payoff_body(lexer: GambitLexer, shape: tuple[int, ...]) -> list[PayoffTable]:
    players = len(shape)
    total = math.prod(shape) * players
    integers = _plain_integers(lexer, total)
    if integers is not None:
        return [_arranged(integers[i::players], shape) for i in range(players)]
    index: dict[str, int] = {}
    numbers: list[Fraction] = []
    places: list[int] = []
    for k in range(total):
        place = index.setdefault(lexer.value, len(index))
        if lexer.kind != NUMBER or place == len(numbers):
            numbers.append(lexer.number(f"payoff {k + 1} of {total}", _BODY))
        else:
            lexer.advance()
        places.append(place)
    cells = np.array(places)
    return [_table(numbers, cells[i::players], shape) for i in range(players)]


def _plain_integers(lexer: GambitLexer, total: int) -> Array | None:
    """Read a body of small integers in one go; None, and nothing read, where it is something else."""
    rest = lexer.rest()
    if not _INTEGERS.fullmatch(rest):
        return None
    words = rest.split()
    if len(words) != total or max(map(len, words)) > 18:
        return None
    try:
        found = np.array(list(map(int, words)), dtype=np.int64)
    except ValueError:
        return None
    lexer.skip_rest()
    return found


def _outcome_body(lexer: GambitLexer, shape: tuple[int, ...]) -> list[PayoffTable]:
    """Read the list of outcomes, numbered from 1, and the outcome of each cell; 0 is zero for everyone."""
    players = len(shape)
    outcomes = [(Fraction(0),) * players]
    lexer.advance()
    while not lexer.is_mark("}"):
        inside = f"outcome {len(outcomes)}"
        lexer.take(MARK, "{", "'{' of an outcome, or '}' of the list,", "the list of outcomes")
        lexer.take(TEXT, None, "the outcome's label in double quotes", inside)
        outcomes.append(lexer.payoffs(players, inside))
    lexer.advance()
    places = []
    for k in range(math.prod(shape)):
        if lexer.kind == NUMBER and lexer.value.isdigit() and len(lexer.value) < 10:
            place = int(lexer.value)
            if place >= len(outcomes):
                raise lexer.error(f"outcome {place} does not exist; the file lists {len(outcomes) - 1}")
            places.append(place)
            lexer.advance()
        else:
            raise lexer.unexpected(
                f"the outcome's number for cell {k + 1} of {math.prod(shape)}", "the cells"
            )
    cells = np.array(places)
    return [_table([payoffs[i] for payoffs in outcomes], cells, shape) for i in range(players)]


def _table(numbers: Sequence[Fraction], places: Array, shape: tuple[int, ...]) -> PayoffTable:
    """Return the table whose cells hold ``numbers[place]``; numbers that no cell uses leave no trace."""
    used, back = np.unique(places, return_inverse=True)
    table: PayoffTable = PayoffTable.of([numbers[k] for k in used])[_arranged(back, shape).numerators]
    return table


def _arranged(cells: Array, shape: tuple[int, ...]) -> PayoffTable:
    return PayoffTable(np.ascontiguousarray(cells.reshape(shape, order="F")))
