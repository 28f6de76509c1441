"""Reading an answer, deciding whether it is right, and naming the check that a wrong one fails."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Generic, TypeVar

from ...games.certificate import MixedProfile, nash_regrets
from ...games.errors import ParseError
from ...games.exact import number_text
from ...games.formula_tree import Node
from ...games.wording import quoted
from ..frozen import Frozen
from . import profiles
from .answers import Answer, Outcomes, Profiles, answer_of, is_pure, strategic_form
from .conditions import Condition, difference, read_condition
from .expressions import minus, names_in, plain, read_expression
from .functions import put_in, same_function
from .plans import PlanJudgement, judge_plan, read_plan
from .radicals import Undefined, rational_value, sign
from .schema import Exercise, Kind, Part
from .threshold import Cells

Reading = TypeVar("Reading")
_NONE = frozenset({"none", "no", "noone", "nooutcome"})


class Judge(ABC, Generic[Reading]):
    """What can be done with the answers to one part."""

    def __init__(self, exercise: Exercise, part: Part) -> None:
        self.exercise, self.part = exercise, part

    @property
    def answer(self) -> Answer:
        """What the library computes."""
        return answer_of(self.exercise, self.part)

    @abstractmethod
    def read(self, text: str) -> Reading:
        """Return what `text` says; raises ParseError, naming what is accepted."""

    @abstractmethod
    def failure(self, reading: Reading) -> str:
        """Return the check that the answer fails, empty for a right answer; never the right answer."""

    @abstractmethod
    def matches(self, reading: Reading, typical: Reading) -> bool:
        """Return whether a wrong answer shows the typical mistake."""

    def has(self, reading: Reading, predicate: str) -> bool:
        """Return whether a wrong answer has a named trait."""
        return False

    def notes(self, reading: Reading) -> tuple[str, ...]:
        """Lines on how the answer was understood."""
        return ()


class ProfilesJudge(Judge[profiles.Profiles]):
    """Sets of profiles, or one profile, of the strategic form."""

    def read(self, text: str) -> profiles.Profiles:
        form = strategic_form(self.exercise)
        if self.part.kind == "outcomes" and profiles.key(text) in _NONE:
            return profiles.Profiles(())
        found = profiles.read_profiles(text, form.players, form.strategies)
        if self.part.kind == "profile" and len(found.profiles) > 1:
            raise ParseError(f"{len(found.profiles)} profiles; one is asked for")
        if self.part.kind == "outcomes" and not all(map(is_pure, found.profiles)):
            raise ParseError("an outcome is one strategy for each player, without weights")
        return found

    def matches(self, reading: profiles.Profiles, typical: profiles.Profiles) -> bool:
        if not typical.profiles:
            return not reading.profiles
        return set(typical.profiles) <= set(reading.profiles)

    def has(self, reading: profiles.Profiles, predicate: str) -> bool:
        return predicate == "only-pure" and not self._strange(reading) and all(map(is_pure, reading.profiles))

    def notes(self, reading: profiles.Profiles) -> tuple[str, ...]:
        return reading.notes

    def failure(self, reading: profiles.Profiles) -> str:
        if reading.sums:
            return f"{reading.sums[0]}."
        answer = self.answer
        if isinstance(answer, Outcomes):
            return _outcome_failure(answer, reading)
        assert isinstance(answer, Profiles)
        strange = self._strange(reading)
        if strange:
            return strange
        if self.part.kind == "profile":
            right = set(reading.profiles) <= answer.profiles
            return "" if right else "this is an equilibrium, but not the one that is asked for."
        if answer.profiles - set(reading.profiles):
            return "every profile in your list is an equilibrium, but there are more."
        return ""

    def _strange(self, reading: profiles.Profiles) -> str:
        """Name a listed profile that is no equilibrium, and who gains by leaving it."""
        form = strategic_form(self.exercise)
        for profile in reading.profiles if not reading.sums else ():
            worst = max(nash_regrets(form, profile)[1], key=lambda regret: regret.gain)
            if worst.gain:
                return f"{_profile_text(form.strategies, profile)} is no equilibrium: {worst}."
        return ""


class PayoffsJudge(Judge[tuple[Node, ...]]):
    """One exact number for each player."""

    def read(self, text: str) -> tuple[Node, ...]:
        players = self.exercise.built().players
        text = plain(text).strip()
        if text.startswith("(") and text.endswith(")") and len(list(profiles.split(text, ",;"))) == 1:
            text = text[1:-1]
        found: dict[int, Node] = {}
        for place, piece in enumerate(profiles.split(text, ",;\n")):
            name, colon, number = piece.replace("=", ":").partition(":")
            owner = profiles.resolve(name, players, "player") if colon else place
            if owner in found or owner >= len(players):
                raise ParseError(f"{quoted(text)} does not name one payoff for each of {', '.join(players)}")
            found[owner] = read_expression(number if colon else piece, decimals=self.part.decimals)
            sign(found[owner])
        if len(found) != len(players):
            raise ParseError(f"{quoted(text)} does not name one payoff for each of {', '.join(players)}")
        return tuple(found[i] for i in range(len(players)))

    def matches(self, reading: tuple[Node, ...], typical: tuple[Node, ...]) -> bool:
        return all(_equal(x, y) for x, y in zip(reading, typical, strict=True))

    def failure(self, reading: tuple[Node, ...]) -> str:
        answer = self.answer
        assert isinstance(answer, tuple)
        players = self.exercise.built().players
        wrong = [who for who, x, u in zip(players, reading, answer, strict=True) if not _equal(x, u)]
        return f"what {' and '.join(wrong)} would get is not this." if wrong else ""


class NumberJudge(Judge[Node]):
    """One exact number."""

    def read(self, text: str) -> Node:
        found = read_expression(text, decimals=self.part.decimals)
        sign(found)
        return found

    def matches(self, reading: Node, typical: Node) -> bool:
        return _equal(reading, typical)

    def failure(self, reading: Node) -> str:
        answer = self.answer
        assert isinstance(answer, Fraction)
        if _equal(reading, answer):
            return ""
        if self.part.answer.give == "count" and sign(minus(reading, answer)) < 0:
            return "there are more than that."
        return "that is too many." if self.part.answer.give == "count" else "this is not the number."


class ExpressionJudge(Judge[Node]):
    """A rational function of named parameters."""

    def read(self, text: str) -> Node:
        found = read_expression(text, self.part.answer.symbols, decimals=self.part.decimals)
        same_function(found, found)
        return found

    def matches(self, reading: Node, typical: Node) -> bool:
        return same_function(reading, typical)

    def failure(self, reading: Node) -> str:
        answer = self.answer
        assert not isinstance(answer, (Cells, Profiles, Outcomes, tuple))
        if same_function(reading, answer):  # type: ignore[arg-type]
            return ""
        names = self.part.answer.symbols
        for step in range(1, 20):
            values = {name: Fraction(step + i * i + 1) for i, name in enumerate(names)}
            try:
                mine, theirs = (rational_value(put_in(f, values)) for f in (reading, answer))  # type: ignore[arg-type]
            except Undefined:
                continue
            if mine != theirs and mine is not None:
                given = ", ".join(f"{name} = {number_text(value)}" for name, value in values.items())
                unused = [name for name in names if name not in names_in(reading)]
                about = f" (it does not depend on {', '.join(unused)})" if unused else ""
                return f"with {given} your formula gives {number_text(mine)}{about}, not the value there."
        return "this is another function."


class ConditionJudge(Judge[Condition]):
    """A condition on one parameter."""

    def read(self, text: str) -> Condition:
        assert self.part.answer.parameter is not None
        return read_condition(text, self.part.answer.parameter, decimals=self.part.decimals)

    def matches(self, reading: Condition, typical: Condition) -> bool:
        return not difference(reading, typical, self.part.answer.least)[0]

    def failure(self, reading: Condition) -> str:
        answer = self.answer
        assert isinstance(answer, Cells)
        differs, place = difference(reading, answer, self.part.answer.least)
        if not differs:
            return ""
        name = self.part.answer.parameter
        if place is None:
            return "inside the regions you are right, but look again at the borders: which ones belong to it?"
        says = "includes" if reading.holds(place) else "leaves out"
        return f"your condition {says} {name} = {number_text(place)}; solve the game there and compare."


class PlanJudge(Judge[Mapping[int, str]]):
    """An action at every information set of a tree."""

    def read(self, text: str) -> Mapping[int, str]:
        return read_plan(text, self.exercise.tree(), self.exercise.aliases)

    def matches(self, reading: Mapping[int, str], typical: Mapping[int, str]) -> bool:
        return typical.items() <= reading.items()

    def has(self, reading: Mapping[int, str], predicate: str) -> bool:
        return predicate == "incomplete" and self._judged(reading).missing != ()

    def failure(self, reading: Mapping[int, str]) -> str:
        judged = self._judged(reading)
        if judged.missing:
            sets = ", ".join(judged.missing)
            return (
                f"a plan names an action wherever somebody may have to move, reached or not; missing: {sets}."
            )
        return judged.deviation

    def _judged(self, reading: Mapping[int, str]) -> PlanJudgement:
        return judge_plan(reading, self.exercise.tree())


JUDGES: Mapping[Kind, type[Judge[Any]]] = Frozen(
    {
        "equilibria": ProfilesJudge,
        "profile": ProfilesJudge,
        "outcomes": ProfilesJudge,
        "payoffs": PayoffsJudge,
        "number": NumberJudge,
        "expression": ExpressionJudge,
        "plan": PlanJudge,
        "condition": ConditionJudge,
    }
)
"""The judge of each kind of answer."""


def _outcome_failure(answer: Outcomes, reading: profiles.Profiles) -> str:
    cells = [tuple(mixed.index(Fraction(1)) for mixed in profile) for profile in reading.profiles]
    for cell, profile in zip(cells, reading.profiles, strict=True):
        if cell in answer.cells:
            continue
        values = answer.form.payoffs_at(cell)
        name = _profile_text(answer.form.strategies, profile)
        for who, value, standard in zip(answer.form.players, values, answer.standard, strict=True):
            if value < standard:
                return f"at {name}, {who} gets less than in the equilibrium."
        return f"{name} gives both no more than the equilibrium."
    return "there are more." if answer.cells - set(cells) else ""


def _profile_text(strategies: tuple[tuple[str, ...], ...], profile: MixedProfile) -> str:
    texts = []
    for own, mixed in zip(strategies, profile, strict=True):
        parts = [(p, name) for p, name in zip(mixed, own, strict=True) if p]
        texts.append(" + ".join(name if p == 1 else f"{number_text(p)} {name}" for p, name in parts))
    return f"({', '.join(texts)})"


def _equal(left: Node, right: Node) -> bool:
    return sign(minus(left, right)) == 0
