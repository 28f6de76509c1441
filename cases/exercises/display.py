"""An exercise as a student sees it: statement, game, questions, how answers are written; never an answer."""

from __future__ import annotations

from typing import Any

from ...games.blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_text, folded
from ...games.display import normal_form_text
from ...games.extensive_form import CHANCE, ExtensiveFormGame
from ...games.tree_display import tree_text
from .answers import strategic_form
from .schema import Exercise, Part

EXACT = "whole numbers, fractions p/q, + - * / ^, brackets, sqrt(x) and root(x, n)"


def list_text(exercises: tuple[Exercise, ...], width: int = WIDTH) -> str:
    """Return the table of exercises.

    Examples
    --------
    >>> from .catalog import list_exercises
    >>> list_text(list_exercises()).splitlines()[0].split()
    ['exercise', 'level', 'title', 'goal', 'parts']
    """
    rows = tuple(
        (one.id, stars(one), one.title, one.goal, ", ".join(part.id for part in one.parts))
        for one in exercises
    )
    return blocks_text([Table(("exercise", "level", "title", "goal", "parts"), rows)], width)


def exercise_text(exercise: Exercise, parts: tuple[Part, ...], width: int = WIDTH) -> str:
    """Return the exercise with the questions of `parts`."""
    pieces = [f"Exercise {exercise.id}: {exercise.title}  {stars(exercise)}"]
    for paragraph in exercise.statement.strip().split("\n\n"):
        verbatim = paragraph.startswith("    ")
        pieces.append(paragraph if verbatim else "\n".join(folded(" ".join(paragraph.split()), width)))
    pieces.append(game_text(exercise))
    blocks: list[Block] = []
    for part in parts:
        blocks += [Heading(f"{part.id}  {part.question}"), Paragraph(how_to_write(exercise, part))]
    blocks.append(Heading(f"Check an answer with: qpq exercise check {parts[0].id} 'ANSWER'"))
    blocks.append(Paragraph(f"Goal: {exercise.goal}"))
    blocks.append(Paragraph(f"Source: {exercise.source}"))
    return "\n\n".join([*pieces, blocks_text(blocks, width)])


def exercise_data(exercise: Exercise) -> dict[str, Any]:
    """Return what the list says about an exercise, as plain data."""
    return {
        "id": exercise.id,
        "title": exercise.title,
        "difficulty": exercise.difficulty,
        "goal": exercise.goal,
        "parts": [{"id": part.id, "question": part.question, "kind": part.kind} for part in exercise.parts],
    }


def exercise_document(exercise: Exercise, parts: tuple[Part, ...]) -> dict[str, Any]:
    """Return the whole of an exercise, without hints and answers, as plain data."""
    asked = [
        {
            "id": part.id,
            "question": part.question,
            "kind": part.kind,
            "accepted": how_to_write(exercise, part),
        }
        for part in parts
    ]
    more = {"statement": exercise.statement, "game": game_text(exercise), "source": exercise.source}
    return {**exercise_data(exercise), **more, "parts": asked}


def game_text(exercise: Exercise) -> str:
    """Return the game as text: a table, or a tree."""
    game = exercise.built()
    return tree_text(game) if isinstance(game, ExtensiveFormGame) else normal_form_text(game)


def stars(exercise: Exercise) -> str:
    """The difficulty, from one star (first week) to four (a project)."""
    return "★" * exercise.difficulty


def how_to_write(exercise: Exercise, part: Part) -> str:
    """Return which forms of answer a part accepts.

    Examples
    --------
    >>> from .catalog import load_exercise
    >>> exercise = load_exercise("6")
    >>> how_to_write(exercise, exercise.parts[0])
    'Write an exact number: whole numbers, fractions p/q, + - * / ^, ...; no decimals.'
    """
    exact = f"{EXACT}; decimals too." if part.decimals else f"{EXACT}; no decimals."
    if part.kind == "plan":
        return _plan(exercise)
    if part.kind == "condition":
        k = part.answer.parameter
        return (
            f"Write a condition on {k}, such as {k} < p or p <= {k} < q with numbers for p and q, or an "
            f"interval such as (p, q], [p, q) or (p, oo); join several by or. Numbers: {exact}"
        )
    if part.kind == "expression":
        return (
            f"Write a formula in {', '.join(part.answer.symbols)}; any equivalent form is accepted: {exact}"
        )
    if part.kind == "number":
        return f"Write an exact number: {exact}"
    players = strategic_form(exercise).players
    if part.kind == "payoffs":
        order = ", ".join(players)
        named = "; ".join(f"{who}: {x}" for who, x in zip(players, "xyzuvw", strict=False))
        return (
            f"Write one number for each player, in the order ({order}) or by name ({named}). Numbers: {exact}"
        )
    return _profiles(exercise, part, exact)


def _profiles(exercise: Exercise, part: Part, exact: str) -> str:
    form = strategic_form(exercise)
    own = "; ".join(
        f"{who}: {', '.join(names)}" for who, names in zip(form.players, form.strategies, strict=True)
    )
    form_of = f"(strategy of {', strategy of '.join(form.players)})"
    names = f"Names are read in any case, and may be shortened where that is clear. Strategies: {own}."
    if part.kind == "outcomes":
        return f"Write outcomes as {form_of}, several separated by semicolons, in any order; or none. {names}"
    several = (
        "several separated by semicolons or new lines, in any order; " if part.kind == "equilibria" else ""
    )
    first, second = form.players[0], form.players[-1]
    return (
        f"Write a profile as {form_of}; {several}mixtures as (3/7 x + 4/7 y, z) or by player as {first}: "
        f"x 3/7, y 4/7; {second}: z, where x, y, z stand for strategies. If a player with two strategies "
        f"gets one weight, the rest goes to the other strategy. {names} Weights: {exact}"
    )


def _plan(exercise: Exercise) -> str:
    game = exercise.tree()
    sets = "; ".join(
        f"{one.label} ({game.players[one.player]}): {' or '.join(one.actions)}"
        for one in game.information_sets
        if one.player != CHANCE
    )
    return (
        "Write one action for each decision, in any order and any case, separated by commas or dashes. "
        f"Decisions: {sets}."
    )
