"""``qpq draw`` and the figures: every view in every format, the same bytes, one line for what is refused."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from typer.testing import Result

import quidproquo
from quidproquo import NormalFormGame, UnsupportedGame
from quidproquo.figures import Picture, figure
from quidproquo.games.errors import InvalidInput

Runner = Callable[..., Result]
Refusal = Callable[..., None]

VIEWS = ("best-replies", "envelope", "polytopes", "lemke-howson", "supports")
FIGURES = VIEWS[:4]
HOSTILE = (r"$\frac{1}{$", "</text><script>", "a\x1b[31m\x00b\n", "核" * 30, r"\input{x}&%")
PNG = b"\x89PNG\r\n\x1a\n"


def figure_bytes(picture: Picture, format_: str = "svg") -> bytes:
    return picture.data(format_)


def texts(svg: bytes) -> list[str]:
    """What is written in an SVG; parsing it also proves that it is well-formed."""
    return [
        "".join(node.itertext()) for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("}text")
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_is_written_in_every_format(view: str, qpq: Runner, folder: Path) -> None:
    arguments = ["draw", folder / "chicken.nfg", "--view", view, "--format"]
    text = qpq(*arguments, "table").stdout
    assert "Chicken" in text and "withhold" in text
    assert qpq(*arguments, "text").stdout == text
    page = qpq(*arguments, "html").stdout
    assert page.startswith("<!DOCTYPE html>") and "<table>" in page and "withhold" in page
    latex = qpq(*arguments, "latex").stdout
    assert latex.count(r"\begin{tabular}") == latex.count(r"\end{tabular}") > 0
    document = json.loads(qpq(*arguments, "json").stdout)
    assert document["schema"] == 1 and document["view"] == view
    assert document["game"] == {"title": "Chicken", "form": "normal", "players": ["US", "China"]}


def test_without_a_view_the_table_or_the_tree_is_drawn(qpq: Runner, folder: Path) -> None:
    assert "[2*, -6*]" in qpq("draw", folder / "chicken.nfg").stdout
    assert "└─ ban → China" in qpq("draw", folder / "threat.efg").stdout
    assert "<svg" in qpq("draw", folder / "threat.efg", "--format", "html").stdout
    assert r"\begin{tikzpicture}" in qpq("draw", folder / "threat.efg", "--format", "latex").stdout


@pytest.mark.parametrize("view", FIGURES)
def test_figures_are_files_and_always_the_same(view: str, qpq: Runner, folder: Path) -> None:
    for name in ("one.svg", "two.svg", "one.png"):
        result = qpq("draw", folder / "chicken.nfg", "--view", view, "--output", folder / name)
        assert result.exit_code == 0 and result.stdout == "", result.stderr
    first = (folder / "one.svg").read_bytes()
    assert first == (folder / "two.svg").read_bytes()
    assert any("withhold" in words for words in texts(first))
    assert (folder / "one.png").read_bytes().startswith(PNG)


def test_figures_say_the_exact_numbers(qpq: Runner, folder: Path) -> None:
    for view, words in (("envelope", "1/3"), ("polytopes", "x2 = (2/3, 1/3): 3, 4"), ("best-replies", "-7*")):
        target = folder / f"{view}.svg"
        assert qpq("draw", folder / "chicken.nfg", "--view", view, "--output", target).exit_code == 0
        assert words in "\n".join(texts(target.read_bytes()))


def played_nodes(svg: bytes) -> set[int]:
    """The nodes that the thick branches of a tree lead to."""
    branches = (node.attrib for node in ElementTree.fromstring(svg).iter() if node.tag.endswith("}path"))
    return {int(a["data-node"]) for a in branches if a["class"] == "branch played"}


def test_a_tree_is_drawn_with_the_equilibrium_that_is_asked_for(qpq: Runner, folder: Path) -> None:
    draw = ["draw", folder / "threat.efg", "-o"]
    assert qpq(*draw, folder / "plain.svg").exit_code == 0
    assert played_nodes((folder / "plain.svg").read_bytes()) == set()
    result = qpq(*draw, folder / "perfect.svg", "--solution", "subgame-perfect")
    assert result.exit_code == 0 and result.stderr == ""
    svg = (folder / "perfect.svg").read_bytes()
    words = texts(svg)
    assert "acquiesce" in words and "(2, -6)" in words and played_nodes(svg) == {2, 3}
    assert "thick: what is played in the equilibrium (subgame-perfect), which gives (2, -6)" in words
    listed = json.loads(qpq("solve", folder / "threat.efg", "--solution", "nash", "--format", "json").stdout)
    numbers = range(1, len(listed["equilibria"]) + 1)
    assert len(numbers) > 1
    for number, one in zip(numbers, listed["equilibria"], strict=True):
        target = folder / f"nash{number}.svg"
        result = qpq(*draw, target, "--solution", "nash", "--equilibrium", number)
        assert f"equilibrium {number} of the {len(numbers)}" in result.stderr
        plays = {"no-ban": 1, "ban": 2, "acquiesce": 3, "withhold": 4}
        profile = [mixed for own in one["profile"].values() for mixed in own.values()]
        expected = {plays[action] for mixed in profile for action, p in mixed.items() if p != "0"}
        assert played_nodes(target.read_bytes()) == expected
    default = qpq("draw", folder / "threat.efg", "--solution", "nash", "--format", "html").stdout
    assert played_nodes(default[default.index("<svg") : default.index("</body")].encode()) == played_nodes(
        (folder / "nash1.svg").read_bytes()
    )


@pytest.mark.parametrize(
    "name", ["nash", "pure-nash", "stackelberg", "subgame-perfect", "perfect-bayesian", "sequential"]
)
def test_equilibria_of_every_kind_are_marked(name: str, qpq: Runner, folder: Path) -> None:
    target = folder / f"{name}.svg"
    assert qpq("draw", folder / "threat.efg", "--solution", name, "-o", target).exit_code == 0
    assert len(played_nodes(target.read_bytes())) in (1, 2)


@pytest.mark.parametrize(
    ("name", "word"),
    [("zero-sum", "constant"), ("quantal", "no equilibrium"), ("extensive-correlated", "no equilibrium")],
)
def test_what_cannot_be_marked_is_refused(
    name: str, word: str, qpq: Runner, folder: Path, assert_refused: Refusal
) -> None:
    assert_refused(qpq("draw", folder / "threat.efg", "--solution", name, "-o", folder / "a.svg"), word)
    assert not (folder / "a.svg").exists()


def test_a_tree_is_written_in_every_format(qpq: Runner, folder: Path) -> None:
    for name in ("one.svg", "one.png", "one.tex", "one.html", "two.png", "two.svg"):
        arguments = [
            "draw",
            folder / "threat.efg",
            "--solution",
            "subgame-perfect",
            "--output",
            folder / name,
        ]
        assert qpq(*arguments).exit_code == 0
    assert (folder / "one.png").read_bytes().startswith(PNG)
    assert (folder / "one.png").read_bytes() == (folder / "two.png").read_bytes()
    assert (folder / "one.svg").read_bytes() == (folder / "two.svg").read_bytes()
    assert (folder / "one.tex").read_text("utf8").startswith(r"\documentclass[tikz")
    page = (folder / "one.html").read_text("utf8")
    assert page.startswith("<!DOCTYPE html>") and page.count('class="branch played"') == 2


def test_a_tree_too_large_for_a_picture_is_a_limit(qpq: Runner, folder: Path) -> None:
    root = quidproquo.outcome(0)
    for _ in range(251):
        root = quidproquo.decision("US", {"stop": quidproquo.outcome(1), "go": root})
    quidproquo.write_game(quidproquo.tree(root), folder / "long.efg")
    result = qpq("draw", folder / "long.efg", "-o", folder / "long.svg")
    assert result.exit_code == 3 and result.stdout == "" and not (folder / "long.svg").exists()
    assert "up to 500 nodes and 60 moves" in result.stderr and "503 and 251" in result.stderr
    assert "--format text" in result.stderr
    assert "more nodes" in qpq("draw", folder / "long.efg", "--format", "text").stdout


def test_the_payoff_table_of_a_game_with_parameters(qpq: Runner, folder: Path) -> None:
    assert "-5*" in qpq("draw", folder / "stocks.yaml").stdout  # k has its default
    table = qpq("draw", folder / "chicken.nfg", "--view", "payoffs").stdout
    assert "2, -6" in table and "*" not in table
    assert "<table>" in qpq("draw", folder / "chicken.nfg", "--view", "payoffs", "--format", "html").stdout
    formula = qpq("draw", folder / "chicken.nfg", "--view", "payoffs", "--format", "latex").stdout
    assert r"\begin{array}" in formula and r"\text{withhold}" in formula


def test_label_and_player_choose(qpq: Runner, folder: Path) -> None:
    draw = ["draw", folder / "chicken.nfg", "--view"]
    document = json.loads(qpq(*draw, "lemke-howson", "--label", "withhold", "--format", "json").stdout)
    assert document["dropped"] == 4
    document = json.loads(qpq(*draw, "envelope", "--player", "China", "--format", "json").stdout)
    assert document["mixer"] == "China" and document["points"][1]["p"] == "1/2"


def test_settings_reach_the_game(qpq: Runner, folder: Path) -> None:
    shown = qpq("draw", folder / "stocks.yaml", "--set", "k=21/2").stdout
    assert "-1/2" in shown


def test_files_are_not_overwritten_by_accident(qpq: Runner, folder: Path, assert_refused: Refusal) -> None:
    game = (folder / "chicken.nfg").read_bytes()
    arguments = ["draw", folder / "chicken.nfg", "--output", folder / "chicken.nfg"]
    assert_refused(qpq(*arguments), "extension", ".svg", "--format")
    assert_refused(qpq(*arguments, "--format", "table"), "exists", "--force")
    assert (folder / "chicken.nfg").read_bytes() == game
    assert qpq("draw", folder / "chicken.nfg", "--output", folder / "new.tex").exit_code == 0
    assert r"\begin{tabular}" in (folder / "new.tex").read_text("utf8")
    assert qpq("draw", folder / "chicken.nfg", "--output", folder / "new.tex", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chicken.nfg", "--view", "picture"], ["'picture'", "payoffs", *VIEWS]),
        (["chicken.nfg", "--view", "payoffs", "--format", "json"], ["no JSON", "qpq convert"]),
        (["chicken.nfg", "--view", "payoffs", "--output", "a.svg"], ["no figure", "best-replies"]),
        (["chicken.nfg", "--solution", "nash"], ["--solution is for --view tree", "best-replies"]),
        (["threat.efg", "--solution", "nash"], ["--solution marks play in pictures", "-o tree.svg"]),
        (["threat.efg", "--equilibrium", "2", "-o", "a.svg"], ["--equilibrium needs --solution"]),
        (
            ["threat.efg", "--solution", "nash", "--equilibrium", "0", "-o", "a.svg"],
            ["--equilibrium is 0", "1 to"],
        ),
        (["threat.efg", "--solution", "quantal", "-o", "a.svg"], ["quantal", "no equilibrium"]),
        (["threat.efg", "--solution", "core", "-o", "a.svg"], ["'core'", "subgame-perfect"]),
        (["hostages.yaml"], ["repeated game cannot be drawn", "stage game"]),
        (["threat.efg", "--view", "envelope"], ["a tree", "those that do: tree", "qpq convert"]),
        (["chicken.nfg", "--view", "tree"], ["2×2 normal form", "best-replies"]),
        (
            ["large.nfg", "--view", "polytopes"],
            ["30×30", "those that do: best-replies, payoffs, lemke-howson, supports"],
        ),
        (["chicken.nfg", "--output", "x.pdf"], ["x.pdf", "accepted: .txt", ".svg", ".png"]),
        (["chicken.nfg", "--output", "/nowhere/x.svg"], ["/nowhere/x.svg", "no folder"]),
        (["chicken.nfg", "--format", "svg"], ["needs a file", "--output picture.svg"]),
        (["chicken.nfg", "--format", "png"], ["needs a file"]),
        (["chicken.nfg", "--format", "pdf"], ["--format", "svg"]),
        (["chicken.nfg", "--format", "svg", "--output", "a.png"], ["disagree"]),
        (["chicken.nfg", "--view", "supports", "--output", "a.svg"], ["no figure", "polytopes"]),
        (["chicken.nfg", "--output", ""], ["no file name"]),
        (["chicken.nfg", "--label", "3"], ["--label is for --view lemke-howson"]),
        (["chicken.nfg", "--view", "supports", "--player", "US"], ["--player is for --view envelope"]),
        (["chicken.nfg", "--view", "lemke-howson", "--label", "9"], ["1 to 4", "PLAYER:STRATEGY"]),
        (["chicken.nfg", "--view", "envelope", "--player", "Russia"], ["US, China"]),
        (["threat.efg", "--format", "json"], ["no JSON", "qpq convert"]),
        (["missing.nfg"], ["missing.nfg"]),
    ],
)
def test_bad_input_is_one_clear_line(
    arguments: list[str], words: list[str], qpq: Runner, folder: Path, assert_refused: Refusal
) -> None:
    assert_refused(qpq("draw", folder / arguments[0], *arguments[1:]), *words)


def test_a_table_too_long_to_read_is_a_limit(qpq: Runner, folder: Path) -> None:
    result = qpq("draw", folder / "large.nfg", "--view", "supports")
    assert result.exit_code == 3 and result.stdout == "" and "at most 4095" in result.stderr


def views_of(game: NormalFormGame) -> list[Any]:
    return [
        quidproquo.best_reply_table(game),
        quidproquo.upper_envelope(game),
        quidproquo.labelled_polytopes(game),
        quidproquo.lemke_howson_table(game),
    ]


def test_labels_are_never_markup_in_figures() -> None:
    game = NormalFormGame(
        [[[1, 0, 2], [0, 1, 0]], [[0, 1, 3], [1, 0, 2]]],
        players=HOSTILE[:2],
        strategies=[HOSTILE[1:3], HOSTILE[2:]],
        title=HOSTILE[0],
    )
    for view in views_of(game):
        svg = figure_bytes(figure(view))
        tags = {node.tag.rpartition("}")[2] for node in ElementTree.fromstring(svg).iter()}
        assert "script" not in tags
        assert HOSTILE[0] in "".join(texts(svg))
    assert figure_bytes(figure(quidproquo.best_reply_table(game)), "png").startswith(PNG)


def _lines(view: Any) -> list[Any]:
    """The points of every line of a figure with one panel."""
    return [np.asarray(line.get_xydata()).tolist() for line in figure(view).figure.axes[0].lines]


@pytest.mark.parametrize("scale", [1, 10**300, Fraction(1, 10**300)])
def test_figures_do_not_depend_on_the_scale(scale: int | Fraction) -> None:
    draw = random.Random(5)
    plain = [[[draw.randrange(9) for _ in range(3)] for _ in range(2)] for _ in range(2)]
    scaled = [[[10**17 + scale * x for x in row] for row in table] for table in plain]
    for one, two in zip(views_of(NormalFormGame(plain)), views_of(NormalFormGame(scaled)), strict=True):
        if one.name in ("polytopes", "lemke-howson"):
            assert figure_bytes(figure(two)) == figure_bytes(figure(one))
        elif one.name == "envelope":  # the same lines, with other numbers at their ends
            assert _lines(two) == _lines(one)


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (2, 1), (3, 3), (2, 2)])
@pytest.mark.parametrize("most", [0, 1, 9])
def test_flat_and_degenerate_games_have_figures(shape: tuple[int, int], most: int) -> None:
    draw = random.Random(most)
    game = NormalFormGame(
        [[[draw.randint(0, most) for _ in range(shape[1])] for _ in range(shape[0])] for _ in range(2)]
    )
    for view in views_of(game) if 2 in shape else [quidproquo.labelled_polytopes(game)]:
        assert texts(figure_bytes(figure(view)))


def test_the_users_own_style_changes_nothing() -> None:
    import matplotlib

    view = quidproquo.upper_envelope(NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]]))
    before = figure_bytes(figure(view))
    with matplotlib.rc_context({"svg.fonttype": "path", "font.size": 30, "axes.facecolor": "red"}):
        assert figure_bytes(figure(view)) == before


def test_what_has_no_figure() -> None:
    game = NormalFormGame([[[0] * 30] * 30] * 2)
    with pytest.raises(UnsupportedGame, match="at most 8 tables of 200 cells"):
        figure(quidproquo.best_reply_table(game))
    with pytest.raises(UnsupportedGame, match="no figure"):
        figure("picture")  # type: ignore[arg-type]
    with pytest.raises(UnsupportedGame, match="up to 3×3"):
        figure(quidproquo.lemke_howson_table(NormalFormGame([[[0] * 4] * 4] * 2)))
    with pytest.raises(InvalidInput, match="svg, png"):
        figure_bytes(figure(quidproquo.best_reply_table(NormalFormGame([[[0]], [[0]]]))), "pdf")


def test_a_picture_shows_and_saves_itself(tmp_path: Path) -> None:
    picture = figure(quidproquo.best_reply_table(NormalFormGame([[[0]], [[0]]], title="<One>")))
    assert repr(picture) == "<Picture: best replies: <One>>"
    assert "<title>best replies: &lt;One&gt;</title>" in picture.svg() == picture._repr_svg_()
    picture.save(tmp_path / "one.png")
    assert (tmp_path / "one.png").read_bytes() == picture.data("png")
    with pytest.raises(InvalidInput, match="'pdf'"):
        picture.save(tmp_path / "one.pdf")


def test_a_map_is_drawn_beside_its_table(qpq: Runner, assert_refused: Refusal, tmp_path: Path) -> None:
    picture = tmp_path / "map.svg"
    arguments = ["regimes", "case:h20/sequential-linkage", "--vary", "k=0:52", "--output"]
    assert qpq(*arguments, str(picture)).exit_code == 0
    drawn = texts(picture.read_bytes())
    assert {"default: 6", "10", "A: no-ban"} <= set(drawn)
    assert_refused(qpq(*arguments, str(picture)), "exists")
