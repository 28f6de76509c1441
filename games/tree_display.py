"""How trees look where they are shown in passing: a drawing, a formula, and text with branches."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from .extensive_form import CHANCE, ExtensiveFormGame, InformationSet
from .markup import latex_number, latex_text, plain_number
from .tree_scene import fits, tree_scene
from .tree_svg import svg_text
from .wording import shorten

DRAWN_NODES, DRAWN_MOVES = 100, 12
MAX_LINES, LATEX_LINES = 200, 60


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
    """Return the tree as HTML: a drawing up to 100 nodes and 12 moves in a row, else its first lines.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> page = tree_html(tree(decision("US", {"a": outcome("1/2"), "<b>": outcome(0)})))
    >>> "<svg" in page, "&lt;b&gt;" in page
    (True, True)
    """
    lines = (
        ""
        if fits(game, DRAWN_NODES, DRAWN_MOVES)
        else f"<pre>{html.escape(tree_text(game, max_lines=60))}</pre>"
    )
    inside = lines or svg_text(tree_scene(game))
    return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{inside}</div>'


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
