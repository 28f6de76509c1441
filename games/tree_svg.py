"""The drawing of a tree as SVG, written by hand: always the same, every label escaped and searchable."""

from __future__ import annotations

from html import escape

from .tree_marks import INK, PAPER, WHITE, Curve, Run, Scene, Spot, Words
from .wording import visible

FONT = "'DejaVu Sans', Verdana, Helvetica, Arial, sans-serif"


def svg_text(scene: Scene) -> str:
    """Return the drawing as the text of an SVG file.

    Branches have the class ``branch`` (and ``played`` where the equilibrium plays them) and the number of the
    node they lead to as ``data-node``; links of information sets have the class ``set``. What is cut short is
    whole in a ``<title>``, which viewers show beside the pointer.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> print(tree(decision("US", {"a": outcome(1), "<b>": outcome(0)})).draw().svg().count("&lt;b&gt;"))
    1
    """
    width, height = round(scene.width), round(scene.height)
    title = f"<title>{_safe(scene.title)}</title>" if scene.title else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{_safe(scene.about)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'style="background:{WHITE};max-width:100%;height:auto" font-family="{FONT}">',
        f"{title}<desc>{_safe(scene.about)}</desc>",
        f'<rect width="{width}" height="{height}" fill="{WHITE}"/>',
        *map(_curve, scene.links),
        *map(_words, scene.words),
        *map(_curve, scene.branches),
        *map(_spot, scene.spots),
        "</svg>",
    ]
    return "\n".join(parts)


def _safe(text: str) -> str:
    return escape(visible(text), quote=True)


def _number(x: float) -> str:
    return f"{x:.2f}".rstrip("0").rstrip(".")


def _named(name: str) -> str:
    return f"<title>{_safe(name)}</title>" if name else ""


def _curve(curve: Curve) -> str:
    path = "M" + " ".join(map(_number, curve.start))
    for leg in curve.legs:
        path += (" L" if len(leg) == 2 else " C") + " ".join(map(_number, leg))
    own = f' data-node="{curve.node}"' if curve.node >= 0 else ""
    kind = ("branch played" if curve.played else "branch") if own else "set"
    dashes = f' stroke-dasharray="{" ".join(map(_number, curve.dashes))}"' if curve.dashes else ""
    return (
        f'<path class="{kind}"{own} d="{path}" fill="none" stroke="{curve.colour}" '
        f'stroke-width="{_number(curve.width)}"{dashes} stroke-linejoin="round">{_named(curve.name)}</path>'
    )


def _words(words: Words) -> str:
    x, y, width, height = map(_number, words.paper())
    paper = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{WHITE}" fill-opacity="{PAPER}"/>'
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    style = f'x="{_number(words.x)}" y="{_number(words.y)}" font-size="{_number(words.size)}"{anchor}'
    runs = "".join(map(_run, words.runs))
    return f'{paper}<text {style} fill="{INK}" xml:space="preserve">{_named(words.whole)}{runs}</text>'


def _run(run: Run) -> str:
    if run.colour == INK and not run.bold:
        return _safe(run.text)
    weight = ' font-weight="bold"' if run.bold else ""
    return f'<tspan fill="{run.colour}"{weight}>{_safe(run.text)}</tspan>'


def _spot(spot: Spot) -> str:
    paint = f'fill="{WHITE if spot.hollow else spot.colour}" stroke="{spot.colour}" stroke-width="1.5"'
    corners = spot.corners()
    if corners:
        points = " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
        return f'<polygon points="{points}" {paint}>{_named(spot.name)}</polygon>'
    circle = f'cx="{_number(spot.x)}" cy="{_number(spot.y)}" r="{_number(spot.radius)}"'
    return f"<circle {circle} {paint}>{_named(spot.name)}</circle>"
