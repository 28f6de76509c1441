"""Draw the picture of the README: a negotiation as a tree, its solution, and where the solution changes.

Run ``python docs/draw_picture.py`` to write ``docs/_static/linkage.svg`` again; a test compares the two.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

import quidproquo as qpq

TARGET = Path(__file__).parent / "_static" / "linkage.svg"
MODEL = "case:h20/sequential-linkage"
WIDTH, HEIGHT = 880, 400
INK, QUIET, BEST = "#1f2933", "#7b8794", "#b45309"
COLOURS = {"US": "#1d4ed8", "China": "#b91c1c"}
LEFT, TOP, STEP, DROP = 110, 112, 168, 92
STRIP, CELL = 318, 56
WEEKS = range(2, 14)


def text(x: float, y: float, words: str, *, size: int = 14, colour: str = INK, more: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" font-size="{size}" fill="{colour}" {more}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, best: bool) -> str:
    stroke = f'stroke="{BEST}" stroke-width="4"' if best else f'stroke="{QUIET}" stroke-width="1.5"'
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" {stroke}/>'


def chosen(solution: qpq.Solution, number: int) -> int:
    """The action that the first equilibrium plays at information set `number`."""
    mixed = solution.equilibria[0].profile[number]
    assert mixed is not None and Fraction(1) in mixed
    return mixed.index(Fraction(1))


def draw_tree() -> list[str]:
    """The decisions from left to right; at each one the move that ends the story hangs below."""
    game = qpq.case_model(MODEL).game
    assert isinstance(game, qpq.ExtensiveFormGame)
    solution = qpq.subgame_perfect(game)
    parts: list[str] = []
    node, depth = 0, 0
    while game.children[node]:
        number = game.set_of[node]
        one, x = game.information_sets[number], LEFT + depth * STEP
        ends = [child for child in game.children[node] if not game.children[child]]
        below, onward = ends[0], next((c for c in game.children[node] if c != ends[0]), ends[0])
        best = game.children[node][chosen(solution, number)]
        for child, dx, dy, tx, ty in ((below, 0, DROP, 8, DROP * 0.62), (onward, STEP, 0, 48, -10)):
            parts.append(line(x, TOP, x + dx, TOP + dy, child == best))
            label = one.actions[game.children[node].index(child)]
            more = 'font-weight="bold"' if child == best else ""
            parts.append(text(x + tx, TOP + ty, label, colour=BEST if child == best else INK, more=more))
            if not game.children[child]:
                payoffs = ", ".join(str(table[child]) for table in game.payoffs)
                px, py = (x - 22, TOP + DROP + 18) if child == below else (x + STEP + 6, TOP + 5)
                parts.append(text(px, py, f"({payoffs})"))
        who = game.players[one.player]
        parts.append(f'<circle cx="{x}" cy="{TOP}" r="7" fill="{COLOURS[who]}"/>')
        parts.append(text(x, TOP - 18, who, colour=COLOURS[who], more='text-anchor="end" font-weight="bold"'))
        node, depth = onward, depth + 1
    return parts


def outcome(weeks: int) -> tuple[str, str]:
    """What happens with this stock of magnets, and the colour of it."""
    game = qpq.case_model(MODEL, {"k": weeks}).game
    assert isinstance(game, qpq.ExtensiveFormGame)
    solution = qpq.subgame_perfect(game)
    assert solution.complete
    if solution.knife_edge:
        return "tie", "#fde68a"
    ban = game.information_sets[0].actions[chosen(solution, 0)] == "ban"
    return ("ban", "#bfdbfe") if ban else ("no ban", "#d1fae5")


def draw_strip() -> list[str]:
    """One box per week of stock, with the outcome of the equilibrium at that stock."""
    parts = [text(40, STRIP - 34, "The same tree solved for every stock of magnets (weeks)", more=BOLD)]
    for i, weeks in enumerate(WEEKS):
        words, fill = outcome(weeks)
        x = 40 + i * (CELL + 8)
        parts.append(f'<rect x="{x}" y="{STRIP - 18}" width="{CELL}" height="34" rx="4" fill="{fill}"/>')
        parts.append(text(x + CELL / 2, STRIP + 4, words, size=13, more='text-anchor="middle"'))
        parts.append(text(x + CELL / 2, STRIP + 34, str(weeks), size=13, colour=QUIET, more=MIDDLE))
    note = "Below 10 weeks a ban would end in a trade, so there is none; above 10 it sticks; at 10, both."
    assert [outcome(k)[0] for k in WEEKS] == ["no ban"] * 8 + ["tie"] + ["ban"] * 3, "the note is out of date"
    return [*parts, text(40, STRIP + 64, note, size=13, colour=QUIET)]


BOLD, MIDDLE = 'font-weight="bold"', 'text-anchor="middle"'


def picture() -> str:
    """The whole drawing as SVG text."""
    title = "Chips for magnets: ban, answer, trade, delivery"
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" role="img" font-family="Helvetica, Arial, sans-serif">',
        f"<title>{title}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#ffffff"/>',
        text(40, 40, title, size=18, more=BOLD),
        text(40, 62, "payoffs (US, China); thick: subgame-perfect equilibrium", size=13, colour=QUIET),
    ]
    return "\n".join([*head, *draw_tree(), *draw_strip(), "</svg>"]) + "\n"


if __name__ == "__main__":
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(picture(), "utf8")
    print(f"{TARGET.name} written")
