"""Where everything in the drawing of a tree stands; what it is drawn with comes later.

The tree grows from left to right. A branch leaves its node at a slant and reaches the next one level, with
its action above it; below it, left of the node it leads to, stands who moves there. So a row needs the same
room whatever the slant, and labels keep clear of each other in trees of any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .decimals import decimal_text, short_text
from .errors import InvalidInput, LimitReached
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .markup import colour
from .tree_layout import tidy_positions
from .tree_links import Links
from .tree_marks import INK, QUIET, Curve, Run, Scene, Spot, Words, chance_spot, player_spot, runs_width
from .wording import shorten, visible

if TYPE_CHECKING:
    from .solution import Equilibrium

MOST_NODES, MOST_MOVES = 500, 60
LABEL, NAME, NUMBER, WHOLE = 24, 20, 20, 1000
SIZE, SMALL, LARGE = 12.0, 11.0, 14.0
SLANT, GAP, MARGIN, LEAST = 40.0, 9.0, 16.0, 300.0
ROOM_ABOVE, ROOM_BELOW, ROOM_LEAF, HALF_LINE = 20.0, 21.0, 4.0, 8.5


def tree_scene(game: ExtensiveFormGame, equilibrium: Equilibrium | None = None) -> Scene:
    """Return the drawing of a tree that `check_drawable` accepts, the play of `equilibrium` marked.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> scene = tree_scene(tree(decision("US", {"no-ban": outcome(0), "ban": outcome(1)})))
    >>> [words.text for words in scene.words][:5]
    ['US', 'no-ban', '(0)', 'ban', '(1)']
    """
    return _Drawing(game, equilibrium).scene()


def fits(game: ExtensiveFormGame, nodes: int = MOST_NODES, moves: int = MOST_MOVES) -> bool:
    """Whether a tree is small enough to be drawn, or to be drawn where less is accepted."""
    return len(game.children) <= nodes and max(_depths(game)) <= moves


def check_drawable(game: ExtensiveFormGame, equilibrium: Equilibrium | None = None) -> None:
    """Refuse a tree that is too large to be read, and a mark that is no equilibrium of it.

    Raises
    ------
    LimitReached
        For more than 500 nodes or 60 moves in a row.
    InvalidInput
    """
    from .solution import Equilibrium

    if not fits(game):
        moves = max(_depths(game))
        raise LimitReached(
            f"a picture shows a tree of up to {MOST_NODES} nodes and {MOST_MOVES} moves in a row; this one "
            f"has {len(game.children)} and {moves}; as text (--format text) its first 200 nodes are shown"
        )
    if equilibrium is None:
        return
    if not isinstance(equilibrium, Equilibrium):
        raise InvalidInput(
            f"a {type(equilibrium).__name__} cannot be marked in a drawing; an Equilibrium is accepted, "
            "such as solution.equilibria[0]"
        )
    if equilibrium.game != game:
        raise InvalidInput("the equilibrium to mark is one of another game; one of this game is needed")


def _depths(game: ExtensiveFormGame) -> list[int]:
    depths = [0] * len(game.children)
    for v, below in enumerate(game.children):  # in preorder a node comes before its children
        for w in below:
            depths[w] = depths[v] + 1
    return depths


class _Drawing:
    def __init__(self, game: ExtensiveFormGame, equilibrium: Equilibrium | None) -> None:
        self.game, self.equilibrium = game, equilibrium
        self.depths = _depths(game)
        size = len(game.children)
        self.action: list[tuple[Run, ...]] = [()] * size
        self.whole = [""] * size
        self.played = [False] * size
        for v in range(size):
            for a, w in enumerate(game.children[v]):
                self._read_branch(v, a, w)
        sets = [one for one in game.information_sets if len(one.nodes) > 1 and one.player != CHANCE]
        self.linked = [v for one in sets for v in one.nodes]
        self.mover = [self._mover(v) for v in range(size)]
        self.payoffs = [self._payoffs(v) for v in range(size)]

    def _read_branch(self, v: int, a: int, w: int) -> None:
        one = self.game.information_sets[self.game.set_of[v]]
        mixed: Any = self.equilibrium.profile[self.game.set_of[v]] if self.equilibrium else None
        played = mixed[a] if mixed is not None else Fraction(0)
        self.played[w] = bool(played != 0)
        short, whole = shorten(one.actions[a], LABEL), shorten(one.actions[a], WHOLE)
        for numbers, form in ((one.probabilities, " [{}]"), (mixed, " ({})")):
            if numbers and (numbers is one.probabilities or numbers[a] not in (0, 1)):
                short += form.format(short_number(numbers[a]))
                whole += form.format(shorten(number_text(numbers[a]), WHOLE))
        self.action[w] = (Run(short, INK, bold=self.played[w]),)
        self.whole[w] = whole if whole != short else ""

    def _mover(self, v: int) -> tuple[tuple[Run, ...], str]:
        """Who moves at a node, the set where it has more nodes, the payoffs for being there; also in full."""
        if not self.game.children[v]:
            return (), ""
        one = self.game.information_sets[self.game.set_of[v]]
        who = "chance" if one.player == CHANCE else self.game.players[one.player]
        paint = QUIET if one.player == CHANCE else colour(one.player)
        runs, whole = [Run(shorten(who, NAME), paint, bold=True)], shorten(who, WHOLE)
        if len(one.nodes) > 1 and one.player != CHANCE:
            runs.append(Run(f" {{{shorten(one.label, NAME)}}}", paint))
            whole += f" {{{shorten(one.label, WHOLE)}}}"
            runs += [Run(belief, paint) for belief in self._belief(v)]
            whole += "".join(self._belief(v))
        if any(table.numerators[v] != 0 for table in self.game.payoffs):
            paid, all_of_it = self._payoffs(v)
            runs += [Run(" +"), *paid]
            whole += f" +{all_of_it or ''.join(run.text for run in paid)}"
        return tuple(runs), whole if whole != "".join(run.text for run in runs) else ""

    def _belief(self, v: int) -> list[str]:
        """How likely the mover holds this node of the set, where the equilibrium comes with beliefs."""
        number = self.game.set_of[v]
        beliefs = self.equilibrium.beliefs if self.equilibrium else ()
        own = beliefs[number] if beliefs else None
        if own is None:
            return []
        low, high = own.bounds(self.game.information_sets[number].nodes.index(v))
        return [
            f" [{short_number(low)}]" if low == high else f" [{short_number(low)} to {short_number(high)}]"
        ]

    def _payoffs(self, v: int) -> tuple[tuple[Run, ...], str]:
        numbers = [table[v] for table in self.game.payoffs]
        runs = [Run("(")]
        for i, number in enumerate(numbers):
            runs += [Run(", ")] * bool(i) + [Run(short_number(number), colour(i))]
        runs.append(Run(")"))
        whole = f"({', '.join(shorten(number_text(number), WHOLE) for number in numbers)})"
        return tuple(runs), whole if whole != "".join(run.text for run in runs) else ""

    def scene(self) -> Scene:
        links = Links(self.game, self.depths)
        x = self._columns(links.lanes)
        y = self._rows(x)
        words: list[Words] = []
        branches: list[Curve] = []
        spots: list[Spot] = []
        for v in range(len(self.game.children)):
            self._draw(v, x, y, links, branches, spots, words)
        return self._framed(links.curves(x, y), branches, spots, words)

    def _columns(self, lanes: Sequence[int]) -> list[float]:
        """The x of every depth: behind its labels, and behind the lanes of its information sets."""
        need = [0.0] * (max(self.depths) + 1)
        for v, depth in enumerate(self.depths):
            wide = max(runs_width(self.action[v], SIZE), runs_width(self.mover[v][0], SIZE))
            need[depth] = max(need[depth], wide)
        columns = []
        end = MARGIN
        for depth, wide in enumerate(need):
            end += (SLANT if depth else 0) + wide + GAP + Links.LANE * lanes[depth]
            columns.append(end)
        return columns

    def _rows(self, columns: Sequence[float]) -> list[float]:
        """The y of every node. Payoffs of an end keep their row as far to the right as they reach."""
        children = [list(below) for below in self.game.children]
        before = [ROOM_ABOVE] * len(children)
        after = [ROOM_BELOW if below else ROOM_LEAF for below in children]
        for v, depth in enumerate(self.depths):
            reach = columns[depth] + GAP + runs_width(self.payoffs[v][0], SIZE)
            last = v
            if self.game.children[v]:
                continue
            for column in range(depth, len(columns) - 1):
                if column > depth and columns[column] > reach:
                    break
                children[last].append(len(children))
                last = len(children)
                children.append([])
                before.append(HALF_LINE)
                after.append(HALF_LINE)
        return tidy_positions(children, before, after)[: len(self.game.children)]

    def _draw(
        self,
        v: int,
        x: Sequence[float],
        y: Sequence[float],
        links: Links,
        branches: list[Curve],
        spots: list[Spot],
        words: list[Words],
    ) -> None:
        here, row, up = x[self.depths[v]], y[v], self.game.parents[v]
        before = here - GAP - Links.LANE * links.lanes[self.depths[v]]
        if up >= 0:
            start = (x[self.depths[up]], y[up])
            style = (INK, 3.2) if self.played[v] else (QUIET, 1.1)
            legs = ((start[0] + SLANT, row), (here, row))
            branches.append(Curve(start, legs, *style, node=v, played=self.played[v]))
            words.append(Words(before, row - 6, self.action[v], "end", SIZE, self.whole[v]))
        number = self.game.set_of[v]
        if number < 0:
            spots.append(Spot(here, row, "circle", QUIET, 2.2))
            words.append(Words(here + GAP, row + 4, self.payoffs[v][0], "start", SIZE, self.payoffs[v][1]))
            return
        player = self.game.information_sets[number].player
        name = shorten("".join(run.text for run in self.mover[v][0]), WHOLE)
        spots.append(chance_spot(here, row) if player == CHANCE else player_spot(here, row, player, name))
        words.append(
            Words(before, row + (15 if up >= 0 else 4), self.mover[v][0], "end", SIZE, self.mover[v][1])
        )

    def _framed(
        self, links: list[Curve], branches: list[Curve], spots: list[Spot], words: list[Words]
    ) -> Scene:
        """Move everything below the title, and add the key."""
        game = self.game
        title = shorten(game.title, 80) if game.title.strip() else ""
        bends = [y for link in links for leg in link.legs for y in leg[1::2]]
        top = min([spot.y - 12 for spot in spots] + [w.y - w.size for w in words] + bends)
        bottom = max([spot.y + 10 for spot in spots] + [w.y + 5 for w in words] + bends)
        right = max(w.left + w.width for w in words)
        heading = (
            [Words(MARGIN, MARGIN + LARGE, (Run(title, INK, bold=True),), "start", LARGE)] if title else []
        )
        right = max([right, LEAST, *(w.left + w.width for w in heading)])
        down = MARGIN + (LARGE + 14 if title else 0) - top
        key_spots, key_words, end = self._key(bottom + down + 26, right)
        words = [*heading, *(replace(w, y=w.y + down) for w in words), *key_words]
        spots = [*(replace(spot, y=spot.y + down) for spot in spots), *key_spots]
        links, branches = ([curve.lowered(down) for curve in curves] for curves in (links, branches))
        width = max(w.left + w.width for w in words) + MARGIN
        about = f"Game tree of {len(game.children)} nodes: {', '.join(map(visible, game.players))}"
        if self.equilibrium:
            about += f"; {self._note()}"
        drawn = (tuple(links), tuple(branches), tuple(spots), tuple(words))
        return Scene(round(width), round(end + MARGIN), title, about, *drawn)

    def _note(self) -> str:
        assert self.equilibrium is not None
        paid = ", ".join(map(short_number, self.equilibrium.payoffs))
        believed = "; beside a set: the belief" if any(map(self._belief, self.linked)) else ""
        concept = self.equilibrium.concept
        return f"thick: what is played in the equilibrium ({concept}), which gives ({paid}){believed}"

    def _key(self, y: float, right: float) -> tuple[list[Spot], list[Words], float]:
        """Whose nodes look how, and what is marked; folded at the width of the drawing."""
        game = self.game
        movers = {one.player for one in game.information_sets}
        entries: list[tuple[Spot | None, tuple[Run, ...]]] = []
        for i, who in enumerate(game.players):
            if i in movers:
                entries.append((player_spot(0, 0, i, ""), (Run(shorten(who, NAME), colour(i), bold=True),)))
        if CHANCE in movers:
            entries.append((chance_spot(0, 0), (Run("chance", QUIET, bold=True),)))
        order = [Run("payoffs (")]
        for i, who in enumerate(game.players):
            order += [Run(", ")] * bool(i) + [Run(shorten(who, NAME), colour(i))]
        entries.append((None, (*order, Run(")"))))
        if self.equilibrium:
            entries.append((None, (Run(self._note()),)))
        spots, words, x = [], [], MARGIN
        for spot, runs in entries:
            wide = runs_width(runs, SMALL) + (15 if spot else 0)
            if x > MARGIN and x + wide > right:
                x, y = MARGIN, y + 18
            if spot:
                spots.append(replace(spot, x=x + 5, y=y - 4))
            words.append(Words(x + (15 if spot else 0), y, runs, "start", SMALL))
            x += wide + 18
        return spots, words, y


def short_number(number: Any) -> str:
    """Return the exact number where it is short, else its decimal; of a long formula the start.

    Examples
    --------
    >>> short_number(Fraction(1, 3)), short_number(Fraction(10**30, 3))
    ('1/3', '≈ 3.333e+29')
    """
    text = short_text(number)
    if len(text) > NUMBER and isinstance(number, Fraction):
        return decimal_text(number)
    return shorten(text, NUMBER)
