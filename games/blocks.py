"""What is shown to a reader, as data: headings, paragraphs and tables, as plain text, HTML or LaTeX."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TypeAlias

from .markup import latex_prose
from .wording import visible

WIDTH = 100
GAP = "  "
MARGIN = "  "
LONG_CELL = 32


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of its own, with space above."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; folded between words where it is longer than the page is wide."""

    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell of several entries, such as the payoffs of the players, some of which are marked.

    A marked entry has an asterisk, in HTML and LaTeX also a line below; a `framed` cell stands in brackets.

    Examples
    --------
    >>> str(Marked((("2", True), ("-6", True)), framed=True)), str(Marked((("0", False), ("1", True))))
    ('[2*, -6*]', '0, 1*')
    """

    entries: tuple[tuple[str, bool], ...]
    framed: bool = False

    def __str__(self) -> str:
        inside = ", ".join(text + "*" * marked for text, marked in self.entries)
        return f"[{inside}]" if self.framed else inside


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal length under a header; cells fold between words, so no number is ever cut.

    `caption` is a line above the table.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str | Marked, ...], ...]
    caption: str = ""


Block: TypeAlias = Heading | Paragraph | Table


def blocks_text(blocks: Iterable[Block], width: int = WIDTH) -> str:
    """Return the blocks as plain text of about `width` columns.

    Only a single word that is longer than the page goes beyond it. Control characters, which could steer a
    terminal, are shown as escapes.

    Examples
    --------
    >>> print(blocks_text([Heading("Payoffs"), Table(("player", "gets"), (("US", "-7/2"), ("China", "-2")))]))
    Payoffs
    <BLANKLINE>
      player  gets
      US      -7/2
      China   -2
    """
    paragraphs: list[list[str]] = []
    for block in blocks:
        if isinstance(block, Heading):
            paragraphs.append(folded(block.text, width))
        elif isinstance(block, Paragraph):
            lines = folded(block.text, width - len(MARGIN))
            paragraphs.append([MARGIN + line if line else "" for line in lines])
        else:
            caption = folded(block.caption, width - len(MARGIN)) if block.caption else []
            lines = [
                *caption,
                *_table_lines(block, width - len(MARGIN) * (2 if caption else 1), bool(caption)),
            ]
            paragraphs.append([MARGIN + line for line in lines])
    return "\n\n".join("\n".join(lines) for lines in paragraphs)


def blocks_html(blocks: Iterable[Block]) -> str:
    """Return the blocks as HTML, every text escaped.

    Examples
    --------
    >>> blocks_html([Paragraph("d < theta & d > kappa")])
    '<div><p>d &lt; theta &amp; d &gt; kappa</p></div>'
    """
    parts = []
    for block in blocks:
        if isinstance(block, Heading):
            parts.append(f"<h4>{escape(block.text)}</h4>")
        elif isinstance(block, Paragraph):
            parts.append(f"<p>{escape(block.text)}</p>")
        else:
            caption = f"<caption>{escape(block.caption)}</caption>" if block.caption else ""
            header = "".join(f"<th>{escape(cell)}</th>" for cell in block.header)
            rows = "".join(
                "<tr>" + "".join(f"<td>{_html_cell(cell)}</td>" for cell in row) + "</tr>"
                for row in block.rows
            )
            parts.append(f"<table>{caption}<thead><tr>{header}</tr></thead><tbody>{rows}</tbody></table>")
    return f"<div>{''.join(parts)}</div>"


def blocks_latex(blocks: Iterable[Block]) -> str:
    r"""Return the blocks as LaTeX for the body of a document, every text escaped; no package is needed.

    Examples
    --------
    >>> print(blocks_latex([Paragraph("gains 5%"), Table(("player", "gets"), (("US", "-7/2"),), "Payoffs")]))
    gains 5\%
    <BLANKLINE>
    \noindent Payoffs\\[0.5ex]
    \begin{tabular}{ll}
    player & gets \\ \hline
    US & $-\frac{7}{2}$ \\
    \end{tabular}
    """
    parts = []
    for block in blocks:
        if isinstance(block, Heading):
            parts.append(rf"\medskip\noindent\textbf{{{latex_prose(block.text)}}}")
        elif isinstance(block, Paragraph):
            parts.append(latex_prose(block.text))
        else:
            parts.append(_latex_table(block))
    return "\n\n".join(parts)


def folded(text: str, width: int) -> list[str]:
    """Break `text` between words into lines of at most `width` columns; a longer word stays whole.

    Examples
    --------
    >>> folded("1/3 of the flow", 8)
    ['1/3 of', 'the flow']
    """
    text = visible(text)
    if display_width(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        size = display_width(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line]


def display_width(text: str) -> int:
    """Return the number of terminal columns that `text` takes: two for East Asian wide characters.

    Examples
    --------
    >>> display_width("China"), display_width("中国")
    (5, 4)
    """
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _html_cell(cell: str | Marked) -> str:
    if isinstance(cell, str):
        return escape(cell)
    inside = ", ".join(f"<u>{escape(text)}</u>*" if marked else escape(text) for text, marked in cell.entries)
    return f"<strong>[{inside}]</strong>" if cell.framed else inside


def _latex_table(table: Table) -> str:
    rows = [" & ".join(_latex_cell(cell) for cell in row) + r" \\" for row in table.rows]
    if any(table.header):
        rows.insert(0, " & ".join(latex_prose(cell) for cell in table.header) + r" \\ \hline")
    lengths = [
        max(display_width(str(c)) for c in column) for column in zip(table.header, *table.rows, strict=True)
    ]
    long = [length for length in lengths if length > LONG_CELL]
    room = max(0.3, 0.95 - 0.012 * (sum(lengths) - sum(long)))
    columns = "".join(
        rf"p{{{room * length / sum(long):.2f}\linewidth}}" if length > LONG_CELL else "l"
        for length in lengths
    )
    caption = rf"\noindent {latex_prose(table.caption)}\\[0.5ex]" if table.caption else r"\noindent"
    return "\n".join([caption, rf"\begin{{tabular}}{{{columns}}}", *rows, r"\end{tabular}"])


def _latex_cell(cell: str | Marked) -> str:
    if isinstance(cell, str):
        return latex_prose(cell)
    inside = ", ".join(
        rf"\underline{{{latex_prose(text)}}}*" if marked else latex_prose(text)
        for text, marked in cell.entries
    )
    return f"{{[{inside}]}}" if cell.framed else inside


def _table_lines(table: Table, width: int, indented: bool) -> list[str]:
    rows = [table.header, *table.rows] if any(table.header) else list(table.rows)
    widths = _column_widths([[visible(str(cell)) for cell in row] for row in rows], width)
    lines = []
    for row in rows:
        cells = [folded(str(cell), size) for cell, size in zip(row, widths, strict=True)]
        for k in range(max(len(cell) for cell in cells)):
            parts = [cell[k] if k < len(cell) else "" for cell in cells]
            padded = [p + " " * (size - display_width(p)) for p, size in zip(parts, widths, strict=True)]
            lines.append(GAP.join(padded).rstrip())
    return [MARGIN + line for line in lines] if indented else lines


def _column_widths(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """As wide as the cells need; where that is too much, the widest columns give way down to their words."""
    columns = list(zip(*rows, strict=True))
    widths = [max(display_width(cell) for cell in column) for column in columns]
    least = [
        max((display_width(w) for cell in column for w in cell.split()), default=0) for column in columns
    ]
    excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
    while excess > 0:
        giving = [i for i, size in enumerate(widths) if size > least[i]]
        if not giving:
            break
        top = max(widths[i] for i in giving)
        widest = [i for i in giving if widths[i] == top]
        below = max((widths[i] for i in giving if widths[i] < top), default=0)
        for i in widest:
            share = -(-excess // len(widest))
            widths[i] -= max(1, min(share, top - max(least[i], below)))
        excess = sum(widths) + len(GAP) * (len(widths) - 1) - width
    return widths
