"""The errors a user can meet: one small tree under `QuidproquoError`, each message naming the place."""

from __future__ import annotations


class QuidproquoError(Exception):
    """Every error that this package raises on purpose."""


class InvalidInput(QuidproquoError, ValueError):
    """Something handed in is malformed; the message names the place and what would be accepted."""


class InvalidGame(InvalidInput):
    """The pieces handed in do not make a game."""


class ParseError(InvalidInput):
    """A file or formula does not follow its grammar; carries the file, line and column (from 1).

    Examples
    --------
    >>> str(ParseError("expected a number", source="game.nfg", line=3, column=7))
    'game.nfg:3:7: expected a number'
    """

    def __init__(
        self, message: str, *, source: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        self.source, self.line, self.column = source, line, column
        place = ":".join(str(part) for part in (source, line, column) if part not in ("", None))
        super().__init__(f"{place}: {message}" if place else message)


class UnsupportedGame(QuidproquoError, ValueError):
    """The game is fine, but this solution concept or function does not apply to it."""


class SymbolsLeft(UnsupportedGame):
    """The game still has free parameters where numbers are needed."""

    def __init__(self, what: str, names: tuple[str, ...]) -> None:
        self.what, self.names = what, names
        super().__init__(
            f"{what} needs numbers, but the parameters {', '.join(names)} are free: "
            f"fix them with game.at({{{names[0]!r}: ...}}) (on the command line --set {names[0]}=VALUE)"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return SymbolsLeft, (self.what, self.names)


class NotAnEquilibrium(QuidproquoError, ValueError):
    """A profile fails its certificate; the message names the player, the deviation and the gain."""


class LimitReached(QuidproquoError, RuntimeError):
    """A stated limit stopped the work; `found` holds what was found so far, marked incomplete."""

    def __init__(self, message: str, found: object = None) -> None:
        self.found = found
        super().__init__(message)


class SolverFailed(QuidproquoError, RuntimeError):
    """The numerical back end gave no answer; the game itself may be fine."""
