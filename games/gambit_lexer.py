"""The words of Gambit's files, read strictly: quoted texts, numbers, braces, commas, each with its place."""

from __future__ import annotations

import re
from fractions import Fraction

from .errors import InvalidInput, ParseError
from .exact import MAX_DIGITS, parse_number
from .labels import MAX_LABEL
from .wording import shorten

TEXT, NUMBER, MARK, WORD, END = "text", "number", "mark", "word", "end"

# The possessive quantifiers keep a quote that is never closed from costing more than one pass.
_TOKEN = re.compile(
    r'\s*+(?:"(?P<text>(?:[^"\\]++|\\.)*+)"'
    r'|(?P<number>[+-]?(?:\d++/\d++|(?:\d++\.?\d*+|\.\d++)(?:[eE][+-]?\d++)?))(?=[\s{},"]|\Z)'
    r"|(?P<mark>[{},])"
    r'|(?P<word>[^\s{},"]++)'
    r"|(?P<end>\Z))",
    re.ASCII | re.DOTALL,
)
_ESCAPED = re.compile(r'\\(["\\])')
_TO_ESCAPE = re.compile(r'"|\\(?=["\\]|\Z)')


class GambitLexer:
    """One token of the text at a time: `kind`, `value`, and `start`, where it stands.

    A backslash stands for itself unless a quote or another backslash follows.

    Examples
    --------
    >>> lexer = GambitLexer('NFG 1 R "An \\\\"old\\\\" game" { 1/3, }')
    >>> while lexer.kind != END:
    ...     print(lexer.kind, lexer.value)
    ...     lexer.advance()
    word NFG
    number 1
    word R
    text An "old" game
    mark {
    number 1/3
    mark ,
    mark }
    """

    __slots__ = ("_position", "kind", "numbers", "source", "start", "text", "value")

    def __init__(self, text: str, source: str = "") -> None:
        self.text = text.removeprefix("\ufeff")
        self.source = source
        self.kind = self.value = ""
        self.start = self._position = 0
        self.numbers: dict[str, Fraction] = {}
        self.advance()

    def advance(self) -> None:
        """Go to the next token."""
        match = _TOKEN.match(self.text, self._position)
        if match is None:
            self.start = self.text.index('"', self._position)
            raise self.error("the file ends inside the text whose quote opens here; expected a closing quote")
        self.kind = kind = match.lastgroup or END
        self.value = match[kind]
        self.start, self._position = match.start(kind), match.end()
        if kind == TEXT:
            self.start -= 1
            if "\\" in self.value:
                self.value = _ESCAPED.sub(r"\1", self.value)

    def go_to(self, position: int) -> None:
        """Go to the token at a position of the text."""
        self._position = position
        self.advance()

    def error(self, message: str, at: int | None = None) -> ParseError:
        """An error at the current token, or at the position `at` of the text."""
        start = self.start if at is None else at
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        return ParseError(message, source=self.source, line=line, column=column)

    def unexpected(self, expected: str, *inside: object) -> ParseError:
        """The error that something else stands here than was `expected` in the place `inside`."""
        place = " ".join(map(str, inside))
        if self.kind == END:
            return self.error(f"the file ends inside {place}; expected {expected}")
        shown = shorten(self.value, 40)
        if self.kind == TEXT:
            shown = f'"{shown}"'
        return self.error(f"expected {expected} in {place}, found {shown}")

    def take(self, kind: str, value: str | None, expected: str, *inside: object) -> str:
        """Return the value of the current token, which must be of this kind (and value), and go on."""
        found = self.value
        if self.kind != kind or (value is not None and found != value):
            raise self.unexpected(expected, *inside)
        self.advance()
        return found

    def label(self, expected: str, *inside: object) -> str:
        """Return the quoted label that must stand here."""
        if self.kind == TEXT and len(self.value) > MAX_LABEL:
            raise self.error(f"a label of {len(self.value)} characters; at most {MAX_LABEL} are accepted")
        return self.take(TEXT, None, expected, *inside)

    def labels(self, expected: str, *inside: object) -> list[str]:
        """Return the braced list of labels that must stand here."""
        self.take(MARK, "{", "'{'", *inside)
        found = []
        while not self.is_mark("}"):
            found.append(self.label(f"{expected} in double quotes, or '}}',", *inside))
        self.advance()
        return found

    def integer(self, expected: str, *inside: object) -> int:
        """Return the whole number from 0 that must stand here."""
        if self.kind != NUMBER or not self.value.isdigit() or len(self.value) > 9:
            raise self.unexpected(expected, *inside)
        found = int(self.value)
        self.advance()
        return found

    def number(self, expected: str, *inside: object) -> Fraction:
        """Return the exact number that must stand here."""
        if self.kind != NUMBER:
            raise self.unexpected(expected, *inside)
        found = self.numbers.get(self.value)
        if found is None:
            if len(self.value) > MAX_DIGITS:
                raise self.error(f"a number of more than {MAX_DIGITS} digits; shorter ones are accepted")
            try:
                found = parse_number(self.value, "this number")
            except InvalidInput as error:
                raise self.error(str(error)) from None
            self.numbers[self.value] = found
        self.advance()
        return found

    def payoffs(self, count: int, *inside: object) -> tuple[Fraction, ...]:
        """Return the `count` payoffs up to the closing brace, with or without commas behind them."""
        found: list[Fraction] = []
        while not self.is_mark("}"):
            if found and self.is_mark(","):
                self.advance()
                if self.is_mark("}"):
                    break
            if len(found) == count:
                raise self.unexpected(f"'}}' after {count} payoffs, one per player,", *inside)
            found.append(self.number(f"payoff {len(found) + 1} of {count}", *inside))
        if len(found) < count:
            raise self.unexpected(f"payoff {len(found) + 1} of {count}", *inside)
        self.advance()
        return tuple(found)

    def is_mark(self, mark: str) -> bool:
        """Whether the current token is this brace or comma."""
        return self.kind == MARK and self.value == mark

    def prologue(self, form: str, version: str) -> tuple[str, list[str]]:
        """Return the title and the labels of the players, after the words that open a file."""
        inside = f"the opening words {form} {version} R"
        if self.kind == END:
            raise self.error(f"the file is empty; expected a game that begins with {form} {version} R")
        self.take(WORD, form, form, inside)
        self.take(NUMBER, version, version, inside)
        if self.kind != WORD or self.value not in ("R", "D"):
            raise self.unexpected("R or D", inside)
        self.advance()
        title = self.take(TEXT, None, 'the title in double quotes ("" for none)', "the prologue")
        at = self.start
        players = self.labels("a player's label", "the list of players")
        if not players:
            raise self.error("the list of players is empty; expected at least one player", at)
        return title, players

    def rest(self) -> str:
        """The text from the current token on."""
        return self.text[self.start :]

    def skip_rest(self) -> None:
        """Go to the end of the text."""
        self._position = len(self.text)
        self.advance()

    def comment(self) -> None:
        """Skip the comment that may stand at the end of a prologue."""
        if self.kind == TEXT:
            self.advance()


def quoted(text: str) -> str:
    """Write a text in double quotes, with a backslash only where it is needed.

    Examples
    --------
    >>> print(quoted('the "last" offer'), quoted("a\\\\b"))
    "the \\"last\\" offer" "a\\b"
    """
    escaped = _TO_ESCAPE.sub(r"\\\g<0>", text) if '"' in text or "\\" in text else text
    return f'"{escaped}"'


def quoted_list(labels: tuple[str, ...]) -> str:
    """Write labels as a braced list.

    Examples
    --------
    >>> print(quoted_list(("allow", "restrict")))
    { "allow" "restrict" }
    """
    return f"{{ {' '.join(map(quoted, labels))} }}"
