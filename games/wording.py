"""Foreign text in messages and tables: made visible, cut to a width, put into sentences."""

from __future__ import annotations

from collections.abc import Sequence


def visible(text: str) -> str:
    """Return `text` with line ends and tabs as spaces and other control characters written as escapes.

    Examples
    --------
    >>> visible("red: \\x1b[31m")
    'red: \\\\x1b[31m'
    """
    if text.isprintable():
        return text
    text = text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ")
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shorten(text: str, width: int = 32) -> str:
    """Return `text` visible on one line, cut to `width` characters.

    Examples
    --------
    >>> shorten("withhold rare earths", 10)
    'withhold …'
    """
    start = text[: 20 * width]  # whatever is cut off need not be looked at
    line = visible(" ".join(start.split()))
    if len(line) <= width and len(start) == len(text):
        return line
    return line[: width - 1] + "…"


def quoted(text: str, width: int = 60) -> str:
    """Return `text` in quotes, as Python writes it, cut to `width` characters before that.

    Examples
    --------
    >>> quoted("k + 1"), quoted("allow or restrict", 8)
    ("'k + 1'", "'allow o…'")
    """
    return repr(text if len(text) <= width else text[: width - 1] + "…")


def listed(words: Sequence[str], between: str = ", ", most: int = 6) -> str:
    """Return the words in a row, the middle ones left out where there are more than `most`.

    Examples
    --------
    >>> listed([str(number) for number in range(9)], most=4)
    '0, 1, …, 7, 8'
    """
    if len(words) > most:
        words = [*words[: most // 2], "…", *words[-(most // 2) :]]
    return between.join(words)


def player_name(label: str) -> str:
    """Return how a sentence names a player: ``player 1`` for one without a label.

    Examples
    --------
    >>> player_name("US"), player_name("1")
    ('US', 'player 1')
    """
    return f"player {label}" if label.isdecimal() else label
