"""The upper-envelope picture of 2×N and M×2 games: what each reply earns against every mixture of two.

Source: the best-reply condition of Nash (1951); the picture as in von Stengel (2007), section 3.2, in
*Algorithmic Game Theory*.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from ..games.blocks import Block, Heading, Paragraph, Table
from ..games.certificate import Mixed
from ..games.decimals import with_decimal
from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import number_text
from ..games.normal_form import NormalFormGame
from ..games.solution import Solution
from ..games.view import View, label_text, require_two_players
from ..games.wording import player_name, visible
from .highest_lines import Line, Point, Segment, highest
from .nash import nash

MAX_LINES = 38


@dataclass(frozen=True, slots=True, repr=False)
class UpperEnvelope(View):
    """The lines of all replies, their upper envelope, and where on it the equilibria are.

    Attributes
    ----------
    mixer, replier : int
        The player who mixes two strategies, the second of them with probability p, and the one who replies.
    lines : tuple of Line
        One per strategy of the replier.
    points : tuple of Point
        From p = 0 to p = 1; those between are the breakpoints of the envelope.
    segments : tuple of Segment
        The parts between neighbouring points.
    solution : Solution
        All equilibria of the game.
    """

    name: ClassVar[str] = "envelope"
    game: NormalFormGame
    mixer: int
    replier: int
    lines: tuple[Line, ...]
    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    solution: Solution

    @property
    def breakpoints(self) -> tuple[Point, ...]:
        """The points strictly between 0 and 1 at which the best replies change."""
        return self.points[1:-1]

    @property
    def never_best(self) -> tuple[int, ...]:
        """The replies that are best nowhere."""
        return tuple(
            line.strategy
            for line in self.lines
            if not any(line.strategy in point.best for point in self.points)
        )

    def probabilities(self) -> tuple[Fraction, ...]:
        """The probability p of each equilibrium of `solution`, in its order."""
        return tuple(_mixed(one.profile[self.mixer])[1] for one in self.solution.equilibria)

    def intervals(self) -> tuple[tuple[Fraction, Fraction], ...]:
        """The intervals of p all of which occur in an equilibrium, as (from, to)."""
        found = set()
        for piece in itertools.chain.from_iterable(self.solution.pieces):
            ps = [mixed[1] for mixed in piece.hulls[self.mixer]]
            if min(ps) < max(ps):
                found.add((min(ps), max(ps)))
        return tuple(sorted(found))

    def blocks(self) -> list[Block]:
        """Return the lines, the envelope from left to right, and the equilibria."""
        game = self.game
        mixer, replier = (player_name(game.players[i]) for i in (self.mixer, self.replier))
        left, right = game.strategies[self.mixer]
        own = game.strategies[self.replier]
        lines = tuple(
            (own[line.strategy], number_text(line.at_zero), number_text(line.at_one), self._formula(line))
            for line in self.lines
        )
        blocks: list[Block] = [
            Heading(game.title or "A game without a title"),
            Paragraph(
                f"Let {mixer} play {right} with probability p and {left} with probability 1 - p. Each reply "
                f"of {replier} earns a payoff that is a straight line in p; the best reply is the highest "
                "line."
            ),
            Table((f"reply of {replier}", f"p = 0: {left}", f"p = 1: {right}", "payoff"), lines, "The lines"),
            Table(
                (f"p = Pr({right})", f"best replies of {replier}", f"{replier} gets", "equilibria"),
                tuple(self._rows()),
                "The upper envelope from left to right",
            ),
        ]
        blocks.append(
            Paragraph(
                f"It is an equilibrium where the reply of {replier} is on the envelope at p and makes that p "
                f"a best choice of {mixer}."
            )
        )
        if self.never_best:
            names = label_text(own, self.never_best)
            blocks.append(Paragraph(f"Never a best reply: {names}."))
        return [*blocks, self._equilibria()]

    def content(self) -> dict[str, Any]:
        """Return the lines, points, segments and equilibria."""
        players, own = self.game.players, self.game.strategies[self.replier]
        labels = self.game.strategies[self.mixer]
        return {
            "mixer": players[self.mixer],
            "replier": players[self.replier],
            "p": {"probability_of": labels[1], "otherwise": labels[0]},
            "lines": [
                {"reply": own[x.strategy], "at_0": number_text(x.at_zero), "at_1": number_text(x.at_one)}
                for x in self.lines
            ],
            "points": [
                {"p": number_text(x.p), "payoff": number_text(x.payoff), "best": [own[i] for i in x.best]}
                for x in self.points
            ],
            "segments": [
                {"from": number_text(x.start), "to": number_text(x.end), "best": [own[i] for i in x.best]}
                for x in self.segments
            ],
            "never_best": [own[i] for i in self.never_best],
            "equilibria": [
                {
                    "p": number_text(p),
                    "profile": {
                        who: {label: number_text(q) for label, q in zip(names, _mixed(x), strict=True) if q}
                        for who, names, x in zip(players, self.game.strategies, one.profile, strict=True)
                    },
                }
                for p, one in zip(self.probabilities(), self.solution.equilibria, strict=True)
            ],
            "equilibrium_intervals": [[number_text(a), number_text(b)] for a, b in self.intervals()],
        }

    def __repr__(self) -> str:
        breaks = ", ".join(number_text(point.p) for point in self.breakpoints) or "none"
        mixer = player_name(self.game.players[self.mixer])
        return f"<UpperEnvelope of {len(self.lines)} replies to {visible(mixer)}: breakpoints {breaks}>"

    def _formula(self, line: Line) -> str:
        slope = line.at_one - line.at_zero
        if not slope:
            return number_text(line.at_zero)
        size = "" if abs(slope) == 1 else f"{number_text(abs(slope))} "
        if not line.at_zero:
            return f"{'-' * (slope < 0)}{size}p"
        return f"{number_text(line.at_zero)} {'-' if slope < 0 else '+'} {size}p"

    def _rows(self) -> Iterator[tuple[str, ...]]:
        own = self.game.strategies[self.replier]
        where = self.probabilities()
        for number, point in enumerate(self.points):
            here = ", ".join(str(k) for k, p in enumerate(where, 1) if p == point.p)
            yield with_decimal(point.p), label_text(own, point.best), number_text(point.payoff), here
            if number < len(self.segments):
                segment = self.segments[number]
                every = any(a <= segment.start and segment.end <= b for a, b in self.intervals())
                between = f"{number_text(segment.start)} < p < {number_text(segment.end)}"
                line = self._formula(self.lines[segment.best[0]])
                yield between, label_text(own, segment.best), line, "at every p" if every else ""

    def _equilibria(self) -> Table:
        replier = self.game.strategies[self.replier]
        rows = []
        for number, (p, one) in enumerate(
            zip(self.probabilities(), self.solution.equilibria, strict=True), 1
        ):
            mixed = _mixed(one.profile[self.replier])
            played = ", ".join(f"{s}: {number_text(q)}" for s, q in zip(replier, mixed, strict=True) if q)
            payoffs = ", ".join(number_text(u) for u in one.payoffs)
            rows.append((str(number), with_decimal(p), played, payoffs))
        caption = "Extreme equilibria" if self.intervals() else "Equilibria"
        return Table(
            ("", "p", f"{player_name(self.game.players[self.replier])} plays", "payoffs"),
            tuple(rows),
            caption,
        )


def upper_envelope(game: NormalFormGame, player: int | str | None = None) -> UpperEnvelope:
    """Return what each reply earns against every mixture of a player who has two strategies.

    Parameters
    ----------
    game : NormalFormGame
        Of two players, one of whom has two strategies; the other has at most 38.
    player : int or str, optional
        The number (from 0) or label of the player who mixes; the first who has two strategies without.

    Returns
    -------
    UpperEnvelope
        Every number in it is exact: breakpoints are the crossings of lines, computed in rationals.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs, trees, and games in which nobody has two strategies.
    InvalidInput
        For a player that the game does not have.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> picture = upper_envelope(game)
    >>> picture
    <UpperEnvelope of 2 replies to US: breakpoints 1/3>
    >>> [point.payoff for point in picture.points]
    [Fraction(1, 1), Fraction(-2, 1), Fraction(-6, 1)]
    """
    require_two_players(game, "the upper envelope")
    mixer = _mixer(game, player)
    replier = 1 - mixer
    table = game.payoffs[replier].numerators
    rows = (table if mixer == 0 else table.T).astype(object)
    if rows.shape[1] > MAX_LINES:
        raise UnsupportedGame(
            f"the upper envelope shows at most {MAX_LINES} replies; "
            f"{game.players[replier]} has {rows.shape[1]} strategies"
        )
    scale = game.payoffs[replier].denominator
    lines = tuple(
        Line(j, Fraction(int(a), scale), Fraction(int(b), scale))
        for j, (a, b) in enumerate(zip(*rows.tolist(), strict=True))
    )
    points, segments = highest(lines)
    return UpperEnvelope(game, mixer, replier, lines, points, segments, nash(game))


def _mixer(game: NormalFormGame, player: int | str | None) -> int:
    able = [i for i, width in enumerate(game.shape) if width == 2]
    if not able:
        sizes = "×".join(map(str, game.shape))
        raise UnsupportedGame(
            f"the upper envelope needs a player with exactly two strategies; this game is {sizes}"
        )
    if player is None:
        return able[0]
    names = ", ".join(game.players)
    if isinstance(player, str):
        if player not in game.players:
            raise InvalidInput(f"there is no player {player!r}; accepted: {names}")
        player = game.players.index(player)
    if player not in (0, 1):
        raise InvalidInput(f"there is no player number {player}; accepted: 0 and 1, or {names}")
    if player not in able:
        raise UnsupportedGame(
            f"{game.players[player]} has {game.shape[player]} strategies; the upper envelope is drawn over "
            f"the two strategies of {game.players[able[0]]}"
        )
    return player


def _mixed(mixed: Mixed | None) -> Mixed:
    assert mixed is not None, "normal forms have a mixture for every player"
    return mixed
