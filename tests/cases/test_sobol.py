"""Sobol indices against known ones: of the trade margin, and of functions with a closed form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.games.errors import InvalidInput

TREE = "case:h20/sequential-linkage"
RANGES: dict[str, Any] = {
    "k": (2, 12),
    "w": ("1/2", 2),
    "kappa_U": (0, 4),
    "Sec": (2, 12),
    "R": (2, 6),
    "a": (0, 4),
}
MARGIN = "(13 - k)*w + kappa_U - (Sec - R) - a"


def test_the_trade_margin_has_the_published_indices() -> None:
    """models.md 3.5: mean 4.50; k .387/.433, Sec .248/.248, w .200/.247, others .040/.040."""
    found = qpq.sobol_indices(TREE, MARGIN, RANGES, draws=4096)
    assert found.mean == pytest.approx(4.5, abs=0.02)
    known = {"k": (0.387, 0.433), "Sec": (0.248, 0.248), "w": (0.2, 0.247)}
    for name in RANGES:
        first, total = known.get(name, (0.04, 0.04))
        assert found[name].first == pytest.approx(first, abs=0.02)
        assert found[name].total == pytest.approx(total, abs=0.02)
        low, high = found[name].total_interval
        assert low < found[name].total < high


def test_whether_the_margin_is_positive_has_the_published_indices() -> None:
    """models.md 3.5: mean .768; totals k .60, Sec .60, w .35, others near .21; first ones add up to .55."""
    found = qpq.sobol_indices(
        TREE, MARGIN.replace("- (Sec", "> (Sec").replace("- a", "+ a"), RANGES, draws=4096
    )
    assert found.mean == pytest.approx(0.768, abs=0.01)
    for name in RANGES:
        assert found[name].total == pytest.approx({"k": 0.6, "Sec": 0.6, "w": 0.35}.get(name, 0.21), abs=0.03)
    assert sum(one.first for one in found.indices) == pytest.approx(0.55, abs=0.03)


def test_additive_and_multiplicative_functions_in_closed_form() -> None:
    """Of 3x + y on squares, x has 9/10; of xy with mean 1/2 each, x has 3/7 alone and 4/7 in all."""
    square = {"w": (0, 1), "a": (0, 1)}
    added = qpq.sobol_indices(TREE, "3*w + a", square, draws=1024)
    assert added["w"].first == pytest.approx(0.9, abs=0.01) == added["w"].total
    times = qpq.sobol_indices(TREE, "w*a", square, draws=1024)
    assert times["w"].first == pytest.approx(3 / 7, abs=0.02)
    assert times["a"].total == pytest.approx(4 / 7, abs=0.02)


def test_solved_and_computed_outcomes_agree(tmp_path: Path) -> None:
    """By models.md, model (b), there is no ban exactly where the US would trade it for magnets."""
    ranges, folder = {"k": (2, 12), "a": (0, 5)}, tmp_path / "one"
    solved = qpq.sobol_indices(TREE, "outcome = no-ban", ranges, draws=64, folder=folder, workers=1)
    computed = qpq.sobol_indices(TREE, "a <= m + kappa_U - d_U", ranges, draws=64)
    assert solved.indices == computed.indices and solved.mean == computed.mean
    kept = qpq.read_sweep(folder)
    assert qpq.sobol_of(kept, "outcome = no-ban") == solved
    assert qpq.sobol_of(kept, "US").indices == qpq.sobol_of(kept, "payoff_US_high").indices


def test_what_does_not_vary_has_no_indices() -> None:
    found = qpq.sobol_indices(TREE, "k - k + 2", {"k": (2, 12)}, draws=8)
    assert found.indices == () and str(found) == "k - k + 2: 2 in all 24 draws"


@pytest.mark.parametrize(
    ("outcome", "options", "words"),
    [
        ("US", {"draws": 100}, "power of two"),
        ("q", {}, "there is no 'q'"),
        ("outcome", {}, "outcome = WORDS"),
        ("k", {"level": 2}, "level is 2"),
        ("k", {"seed": 2**40}, "seed is"),
        ("1/(w - w)", {}, "draw 0: .*division by zero"),
    ],
)
def test_what_makes_no_sense_is_refused(outcome: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        qpq.sobol_indices(TREE, outcome, {"k": (2, 12), "w": (0, 1)}, **{"draws": 8, **options})


def test_draws_without_one_number_are_named() -> None:
    name = "case:h20/linkage"
    options: dict[str, Any] = {"settings": {"phase": "may-june"}, "draws": 8, "workers": 1}
    with pytest.raises(InvalidInput, match=r"draw 0 the equilibria pay different .* payoff_PLAYER_low"):
        qpq.sobol_indices(name, "US", {"kappa_U": (3, 4)}, **options)
    assert qpq.sobol_indices(name, "payoff_US_low", {"k": (2, 12)}, **options)["k"].first > 0.9
    with pytest.raises(InvalidInput, match="need a complete sweep by the method saltelli"):
        qpq.sobol_of(qpq.sweep(name, {"k": (2, 12)}, draws=2, workers=1), "US")


def test_bars_are_as_long_as_the_indices() -> None:
    found = qpq.sobol_indices(TREE, "3*w + a", {"w": (0, 1), "a": (0, 1)}, draws=64)
    picture = qpq.figure(found)
    (axes,) = picture.figure.axes
    bars: list[Any] = list(axes.patches)
    lengths = sorted(bar.get_width() for bar in bars)
    assert lengths == pytest.approx(sorted(x for one in found.indices for x in (one.first, one.total)))
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "w"]
    assert picture.svg() == qpq.figure(found).svg()
