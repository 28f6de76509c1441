"""Checking an answer: right, or wrong with the hint that fits or the check that fails; no answer is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...games.errors import InvalidInput, ParseError
from .catalog import find_parts
from .judges import JUDGES, Judge

MAX_ANSWER = 1_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said about an answer; `exercise` is the number of the part that it was taken to answer."""

    exercise: str
    right: bool
    message: str
    hint: str | None = None


def check_answer(exercise_id: str, text: str) -> Verdict:
    """Return the verdict on an answer.

    Parameters
    ----------
    exercise_id : a part such as ``"5.3"``, or an exercise such as ``"5"``: then the first of its parts that
        can read the answer is meant.
    text : the answer; what may be written is shown with the exercise.

    Raises
    ------
    InvalidInput
        There is no such exercise, or the answer cannot be read; the message says what is accepted.

    Examples
    --------
    >>> check_answer("6.1", "2 + 3").right
    False
    >>> check_answer("6.1", "sin(3)")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: 6.1: 'sin' is no function; accepted: whole numbers, ...
    """
    exercise, parts = find_parts(exercise_id)
    if len(text) > MAX_ANSWER:
        raise ParseError(f"the answer has {len(text)} characters; at most {MAX_ANSWER} are accepted")
    first: InvalidInput | None = None
    for part in parts:
        judge = JUDGES[part.kind](exercise, part)
        try:
            reading = judge.read(text)
        except InvalidInput as fault:
            first = first or ParseError(f"{part.id}: {fault}")
            continue
        return _verdict(judge, reading)
    assert first is not None
    raise first


def _verdict(judge: Judge[Any], reading: Any) -> Verdict:
    part = judge.part
    failure = judge.failure(reading)
    notes = "".join(f" Note: {note}." for note in judge.notes(reading))
    if not failure:
        return Verdict(part.id, True, f"Right.{notes}")
    for hint in part.hints:
        fits = (
            judge.matches(reading, judge.read(hint.when))
            if hint.when is not None
            else judge.has(reading, str(hint.predicate))
        )
        if fits:
            return Verdict(part.id, False, f"Not right.{notes}", hint.say)
    return Verdict(part.id, False, f"Not right: {failure}{notes}")
