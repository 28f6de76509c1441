"""Labels and exact numbers as safe HTML, LaTeX and short plain text."""

from __future__ import annotations

import html
import re
from fractions import Fraction

from .exact import Number, number_text
from .wording import shorten, visible

COLOURS = ("#0072b2", "#c04a00", "#00795a", "#a6407f", "#7a6000", "#444444")
"""Text colours of the players in order, apart for the colour-blind and dark enough on white."""

_MATH = {
    "\\": r"\backslash ",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\wedge ",
    "~": r"{\sim}",
    "<": "{<}",  # in braces, so that no page takes it for the start of a tag
    ">": "{>}",
}


_PROSE = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"{\char34}",
    "[": "{[}",  # in braces, so that a line end before it does not take it for its option
    "]": "{]}",
    "*": "{*}",
    "`": r"{\char96}",
    "≈": r"$\approx$",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "×": r"$\times$",
    "−": "$-$",
    "→": r"$\to$",
    "…": r"\ldots{}",
}
_NUMBER = re.compile(r"-?[0-9]{1,60}(/[1-9][0-9]{0,59})?")


def colour(player: int) -> str:
    """The colour of a player's payoffs and label."""
    return COLOURS[player % len(COLOURS)]


def html_text(text: str, width: int = 10_000) -> str:
    """The text with everything that HTML could take for markup escaped; the whole of it if cut short.

    Examples
    --------
    >>> html_text('<b>"A & B"')
    '&lt;b&gt;&quot;A &amp; B&quot;'
    """
    cut, whole = shorten(text, width), shorten(text, max(width, 1000))
    shown = html.escape(cut, quote=True)
    return shown if cut == whole else f'<span title="{html.escape(whole, quote=True)}">{shown}</span>'


def html_page(title: str, body: str) -> str:
    """A page of its own around some HTML, so that a browser knows how it is encoded.

    Examples
    --------
    >>> html_page("Chips & magnets", "<p>…</p>").startswith("<!DOCTYPE html>")
    True
    """
    style = "body{font-family:sans-serif;margin:2em}td,th{padding:.2em .8em}th,td,caption{text-align:left}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{html.escape(visible(title)) or 'A game'}</title><style>{style}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def latex_text(text: str, width: int = 60) -> str:
    r"""The text for use in LaTeX mathematics, special characters escaped in a way MathJax reads too.

    Examples
    --------
    >>> print(latex_text("no_ban & 5%"))
    \text{no}\_\text{ban }\&\text{ 5}\%
    """
    parts, run = [], ""
    for character in shorten(text, width):
        if character in _MATH:
            parts += [rf"\text{{{run}}}"] * bool(run) + [_MATH[character]]
            run = ""
        else:
            run += character
    return "".join(parts + [rf"\text{{{run}}}"] * bool(run))


def latex_prose(text: str) -> str:
    r"""The text for running LaTeX text, special characters escaped; a text that is a number as mathematics.

    Examples
    --------
    >>> print(latex_prose("5% of x_1"), latex_prose("-7/2"), latex_prose("[≈ 3]"))
    5\% of x\_1 $-\frac{7}{2}$ {[}$\approx$ 3{]}
    """
    if _NUMBER.fullmatch(text):
        return f"${latex_number(Fraction(text))}$"
    prose = "".join(_PROSE.get(character, character) for character in visible(text))
    return prose.replace("--", "-{}-")


def latex_number(number: Number) -> str:
    r"""The number as LaTeX mathematics.

    Examples
    --------
    >>> from fractions import Fraction
    >>> print(latex_number(Fraction(-7, 2)))
    -\frac{7}{2}
    """
    if not isinstance(number, Fraction):
        import sympy

        return str(sympy.latex(number))
    if number.denominator == 1:
        return shorten(str(number.numerator), 60)
    size = rf"\frac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    return "-" * (number < 0) + size


def plain_number(number: Number) -> str:
    """The number as plain text, cut short if it is very long."""
    return shorten(number_text(number), 40)
