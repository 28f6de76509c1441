"""Drawings of trees: what they say, that nothing overlaps, and that labels from strangers stay labels."""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import (
    Equilibrium,
    ExtensiveFormGame,
    InvalidInput,
    LimitReached,
    chance,
    decision,
    figure,
    nash,
    outcome,
    sequential,
    subgame_perfect,
    tree,
)
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.plays import preorder
from quidproquo.games.text_width import text_width
from quidproquo.games.tree_marks import SHAPES, Curve, Scene, player_spot
from quidproquo.games.tree_raster import scene_figure

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = (
    r"$\frac{1}{$",
    "</text><script>alert(1)</script>",
    "a\x1b[31m\x00b\n",
    r"\input{x}&%#_^~",
    "a]]>b<!--",
    "${x}\\",
    "核",
    "\u202eright to left",
    "--[x]*`\"'",
)


def threat() -> ExtensiveFormGame:
    below = {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)}
    return tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision("China", below)}), title="Threat")


def horse() -> ExtensiveFormGame:
    """Selten (1975), figure 1: the information set of player 3 has nodes at different depths."""

    def third(left: tuple[int, ...], right: tuple[int, ...]) -> Any:
        return decision("3", {"L": outcome(*left), "R": outcome(*right)}, information_set="3")

    second = decision("2", {"d": third((4, 4, 0), (0, 0, 1)), "c": outcome(1, 1, 1)})
    root = decision("1", {"D": third((3, 3, 2), (0, 0, 0)), "C": second})
    return tree(root, players=["1", "2", "3"], title="Selten's horse")


def deals() -> ExtensiveFormGame:
    """Two draw cards and bet; each set has nodes that others of the same column lie between."""

    def bet(first: str, second: str) -> Any:
        won = 2 if first > second else -2
        answer = {"fold": outcome(1, -1), "call": outcome(won, -won)}
        return decision(
            "A",
            {"pass": outcome(0, 0), "bet": decision("B", answer, information_set=second)},
            information_set=first,
        )

    return tree(chance({a + b: ("1/6", bet(a, b)) for a, b in itertools.permutations("JQK", 2)}))


def grown(nodes: int, seed: int) -> ExtensiveFormGame:
    """A random tree with that many nodes: chance, payoffs on the way, information sets across levels."""
    draw = random.Random(seed)
    children: list[list[int]] = [[]]
    ends = [0]
    while len(children) < nodes:
        v = ends.pop(draw.randrange(max(0, len(ends) - 8), len(ends)))
        for _ in range(min(draw.choice([2, 2, 3, 4]), nodes - len(children))):
            ends.append(len(children))
            children[v].append(len(children))
            children.append([])
    names = ["US", "China", "European Union"]
    actions = ["withhold", "acquiesce", "no", "ban everything at once"]

    def piece(v: int) -> Any:
        below = dict(zip(actions, map(piece, children[v]), strict=False))
        if not below:
            return outcome(*(Fraction(draw.randint(-99, 99), draw.choice([1, 1, 7])) for _ in names))
        if draw.random() < 0.15:
            return chance({a: (Fraction(1, len(below)), w) for a, w in below.items()})
        number, paid = draw.randrange(3), [1, 0, -1] if draw.random() < 0.1 else None
        set_ = f"s{draw.randrange(4)}-{len(below)}" if draw.random() < 0.5 else None
        return decision(names[number], below, information_set=set_, payoffs=paid)

    return tree(piece(0), players=names, title=f"{nodes} nodes")


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def words_of(svg: str) -> list[str]:
    """The text elements, without the titles inside them."""
    found = []
    for node in parsed(svg).iter(f"{SVG}text"):
        whole = "".join(node.itertext())
        title = node.find(f"{SVG}title")
        found.append(whole.removeprefix("" if title is None else title.text or ""))
    return found


def played(svg: str) -> set[int]:
    return {
        int(p.attrib["data-node"])
        for p in parsed(svg).iter(f"{SVG}path")
        if p.attrib["class"] == "branch played"
    }


SIZES = [
    pytest.param(tree(decision("US", {"no-ban": outcome(0), "ban": outcome(1)})), id="3"),
    pytest.param(threat(), id="threat"),
    pytest.param(horse(), id="horse"),
    pytest.param(deals(), id="deals"),
    pytest.param(grown(30, 1), id="30"),
    pytest.param(grown(200, 2), id="200"),
    pytest.param(grown(200, 5), id="200 more"),
]


@pytest.mark.parametrize("game", SIZES)
def test_no_two_texts_overlap(game: ExtensiveFormGame) -> None:
    """Measured where it counts: the boxes of the texts as matplotlib's Agg renderer sets them."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    drawn = scene_figure(game.draw().scene)
    drawn.set_dpi(96)
    canvas: Any = FigureCanvasAgg(drawn)
    renderer = canvas.get_renderer()
    texts = [text for text in drawn.axes[0].texts if text.get_text().strip()]
    boxes = [(text.get_gid(), text.get_text(), text.get_window_extent(renderer)) for text in texts]
    for (line, one, a), (other_line, other, b) in itertools.combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        # Runs of one line may touch where the renderer rounds its glyphs to whole pixels.
        assert min(wide, high) <= (2.5 if line == other_line else 0), (one, other)
    for _, text, box in boxes:
        assert box.x0 >= 0 and box.y0 >= 0 and box.x1 <= drawn.bbox.x1 and box.y1 <= drawn.bbox.y1, text


@pytest.mark.parametrize("game", SIZES)
def test_no_text_lies_on_a_branch_or_a_node(game: ExtensiveFormGame) -> None:
    scene = game.draw().scene
    for words in scene.words:
        left, right, top, bottom = (
            words.left,
            words.left + words.width,
            words.y - words.size * 0.75,
            words.y + 3,
        )
        for spot in scene.spots:
            assert not (left < spot.x + 4 and right > spot.x - 4 and top < spot.y + 4 and bottom > spot.y - 4)
        for branch in scene.branches:
            for (x1, y1), (x2, y2) in itertools.pairwise(points(branch)):
                inside = [
                    (x1 + t / 50 * (x2 - x1), y1 + t / 50 * (y2 - y1))
                    for t in range(51)
                    if left < x1 + t / 50 * (x2 - x1) < right
                ]
                assert not any(top < y < bottom for _, y in inside), (words.text, branch)


@pytest.mark.parametrize("seed", range(25))
def test_labels_of_any_length_keep_clear_of_each_other(seed: int) -> None:
    """Payoffs that reach over several columns, long names and actions, one to eight players."""
    scene = wild(seed).draw().scene
    boxes = sorted((w.left, w.left + w.width, w.y - 0.76 * w.size, w.y + 0.24 * w.size) for w in scene.words)
    for k, (_, right, top, bottom) in enumerate(boxes):
        assert boxes[k][0] >= 0 and right <= scene.width and top >= 0 and bottom <= scene.height
        beside = [other for other in boxes[k + 1 :] if other[0] < right]
        assert not any(other[2] < bottom and top < other[3] for other in beside)
        for branch in scene.branches:
            for (x1, y1), (x2, y2) in itertools.pairwise(points(branch)):
                ends = max(boxes[k][0], x1), min(right, x2)
                if ends[0] < ends[1]:
                    heights = [y1 + (y2 - y1) * (x - x1) / (x2 - x1) for x in ends]
                    assert min(heights) >= bottom or max(heights) <= top


def wild(seed: int) -> ExtensiveFormGame:
    draw = random.Random(seed)
    names = [f"{'player ' * draw.randint(0, 4)}{i}" for i in range(draw.choice([1, 2, 3, 8]))]
    children: list[list[int]] = [[]]
    path = [0]
    for v in range(1, draw.randint(2, 90)):
        del path[draw.randint(1, len(path)) :]
        children[path[-1]].append(v)
        children.append([])
        path.append(v)

    def number() -> Any:
        return draw.choice(
            [draw.randint(-9, 9), draw.randint(0, 10**30), Fraction(draw.randint(1, 10**9), 7**9)]
        )

    def piece(v: int) -> Any:
        if not children[v]:
            return outcome(*(number() for _ in names))
        shared = draw.random() < 0.4
        long = "" if shared else "w" * draw.randint(0, 40)
        below = {f"{long}{i}": piece(w) for i, w in enumerate(children[v])}
        if draw.random() < 0.2:
            return chance({a: (Fraction(1, len(below)), w) for a, w in below.items()})
        set_ = f"set number {draw.randrange(3)} {len(below)}" if shared else None
        paid = [number() for _ in names] if draw.random() < 0.2 else None
        return decision(draw.choice(names), below, information_set=set_, payoffs=paid)

    return tree(piece(0), players=names)


def points(curve: Curve) -> list[tuple[float, float]]:
    return [curve.start, *((leg[-2], leg[-1]) for leg in curve.legs)]


@pytest.mark.parametrize(
    "text", ["withhold rare earths", "(-7/2, 10)", "MMMM WWWW @@@", "iiii.,'l", "no_ban {x}"]
)
@pytest.mark.parametrize("bold", [False, True])
def test_widths_are_never_guessed_too_small(text: str, bold: bool) -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    path = TextPath((0, 0), text, size=12, prop=FontProperties(weight="bold" if bold else "normal"))
    real = float(path.get_extents().x1)
    assert real - 0.5 <= text_width(text, 12, bold) <= real * 1.02 + 2


@settings(max_examples=40)
@given(st.from_type(ExtensiveFormGame))
def test_every_tree_is_drawn_whole(game: ExtensiveFormGame) -> None:
    svg = game.draw().svg()
    branches = [
        p.attrib["data-node"] for p in parsed(svg).iter(f"{SVG}path") if p.attrib["class"] == "branch"
    ]
    assert sorted(map(int, branches)) == list(range(1, len(game.children)))
    words = words_of(svg)
    for v, below in enumerate(game.children):
        paid = f"({', '.join(str(table[v]) for table in game.payoffs)})"
        if not below:
            assert paid in words
        elif any(table[v] for table in game.payoffs):
            assert any(text.endswith(f" +{paid}") for text in words)
    for one in game.information_sets:
        who = "chance" if one.player == CHANCE else game.players[one.player]
        assert any(text.startswith(who) for text in words)
        for action, p in itertools.zip_longest(one.actions, one.probabilities):
            assert (action if p is None else f"{action} [{p}]") in words
    assert len(words_of(svg)) == len(game.draw().scene.words)


@settings(max_examples=60)
@given(st.from_type(ExtensiveFormGame))
def test_the_links_join_each_information_set_and_nothing_else(game: ExtensiveFormGame) -> None:
    check_links(game)


@pytest.mark.parametrize("game", SIZES)
def test_the_links_of_larger_trees(game: ExtensiveFormGame) -> None:
    check_links(game)


def check_links(game: ExtensiveFormGame) -> None:
    scene = game.draw().scene
    where = places(game, scene)
    node_at = {place: v for v, place in where.items()}
    group = {v: v for v in where}

    def leader(v: int) -> int:
        while group[v] != v:
            v = group[v]
        return v

    for link in scene.links:
        v, w = node_at[rounded(points(link)[0])], node_at[rounded(points(link)[-1])]
        assert game.set_of[v] == game.set_of[w] >= 0
        one = game.information_sets[game.set_of[v]]
        assert link.name == f"{game.players[one.player]}: {one.label}" and link.dashes
        group[leader(v)] = leader(w)
        if where[v][0] == where[w][0]:  # within a column no other node is touched
            for (x1, y1), (x2, y2) in itertools.pairwise(points(link)):
                passed = [
                    u for u, (x, y) in where.items() if x == round(x1, 3) == round(x2, 3) and y1 < y < y2
                ]
                assert not passed
    for one in game.information_sets:
        if one.player != CHANCE:
            assert len({leader(v) for v in one.nodes}) == 1
    drawn = sum(len(one.nodes) - 1 for one in game.information_sets if one.player != CHANCE)
    assert len(scene.links) == drawn


def rounded(point: tuple[float, float]) -> tuple[float, float]:
    return round(point[0], 3), round(point[1], 3)


def places(game: ExtensiveFormGame, scene: Scene) -> dict[int, tuple[float, float]]:
    """Where each node stands, from the branches that lead there."""
    found = {branch.node: rounded(points(branch)[-1]) for branch in scene.branches}
    if scene.branches:
        found[0] = rounded(scene.branches[0].start)
    for branch in scene.branches:
        assert found[game.parents[branch.node]] == rounded(branch.start)
    return found


def test_lanes_of_sets_that_overlap_are_apart() -> None:
    scene = deals().draw().scene
    runs = [
        (one[0], min(one[1], other[1]), max(one[1], other[1]), link.name)
        for link in scene.links
        for one, other in itertools.pairwise(points(link))
        if one[0] == other[0]
    ]
    for (x1, top1, end1, a), (x2, top2, end2, b) in itertools.combinations(runs, 2):
        if a != b and x1 == x2:
            assert end1 <= top2 or end2 <= top1, (a, b)


def marked_nodes(game: ExtensiveFormGame, equilibrium: Equilibrium) -> set[int]:
    profile: Any = equilibrium.profile
    return {
        w
        for v in preorder(game)
        if game.children[v] and profile[game.set_of[v]] is not None
        for p, w in zip(profile[game.set_of[v]], game.children[v], strict=True)
        if p
    }


@pytest.mark.parametrize("game", [threat(), horse(), deals()], ids=["threat", "horse", "deals"])
def test_the_thick_branches_are_what_the_equilibrium_plays(game: ExtensiveFormGame) -> None:
    for equilibrium in nash(game).equilibria[:6]:
        svg = game.draw(equilibrium).svg()
        assert played(svg) == marked_nodes(game, equilibrium)
        profile: Any = equilibrium.profile
        for one, mixed in zip(game.information_sets, profile, strict=True):
            for action, p in zip(one.actions, mixed or (), strict=False):
                if 0 < p < 1:
                    assert f"{action} ({p})" in words_of(svg)
        paid = ", ".join(map(str, equilibrium.payoffs))
        assert f"thick: what is played in the equilibrium (nash), which gives ({paid})" in words_of(svg)
    assert played(game.draw().svg()) == set()


def test_beliefs_stand_beside_the_sets_that_need_them() -> None:
    """Beer and quiche (Cho and Kreps 1987): the prior after the common signal, a range after the other."""

    def reply(signal: str, fight: tuple[int, int], retreat: tuple[int, int]) -> Any:
        actions = {"fight": outcome(*fight), "retreat": outcome(*retreat)}
        return decision("Bob", actions, information_set=signal)

    weak = {"beer": reply("beer", (0, 1), (2, 0)), "quiche": reply("quiche", (1, 1), (3, 0))}
    strong = {"beer": reply("beer", (1, 0), (3, 1)), "quiche": reply("quiche", (0, 0), (2, 1))}
    states = {"weak": ("1/10", decision("Ann", weak)), "strong": ("9/10", decision("Ann", strong))}
    game = tree(chance(states))
    both_beer = [e for e in sequential(game).equilibria if e.payoffs[0] == Fraction(29, 10)]
    shown = [set(words_of(game.draw(e).svg())) for e in both_beer]
    assert all({"Bob {beer} [1/10]", "Bob {beer} [9/10]"} <= words for words in shown)
    after = [{text for text in words if text.startswith("Bob {quiche}")} for words in shown]
    assert {"Bob {quiche} [1/2 to 1]", "Bob {quiche} [0 to 1/2]"} in after  # who always fights
    assert {"Bob {quiche} [1/2]"} in after  # who fights just often enough
    words = shown[0]
    assert "Ann" in words and any(text.endswith("; beside a set: the belief") for text in words)
    assert not any("belief" in text for text in words_of(game.draw(nash(game).equilibria[0]).svg()))


def test_a_set_that_the_profile_leaves_out_is_not_marked() -> None:
    game = threat()
    out = Equilibrium(game, ((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))))
    assert played(game.draw(out).svg()) == {1, 4}
    again = decision("US", {"x": outcome(0, 0), "y": outcome(1, 1)})
    longer = tree(decision("US", {"no-ban": outcome(9, 0), "ban": again}), players=["US", "China"])
    alone = Equilibrium(longer, ((Fraction(1), Fraction(0)), None))
    assert played(longer.draw(alone).svg()) == {1}


def test_players_are_told_apart_without_colour() -> None:
    spots = [player_spot(0, 0, i, "") for i in range(6)]
    assert len({(spot.shape, spot.corners()) for spot in spots}) == 6 == len(SHAPES)
    scene = horse().draw().scene
    shapes = {spot.name.partition(" ")[0]: spot.shape for spot in scene.spots if spot.name}
    assert len(set(shapes.values())) == 3
    assert len({link.dashes for link in scene.links}) == 1


def test_long_labels_are_cut_and_whole_in_the_title() -> None:
    long = "a promise to buy soybeans for as long as both sides keep the peace"
    game = tree(
        decision(f"{long} A", {f"{long} 1": outcome(10**40), f"{long} 2": outcome(0)}), title=long * 3
    )
    svg = game.draw().svg()
    titles = [node.text or "" for node in parsed(svg).iter(f"{SVG}title")]
    assert {f"{long} 1", f"{long} 2", f"{long} A", f"({10**40})"} <= set(titles)
    assert all(len(words) < 120 for words in words_of(svg)) and "a promise to buy soybea…" in words_of(svg)
    assert "1e+40" in "".join(words_of(svg))
    assert game.draw().scene.width < 900


def test_payoffs_with_symbols_are_formulas() -> None:
    import sympy

    k = sympy.Symbol("k")
    game = tree(
        chance({"up": (1 - k, outcome(k**2 - 1)), "down": (k, outcome(sympy.sqrt(2)))}), players=["US"]
    )
    words = words_of(game.draw().svg())
    assert {"(k**2 - 1)", "(sqrt(2))", "up [1 - k]", "down [k]"} <= set(words)
    assert "(k{*}{*}2" in re.sub(r"\\textcolor\{paint\d\}\{(.*?)\}(?=\\|\})", r"\1", game.draw().tikz())
    assert game.draw().png().startswith(b"\x89PNG")


def hostile() -> ExtensiveFormGame:
    def below() -> Any:
        return decision(HOSTILE[3], {one: outcome(1, 2) for one in HOSTILE}, information_set=HOSTILE[1])

    root = chance({HOSTILE[0]: ("1/2", below()), HOSTILE[4]: ("1/2", below())})
    return tree(root, players=[HOSTILE[3], HOSTILE[5]], title=HOSTILE[1])


def test_labels_are_never_markup() -> None:
    game = hostile()
    drawing = game.draw()
    root = parsed(drawing.svg())
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "path", "text", "tspan", "circle", "polygon"}
    assert all(key in KNOWN for node in root.iter() for key in node.attrib)
    assert HOSTILE[0] + " [1/2]" in words_of(drawing.svg())
    assert "<script" not in drawing.html() and "\x1b" not in drawing.html()
    assert "\u202e" not in drawing.svg()
    check_tikz(drawing.tikz())
    assert drawing.png().startswith(b"\x89PNG")
    texts = [text.get_text() for text in scene_figure(drawing.scene).axes[0].texts]
    assert HOSTILE[0] + " [1/2]" in texts


KNOWN = {
    *("role", "aria-label", "viewBox", "width", "height", "style", "font-family", "fill", "class", "d"),
    *("stroke", "data-node", "stroke-width", "stroke-dasharray", "stroke-linejoin", "x", "y", "font-size"),
    *("text-anchor", "fill-opacity", "font-weight", "cx", "cy", "r", "points"),
    "{http://www.w3.org/XML/1998/namespace}space",
}
COMMANDS = {
    *("documentclass", "usepackage", "ifPDFTeX", "fi", "definecolor", "begin", "end", "draw", "node", "path"),
    *("fontsize", "sffamily", "selectfont", "textcolor", "bfseries", "frac", "textbackslash", "textless"),
    *("textasciicircum", "textasciitilde", "textgreater", "textbar", "char", "approx", "leq", "geq", "times"),
    *("to", "ldots"),
}


def check_tikz(text: str) -> list[str]:
    """The document is made of known commands, balanced, one statement a line; returns the statements."""
    lines = text.split("\n")
    first, last = lines.index(r"\begin{document}"), lines.index(r"\end{document}")
    assert lines[0] == r"\documentclass[tikz,border=4pt]{standalone}" and last == len(lines) - 2
    bare = re.sub(r"\\[\\{}$&#_% ]", "", text)  # escaped characters aside
    for name in re.findall(r"\\([A-Za-z]+|.)", bare):
        assert name in COMMANDS, name
    depth = 0
    for character in bare:
        depth += (character == "{") - (character == "}")
        assert depth >= 0
    assert depth == 0 and bare.count("$") % 2 == 0
    body = lines[first + 1 : last]
    assert body[0].startswith(r"\begin{tikzpicture}") and body[-1] == r"\end{tikzpicture}"
    statements = body[2:-1]
    for statement in statements:
        assert re.fullmatch(r"\\(draw|node|path)\[.*\] .*;", statement)
        inside = re.sub(r"\\[\\{}$&#_% ]", "", statement)
        assert inside.count("{") == inside.count("}") and not set("#&%^~") & set(inside)
    used = set(re.findall(r"paint\d+", "\n".join(body)))
    defined = set(re.findall(r"color\{(paint\d+)\}\{HTML\}", text))
    assert used == defined
    return statements


@pytest.mark.parametrize("game", SIZES)
def test_tikz_says_what_the_svg_says(game: ExtensiveFormGame) -> None:
    statements = check_tikz(game.draw().tikz())
    scene = game.draw().scene
    kinds = [statement[1:5] for statement in statements]
    assert kinds.count("draw") == len(scene.branches) + len(scene.links)
    assert kinds.count("node") == len(scene.words) and kinds.count("path") == len(scene.spots)
    assert sum("dash pattern" in statement for statement in statements) == len(scene.links)
    assert max(scene.width, scene.height) * 0.75 < 16383  # points: the largest length that TeX knows


def test_tikz_of_a_small_tree() -> None:
    game = threat()
    text = game.draw(subgame_perfect(game).equilibria[0]).tikz()
    assert text.count("line width=2.4pt") == 2 and r"\bfseries acquiesce}" in text and "{no-ban}" in text
    plain = re.sub(r"\\textcolor\{paint\d+\}", "", text)
    assert "{{(}{$2$}{,\\ }{$-6$}{)}};" in plain and "{{\\bfseries China}};" in plain


LABELS = st.text(min_size=1, max_size=12).filter(str.strip)


@settings(max_examples=50)
@given(st.lists(LABELS, min_size=2, max_size=4, unique=True), LABELS)
def test_any_label_gives_well_formed_drawings(labels: list[str], who: str) -> None:
    drawing = tree(decision(who, {a: outcome(i) for i, a in enumerate(labels)}), title=who).draw()
    assert len(words_of(drawing.svg())) == 2 * len(labels) + 4 + bool(drawing.scene.title) - 1
    check_tikz(drawing.tikz())


def test_the_same_tree_gives_the_same_bytes_whatever_the_style() -> None:
    import matplotlib

    before = [horse().draw().data(name) for name in ("svg", "tex", "html", "png")]
    with matplotlib.rc_context(
        {"font.size": 30, "axes.facecolor": "red", "text.usetex": False, "lines.linewidth": 9}
    ):
        assert [horse().draw().data(name) for name in ("svg", "tex", "html", "png")] == before


def test_what_is_not_drawn() -> None:
    long = outcome(0)
    for _ in range(61):
        long = decision("US", {"stop": outcome(1), "go": long})
    with pytest.raises(LimitReached, match="up to 500 nodes and 60 moves in a row; this one has 123 and 61"):
        tree(long).draw()
    wide = tree(decision("US", {str(i): outcome(i) for i in range(500)}))
    with pytest.raises(LimitReached, match="501 and 1"):
        wide.draw()
    game = threat()
    with pytest.raises(InvalidInput, match=r"a Solution cannot be marked.*solution.equilibria\[0\]"):
        game.draw(nash(game))  # type: ignore[arg-type]
    with pytest.raises(InvalidInput, match="another game"):
        game.draw(subgame_perfect(tree(decision("US", {"a": outcome(1), "b": outcome(0)}))).equilibria[0])
    with pytest.raises(InvalidInput, match=r"'pdf'.*svg, png, tex, html, txt"):
        game.draw().data("pdf")


def test_the_largest_trees_that_are_accepted() -> None:
    drawing = tree(decision("US", {str(i): outcome(i) for i in range(499)})).draw()
    assert len(words_of(drawing.svg())) == 499 * 2 + 3
    deep = outcome(0)
    for _ in range(60):
        deep = decision("US", {"stop": outcome(1), "go": deep})
    assert len(list(branches_of(tree(deep)))) == 120


def branches_of(game: ExtensiveFormGame) -> Iterator[Curve]:
    yield from game.draw().scene.branches


def test_a_single_node_and_a_tree_of_chance_alone() -> None:
    only = tree(outcome(3), players=["US"]).draw()
    assert "(3)" in words_of(only.svg()) and not only.scene.branches
    lottery = tree(chance({"win": ("1/3", outcome(1)), "lose": ("2/3", outcome(0))}), players=["US"]).draw()
    assert {"win [1/3]", "chance", "payoffs (US)"} <= set(words_of(lottery.svg()))


def test_a_drawing_shows_and_saves_itself(tmp_path: Path) -> None:
    game = threat()
    drawing = game.draw()
    assert repr(drawing) == "<TreeDrawing of 5 nodes>" and drawing._repr_svg_() == drawing.svg()
    for name in ("svg", "tex", "html", "txt", "png"):
        drawing.save(tmp_path / f"threat.{name}")
        content, saved = drawing.data(name), (tmp_path / f"threat.{name}").read_bytes()
        assert saved == (content if isinstance(content, bytes) else content.encode())
    assert drawing.svg() in game._repr_html_()


def test_the_figure_is_the_drawing_to_go_on_with() -> None:
    game = threat()
    picture = figure(game, subgame_perfect(game))
    texts = [text.get_text() for text in picture.figure.axes[0].texts]
    assert "acquiesce" in texts and "thick: what is played" in "".join(texts)
    assert picture.data("svg") == figure(game, subgame_perfect(game)).data("svg")
