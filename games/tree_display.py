"""How trees look: a drawing with dashed information sets, LaTeX, and text with branches."""

from __future__ import annotations

import html
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from .extensive_form import CHANCE, ExtensiveFormGame, InformationSet
from .markup import colour, html_text, latex_number, latex_text, plain_number
from .wording import shorten

MAX_LEAVES, MAX_DEPTH = 40, 12
MAX_LINES, LATEX_LINES = 200, 60
_LEAF, _TOP, _LEFT = 38, 34, 34
_GREY = "#666666"


def tree_text(game: ExtensiveFormGame, *, max_lines: int = MAX_LINES) -> str:
    """Return the tree as plain text for the terminal: one node per line, the first `max_lines` of them.

    A set of several nodes is named in braces; payoffs at inner nodes follow a plus sign.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> print(tree_text(tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))))
    5 nodes: US, China
    US
    ├─ no-ban → (0, 0)
    └─ ban → China
       ├─ acquiesce → (2, -6)
       └─ withhold → (-5, -7)
    """
    title = [shorten(game.title, 100)] if game.title.strip() else []
    lines = [*title, f"{len(game.children)} nodes: {', '.join(map(shorten, game.players))}"]
    for row in _rows(game, max_lines):
        branch = ("└─ " if row.last else "├─ ") if row.depth else ""
        lines.append(row.margin + branch + (f"{row.label} → " if row.depth else "") + _stop(game, row.node))
    hidden = len(game.children) - max_lines
    return "\n".join(lines + [f"… and {hidden} more nodes"] * (hidden > 0))


def tree_latex(game: ExtensiveFormGame) -> str:
    r"""Return the tree as LaTeX mathematics: one node per line, indented, the first 60 of them.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> print(tree_latex(tree(decision("US", {"no_ban": outcome("1/2"), "ban": outcome(0)}))))
    $\displaystyle \begin{array}{l}
    \text{US} \\
    \hspace{2em}\text{no}\_\text{ban} \to \left(\frac{1}{2}\right) \\
    \hspace{2em}\text{ban} \to \left(0\right)
    \end{array}$
    """
    lines = []
    for row in _rows(game, LATEX_LINES):
        one = _set_at(game, row.node)
        numbers = r",\, ".join(latex_number(table[row.node]) for table in game.payoffs)
        stop = rf"\left({numbers}\right)"
        if one is not None:
            name = "chance" if one.player == CHANCE else game.players[one.player]
            named = len(one.nodes) > 1 and one.player != CHANCE
            label = rf"_{{{latex_text(one.label)}}}" if named else ""
            paid = any(table.numerators[row.node] != 0 for table in game.payoffs)
            stop = latex_text(name) + label + (rf" + {stop}" if paid else "")
        move = ""
        if row.depth:
            above = game.information_sets[game.set_of[game.parents[row.node]]]
            chances = above.probabilities
            share = rf"\,\left[{latex_number(chances[row.action])}\right]" if chances else ""
            move = rf"\hspace{{{2 * row.depth}em}}{latex_text(above.actions[row.action])}{share} \to "
        lines.append(move + stop)
    hidden = len(game.children) - LATEX_LINES
    lines += [latex_text(f"… and {hidden} more nodes")] * (hidden > 0)
    body = " \\\\\n".join(lines)
    return f"$\\displaystyle \\begin{{array}}{{l}}\n{body}\n\\end{{array}}$"


def tree_html(game: ExtensiveFormGame) -> str:
    """Return the tree as HTML: a drawing (SVG) up to 40 terminal nodes and 12 moves, else its first lines.

    The nodes of an information set are joined by a dashed line.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> page = tree_html(tree(decision("US", {"a": outcome("1/2"), "<b>": outcome(0)})))
    >>> "<svg" in page, "&lt;b&gt;" in page
    (True, True)
    """
    title = f"<strong>{html_text(game.title, 200)}</strong><br>" if game.title.strip() else ""
    inside = _svg(game)
    if inside is None:
        inside = f"<pre>{html.escape(tree_text(game, max_lines=60))}</pre>"
        title = ""
    return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{title}{inside}</div>'


@dataclass(frozen=True, slots=True)
class _Row:
    node: int
    depth: int
    action: int  # the number of the action that leads here
    label: str
    margin: str
    last: bool


def _rows(game: ExtensiveFormGame, limit: int) -> Iterator[_Row]:
    """The first nodes in preorder, each with its place in the picture."""
    stack = [_Row(0, 0, 0, "", "", True)]
    shown = 0
    while stack and shown < limit:
        row = stack.pop()
        yield row
        shown += 1
        one = _set_at(game, row.node)
        if one is None:
            continue
        margin = row.margin + (("   " if row.last else "│  ") if row.depth else "")
        below = game.children[row.node]
        for a in range(min(len(below), limit) - 1, -1, -1):
            share = f" [{plain_number(one.probabilities[a])}]" if one.probabilities else ""
            label = shorten(one.actions[a], 40) + share
            stack.append(_Row(below[a], row.depth + 1, a, label, margin, a == len(below) - 1))


def _set_at(game: ExtensiveFormGame, node: int) -> InformationSet | None:
    return game.information_sets[game.set_of[node]] if game.children[node] else None


def _payoff_text(game: ExtensiveFormGame, node: int) -> str:
    return f"({', '.join(plain_number(table[node]) for table in game.payoffs)})"


def _stop(game: ExtensiveFormGame, node: int) -> str:
    one = _set_at(game, node)
    if one is None:
        return _payoff_text(game, node)
    paid = any(table.numerators[node] != 0 for table in game.payoffs)
    return _mover(game, one) + (f" +{_payoff_text(game, node)}" if paid else "")


def _mover(game: ExtensiveFormGame, one: InformationSet) -> str:
    if one.player == CHANCE:
        return "chance"
    return shorten(game.players[one.player]) + (f" {{{shorten(one.label)}}}" if len(one.nodes) > 1 else "")


def _svg(game: ExtensiveFormGame) -> str | None:
    """The drawing, from left to right, or None where it would be too large to read."""
    rows: list[_Row] = []
    leaves = 0
    for row in _rows(game, MAX_LEAVES * MAX_DEPTH):
        rows.append(row)
        leaves += not game.children[row.node]
        if leaves > MAX_LEAVES or row.depth > MAX_DEPTH:
            return None
    if len(rows) < len(game.children):
        return None
    longest = max((len(row.label) for row in rows), default=0)
    step = min(max(110, 7 * longest + 60), 300)
    x = {row.node: _LEFT + step * row.depth for row in rows}
    y: dict[int, float] = {}
    done = 0
    for row in rows:
        if not game.children[row.node]:
            y[row.node] = _TOP + _LEAF * done
            done += 1
    for row in reversed(rows):
        below = game.children[row.node]
        if below:
            y[row.node] = (y[below[0]] + y[below[-1]]) / 2
    parts = [_information_set(game, one, x, y) for one in game.information_sets if len(one.nodes) > 1]
    parts += [_branch(game, row, x, y) for row in rows if row.depth]
    parts += [_spot(game, row.node, x[row.node], y[row.node]) for row in rows]
    pay = max(len(_payoff_text(game, row.node)) for row in rows)
    width, height = max(x.values()) + 8 * pay + 40, _TOP + _LEAF * max(leaves, 1)
    about = html_text(f"Game tree of {len(game.children)} nodes: {', '.join(map(shorten, game.players))}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{about}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'style="background:#ffffff;max-width:100%;height:auto" font-family="sans-serif" font-size="12">'
        f"{''.join(parts)}</svg>"
    )


def _information_set(
    game: ExtensiveFormGame, one: InformationSet, x: dict[int, int], y: dict[int, float]
) -> str:
    if one.player == CHANCE:
        return ""
    nodes = sorted(one.nodes, key=lambda v: (y[v], x[v]))
    path = f"M{x[nodes[0]]} {y[nodes[0]]:g}"
    for v, w in itertools.pairwise(nodes):
        path += f" Q{(x[v] + x[w]) / 2 - 14:g} {(y[v] + y[w]) / 2:g} {x[w]} {y[w]:g}"
    name = html_text(shorten(f"{game.players[one.player]}: {one.label}", 80))
    return (
        f'<path d="{path}" fill="none" stroke="{colour(one.player)}" stroke-width="1.5" '
        f'stroke-dasharray="5 4"><title>{name}</title></path>'
    )


def _branch(game: ExtensiveFormGame, row: _Row, x: dict[int, int], y: dict[int, float]) -> str:
    above = game.parents[row.node]
    x1, y1, x2, y2 = x[above], y[above], x[row.node], y[row.node]
    where = f'x="{x1 + 0.52 * (x2 - x1):g}" y="{y1 + 0.52 * (y2 - y1) - 4:g}"'
    return (
        f'<line x1="{x1}" y1="{y1:g}" x2="{x2}" y2="{y2:g}" stroke="#999999"/>'
        f'<text {where} text-anchor="middle" stroke="#ffffff" stroke-width="3" paint-order="stroke" '
        f'fill="#222222">{html_text(row.label)}</text>'
    )


def _spot(game: ExtensiveFormGame, node: int, x: int, y: float) -> str:
    one = _set_at(game, node)
    numbers = [plain_number(table[node]) for table in game.payoffs]
    pay = ", ".join(
        f'<tspan fill="{colour(i)}">{html_text(number)}</tspan>' for i, number in enumerate(numbers)
    )
    if one is None:
        return f'<text x="{x + 6}" y="{y + 4:g}">{pay}</text>'
    paint = _GREY if one.player == CHANCE else colour(one.player)
    shape = (
        f'<rect x="{x - 4}" y="{y - 4:g}" width="8" height="8" fill="{paint}"/>'
        if one.player == CHANCE
        else f'<circle cx="{x}" cy="{y:g}" r="4.5" fill="{paint}"/>'
    )
    text = f'<text x="{x}" y="{y - 9:g}" text-anchor="middle" fill="{paint}" font-weight="bold">'
    name = "chance" if one.player == CHANCE else shorten(game.players[one.player])
    drawn = f"<g><title>{html_text(_mover(game, one))}</title>{shape}{text}{html_text(name)}</text></g>"
    if any(table.numerators[node] != 0 for table in game.payoffs):
        drawn += f'<text x="{x}" y="{y + 18:g}" text-anchor="middle" font-size="10">+ {pay}</text>'
    return drawn
