"""Lemke and Howson's algorithm step by step, and which equilibria its paths reach from which labels.

Source: Lemke & Howson (1964); told with labels as in Shapley (1974) and von Stengel (2007), section 3.4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from ..games.blocks import Block, Heading, Paragraph, Table
from ..games.certificate import Mixed
from ..games.errors import InvalidInput, LimitReached
from ..games.exact import number_text
from ..games.normal_form import NormalFormGame
from ..games.solution import Equilibrium
from ..games.view import View, mixed_text, require_two_players
from ..games.wording import player_name
from .labelled_polytopes import labels_of
from .lemke_howson import Step, lemke_howson_path
from .nash import nash

MOST = 24
NONE_YET = "0"


@dataclass(frozen=True, slots=True)
class Path:
    """The path from the artificial equilibrium that starts by dropping a label, numbered from 1.

    `end` is the index of the equilibrium at its end among those of the table.
    """

    label: int
    steps: tuple[Step, ...]
    end: int


@dataclass(frozen=True, slots=True, repr=False)
class LemkeHowsonTable(View):
    """One Lemke–Howson path in full, and the ends of the paths of all labels.

    Attributes
    ----------
    label : int
        The dropped label: 1 to m for the first player's strategies, m + 1 to m + n for the second's.
    paths : tuple of Path
        One per label, in order.
    equilibria : tuple of Equilibrium
        All extreme equilibria of the game.
    """

    name: ClassVar[str] = "lemke-howson"
    game: NormalFormGame
    label: int
    paths: tuple[Path, ...]
    equilibria: tuple[Equilibrium, ...]

    @property
    def path(self) -> Path:
        """The path of the chosen label."""
        return self.paths[self.label - 1]

    @property
    def unreached(self) -> tuple[int, ...]:
        """The equilibria, as indices, at which no path from the artificial equilibrium ends."""
        ends = {path.end for path in self.paths}
        return tuple(k for k in range(len(self.equilibria)) if k not in ends)

    def blocks(self) -> list[Block]:
        """Return the steps of the path, where it ends, and where the others end."""
        return [
            Heading(self.game.title or "A game without a title"),
            Heading(f"Lemke-Howson path that drops label {self.label} ({self._name(self.label)})"),
            Paragraph(
                "The path starts at the artificial equilibrium, where nothing is played and every label is "
                "there. Each step drops a label in one polytope and picks up another. A label picked up that "
                "the other polytope has, too, is dropped there next; when the missing label comes back, the "
                "end is reached."
            ),
            self._step_table(),
            self._end(),
            self._summary(),
            *self._notes(),
        ]

    def content(self) -> dict[str, Any]:
        """Return the steps of the chosen path, the ends of all, and the equilibria."""
        return {
            "labels": {str(path.label): self._name(path.label) for path in self.paths},
            "dropped": self.label,
            "steps": [
                {
                    "player": self.game.players[step.player],
                    "dropped": step.dropped + 1,
                    "picked_up": step.picked_up + 1,
                    "point": _numbers(_moved(step)),
                    "labels": [k + 1 for k in _labels(step)],
                    "duplicate": None if step.duplicate is None else step.duplicate + 1,
                }
                for step in self.path.steps
            ],
            "equilibria": [[_numbers(mixed) for mixed in one.profile] for one in self.equilibria],
            "ends": {str(path.label): path.end for path in self.paths},
            "unreached": list(self.unreached),
        }

    def __repr__(self) -> str:
        count = len(self.path.steps)
        return f"<LemkeHowsonTable of label {self.label}: {count} steps to equilibrium {self.path.end + 1}>"

    def _name(self, label: int) -> str:
        rows = self.game.shape[0]
        player, number = (0, label - 1) if label <= rows else (1, label - 1 - rows)
        return f"{player_name(self.game.players[player])}: {self.game.strategies[player][number]}"

    def _step_table(self) -> Table:
        rows = tuple(
            (
                str(number),
                player_name(self.game.players[step.player]),
                str(step.dropped + 1),
                str(step.picked_up + 1),
                _point_text(_moved(step)),
                ", ".join(str(k + 1) for k in _labels(step)),
                self._next(step),
            )
            for number, step in enumerate(self.path.steps, 1)
        )
        return Table(("step", "who moves", "drops", "picks up", "to", "labels there", "next"), rows)

    def _next(self, step: Step) -> str:
        if step.duplicate is None:
            return "the missing label is back: an equilibrium"
        other = player_name(self.game.players[1 - step.player])
        return f"{step.duplicate + 1} is there twice: {other} drops it"

    def _end(self) -> Table:
        one = self.equilibria[self.path.end]
        rows = tuple(
            (player_name(who), mixed_text(own, mixed or ()), number_text(payoff))
            for who, own, mixed, payoff in zip(
                self.game.players, self.game.strategies, one.profile, one.payoffs, strict=True
            )
        )
        return Table(
            ("player", "plays", "gets"), rows, f"The end of the path: equilibrium {self.path.end + 1}"
        )

    def _summary(self) -> Table:
        rows = tuple(
            (str(path.label), self._name(path.label), str(len(path.steps)), str(path.end + 1))
            for path in self.paths
        )
        return Table(("dropped label", "strategy", "steps", "equilibrium reached"), rows, "All paths")

    def _meets_ties(self) -> bool:
        """Whether some path meets a vertex with more labels than its basis has."""
        return any(
            len(labels_of(self.game, step.player, _moved(step) or ())) > len(_labels(step))
            for path in self.paths
            for step in path.steps
        )

    def _notes(self) -> list[Block]:
        notes: list[Block] = []
        if self.unreached:
            rows = tuple(
                (
                    str(k + 1),
                    *(
                        mixed_text(own, mixed or ())
                        for own, mixed in zip(self.game.strategies, self.equilibria[k].profile, strict=True)
                    ),
                )
                for k in self.unreached
            )
            header = ("", *(f"{player_name(who)} plays" for who in self.game.players))
            notes.append(Table(header, rows, "Equilibria that no path from the start reaches"))
        else:
            notes.append(Paragraph("Every extreme equilibrium is the end of some path."))
        if self._meets_ties():
            notes.append(
                Paragraph(
                    "The game is degenerate: ties are broken by the lexicographic rule, and the labels are "
                    "those of the basis, so that a step may stay at the same point."
                )
            )
        return notes


def lemke_howson_table(game: NormalFormGame, label: int | str = 1) -> LemkeHowsonTable:
    """Return the Lemke–Howson path that drops `label`, step by step, and the ends of all paths.

    Parameters
    ----------
    game : NormalFormGame
        Of two players with at most 24 strategies together.
    label : int or str
        A number from 1 (the first player's strategies, then the second's), or a strategy: its label where
        only one strategy has it, else ``PLAYER:STRATEGY``.

    Returns
    -------
    LemkeHowsonTable
        Every point is exact; the equilibria are all extreme ones, each proven.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs and trees.
    InvalidInput
        For a label that the game does not have.
    LimitReached
        For larger games.

    Examples
    --------
    >>> game = NormalFormGame([[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]])
    >>> table = lemke_howson_table(game, 2)
    >>> table
    <LemkeHowsonTable of label 2: 4 steps to equilibrium 3>
    >>> table.unreached
    (1,)
    """
    require_two_players(game, "the Lemke-Howson table")
    size = sum(game.shape)
    chosen = _label_number(game, label)
    if size > MOST:
        raise LimitReached(
            f"the Lemke-Howson table is made for up to {MOST} strategies in all; this game has {size}"
        )
    equilibria = nash(game).equilibria
    numbers = {one.profile: k for k, one in enumerate(equilibria)}
    first, second = (table.numerators for table in game.payoffs)
    paths = []
    for k in range(size):
        steps = lemke_howson_path(first, second, k)
        end = steps[-1].after
        assert end.x is not None and end.y is not None, "a path never returns to the artificial equilibrium"
        paths.append(Path(k + 1, steps, numbers[end.x, end.y]))
    return LemkeHowsonTable(game, chosen, tuple(paths), equilibria)


def _label_number(game: NormalFormGame, label: int | str) -> int:
    """The number of a label that may be given by number, by strategy, or by player and strategy."""
    size = sum(game.shape)
    names = [(who, s) for who, own in zip(game.players, game.strategies, strict=True) for s in own]
    if isinstance(label, str) and label.isascii() and label.isdecimal() and len(label) < 6:
        label = int(label)
    if isinstance(label, str):
        found = [k for k, (who, s) in enumerate(names, 1) if label in (s, f"{who}:{s}", f"{who}: {s}")]
        if len(found) == 1:
            return found[0]
        if found:
            raise InvalidInput(f"label {label!r} stands for several strategies; give its number, 1 to {size}")
    elif type(label) is int and 1 <= label <= size:
        return label
    raise InvalidInput(f"there is no label {label!r}; accepted: 1 to {size}, a strategy, or PLAYER:STRATEGY")


def _moved(step: Step) -> Mixed | None:
    return step.after.x if step.player == 0 else step.after.y


def _labels(step: Step) -> tuple[int, ...]:
    return step.after.x_labels if step.player == 0 else step.after.y_labels


def _numbers(mixed: Mixed | None) -> list[str] | None:
    return None if mixed is None else [number_text(p) for p in mixed]


def _point_text(mixed: Mixed | None) -> str:
    return NONE_YET if mixed is None else f"({', '.join(number_text(p) for p in mixed)})"
