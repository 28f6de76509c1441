"""Gambit's .efg files: the nodes of a tree in preorder, information sets and outcomes defined on the way."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np

from .efg_usual import UsualNode, UsualNodes
from .errors import InvalidInput, ParseError
from .exact import number_text
from .extensive_form import CHANCE, MAX_NODES, TERMINAL, ExtensiveFormGame, InformationSet
from .gambit_lexer import END, MARK, NUMBER, TEXT, WORD, GambitLexer, quoted, quoted_list
from .labels import file_labels
from .normal_form import require_rational
from .payoff_table import PayoffTable

_ZERO = Fraction(0)


@dataclass(slots=True)
class _Set:
    """An information set of the file; `owner` counts from 0, `CHANCE` for chance."""

    owner: int
    number: int
    label: str
    actions: list[str]
    probabilities: list[Fraction]
    nodes: list[int] = field(default_factory=list)


def read_efg(text: str, source: str = "") -> ExtensiveFormGame:
    """Read a game in Gambit's .efg format; every number is taken exactly, ``0.1`` as 1/10.

    Players, information sets and actions without a label are named by their number in the file; duplicate
    labels, which Gambit allows, become ``label#number``. Comments and the labels of nodes and outcomes are
    not kept. The probabilities of chance must sum to 1 exactly.

    Raises
    ------
    ParseError
        For anything outside the format, with line, column and what was expected.

    Examples
    --------
    >>> game = read_efg('''EFG 2 R "Threat" { "US" "China" }
    ... p "" 1 1 "" { "no-ban" "ban" } 0
    ... t "" 1 "" { 0, 0 }
    ... p "" 2 1 "reply" { "acquiesce" "withhold" } 0
    ... t "" 2 "" { 2, -6 }
    ... t "" 3 "" { -5, -7 }''')
    >>> game
    <ExtensiveFormGame of 5 nodes: US, China>
    >>> [one.label for one in game.information_sets]
    ['1', 'reply']
    """
    # The garbage collector would go through all nodes again and again, and nothing can be freed meanwhile.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Reader(text, source).game()
    finally:
        if collecting:
            gc.enable()


def write_efg(game: ExtensiveFormGame) -> str:
    """Return the game in Gambit's .efg format.

    Raises
    ------
    UnsupportedGame
        For payoffs or probabilities that are symbolic or irrational, which the format cannot hold.

    Examples
    --------
    >>> from quidproquo.games.tree_builder import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome("1/2")}), title="One move")
    >>> print(write_efg(game))
    EFG 2 R "One move" { "US" }
    p "" 1 1 "1" { "hold" "trade" } 0
    t "" 0
    t "" 1 "" { 1/2 }
    <BLANKLINE>
    """
    require_rational(game, "writing an .efg file")
    heads = _set_texts(game)
    rows = zip(*[table.entries() for table in game.payoffs], strict=True)
    payoffs = [row if any(row) else None for row in rows]
    lines = [f"EFG 2 R {quoted(game.title)} {quoted_list(game.players)}"]
    outcomes = 0
    stack = [0]
    while stack:
        node = stack.pop()
        stack.extend(reversed(game.children[node]))
        row = payoffs[node]
        outcome = "0"
        if row is not None:
            outcomes += 1
            outcome = f'{outcomes} "" {{ {", ".join(map(str, row))} }}'
        number = game.set_of[node]
        lines.append(f't "" {outcome}' if number == TERMINAL else heads[number] + outcome)
    return "\n".join(lines) + "\n"


def _set_texts(game: ExtensiveFormGame) -> list[str]:
    """What stands before the outcome at the nodes of each information set."""
    counts: Counter[int] = Counter()
    texts = []
    for one in game.information_sets:
        counts[one.player] += 1
        number, label = counts[one.player], quoted(one.label)
        if one.player == CHANCE:
            pairs = zip(one.actions, one.probabilities, strict=True)
            branches = " ".join(f"{quoted(action)} {number_text(p)}" for action, p in pairs)
            texts.append(f'c "" {number} {label} {{ {branches} }} ')
        else:
            texts.append(f'p "" {one.player + 1} {number} {label} {quoted_list(one.actions)} ')
    return texts


class _Reader:
    """Reads node after node; the branches that still need their nodes wait on an explicit stack."""

    def __init__(self, text: str, source: str) -> None:
        self.lexer = GambitLexer(text, source)
        self.title, self.players = self.lexer.prologue("EFG", "2")
        self.lexer.comment()
        self.sets: dict[tuple[int, int], _Set] = {}
        self.outcomes: dict[int, tuple[int, str]] = {}
        self.payoffs: list[tuple[Fraction, ...]] = [(_ZERO,) * len(self.players)]
        self.children: list[list[int]] = []
        self.outcome_of: list[int] = []

    def game(self) -> ExtensiveFormGame:
        self.nodes()
        places = np.array(self.outcome_of)
        used, back = np.unique(places, return_inverse=True)
        tables = []
        for player in range(len(self.players)):
            distinct = PayoffTable.of([self.payoffs[k][player] for k in used])
            tables.append(distinct[back.reshape(-1)])
        try:
            return ExtensiveFormGame(
                players=file_labels(self.players),
                information_sets=self.information_sets(),
                children=[tuple(below) for below in self.children],
                payoffs=tables,
                title=self.title,
            )
        except InvalidInput as error:
            raise ParseError(str(error), source=self.lexer.source) from None

    def nodes(self) -> None:
        lexer, children = self.lexer, self.children
        usual = UsualNodes(lexer.text, len(self.players), lexer.numbers)
        position = lexer.start
        waiting: list[int] = []  # one entry per branch whose node has not come yet
        while True:
            node = len(children)
            if node >= MAX_NODES:
                raise lexer.error(f"the tree has more than {MAX_NODES} nodes; fewer are accepted")
            if waiting:
                children[waiting.pop()].append(node)
            children.append([])
            one = usual.at(position)
            branches = None if one is None else self.usual_node(node, one)
            if one is None or branches is None:
                lexer.go_to(position)
                branches = self.node(node, len(waiting))
                position = lexer.start
            else:
                position = one.end
            waiting.extend([node] * branches)
            if not waiting:
                break
        lexer.go_to(position)
        if lexer.kind != END:
            raise lexer.error("expected the end of the file: every branch of the tree has its node")

    def usual_node(self, node: int, one: UsualNode) -> int | None:
        """Take a node in the usual form and return the number of its branches; None for what may be wrong."""
        known = self.outcomes.get(one.outcome)
        if one.payoffs is None:
            place = 0 if one.outcome == 0 else None if known is None else known[0]
        elif known is not None:
            same = known[1] == one.name and self.payoffs[known[0]] == one.payoffs
            place = known[0] if same else None
        else:
            place = None if one.outcome == 0 else len(self.payoffs)
        if place is None:
            return None
        branches = 0
        if one.player is not None:
            key = (one.player - 1, one.set)
            own = self.sets.get(key)
            if own is None:
                if one.actions is None or not 1 <= one.player <= len(self.players):
                    return None
                own = self.sets[key] = _Set(*key, one.label, one.actions, [])
            elif one.actions is not None and (one.actions != own.actions or one.label != own.label):
                return None
            own.nodes.append(node)
            branches = len(own.actions)
        if place == len(self.payoffs) and one.payoffs is not None:
            self.outcomes[one.outcome] = (place, one.name)
            self.payoffs.append(one.payoffs)
        self.outcome_of.append(place)
        return branches

    def node(self, node: int, waiting: int) -> int:
        """Read one node and return the number of its branches."""
        lexer = self.lexer
        letter = lexer.value
        if lexer.kind != WORD or letter not in ("p", "c", "t"):
            if lexer.kind == END and node:
                more = "1 branch has" if waiting == 0 else f"{waiting + 1} branches have"
                raise lexer.error(f"the file ends inside the tree: {more} no node yet")
            raise lexer.unexpected("a node: p, c or t", "the tree")
        lexer.advance()
        inside = ("node", node + 1)
        lexer.take(TEXT, None, "the node's label in double quotes", *inside)
        branches = 0
        if letter != "t":
            one = self.set_at(letter, inside)
            one.nodes.append(node)
            branches = len(one.actions)
        self.outcome_of.append(self.outcome(inside))
        return branches

    def set_at(self, letter: str, inside: tuple[object, ...]) -> _Set:
        """Read the information set of a node: its number and, at least the first time, what it offers."""
        lexer = self.lexer
        owner = CHANCE
        if letter == "p":
            at = lexer.start
            owner = lexer.integer("the number of the player", *inside) - 1
            if not 0 <= owner < len(self.players):
                raise lexer.error(
                    f"player {owner + 1} does not exist; the file lists {len(self.players)} players", at
                )
        start = lexer.start
        number = lexer.integer("the number of the information set", *inside)
        known = self.sets.get((owner, number))
        if lexer.kind != TEXT:
            if known is None:
                name = self.name(owner, number)
                if lexer.kind == NUMBER:
                    raise lexer.error(
                        f"{name} has not been defined before; expected its label and actions", start
                    )
                raise lexer.unexpected("the label and the actions", name)
            return known
        label = lexer.label("the label in double quotes", *inside)
        actions, probabilities = self.actions(owner, number)
        if known is None:
            known = self.sets[owner, number] = _Set(owner, number, label, actions, probabilities)
            return known
        name = self.name(owner, number)
        if len(actions) != len(known.actions):
            raise lexer.error(
                f"{name} has {len(actions)} actions here and {len(known.actions)} before", start
            )
        if actions != known.actions:
            raise lexer.error(f"{name} has other actions here than before", start)
        if label != known.label:
            raise lexer.error(f'{name} has the label "{label}" here and "{known.label}" before', start)
        if probabilities != known.probabilities:
            raise lexer.error(f"{name} has other probabilities here than before", start)
        return known

    def actions(self, owner: int, number: int) -> tuple[list[str], list[Fraction]]:
        """Read the braced actions of an information set; those of chance with their probabilities."""
        lexer = self.lexer
        inside = self.name(owner, number)
        start = lexer.start
        if owner != CHANCE:
            actions = lexer.labels("an action's label", inside)
            if not actions:
                raise lexer.error(f"{inside} has no action; expected at least one", start)
            return actions, []
        actions, probabilities = [], []
        lexer.take(MARK, "{", "'{' and the branches", inside)
        while not lexer.is_mark("}"):
            actions.append(lexer.label("a branch's label in double quotes, or '}',", inside))
            at = lexer.start
            probabilities.append(lexer.number("a probability", inside))
            if probabilities[-1] < 0:
                raise lexer.error(f"the probability {probabilities[-1]} in {inside} is negative", at)
        total = sum(probabilities, _ZERO)
        if total != 1:
            raise lexer.error(
                f"the probabilities of {inside} sum to {total}; they must sum to 1 exactly", start
            )
        lexer.advance()
        return actions, probabilities

    def outcome(self, inside: tuple[object, ...]) -> int:
        """Read the outcome of a node and return its place among `payoffs`; 0 means zero for everyone."""
        lexer = self.lexer
        start = lexer.start
        number = lexer.integer("the number of the outcome", *inside)
        known = self.outcomes.get(number)
        if lexer.kind != TEXT:
            if number == 0:
                return 0
            if lexer.is_mark("{"):
                raise lexer.error(f'outcome {number} has payoffs but no label; expected "" before the brace')
            if known is None:
                raise lexer.error(
                    f"outcome {number} has not been defined before; expected its payoffs", start
                )
            return known[0]
        if number == 0:
            raise lexer.error("outcome 0 stands for zero payoffs and takes neither label nor payoffs", start)
        label = lexer.value
        lexer.advance()
        lexer.take(MARK, "{", "'{' and the payoffs", "outcome", number)
        payoffs = lexer.payoffs(len(self.players), "outcome", number)
        if known is None:
            self.outcomes[number] = (len(self.payoffs), label)
            self.payoffs.append(payoffs)
            return len(self.payoffs) - 1
        if payoffs != self.payoffs[known[0]]:
            raise lexer.error(f"outcome {number} has other payoffs here than before", start)
        if label != known[1]:
            raise lexer.error(f'outcome {number} has the label "{label}" here and "{known[1]}" before', start)
        return known[0]

    def name(self, owner: int, number: int) -> str:
        who = "chance" if owner == CHANCE else f"player {owner + 1}"
        return f"information set {number} of {who}"

    def information_sets(self) -> list[InformationSet]:
        names: dict[tuple[int, int], str] = {}
        for owner in {owner for owner, _ in self.sets}:
            numbers = [number for who, number in self.sets if who == owner]
            labels = file_labels([self.sets[owner, number].label for number in numbers], numbers)
            names.update({(owner, number): label for number, label in zip(numbers, labels, strict=True)})
        actions = {own: file_labels(own) for own in {tuple(one.actions) for one in self.sets.values()}}
        return [
            InformationSet(
                one.owner,
                names[key],
                actions[tuple(one.actions)],
                tuple(one.nodes),
                tuple(one.probabilities),
            )
            for key, one in self.sets.items()
        ]
