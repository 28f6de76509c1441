"""Poker as trees: Kuhn (1950), and two rounds of bets after Southey et al. (2005)."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree


def kuhn_poker() -> ExtensiveFormGame:
    """Three cards, one each, one bet (Kuhn 1950)."""

    def won(first: int, second: int, stake: int) -> Any:
        return outcome(stake, -stake) if first > second else outcome(-stake, stake)

    def deal(first: int, second: int) -> Any:
        after_bet = decision(
            "B",
            {"fold": outcome(1, -1), "call": won(first, second, 2)},
            information_set=f"{second} after bet",
        )
        after_raise = decision(
            "A",
            {"fold": outcome(-1, 1), "call": won(first, second, 2)},
            information_set=f"{first} after check and bet",
        )
        after_check = decision(
            "B",
            {"check": won(first, second, 1), "bet": after_raise},
            information_set=f"{second} after check",
        )
        return decision("A", {"check": after_check, "bet": after_bet}, information_set=f"{first}")

    deals = itertools.permutations((1, 2, 3), 2)
    return tree(chance({f"{a}{b}": (Fraction(1, 6), deal(a, b)) for a, b in deals}), players=["A", "B"])


def leduc_poker(suits: bool = False) -> ExtensiveFormGame:
    """Six cards of three ranks, a private card each, a common one, two rounds of bets with two raises.

    With `suits` the cards of a rank are told apart, which nothing depends on: 9,457 nodes instead of 1,939.
    """
    return _leduc(range(6) if suits else range(3), 2 if suits else 1)


def _leduc(cards_in_play: range, per_rank: int) -> ExtensiveFormGame:

    copies = 6 // len(cards_in_play)

    def rank(card: int | None) -> int:
        return -1 if card is None else card // per_rank

    def ends(cards: tuple[int, int, int | None], pots: tuple[int, int], folded: int | None) -> Any:
        a, b, common = cards
        if folded is not None:
            gain = -pots[0] if folded == 0 else pots[1]
        elif rank(a) == rank(b):
            gain = 0
        else:
            best = (rank(a) == rank(common)) - (rank(b) == rank(common)) or (1 if rank(a) > rank(b) else -1)
            gain = pots[0] if best > 0 else -pots[0]
        return outcome(gain, -gain)

    def bets(
        cards: tuple[int, int, int | None], pots: tuple[int, int], history: str, mover: int, raises: int
    ) -> Any:
        common, size = cards[2], 2 if cards[2] is None else 4
        own, other = pots[mover], pots[1 - mover]
        actions: dict[str, Any] = {}
        if own < other:
            actions["fold"] = ends(cards, pots, mover)
        level = (other, other)
        ending = own < other or history.endswith("k")
        actions["call"] = (
            (ends(cards, level, None) if common is not None else public(cards, level, history + "c/"))
            if ending
            else bets(cards, pots, history + "k", 1 - mover, raises)
        )
        if raises < 2:
            raised = (other + size, other) if mover == 0 else (other, other + size)
            actions["raise"] = bets(cards, raised, history + "r", 1 - mover, raises + 1)
        name = f"{cards[mover]}{'' if common is None else common} {history}"
        return decision("AB"[mover], actions, information_set=name)

    def public(cards: tuple[int, int, int | None], pots: tuple[int, int], history: str) -> Any:
        left = {card: copies - (cards[0] == card) - (cards[1] == card) for card in cards_in_play}
        return chance(
            {
                str(card): (Fraction(n, 4), bets((cards[0], cards[1], card), pots, history, 0, 0))
                for card, n in left.items()
                if n
            }
        )

    def second(a: int) -> Any:
        ways = {b: copies - (a == b) for b in cards_in_play}
        return chance(
            {str(b): (Fraction(n, 5), bets((a, b, None), (1, 1), "", 0, 0)) for b, n in ways.items() if n}
        )

    first = {str(a): (Fraction(copies, 6), second(a)) for a in cards_in_play}
    return tree(chance(first), players=["A", "B"])
