"""The best play over a range of one parameter, found by linear programs: formulas, and how far each holds.

At a sample a program is solved in fractions, and its basis gives the play as formulas in the parameter. They
are put to the definition over numbers that watch the signs they rest on, so that a play holds as far as it is
optimal, however its basis was found. A play that was found before is tried first, and what two neighbouring
stretches can share is shared, so that borders are where the formulas have to change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Generic

from ..games.algebraic import AlgebraicNumber, Real
from ..games.errors import SolverFailed
from ..games.stretch_number import problem_on
from .germ import Germ, Number, Viewpoint, at
from .parameter_line import Stretch, stretches
from .program_plays import (
    Concept,
    P,
    Part,
    Piece,
    Point,
    each_at,
    formula_key,
    proven,
    stated_formulas,
)


def best_pieces(concept: Concept[P], low: Fraction, high: Fraction) -> tuple[Piece[P], ...]:
    """Return the best play for every value of the parameter from `low` to `high`, proven on each piece.

    Returns
    -------
    tuple of Piece
        In ascending order. A point stands between two open pieces where the stated formulas differ, where
        something that is positive on both sides is zero, and where a denominator is zero; ends of the range
        belong to the open piece beside them unless that is so there.

    Raises
    ------
    LimitReached
        Where the range falls into too many stretches.
    SolverFailed
        If a proof fails (this would be an error in the package).
    """
    search = _Search(concept)
    found = stretches(search.place, low, high)
    points, opens = found[0::2], found[1::2]
    pieces = search.joined(points, opens, search.longest_plays(points, opens))
    for piece in pieces:
        for one in piece.parts:
            problem = search.problem_between(one.low, one.high, one.play)
            if problem:
                raise SolverFailed(f"the proof between {one.low} and {one.high} failed: {problem}")
    return tuple(pieces)


class _Search(Generic[P]):
    """The plays that were found on open stretches, and where each of them holds."""

    def __init__(self, concept: Concept[P]) -> None:
        self.concept = concept
        self.known: list[P] = []

    def place(self, value: Number) -> P | Point[P]:
        """The play around a sample; a single value is looked at once its neighbours are known."""
        if not isinstance(value, Germ):
            return Point(self.concept, value)
        parameter: Any = value  # formulas are evaluated at a germ as they are at a number
        sample = value.view.sample
        tables = self.concept.tables(value)
        here = [each_at(table, sample) for table in tables]
        for known in reversed(self.known):
            if self._is_best(known, here, sample):
                play: P = known.mapped(lambda number: at(number, parameter)).paid(tables)
                if self.concept.problem(tables, play) is None:
                    return play
        # The pivots of a basis say nothing about how far its formulas hold: they are not watched.
        aside = Viewpoint(sample).parameter
        formulas: P = self.concept.best(here, [each_at(table, aside) for table in tables])
        play = proven(self.concept, tables, formulas.mapped(lambda number: at(number, parameter)))
        self.known.append(play)
        return play

    def _is_best(self, play: P, tables: Sequence[Any], sample: Fraction) -> bool:
        try:
            here: P = play.mapped(lambda number: at(number, sample)).paid(tables)
        except ZeroDivisionError:
            return False
        return self.concept.problem(tables, here) is None

    def longest_plays(self, points: Sequence[Stretch[Any]], opens: Sequence[Stretch[Any]]) -> list[P | None]:
        """For each open stretch a play that holds on it, and from left to right on as many as possible."""
        plays: list[P | None] = [one.answer for one in opens]
        i = 0
        while i < len(opens):
            own = plays[i]
            if own is None:
                i += 1
                continue
            longest, end = own, self._reach(points, opens, i, own)
            for play in self.known:
                same = formula_key(play.value) == formula_key(own.value)
                if same and stated_formulas(play) != stated_formulas(own):
                    reach = self._reach(points, opens, i, play) if self._holds_on(opens[i], play) else i
                    longest, end = (play, reach) if reach > end else (longest, end)
            for j in range(i, end + 1):
                other = plays[j]
                if other is not None and stated_formulas(other) != stated_formulas(longest):
                    plays[j] = longest
            for last in range(self._same_value(points, opens, i), end, -1):
                lasting = self._lasting(points, opens, i, last)
                if lasting:
                    plays[i : last + 1] = lasting
                    end = last
                    break
            i = end + 1
        return plays

    def _same_value(self, points: Sequence[Stretch[Any]], opens: Sequence[Stretch[Any]], i: int) -> int:
        """The last open stretch, from the i-th on without a gap, with the same formula of the value."""
        own: Any = opens[i].answer
        while i + 1 < len(opens) and points[i + 1].answer is not None:
            following = opens[i + 1].answer
            if following is None or formula_key(following.value) != formula_key(own.value):
                break
            i += 1
        return i

    def _lasting(
        self, points: Sequence[Stretch[Any]], opens: Sequence[Stretch[Any]], first: int, last: int
    ) -> list[P | None]:
        """A play that does not depend on the parameter and is the best on several stretches, with the proofs.

        What is the best at both ends often is so between; it is put to the proof. Empty where none is found.
        """
        ends = [_rational(points[first].low, upwards=False), _rational(points[last + 1].low, upwards=True)]
        own: Any = opens[first].answer
        try:
            places = [self.concept.tables(end) for end in ends]
            found = self.concept.lasting(places, [at(own.value, end) for end in ends], own)
        except ZeroDivisionError:
            return []
        if found is None:
            return []
        plays: list[P | None] = []
        for one in opens[first : last + 1]:
            parameter = Viewpoint(one.sample).parameter  # type: ignore[arg-type]
            play: P = found.proven_by(one.answer).paid(self.concept.tables(parameter))
            if self.problem_between(one.low, one.high, play):
                return []
            plays.append(play)
        for point, following in zip(points[first + 1 : last + 1], plays, strict=False):
            here: Any = point.answer
            if here.stating(following) is None:
                return []
        return plays

    def joined(
        self, points: Sequence[Stretch[Any]], opens: Sequence[Stretch[Any]], plays: Sequence[P | None]
    ) -> list[Piece[P]]:
        """The pieces of the range; points that are no borders are taken into what lies beside them."""
        pieces: list[Piece[P]] = []
        for i, point in enumerate(points):
            here: Point[P] | None = point.answer
            left = plays[i - 1] if i else None
            right = plays[i] if i < len(plays) else None
            beside = [play for play in (left, right) if play is not None]
            is_border = _is_border(here, beside, inside=0 < i < len(opens))
            own = () if here is None else _parts_at(here, beside, is_border=is_border)
            if is_border:
                pieces.append(Piece(point.low, point.low, point.low, own))
                own = ()
            elif left is not None:
                pieces[-1] = replace(pieces[-1], parts=(*pieces[-1].parts, *own))
                own = ()
            if i == len(opens):
                break
            one = opens[i]
            parts = () if right is None else (*own, Part(one.low, one.high, right))
            if is_border or left is None:
                pieces.append(Piece(one.low, one.high, one.sample, parts))
            else:
                last = pieces[-1]
                pieces[-1] = replace(last, high=one.high, parts=_joined(last.parts, parts[0]))
        return pieces

    def problem_between(self, low: Real, high: Real, play: P) -> str | None:
        """Why a play is not the best strictly between two numbers, or at a point; None where it is."""

        def problem(value: Any) -> str | None:
            moved = play.mapped(lambda number: at(number, value))
            return self.concept.problem(self.concept.tables(value), moved)

        return problem(low) if low == high else problem_on(low, high, problem)

    def _reach(self, points: Sequence[Stretch[Any]], opens: Sequence[Stretch[Any]], i: int, play: P) -> int:
        """The last open stretch, from the i-th on without a gap, on which a play holds."""
        while i + 1 < len(opens):
            point = points[i + 1].answer
            if point is None or point.stating(play) is None or not self._holds_on(opens[i + 1], play):
                break
            i += 1
        return i

    def _holds_on(self, stretch: Stretch[Any], play: P) -> bool:
        if stretch.answer is None or formula_key(stretch.answer.value) != formula_key(play.value):
            return False
        if stated_formulas(stretch.answer) == stated_formulas(play):
            return True
        try:
            return self.problem_between(stretch.low, stretch.high, play) is None
        except ZeroDivisionError:
            return False


def _rational(end: Real, *, upwards: bool) -> Fraction:
    """An end, or a rational just beyond one that is irrational."""
    return end.interval[upwards] if isinstance(end, AlgebraicNumber) else end


def _is_border(here: Point[P] | None, beside: Sequence[P], *, inside: bool) -> bool:
    """Whether a point is a piece of its own; ``inside`` the range it lies between two open stretches.

    It is none where what is stated beside it continues, and nothing that is positive becomes zero.
    """
    if here is None or len(beside) < 1 + inside:
        return True
    if inside and stated_formulas(beside[0]) != stated_formulas(beside[1]):
        return True
    if inside and isinstance(here.value, AlgebraicNumber):  # which no formula in cases can name
        pays = [play.bare.mapped(formula_key) for play in beside]
        if pays[0] != pays[1]:
            return True
    there = [here.stating(play) for play in beside]
    return any(one is None or one.support != beside[0].support for one in there)


def _parts_at(here: Point[P], beside: Sequence[P], *, is_border: bool) -> tuple[Part[P], ...]:
    """The part that a point is, where it is a border, or where no proof beside it holds at it.

    What is stated at a border is the continuation of what lies beside it, if that is the best there.
    """
    if not is_border and any(here.continued(play) is not None for play in beside):
        return ()
    for play in beside:
        there = here.stating(play)
        if there is not None:
            return (Part(here.value, here.value, there),)
    return (Part(here.value, here.value, here.best),)


def _joined(parts: tuple[Part[P], ...], following: Part[P]) -> tuple[Part[P], ...]:
    """The parts with one more, which is one with the last if its proof is the same."""
    *others, last = parts
    if last.low < last.high and last.play.mapped(formula_key) == following.play.mapped(formula_key):
        return (*others, replace(last, high=following.high))
    return (*parts, following)
