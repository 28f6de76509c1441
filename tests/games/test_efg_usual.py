"""The quick way through usual nodes of .efg files reads what the strict reader reads, errors included."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.efg import read_efg
from quidproquo.games.efg_usual import UsualNodes

PIECES = [
    't "" 1 "a" { 1, 2 }',
    't "" 1 "a" { 1 2 }',
    't "" 1 "a" { 1,2 }',
    't "x" 1',
    't "" 2 "" { -1/2, 0.5 }',
    't "" 0',
    't "" 3 "b\\"c" { 1e2, 7 }',
    'p "" 1 1 "s" { "l" "r" } 0',
    'p "" 1 1 0',
    'p "" 2 1 "s" { "l" "r" } 1 "a" { 1, 2 }',
    'p "" 2 2 "" { "go" } 0',
    'p "" 1 3 "{" { "}" "t " } 0',
    'c "" 1 "" { "u" 1/2 "d" 1/2 } 0',
    'c "" 2 "" { "u" 1/2 "d" 1/3 } 0',
    'p "" 1 1 "s" { "l" "m" } 0',
    't "" 1 "a" { 1,, 2 }',
    't "" 1 "a" { 1 2, }',
    't "" 1 "a" { 3, 2 }',
    't "" 4 { 1, 2 }',
    't "" 5 "e"',
    't "" 0 "" { 0, 0 }',
    'p "" 3 1 "s" { "l" } 0',
    'p "" 1 9 0',
    'p "" 1 4 "" { } 0',
    't "" 1234567890',
    't""1"a"{1,2}',
]
HEAD = 'EFG 2 R "" { "A" "B" }\n""\n'


def outcome_of(text: str) -> object:
    try:
        return read_efg(text, "file.efg")
    except qpq.ParseError as error:
        return str(error)


def strictly(text: str, monkeypatch: pytest.MonkeyPatch) -> object:
    with monkeypatch.context() as patch:
        patch.setattr(UsualNodes, "at", lambda self, position: None)
        return outcome_of(text)


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=9), st.sampled_from(["\n", " ", "\r\n", "\t\n "])
)
def test_both_ways_read_the_same(pieces: list[str], between: str) -> None:
    text = HEAD + between.join(pieces) + between
    with pytest.MonkeyPatch.context() as patch:
        assert outcome_of(text) == strictly(text, patch)


@pytest.mark.parametrize("seed", range(40))
def test_both_ways_read_broken_trees_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A good file with one character changed, taken out or put in."""
    draw = random.Random(seed)
    tail = qpq.outcome(1, 2)
    for k in range(6):
        tail = qpq.decision("AB"[k % 2], {"l": tail, "r": qpq.outcome(draw.randint(-9, 9), k)})
    from quidproquo.games.efg import write_efg

    text = write_efg(qpq.tree(tail, players=["A", "B"]))
    assert outcome_of(text) == strictly(text, monkeypatch)
    for _ in range(25):
        place = draw.randrange(len(text))
        change = draw.choice(["", draw.choice('"{},\\ 0189tpc/.-\n'), text[place] * 2])
        changed = text[:place] + change + text[place + 1 :]
        assert outcome_of(changed) == strictly(changed, monkeypatch)


def test_a_line_that_never_ends_is_left_in_one_pass() -> None:
    """No pattern goes back over what it has read: a long unclosed quote takes no time."""
    text = HEAD + 't "" 1 "' + "a" * 200_000
    assert "quote" in str(outcome_of(text))
