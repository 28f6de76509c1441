"""The upper envelope: its breakpoints and best replies by evaluating every line, its equilibria by `nash`."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import InvalidInput, NormalFormGame, UnsupportedGame, nash, upper_envelope
from quidproquo.games.certificate import Mixed, nash_regrets
from quidproquo.solvers.highest_lines import Point
from quidproquo.solvers.upper_envelope import UpperEnvelope

F = Fraction
NUMBERS = st.one_of(st.integers(0, 3), st.fractions(-5, 5, max_denominator=7), st.integers(-(10**18), 10**18))


@st.composite
def games(draw: st.DrawFn) -> NormalFormGame:
    width = draw(st.integers(1, 5))
    tables = [[[draw(NUMBERS) for _ in range(width)] for _ in range(2)] for _ in range(2)]
    if draw(st.booleans()):
        tables = [[list(column) for column in zip(*table, strict=True)] for table in tables]
    return NormalFormGame(tables)


def best_at(view: UpperEnvelope, p: Fraction) -> set[int]:
    """The best replies at p, from the game itself."""
    table = view.game.payoffs[view.replier]
    earned = [
        (1 - p) * a + p * b
        for a, b in (
            ((table[0, j], table[1, j]) if view.mixer == 0 else (table[j, 0], table[j, 1]))
            for j in range(view.game.shape[view.replier])
        )
    ]
    return {j for j, u in enumerate(earned) if u == max(earned)}


@given(games())
def test_points_and_segments_hold_every_best_reply(game: NormalFormGame) -> None:
    view = upper_envelope(game)
    ps = [point.p for point in view.points]
    assert ps[0] == 0 and ps[-1] == 1 and ps == sorted(set(ps))
    assert [(s.start, s.end) for s in view.segments] == list(itertools.pairwise(ps))
    for point in view.points:
        assert set(point.best) == best_at(view, point.p)
        assert point.payoff == max(line.at(point.p) for line in view.lines)
    for segment in view.segments:
        for share in (F(1, 1000), F(1, 2), F(999, 1000)):
            assert set(segment.best) == best_at(view, segment.start + share * (segment.end - segment.start))


@given(games())
def test_every_breakpoint_is_there_and_none_is_made_up(game: NormalFormGame) -> None:
    """Best replies change where two lines of the envelope cross, so all crossings decide."""
    view = upper_envelope(game)
    crossings = set()
    for one, two in itertools.combinations(view.lines, 2):
        slopes = (one.at_one - one.at_zero) - (two.at_one - two.at_zero)
        if slopes:
            p = (two.at_zero - one.at_zero) / slopes
            if 0 < p < 1:
                crossings.add(p)
    grid = sorted({F(0), F(1), *crossings})
    middles = [(a + b) / 2 for a, b in itertools.pairwise(grid)]
    changes = {
        p
        for p, a, b in zip(grid[1:-1], middles[:-1], middles[1:], strict=True)
        if best_at(view, a) != best_at(view, b)
    }
    assert {point.p for point in view.breakpoints} == changes


@given(games())
def test_the_highest_payoff_turns_up_only(game: NormalFormGame) -> None:
    points = upper_envelope(game).points
    slopes = [(b.payoff - a.payoff) / (b.p - a.p) for a, b in itertools.pairwise(points)]
    assert slopes == sorted(set(slopes))


@given(games())
def test_equilibria_sit_where_nash_says(game: NormalFormGame) -> None:
    view = upper_envelope(game)
    found = nash(game).equilibria
    assert view.solution.equilibria == found
    for p, one in zip(view.probabilities(), found, strict=True):
        reply = one.profile[view.replier]
        assert reply is not None and {j for j, q in enumerate(reply) if q} <= best_at(view, p)
    for a, b in view.intervals():
        middle = (a + b) / 2
        mixed = (1 - middle, middle)
        replies = [
            piece.hulls[view.replier]
            for pieces in view.solution.pieces
            for piece in pieces
            if {m[1] for m in piece.hulls[view.mixer]} == {a, b}
        ]
        assert any(is_nash(view, mixed, reply) for hull in replies for reply in hull)


def is_nash(view: UpperEnvelope, mixed: Mixed, reply: Mixed) -> bool:
    profile = (mixed, reply) if view.mixer == 0 else (reply, mixed)
    return not any(regret.gain for regret in nash_regrets(view.game, profile)[1])


def test_textbook_example() -> None:
    """The 3×2 game of von Stengel (2007), example 3.3: breakpoints 1/3 and 2/3, three equilibria."""
    game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    view = upper_envelope(game)
    assert view.mixer == 1
    assert view.breakpoints == (Point(F(1, 3), F(3), (0, 1)), Point(F(2, 3), F(4), (1, 2)))
    assert view.probabilities() == (F(0), F(1, 3), F(2, 3))
    assert view.never_best == () and view.intervals() == ()
    document = json.loads(view.to_json())
    assert [point["p"] for point in document["points"]] == ["0", "1/3", "2/3", "1"]
    for words in ("1/3 < p < 2/3", "2 + 3 p", "1: 4/5, 2: 1/5"):
        assert words in view.text()
    assert "1/3" in view.latex() and "<td>2 + 3 p</td>" in view.html()


def test_a_dominated_reply_is_never_best_and_a_tie_is_named() -> None:
    game = NormalFormGame([[[0] * 3, [0] * 3], [[1, 1, 0], [1, 1, 0]]])
    view = upper_envelope(game)
    assert view.never_best == (2,)
    assert view.intervals() == ((F(0), F(1)),)
    assert view.segments[0].best == (0, 1)
    assert "Never a best reply: 3" in view.text() and "at every p" in view.text()


def test_who_mixes_may_be_chosen() -> None:
    game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
    assert upper_envelope(game).mixer == 0
    assert upper_envelope(game, "China") == upper_envelope(game, 1)
    assert upper_envelope(game, "China").breakpoints[0].p == F(1, 2)
    with pytest.raises(InvalidInput, match="US, China"):
        upper_envelope(game, "Russia")
    with pytest.raises(InvalidInput, match="0 and 1"):
        upper_envelope(game, 2)
    wide = NormalFormGame([[[0, 1, 2]] * 2] * 2)
    with pytest.raises(UnsupportedGame, match="3 strategies"):
        upper_envelope(wide, 1)
    with pytest.raises(UnsupportedGame, match="3×3"):
        upper_envelope(NormalFormGame([[[0] * 3] * 3] * 2))
    with pytest.raises(UnsupportedGame, match="two players"):
        upper_envelope(NormalFormGame([[[[0]]]] * 3))
