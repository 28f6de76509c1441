"""Gambit's .efg files: what is read, what is refused and where; reading undoes writing."""

from __future__ import annotations

import time
from dataclasses import replace
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.efg import read_efg, write_efg
from quidproquo.games.errors import ParseError, SymbolsLeft, UnsupportedGame
from quidproquo.games.extensive_form import CHANCE, ExtensiveFormGame
from quidproquo.games.tree_builder import chance, decision, outcome, tree

BAYES = """EFG 2 R "A \\"Bayes\\" game" { "Player 1" "Player 2" }
"one stage,
with a comment"
c "ROOT" 1 "(0,1)" { "1G" 0.500000 "1B" 1/2 } 0
p "" 1 1 "(1,1)" { "H" "L" } 3 "inner" { 1/3, -1 }
t "" 1 "Outcome 1" { 10.000000 2.000000 }
p "" 2 1 "(2,1)" { "h" "l" } 0
t "" 2 "Outcome 2" { 1e1, -.5 }
t "" 1
p "" 1 2 "(1,2)" { "H" "L" } 3 "inner" { 1/3 -1.0 }
p "" 2 1 0
t "" 7 "" { 4, 0 }
t "" 0
t "" 7 "" { 4/1 0 }
"""
HEAD = 'EFG 2 R "" { "US" "China" }\n'


def test_what_is_read() -> None:
    game = read_efg(BAYES)
    half = (Fraction(1, 2), Fraction(1, 2))
    expected = tree(
        chance(
            {
                "1G": (
                    half[0],
                    decision(
                        "Player 1",
                        {
                            "H": outcome(10, 2),
                            "L": decision(
                                "Player 2",
                                {"h": outcome(10, "-1/2"), "l": outcome(10, 2)},
                                information_set="(2,1)",
                            ),
                        },
                        information_set="(1,1)",
                        payoffs=("1/3", -1),
                    ),
                ),
                "1B": (
                    half[1],
                    decision(
                        "Player 1",
                        {
                            "H": decision(
                                "Player 2", {"h": outcome(4, 0), "l": outcome()}, information_set="(2,1)"
                            ),
                            "L": outcome(4, 0),
                        },
                        information_set="(1,2)",
                        payoffs=("1/3", -1),
                    ),
                ),
            },
            information_set="(0,1)",
        ),
        players=["Player 1", "Player 2"],
        title='A "Bayes" game',
    )
    assert game == expected
    assert hash(game) == hash(expected)


SAME = {
    "Windows line ends": BAYES.replace("\n", "\r\n"),
    "byte-order mark": "\ufeff" + BAYES,
    "data type D": BAYES.replace("EFG 2 R", "EFG 2 D"),
    "no comment": BAYES.replace('"one stage,\nwith a comment"\n', ""),
    "one line": BAYES.replace("\n", " "),
    "no space around braces": BAYES.replace("{ ", "{").replace(" }", "}"),
    "commas behind payoffs": BAYES.replace("{ 4/1 0 }", "{4/1,0,}"),
    "trailing space": BAYES + "\n \t",
    "set given in full again": BAYES.replace('p "" 2 1 0', 'p "" 2 1 "(2,1)" { "h" "l" } 0'),
    "outcome given in full again": BAYES.replace('t "" 1\n', 't "" 1 "Outcome 1" { 10, 2 }\n'),
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_other_ways_to_write_the_same_game(text: str) -> None:
    assert read_efg(text) == read_efg(BAYES)


def test_a_single_node() -> None:
    game = read_efg('EFG 2 R "" { "a" } t "" 1 "" { 3 }')
    assert game.payoffs[0].tolist() == [3]
    assert read_efg(write_efg(game)) == game


def test_names_without_labels_and_with_the_same_label() -> None:
    game = read_efg(
        'EFG 2 R "" { "" "P" "P" } p "" 2 17 "" { "" "" } 0 p "" 2 5 "x" { "a" "a" } 0 t "" 0 t "" 0 '
        'p "" 2 3 "x" { "a" "2" } 0 t "" 0 p "" 1 9 "x" { "" } 0 c "" 4 "" { "" 1 } 0 t "" 0'
    )
    assert game.players == ("1", "P#2", "P#3")
    assert [s.label for s in game.information_sets] == ["17", "x#5", "x#3", "x", "4"]
    actions = [s.actions for s in game.information_sets]
    assert actions == [("1", "2"), ("a#1", "a#2"), ("a", "2"), ("1",), ("1",)]


def test_chance() -> None:
    text = 'EFG 2 R "" { "a" } c "" 1 "" { "x" .333 "y" .333 "z" .334 "never" 0 } 0 ' + 't "" 0 ' * 4
    (one,) = read_efg(text).information_sets
    assert one.player == CHANCE
    assert one.probabilities == (Fraction(333, 1000), Fraction(333, 1000), Fraction(334, 1000), 0)


def test_a_chance_set_may_be_used_again_without_its_probabilities() -> None:
    text = 'EFG 2 R "" { "a" } c "" 1 "" { "x" 1/3 "y" 2/3 } 0 c "" 1 0 t "" 0 t "" 0 t "" 0'
    (one,) = read_efg(text).information_sets
    assert one.nodes == (0, 1)


def test_an_absent_minded_driver_is_read() -> None:
    game = read_efg('EFG 2 R "" { "a" } p "" 1 1 "" { "B" "E" } 0 p "" 1 1 0 t "" 0 t "" 0 t "" 0')
    assert game.information_sets[0].nodes == (0, 1)


REFUSED = {
    "empty": ("", "1:1: the file is empty; expected a game that begins with EFG 2 R"),
    "another format": ('NFG 1 R "" { "a" }', "1:1: expected EFG in the opening words EFG 2 R, found NFG"),
    "another version": ('EFG 1 R ""', "1:5: expected 2"),
    "no title": ('EFG 2 R { "a" }', "1:9: expected the title"),
    "no players": ('EFG 2 R "" { } t "" 0', "1:12: the list of players is empty"),
    "no nodes": (HEAD, "2:1: the file ends inside the tree; expected a node: p, c or t"),
    "no such node": (HEAD + 'x "" 0', "2:1: expected a node: p, c or t in the tree, found x"),
    "two comments": (HEAD + '"one" "two" t "" 0', '2:7: expected a node: p, c or t in the tree, found "two"'),
    "no node label": (HEAD + "t 0", "2:3: expected the node's label in double quotes in node 1, found 0"),
    "ends in a node": (HEAD + "t", "2:2: the file ends inside node 1; expected the node's label"),
    "ends before the outcome": (
        HEAD + 't ""',
        "2:5: the file ends inside node 1; expected the number of the outcome",
    ),
    "ends in the actions": (
        HEAD + 'p "" 1 1 "" { "a"',
        "2:18: the file ends inside information set 1 of player 1",
    ),
    "ends in the payoffs": (
        HEAD + 't "" 1 "" { 1,',
        "2:15: the file ends inside outcome 1; expected payoff 2 of 2",
    ),
    "ends in the tree": (
        HEAD + 'p "" 1 1 "" { "a" "b" "c" } 0\nt "" 0',
        "3:7: the file ends inside the tree: 2 branches have no node yet",
    ),
    "ends before the last node": (
        HEAD + 'p "" 1 1 "" { "a" } 0',
        "2:22: the file ends inside the tree: 1 branch has no node yet",
    ),
    "trailing junk": (HEAD + 't "" 0 junk', "2:8: expected the end of the file"),
    "one node too many": (HEAD + 't "" 0\nt "" 0', "3:1: expected the end of the file"),
    "player zero": (HEAD + 'p "" 0 1 "" { "a" } 0', "2:6: player 0 does not exist; the file lists 2 players"),
    "player three": (
        HEAD + 'p "" 3 1 "" { "a" } 0',
        "2:6: player 3 does not exist; the file lists 2 players",
    ),
    "player negative": (HEAD + 'p "" -1 1 "" { "a" } 0', "2:6: expected the number of the player"),
    "player a text": (HEAD + 'p "" "US" 1 "" { "a" } 0', "2:6: expected the number of the player"),
    "no actions": (HEAD + 'p "" 1 1 "" { } 0', "2:13: information set 1 of player 1 has no action"),
    "no chance branches": (
        HEAD + 'c "" 1 "" { } 0',
        "2:11: the probabilities of information set 1 of chance sum to 0",
    ),
    "set undefined": (HEAD + 'p "" 1 4 0', "2:8: information set 4 of player 1 has not been defined before"),
    "set without label": (
        HEAD + 'p "" 1 4 { "a" } 0',
        "2:10: expected the label and the actions in information set 4",
    ),
    "set of another player": (
        HEAD + 'p "" 1 1 "" { "a" } 0\np "" 2 1 0',
        "3:8: information set 1 of player 2 has not been defined before",
    ),
    "set with more actions": (
        HEAD + 'p "" 1 1 "" { "a" } 0\np "" 1 1 "" { "a" "b" } 0',
        "3:8: information set 1 of player 1 has 2 actions here and 1 before",
    ),
    "set with other actions": (
        HEAD + 'p "" 1 1 "" { "a" } 0\np "" 1 1 "" { "b" } 0',
        "3:8: information set 1 of player 1 has other actions here than before",
    ),
    "set with another label": (
        HEAD + 'p "" 1 1 "" { "a" } 0\np "" 1 1 "x" { "a" } 0',
        '3:8: information set 1 of player 1 has the label "x" here and "" before',
    ),
    "chance changes": (
        HEAD + 'c "" 1 "" { "a" 1 "b" 0 } 0\nc "" 1 "" { "a" 0 "b" 1 } 0',
        "3:6: information set 1 of chance has other probabilities here than before",
    ),
    "chance without probability": (
        HEAD + 'c "" 1 "" { "a" "b" } 0',
        "2:17: expected a probability in information set 1",
    ),
    "chance above one": (
        HEAD + 'c "" 1 "" { "a" 1/2 "b" 0.51 } 0',
        "2:11: the probabilities of information set 1 of chance sum to 101/100; they must sum to 1 exactly",
    ),
    "chance rounded": (
        HEAD + 'c "" 7 "" { "a" .333 "b" .667 "c" .001 } 0',
        "2:11: the probabilities of information set 7",
    ),
    "chance negative": (
        HEAD + 'c "" 1 "" { "a" -1/2 "b" 3/2 } 0',
        "2:17: the probability -1/2 in information set 1 of chance is negative",
    ),
    "outcome undefined": (
        HEAD + 't "" 3',
        "2:6: outcome 3 has not been defined before; expected its payoffs",
    ),
    "outcome without label": (HEAD + 't "" 3 { 1, 2 }', "2:8: outcome 3 has payoffs but no label"),
    "outcome without payoffs": (
        HEAD + 't "" 3 "x"',
        "2:11: the file ends inside outcome 3; expected '{' and the payoffs",
    ),
    "outcome short": (HEAD + 't "" 3 "" { 1 }', "2:15: expected payoff 2 of 2 in outcome 3, found }"),
    "outcome long": (
        HEAD + 't "" 3 "" { 1 2 3 }',
        "2:17: expected '}' after 2 payoffs, one per player, in outcome 3",
    ),
    "outcome of two commas": (
        HEAD + 't "" 3 "" { 1,, 2 }',
        "2:15: expected payoff 2 of 2 in outcome 3, found ,",
    ),
    "outcome zero with payoffs": (HEAD + 't "" 0 "" { 1 2 }', "2:6: outcome 0 stands for zero payoffs"),
    "outcome changes": (
        HEAD + 'p "" 1 1 "" { "a" "b" } 0\nt "" 1 "" { 1 2 }\nt "" 1 "" { 1 3 }',
        "4:6: outcome 1 has other payoffs here than before",
    ),
    "outcome changes its label": (
        HEAD + 'p "" 1 1 "" { "a" "b" } 0\nt "" 1 "x" { 1 2 }\nt "" 1 "y" { 1 2 }',
        '4:6: outcome 1 has the label "y" here and "x" before',
    ),
    "outcome negative": (HEAD + 't "" -1', "2:6: expected the number of the outcome in node 1, found -1"),
    "payoff a word": (HEAD + 't "" 1 "" { 1 inf }', "2:15: expected payoff 2 of 2 in outcome 1, found inf"),
    "payoff of two points": (
        HEAD + 't "" 1 "" { 1.2.3 4 }',
        "2:13: expected payoff 1 of 2 in outcome 1, found 1.2.3",
    ),
    "letters run together": (HEAD + 'tt "" 0', "2:1: expected a node: p, c or t in the tree, found tt"),
    "unclosed label": (HEAD + 't "x\\" 0', "2:3: the file ends inside the text whose quote opens here"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_efg(text, "game.efg")
    assert str(caught.value).startswith("game.efg:" + message)
    assert "\n" not in str(caught.value)
    assert caught.value.line is not None
    assert caught.value.column is not None


def test_what_cannot_be_written() -> None:
    k = sympy.Symbol("k")
    with pytest.raises(
        SymbolsLeft, match=r"writing an \.efg file needs numbers, but the parameters k are free"
    ):
        write_efg(tree(decision("US", {"hold": outcome(k), "trade": outcome(0)})))
    with pytest.raises(UnsupportedGame, match=r"needs rational payoffs"):
        write_efg(tree(decision("US", {"hold": outcome(sympy.sqrt(2)), "trade": outcome(0)})))
    root = sympy.sqrt(2) / 2
    lottery = chance({"x": (root, outcome(1)), "y": (1 - root, outcome(2))})
    with pytest.raises(UnsupportedGame, match=r"needs rational probabilities; sqrt\(2\)/2 is irrational"):
        write_efg(tree(lottery, players=["US"]))


LABELS = st.text(min_size=1, max_size=4).filter(str.strip) | st.sampled_from(
    ['"', "\\", '\\"', 'a\\\\"', "1", "x#1"]
)


@given(st.data(), st.from_type(ExtensiveFormGame))
def test_written_and_read_again(data: st.DataObject, game: ExtensiveFormGame) -> None:
    count = len(game.players)
    names = data.draw(st.lists(LABELS, min_size=20, max_size=20, unique=True))
    game = ExtensiveFormGame(
        players=names[:count],
        information_sets=[
            replace(one, label=names[-1 - i % 15] + "." * i, actions=tuple(names[i : i + len(one.actions)]))
            for i, one in enumerate(game.information_sets)
        ],
        children=game.children,
        payoffs=game.payoffs,
        title=data.draw(st.text(max_size=5)),
    )
    again = read_efg(write_efg(game))
    assert again == game
    assert hash(again) == hash(game)


JUNK = st.text(max_size=4) | st.sampled_from(
    ["{", "}", '"', ",", "0", "-1", "1/0", "\\", "e9", "t", "p", "c", "\x00"]
)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), JUNK), max_size=3))
def test_mutations_are_read_or_refused_with_one_line(edits: list[tuple[float, int, str]]) -> None:
    text = BAYES
    for place, cut, junk in edits:
        start = int(place * len(text))
        text = text[:start] + junk + text[start + cut :]
    try:
        game = read_efg(text)
    except ParseError as error:
        assert "\n" not in str(error)
    else:
        assert read_efg(write_efg(game)) == game


def test_every_truncation_is_refused() -> None:
    for end in range(BAYES.rindex("7")):
        with pytest.raises(ParseError, match=r"the file|expected|has not been defined"):
            read_efg(BAYES[:end])


TOKENS = ["p", "c", "t", '""', '"x"', "{", "}", "0", "1", "2", "1/2", ",", "-1", "9999999999", "\n", '"']


@given(
    st.lists(st.sampled_from(TOKENS), max_size=30).map(lambda parts: HEAD + " ".join(parts))
    | st.text(max_size=60)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_efg(text)
    except ParseError as error:
        assert "\n" not in str(error)


GARBAGE = {
    "zero bytes": "\x00" * 10**7,
    "an open quote": HEAD + 't "' + "x" * 10**7,
    "one long number": HEAD + 't "" 1 "" { ' + "9" * 10**7,
    "braces": HEAD + "{" * 10**7,
    "long word": HEAD + "t" * 10**7,
    "lines": "\n" * 10**7,
}


@pytest.mark.parametrize("text", GARBAGE.values(), ids=GARBAGE)
def test_ten_megabytes_of_garbage_fail_fast(text: str) -> None:
    start = time.perf_counter()
    with pytest.raises(ParseError) as caught:
        read_efg(text)
    assert time.perf_counter() - start < 3
    assert len(str(caught.value)) < 250


def test_a_tree_deeper_than_the_stack() -> None:
    moves = (f'p "" 1 {i} "" {{ "on" "out" }} 0\nt "" {i} "" {{ {i}/3 }}\n' for i in range(1, 60_001))
    text = 'EFG 2 R "deep" { "a" }\n' + "".join(moves) + 't "" 0'
    start = time.perf_counter()
    game = read_efg(text)
    assert len(game.children) == 120_001
    assert read_efg(write_efg(game)) == game
    assert time.perf_counter() - start < 60  # time that grew with the square of the depth would be hours
