"""How profiles are written in an answer: ``(up, left)``, mixtures, lists, by position or by player."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...games.certificate import Mixed, MixedProfile
from ...games.errors import ParseError
from ...games.exact import number_text
from ...games.wording import quoted, shorten
from .expressions import MAX_LENGTH, plain, read_expression
from .radicals import rational_value

_WORD = re.compile(r"\b(?!(?:sqrt|root)\s*\()[^\W\d]+")
_PROBABILITY = re.compile(r"(?:pr|p|prob)\s*\(([^()]*)\)\s*=(.*)", re.IGNORECASE | re.DOTALL)
_LABEL = re.compile(r"([^\W\d]+)\s*[:=](.*)", re.DOTALL)
MAX_PROFILES = 100


@dataclass(frozen=True)
class Profiles:
    """The profiles that an answer lists.

    `sums` holds, where the weights of a player do not sum to one, a line that says so; `notes` the weights
    that were filled in.
    """

    profiles: tuple[MixedProfile, ...]
    sums: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def key(name: str) -> str:
    """Return a name without case, blanks, dashes and arrows: what is compared.

    Examples
    --------
    >>> key("Ban – Hold") == key("ban-hold")
    True
    """
    return "".join(c for c in name.casefold() if c.isalnum())


def resolve(name: str, names: Sequence[str], what: str) -> int:
    """Return the number of the name meant by `name`: the name itself or an unambiguous beginning of it.

    Raises
    ------
    ParseError
        For a name that fits none, or several.
    """
    wanted = key(name)
    keys = [key(one) for one in names]
    if wanted in keys:
        return keys.index(wanted)
    fits = [i for i, one in enumerate(keys) if wanted and one.startswith(wanted)]
    if len(fits) == 1:
        return fits[0]
    problem = f"{quoted(name)} may be several" if fits else f"there is no {quoted(name)}"
    raise ParseError(f"{what}: {problem}; accepted: {', '.join(names)}")


def split(text: str, separators: str) -> Iterator[str]:
    """Split `text` at those of the characters `separators` that stand outside of brackets."""
    depth, start = 0, 0
    for position, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if depth == 0 and character in separators:
            yield text[start:position].strip()
            start = position + 1
    yield text[start:].strip()


def read_profiles(text: str, players: Sequence[str], strategies: Sequence[Sequence[str]]) -> Profiles:
    """Read the profiles that `text` lists.

    Raises
    ------
    ParseError
        For unknown or ambiguous names, missing weights and unknown forms.

    Examples
    --------
    >>> names = ("Row", "Column"), (("up", "down"), ("left", "right"))
    >>> [str(p) for own in read_profiles("(3/7 Up + 4/7 down, R)", *names).profiles[0] for p in own]
    ['3/7', '4/7', '0', '1']
    >>> read_profiles("Row: down 4/7; Column: right", *names).notes
    ('the rest of Row, 3/7, was given to up',)
    >>> read_profiles("(up, middle)", *names)
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: strategy of Column: there is no 'middle'; accepted: left, right
    """
    return _Reader(players, strategies).read(text)


class _Reader:
    def __init__(self, players: Sequence[str], strategies: Sequence[Sequence[str]]) -> None:
        self.players, self.strategies = players, strategies
        self.found: list[list[str]] = []
        self.open: dict[int, str] = {}
        self.labelled = -1
        self.notes: list[str] = []
        self.sums: list[str] = []

    def read(self, text: str) -> Profiles:
        if len(text) > MAX_LENGTH:
            raise ParseError(f"{len(text)} characters; at most {MAX_LENGTH} are accepted")
        text = re.sub(r"[{}]", " ", plain(text))
        for segment in split(text, ";\n"):
            for piece in split(re.sub(r"\s(?:and|&)\s|&", ",", segment), ","):
                if piece:
                    self.piece(piece)
            if self.open and self.labelled == -1:
                self.close()
        self.close()
        if not self.found:
            raise ParseError("no profile was found; write one strategy for each player, as in (x, y)")
        if len(self.found) > MAX_PROFILES:
            raise ParseError(f"more than {MAX_PROFILES} profiles; fewer are accepted")
        profiles = tuple(self.profile(slots) for slots in self.found)
        return Profiles(profiles, tuple(dict.fromkeys(self.sums)), tuple(dict.fromkeys(self.notes)))

    def piece(self, piece: str) -> None:
        """Take one piece between commas: a whole profile in brackets, or the strategy of one player."""
        if piece[0] == "(" and _closing(piece) == len(piece) - 1:
            inside = [part for part in split(piece[1:-1], ",;") if part]
            if len(inside) > 1 or len(self.players) == 1:
                self.close()
                for part in inside:
                    self.strategy(part)
                self.close()
                return
        self.strategy(piece)

    def strategy(self, piece: str) -> None:
        probability = _PROBABILITY.fullmatch(piece)
        if probability:
            owner = self.owner(probability[1])
            self.place(owner, f"{probability[2].strip()} {probability[1].strip()}", labelled=True)
            return
        label = _LABEL.fullmatch(piece)
        owner = self.player(label[1]) if label else -1
        if label and owner >= 0:
            self.place(owner, label[2], labelled=True)
        elif self.labelled >= 0 and self.labelled in self.open and any(c.isdigit() for c in piece):
            self.open[self.labelled] += f" + {piece}"  # "US: up 3/7, down 4/7"
        else:
            free = next(i for i in range(len(self.players) + 1) if i not in self.open)
            self.place(free, piece, labelled=False)

    def place(self, owner: int, text: str, *, labelled: bool) -> None:
        if owner in self.open or owner == len(self.players):
            self.close()
            owner = owner if labelled else 0
        self.open[owner] = text
        self.labelled = owner if labelled else -1
        if len(self.open) == len(self.players) and not labelled:
            self.close()

    def close(self) -> None:
        """End the profile that is being read."""
        missing = [who for i, who in enumerate(self.players) if i not in self.open]
        if self.open and missing:
            raise ParseError(f"a profile names no strategy of {missing[0]}; one for each player is needed")
        if self.open:
            self.found.append([self.open[i] for i in range(len(self.players))])
        self.open, self.labelled = {}, -1

    def player(self, name: str) -> int:
        try:
            return resolve(name, self.players, "player")
        except ParseError:
            return -1

    def owner(self, strategy: str) -> int:
        owners = []
        for player, own in enumerate(self.strategies):
            try:
                resolve(strategy, own, "strategy")
                owners.append(player)
            except ParseError:
                continue
        if len(owners) != 1:
            known = ", ".join(name for own in self.strategies for name in own)
            problem = "belongs to several players" if owners else "belongs to nobody"
            raise ParseError(f"Pr({shorten(strategy)}): this strategy {problem}; accepted: {known}")
        return owners[0]

    def profile(self, slots: Sequence[str]) -> MixedProfile:
        return tuple(self.mixed(player, slot) for player, slot in enumerate(slots))

    def mixed(self, player: int, slot: str) -> Mixed:
        who, own = self.players[player], self.strategies[player]
        label = _LABEL.fullmatch(slot)
        if label and self.player(label[1]) == player:
            slot = label[2]
        terms = [_term(term) for term in _terms(slot)]
        if all(weight is None for weight, _ in terms):
            weights = [Fraction(0)] * len(own)
            weights[resolve(" ".join(name for _, name in terms), own, f"strategy of {who}")] = Fraction(1)
            return tuple(weights)
        given: dict[int, Fraction] = {}
        for weight, name in terms:
            if weight is None:
                raise ParseError(
                    f"strategy of {who}: {quoted(name)} has no weight; each part of a mixture needs one"
                )
            strategy = resolve(name, own, f"strategy of {who}")
            value = rational_value(read_expression(weight))
            if value is None:
                raise ParseError(
                    f"strategy of {who}: the weight {quoted(weight)} is irrational; rational ones are read"
                )
            given[strategy] = given.get(strategy, Fraction(0)) + value
        rest = 1 - sum(given.values(), Fraction(0))
        if rest and len(own) == 2 and len(given) == 1:
            other = 1 - next(iter(given))
            given[other] = rest
            self.notes.append(f"the rest of {who}, {number_text(rest)}, was given to {own[other]}")
        elif rest:
            self.sums.append(f"the weights of {who} sum to {number_text(1 - rest)}, not to 1")
        for strategy, value in given.items():
            if value < 0:
                self.sums.append(
                    f"the weight of {own[strategy]} is {number_text(value)}; none may be negative"
                )
        return tuple(given.get(strategy, Fraction(0)) for strategy in range(len(own)))


def _closing(text: str) -> int:
    """Where the bracket that opens at 0 closes, -1 if nowhere."""
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth == 0:
            return position
    return -1


def _terms(slot: str) -> list[str]:
    """The parts of a mixture: pieces between plus signs, a piece without a name belonging to the next one."""
    terms, waiting = [], ""
    for piece in split(slot, "+"):
        waiting = f"{waiting} + {piece}" if waiting else piece
        if _WORD.search(piece):
            terms.append(waiting)
            waiting = ""
    if waiting:
        raise ParseError(
            f"{quoted(slot)} names no strategy; write one strategy for each player, as in (x, y)"
        )
    return terms


def _term(term: str) -> tuple[str | None, str]:
    """Split a part of a mixture into its weight (before or after the name) and the name."""
    words = list(_WORD.finditer(term))
    start, end = words[0].start(), words[-1].end()
    before = term[:start].strip().rstrip("*").strip()
    after = term[end:].strip().lstrip("*:=").strip()
    if before and after:
        raise ParseError(f"{quoted(term)}: write the weight before or after the name, as in 3/7 x")
    return before or after or None, term[start:end]
