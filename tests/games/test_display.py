"""What games look like: whole when small, abbreviated when large, and labels are never markup."""

from __future__ import annotations

import xml.dom.minidom
from pathlib import Path

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, InvalidInput, NormalFormGame, chance, decision, outcome, tree
from quidproquo.games.display import (
    normal_form_html,
    normal_form_latex,
    normal_form_text,
    tree_html,
    tree_latex,
    tree_text,
)
from quidproquo.games.markup import latex_text

HOSTILE = '<script>alert("x")</script>\x1b[31m & \\input{a}_$5%^~#'


def balanced(latex: str) -> bool:
    """Whether braces and environments close in order, escaped braces aside."""
    bare = latex.replace(r"\{", "").replace(r"\}", "").replace(r"\$", "")
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0 and bare.count(r"\begin") == bare.count(r"\end") and bare.count("$") == 2


LABELS = st.text(min_size=1, max_size=12).filter(str.strip)


@given(st.lists(LABELS, min_size=2, max_size=4, unique=True), LABELS)
def test_any_label_gives_well_formed_markup(labels: list[str], who: str) -> None:
    game = NormalFormGame([list(range(len(labels)))], players=[who], strategies=[labels], title=who)
    grown = tree(decision(who, {a: outcome(i) for i, a in enumerate(labels)}), title=who)
    for page in (normal_form_html(game), tree_html(grown)):
        xml.dom.minidom.parseString(page.replace("&nbsp;", " ").replace("<br>", "<br/>"))
    for formula in (normal_form_latex(game), tree_latex(grown)):
        assert balanced(formula)
    for text in (normal_form_text(game), tree_text(grown)):
        assert all(line.isprintable() for line in text.split("\n"))
        assert len(text.split("\n")) == len(labels) + 3


def test_hostile_labels_stay_text() -> None:
    game = NormalFormGame([[1, 2]], players=[HOSTILE], strategies=[[HOSTILE, "b"]], title=HOSTILE)
    grown = tree(decision(HOSTILE, {HOSTILE: outcome(1), "b": outcome(2)}), title=HOSTILE)
    for page in (normal_form_html(game), tree_html(grown), game._repr_html_(), grown._repr_html_()):
        assert "<script" not in page and "\x1b" not in page
    for formula in (normal_form_latex(game), tree_latex(grown)):
        assert r"\input{" not in formula and "<s" not in formula and balanced(formula)
    assert "\x1b" not in normal_form_text(game) + tree_text(grown)


@given(st.from_type(ExtensiveFormGame))
def test_every_tree_can_be_shown(game: ExtensiveFormGame) -> None:
    text = tree_text(game)
    assert len(text.split("\n")) == 1 + len(game.children)
    xml.dom.minidom.parseString(tree_html(game))
    assert balanced(tree_latex(game))


def test_information_sets_are_dashed_and_named() -> None:
    late = {
        a: decision("China", {"x": outcome(1, 0), "y": outcome(0, 1)}, information_set="late") for a in "ab"
    }
    game = tree(decision("US", late, payoffs=[1, 2]))
    page = tree_html(game)
    assert page.count("stroke-dasharray") == 1 and "China: late" in page and " +(<tspan" in page
    assert tree_text(game).startswith("7 nodes: US, China\nUS +(1, 2)\n├─ a → China {late}\n│  ├─ x → (1, 0)")
    assert r"\text{China}_{\text{late}}" in tree_latex(game)


def test_three_players_make_one_table_per_strategy_of_the_third() -> None:
    game = NormalFormGame(list(np.arange(24).reshape(3, 2, 2, 2)), players=["US", "China", "EU"])
    assert normal_form_html(game).count("<table>") == 2
    assert normal_form_text(game).count("EU: ") == 2
    assert normal_form_latex(game).count(r"\text{EU: ") == 2
    assert balanced(normal_form_latex(game))


def test_large_games_are_abbreviated_and_say_so() -> None:
    game = NormalFormGame.zero_sum(np.zeros((1000, 1000), dtype=np.int64))
    said = "The game is 1000×1000; shown: 20 of 1000 rows, 10 of 1000 columns."
    assert said in normal_form_text(game)
    assert said in normal_form_html(game) and len(normal_form_html(game)) < 60_000
    assert balanced(normal_form_latex(game))
    many = NormalFormGame(list(np.zeros((4, 2, 2, 4, 3), dtype=np.int64)))
    assert "8 of 12 tables" in normal_form_text(many)


def test_large_trees_are_abbreviated_and_say_so() -> None:
    piece = outcome(0, 0)
    for i in range(5000):
        piece = decision("AB"[i % 2], {"stop": outcome(i, -i), "go": piece})
    deep, wide = tree(piece), tree(decision("A", {str(i): outcome(i) for i in range(5000)}))
    assert tree_text(deep, max_lines=50).endswith("… and 9951 more nodes")
    for game in (deep, wide):
        assert "<svg" not in tree_html(game) and "more nodes" in tree_html(game)
        assert len(tree_html(game)) < 20_000 and "more nodes" in tree_latex(game)


def test_symbols_are_written_as_sympy_writes_them() -> None:
    import sympy

    k, kappa = sympy.symbols("k kappa_U")
    game = NormalFormGame([[k**2 / 2, kappa]])
    assert r"\frac{k^{2}}{2}" in normal_form_latex(game) and r"\kappa_{U}" in normal_form_latex(game)
    assert "k**2/2" in normal_form_text(game)
    grown = tree(chance({"up": (k, outcome(kappa)), "down": (1 - k, outcome(0))}), players=["US"])
    assert r"\left[1 - k\right] \to \left(0\right)" in tree_latex(grown)
    assert "down [1 - k]" in tree_text(grown) and "down [1 - k]" in tree_html(grown)


def test_a_tree_of_one_node() -> None:
    game = tree(outcome(1, 2), players=["US", "China"])
    assert tree_text(game) == "1 nodes: US, China\n(1, 2)"
    assert "<svg" in tree_html(game) and balanced(tree_latex(game))


@pytest.mark.parametrize("label", ["a_b", "5% & more", "{x}", r"\end{array}", "$k$", "x^2 ~ #1"])
def test_latex_escapes_need_no_package(label: str) -> None:
    outside = latex_text(label)
    while r"\text{" in outside:
        start = outside.index(r"\text{")
        stop = outside.index("}", start)
        assert not set(outside[start + 6 : stop]) & set("\\$&#_%^~{}<>")
        outside = outside[:start] + outside[stop + 1 :]


def test_a_payoff_table_is_written_as_latex_html_and_text(tmp_path: Path) -> None:
    k = sympy.Symbol("k")
    game = NormalFormGame(
        [[["1/2", k - 13], [2, 0]], [[0, 1], [-6, -5]]], players=["US", "a_b & c"], title="<A>"
    )
    drawing = game.draw()
    assert (
        r"\frac{1}{2},\, 0 & k - 13,\, 1" in drawing.latex()
        and r"\text{a}\_\text{b }\&\text{ c}" in drawing.latex()
    )
    assert balanced(drawing.latex()) and drawing.latex() == game._repr_latex_() == drawing._repr_latex_()
    page = drawing.html()
    assert page.startswith("<!DOCTYPE html>") and "<title>&lt;A&gt;</title>" in page and "a_b &amp; c" in page
    assert drawing._repr_html_() == game._repr_html_() and drawing._repr_html_() in page
    for name in ("tex", "html", "txt"):
        drawing.save(tmp_path / f"table.{name}")
        assert (tmp_path / f"table.{name}").read_text("utf8").rstrip() == drawing.data(name).rstrip()
    assert str(drawing) == drawing.text() == normal_form_text(game)
    with pytest.raises(InvalidInput, match="'png'; accepted: tex, html, txt"):
        drawing.save(tmp_path / "table.png")
