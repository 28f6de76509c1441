"""Gambit's .nfg files: what is read, what is refused and where; reading undoes writing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.errors import ParseError, SymbolsLeft, UnsupportedGame
from quidproquo.games.nfg import read_nfg, write_nfg
from quidproquo.games.normal_form import NormalFormGame

PAYOFFS = """NFG 1 R "Selten, normal form"
{ "Player 1" "Player 2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""
OUTCOMES = """NFG 1 R "Selten, normal form" { "Player 1" "Player 2" }

{
{ "1" "2" "3" }
{ "1" "2" }
}
"a comment with a \\"quote\\" and { braces }"

{
{ "first" 1, 1 }
{ "" 0 2 }
{ "" 0.0, 4/2 }
{ "" +1 1e0 }
{ "" 0, 3 }
{ "never used" 1/7, 1/7 }
{ "" 2, 0 }
}
1 2 3 4 5 7
"""


def test_the_first_strategy_changes_fastest() -> None:
    game = read_nfg(PAYOFFS)
    assert game.shape == (3, 2)
    assert [game.payoffs_at((i, 0)) for i in range(3)] == [(1, 1), (0, 2), (0, 2)]
    assert game.payoffs_at((2, 1)) == (2, 0)
    assert game.strategies == (("1", "2", "3"), ("1", "2"))


def test_both_versions_hold_the_same_game() -> None:
    assert read_nfg(OUTCOMES) == read_nfg(PAYOFFS)
    assert hash(read_nfg(OUTCOMES)) == hash(read_nfg(PAYOFFS))


def test_the_null_outcome_is_zero_for_everyone() -> None:
    text = 'NFG 1 R "" { "a" "b" } { 2 1 } { { "x" 1 2 } } 0 1'
    assert read_nfg(text).payoffs[1].tolist() == [[0], [2]]


SAME = {
    "Windows line ends": PAYOFFS.replace("\n", "\r\n"),
    "byte-order mark": "\ufeff" + PAYOFFS,
    "data type D": PAYOFFS.replace("NFG 1 R", "NFG 1 D"),
    "one line": " ".join(PAYOFFS.split()),
    "no space around braces": PAYOFFS.replace("{ ", "{").replace(" }", "}"),
    "comment": PAYOFFS.replace("{ 3 2 }", '{ 3 2 } "a \\"comment\\"\nof two lines"'),
    "empty comment": PAYOFFS.replace("{ 3 2 }", '{ 3 2 } ""'),
    "trailing space": PAYOFFS + " \t\n\n",
    "decimals and exponents": PAYOFFS.replace("3 2 0\n", "3.00 0.2e1 .0\n"),
    "fractions": PAYOFFS.replace("3 2 0\n", "6/2 4/2 0/5\n"),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_other_ways_to_write_the_same_game(text: str) -> None:
    assert read_nfg(text) == read_nfg(PAYOFFS)


def test_numbers_are_exact() -> None:
    game = read_nfg('NFG 1 R "" { "a" } { 8 } 0.1 -.5 1e-12 -1/3 +2. 1E+3 100000000000000000001 -0')
    expected = ["1/10", "-1/2", "1/1000000000000", "-1/3", "2", "1000", "100000000000000000001", "0"]
    assert game.payoffs[0].tolist() == [Fraction(x) for x in expected]


def test_labels_that_are_empty_or_stand_twice() -> None:
    game = read_nfg('NFG 1 R "" { "US" "US" "" } { { "a" "" "a" } { "b" } { "" "" } } 1 ' + "0 " * 17)
    assert game.players == ("US#1", "US#2", "3")
    assert game.strategies == (("a#1", "2", "a#3"), ("b",), ("1", "2"))


def test_quotes_and_backslashes_in_labels() -> None:
    game = read_nfg(r'NFG 1 R "a \"good\" game" { "back\slash" } { { "\\" "\"" "\n" } } 1 2 3')
    assert game.title == 'a "good" game'
    assert game.players == ("back\\slash",)
    assert game.strategies[0] == ("\\", '"', "\\n")


REFUSED = {
    "empty": ("", "1:1: the file is empty"),
    "blank": (" \n ", "2:2: the file is empty"),
    "another format": ('EFG 2 R "" { "a" }', "1:1: expected NFG"),
    "another version": ('NFG 2 R ""', "1:5: expected 1 in the opening words NFG 1 R, found 2"),
    "another data type": ('NFG 1 X ""', "1:7: expected R or D"),
    "no title": ('NFG 1 R { "a" }', "1:9: expected the title in double quotes"),
    "single quotes": ("NFG 1 R 'a'", "1:9: expected the title in double quotes"),
    "unclosed title": ('NFG 1 R "abc', "1:9: the file ends inside the text whose quote opens here"),
    "no players": ('NFG 1 R "" { } { }', "1:12: the list of players is empty"),
    "unquoted player": ('NFG 1 R "" { US }', "1:14: expected a player's label in double quotes"),
    "ends in the players": ('NFG 1 R "" { "US"', "1:18: the file ends inside the list of players"),
    "too few counts": ('NFG 1 R "" { "a" "b" } { 2 }', "1:28: expected a number of strategies"),
    "too many counts": ('NFG 1 R "" { "a" } { 2 2 }', "1:24: expected '}' after the strategies of 1"),
    "count zero": ('NFG 1 R "" { "a" "b" } { 2 0 }', "1:28: player b has no strategy"),
    "count negative": ('NFG 1 R "" { "a" } { -2 }', "1:22: expected a number of strategies"),
    "count of a decimal": ('NFG 1 R "" { "a" } { 2.0 }', "1:22: expected a number of strategies"),
    "no labels": ('NFG 1 R "" { "a" "b" } { { "x" } { } }', "1:34: player b has no strategy"),
    "labels and counts": ('NFG 1 R "" { "a" "b" } { { "x" } 2 }', "1:34: expected '{' in the strategies of"),
    "huge game": ('NFG 1 R "" { "a" "b" } { 99999 99999 } 1', "1:32: the game has more than 20000000 cells"),
    "large game, small file": ('NFG 1 R "" { "a" } { 9999999 } 1', "1:20: a game of 9999999 cells, but"),
    "no payoffs": (
        'NFG 1 R "" { "a" } { 2 }',
        "1:25: the file ends inside the payoffs; expected payoff 1 of 2",
    ),
    "payoff missing": (
        'NFG 1 R "" { "a" } { 2 }\n1',
        "2:2: the file ends inside the payoffs; expected payoff 2",
    ),
    "payoff too many": ('NFG 1 R "" { "a" } { 2 }\n1 2 3', "2:5: expected the end of the file"),
    "payoff a word": ('NFG 1 R "" { "a" } { 2 }\n1 x', "2:3: expected payoff 2 of 2 in the payoffs, found x"),
    "payoff a text": (
        'NFG 1 R "" { "a" } { 2 }\n1 "2"',
        '2:3: expected payoff 2 of 2 in the payoffs, found "2"',
    ),
    "payoff NaN": (
        'NFG 1 R "" { "a" } { 2 }\nnan 1',
        "2:1: expected payoff 1 of 2 in the payoffs, found nan",
    ),
    "payoff hexadecimal": (
        'NFG 1 R "" { "a" } { 1 }\n0x10',
        "2:1: expected payoff 1 of 1 in the payoffs, found 0x",
    ),
    "payoff with underscore": ('NFG 1 R "" { "a" } { 1 }\n1_0', "2:1: expected payoff 1 of 1 in the payoffs"),
    "payoff of two signs": ('NFG 1 R "" { "a" } { 2 }\n+-1 2', "2:1: expected payoff 1 of 2"),
    "commas in the body": (
        'NFG 1 R "" { "a" } { 2 }\n1, 2',
        "2:2: expected payoff 2 of 2 in the payoffs, found ,",
    ),
    "division by zero": ('NFG 1 R "" { "a" } { 1 }\n1/0', "2:1: this number is '1/0', a division by zero"),
    "giant exponent": (
        'NFG 1 R "" { "a" } { 1 }\n1e999999999',
        "2:1: this number is longer than 1000 digits",
    ),
    "giant number": ('NFG 1 R "" { "a" } { 1 }\n' + "1" * 5000, "2:1: a number of more than 1000 digits"),
    "outcome without label": ('NFG 1 R "" { "a" } { 1 } { { 1 } } 1', "1:30: expected the outcome's label"),
    "outcome short": (
        'NFG 1 R "" {"a" "b"} {1 1} { { "" 1 } } 1',
        "1:37: expected payoff 2 of 2 in outcome 1",
    ),
    "outcome long": ('NFG 1 R "" { "a" } { 1 } { { "" 1 2 } } 1', "1:35: expected '}' after 1 payoffs"),
    "outcome with two commas": (
        'NFG 1 R "" { "a" } { 1 } { { "" 1,, } } 1',
        "1:35: expected '}' after 1 payoffs",
    ),
    "outcomes end": ('NFG 1 R "" { "a" } { 1 } { { "" 1', "1:34: the file ends inside outcome 1"),
    "outcome unknown": (
        'NFG 1 R "" { "a" } { 1 } { { "" 1 } } 2',
        "1:39: outcome 2 does not exist; the file lists 1",
    ),
    "outcome negative": ('NFG 1 R "" { "a" } { 1 } { { "" 1 } } -1', "1:39: expected the outcome's number"),
    "cells missing": ('NFG 1 R "" { "a" } { 2 } { { "" 1 } } 1', "1:40: the file ends inside the cells"),
    "cells too many": ('NFG 1 R "" { "a" } { 1 } { { "" 1 } } 1 1', "1:41: expected the end of the file"),
    "trailing junk": ('NFG 1 R "" { "a" } { 1 } 1 junk', "1:28: expected the end of the file"),
    "label too long": ('NFG 1 R "" { "' + "x" * 10_001 + '" }', "1:14: a label of 10001 characters"),
    "zero byte": ("\x00", "1:1: expected NFG"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_nfg(text, "game.nfg")
    assert str(caught.value).startswith("game.nfg:" + message)
    assert "\n" not in str(caught.value)
    assert caught.value.line is not None
    assert caught.value.column is not None


SYMBOLIC = NormalFormGame([[[sympy.Symbol("k"), 1]], [[0, 1]]])


def test_symbols_and_irrational_payoffs_cannot_be_written() -> None:
    with pytest.raises(
        SymbolsLeft, match=r"writing a \.nfg file needs numbers, but the parameters k are free"
    ):
        write_nfg(SYMBOLIC)
    with pytest.raises(UnsupportedGame, match=r"writing a \.nfg file needs rational payoffs; sqrt\(2\)"):
        write_nfg(SYMBOLIC.at({"k": sympy.sqrt(2)}))


LABELS = st.text(min_size=1, max_size=5).filter(str.strip) | st.sampled_from(
    ['"', "\\", '\\"', 'a\\\\"', "1", "a#1"]
)


@st.composite
def tables(draw: st.DrawFn) -> NormalFormGame:
    shape = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    cells = 1
    for width in shape:
        cells *= width
    number = draw(st.sampled_from([st.integers(-9, 9), st.integers(-(10**30), 10**30), st.fractions()]))
    flat = [draw(st.lists(number, min_size=cells, max_size=cells)) for _ in shape]

    def nested(values: Sequence[object], widths: list[int]) -> object:
        if len(widths) == 1:
            return values
        step = len(values) // widths[0]
        return [nested(values[i : i + step], widths[1:]) for i in range(0, len(values), step)]

    return NormalFormGame(
        [nested(values, shape) for values in flat],
        players=draw(st.lists(LABELS, min_size=len(shape), max_size=len(shape), unique=True)),
        strategies=[draw(st.lists(LABELS, min_size=w, max_size=w, unique=True)) for w in shape],
        title=draw(st.text(max_size=8)),
    )


@given(tables())
def test_written_and_read_again(game: NormalFormGame) -> None:
    again = read_nfg(write_nfg(game))
    assert again == game
    assert hash(again) == hash(game)


SEEDS = [PAYOFFS, OUTCOMES, SAME["decimals and exponents"]]
JUNK = st.text(max_size=4) | st.sampled_from(
    ["{", "}", '"', ",", "0", "-1", "1/0", "\\", "e9", ".", "R", "\x00"]
)


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), JUNK), max_size=3))
def test_mutations_are_read_or_refused_with_one_line(text: str, edits: list[tuple[float, int, str]]) -> None:
    for place, cut, junk in edits:
        start = int(place * len(text))
        text = text[:start] + junk + text[start + cut :]
    try:
        game = read_nfg(text)
    except ParseError as error:
        assert "\n" not in str(error)
    else:
        assert read_nfg(write_nfg(game)) == game


@pytest.mark.parametrize("text", SEEDS, ids=["payoffs", "outcomes", "decimals"])
def test_every_truncation_is_refused(text: str) -> None:
    for end in range(len(text.rstrip()) - 1):
        with pytest.raises(ParseError, match=r"the file|expected"):
            read_nfg(text[:end])


@given(st.text(max_size=50) | st.text(max_size=50).map(lambda rest: 'NFG 1 R "" { "a" "b" } { 1 2 } ' + rest))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_nfg(text)
    except ParseError as error:
        assert "\n" not in str(error)


GARBAGE = {
    "zero bytes": "\x00" * 10**7,
    "an open quote": 'NFG 1 R "' + "x" * 10**7,
    "escaped quotes": 'NFG 1 R "' + '\\"' * (5 * 10**6),
    "one long number": 'NFG 1 R "" { "a" } { 1 } ' + "9" * 10**7,
    "braces": 'NFG 1 R "" ' + "{" * 10**7,
    "spaces": " " * 10**7,
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
def test_ten_megabytes_of_garbage_fail_fast(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ParseError) as caught:
        read_nfg(text)
    assert time.perf_counter() - start < 3
    assert len(str(caught.value)) < 250


def test_a_large_game_is_quick() -> None:
    text = 'NFG 1 R "" { "a" "b" } { 500 500 } ' + " ".join(f"{i % 977}.5" for i in range(500_000))
    start = time.perf_counter()
    assert read_nfg(write_nfg(read_nfg(text))).shape == (500, 500)
    assert time.perf_counter() - start < 10
