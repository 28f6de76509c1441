"""The drawing of a tree for papers: a document of its own in LaTeX with TikZ."""

from __future__ import annotations

from .markup import latex_prose
from .tree_marks import Anchor, Curve, Scene, Spot, Words

_ANCHORS: dict[Anchor, str] = {"start": "base west", "middle": "base", "end": "base east"}
_BOLD = r"\bfseries "
_HEAD = r"""\documentclass[tikz,border=4pt]{standalone}
% With labels in other scripts than Latin, compile with LuaLaTeX or XeLaTeX and a font that has them.
\usepackage{iftex}
\ifPDFTeX\usepackage[T1]{fontenc}\usepackage{textcomp}\fi"""
_PICTURE = r"""\begin{tikzpicture}[x=0.75pt, y=-0.75pt, line join=round,
  words/.style={inner sep=0.5pt, fill=white, fill opacity=0.85, text opacity=1}]"""


def tikz_text(scene: Scene) -> str:
    r"""Return the drawing as a LaTeX document that compiles by itself; its picture can be taken out of it.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> text = tree(decision("US", {"no_ban": outcome("1/2"), "ban": outcome(0)})).draw().tikz()
    >>> r"{no\_ban}" in text, r"$\frac{1}{2}$" in text
    (True, True)
    """
    paints: dict[str, str] = {}
    inside = [
        *(_curve(curve, paints) for curve in scene.links),
        *(_words(words, paints) for words in scene.words),
        *(_curve(curve, paints) for curve in scene.branches),
        *(_spot(spot, paints) for spot in scene.spots),
    ]
    colours = [rf"\definecolor{{{name}}}{{HTML}}{{{paint[1:].upper()}}}" for paint, name in paints.items()]
    return "\n".join(
        [
            _HEAD,
            *colours,
            r"\begin{document}",
            _PICTURE,
            *inside,
            r"\end{tikzpicture}",
            r"\end{document}",
            "",
        ]
    )


def _number(x: float) -> str:
    return f"{x:.2f}".rstrip("0").rstrip(".")


def _point(x: float, y: float) -> str:
    return f"({_number(x)},{_number(y)})"


def _paint(colour: str, paints: dict[str, str]) -> str:
    return paints.setdefault(colour, f"paint{len(paints)}")


def _curve(curve: Curve, paints: dict[str, str]) -> str:
    path = _point(*curve.start)
    for leg in curve.legs:
        if len(leg) == 2:
            path += f" -- {_point(*leg)}"
        else:
            path += f" .. controls {_point(*leg[:2])} and {_point(*leg[2:4])} .. {_point(*leg[4:])}"
    dashes = ""
    if curve.dashes:
        lengths = [f"{'off' if k % 2 else 'on'} {_number(0.75 * d)}pt" for k, d in enumerate(curve.dashes)]
        dashes = f", dash pattern={' '.join(lengths)}"
    style = f"{_paint(curve.colour, paints)}, line width={_number(0.75 * curve.width)}pt{dashes}"
    return rf"\draw[{style}] {path};"


def _words(words: Words, paints: dict[str, str]) -> str:
    size = 0.75 * words.size
    runs = "".join(
        rf"\textcolor{{{_paint(run.colour, paints)}}}{{{_BOLD * run.bold}{_spaced(run.text)}}}"
        for run in words.runs
    )
    font = rf"\fontsize{{{_number(size)}}}{{{_number(1.2 * size)}}}\sffamily\selectfont"
    style = f"words, anchor={_ANCHORS[words.anchor]}, font={font}"
    return rf"\node[{style}] at {_point(words.x, words.y)} {{{runs}}};"


def _spaced(text: str) -> str:
    """The text with its outer spaces, which LaTeX would drop at the start of a group, kept."""
    inner = text.strip(" ")
    if not inner:
        return r"\ " * len(text)
    before, after = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return r"\ " * before + latex_prose(inner) + r"\ " * after


def _spot(spot: Spot, paints: dict[str, str]) -> str:
    paint = _paint(spot.colour, paints)
    style = f"draw={paint}, fill={'white' if spot.hollow else paint}, line width=1.1pt"
    corners = spot.corners()
    if corners:
        return rf"\path[{style}] {' -- '.join(_point(*corner) for corner in corners)} -- cycle;"
    return rf"\path[{style}] {_point(spot.x, spot.y)} circle[radius={_number(0.75 * spot.radius)}pt];"
