"""Exercises: right answers in many forms, hints for known mistakes, and no answer in what is printed."""

from __future__ import annotations

import itertools
import json
import re
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo.cases.exercises.answers import (
    Answer,
    Outcomes,
    Plans,
    Profiles,
    answer_of,
    is_pure,
)
from quidproquo.cases.exercises.catalog import find_parts, list_exercises, load_exercise
from quidproquo.cases.exercises.check import Verdict, check_answer
from quidproquo.cases.exercises.display import exercise_document, exercise_text
from quidproquo.cases.exercises.judges import JUDGES
from quidproquo.cases.exercises.schema import Exercise, Part
from quidproquo.cases.exercises.threshold import Cells
from quidproquo.cases.records import build
from quidproquo.cli import guarded
from quidproquo.commands.exercise import app
from quidproquo.games.errors import InvalidInput, ParseError, QuidproquoError
from quidproquo.games.yaml_reader import read_yaml

F = Fraction
PARTS = [(exercise, part) for exercise in list_exercises() for part in exercise.parts]
EACH_PART = pytest.mark.parametrize(("exercise", "part"), PARTS, ids=lambda x: getattr(x, "id", ""))

RIGHT = {
    "1.1": [
        "(restrict, withhold)",
        "(Restrict, WITHHOLD)",
        "R, W",
        "China: withhold; US: restrict",
        "(1 restrict + 0 allow, withhold 1)",
        "Pr(restrict) = 1 and Pr(W) = 1",
        "{(r, w); (restrict, withhold)}",
    ],
    "1.2": ["(allow, supply)", "(A,S)", "us: allow, china: supply", "a, s", "{(A, S)}"],
    "2.1": [
        "(allow, withhold); (restrict, supply); (1/3 restrict + 2/3 allow, 1/2 supply + 1/2 withhold)",
        "(A,W),(R,S), Pr(R)=1/3 & Pr(W)=1/2",
        "US: restrict 1/3; China: withhold 1/2\n(R, S)\n(A, W)",
        "(R, S) and (A, W) and (2/6*R + (1 - 1/3)*A, sqrt(1/4) S + root(1/8, 3) W)",
        "us: allow 2/3, restrict 1/3; china: supply 2^-1, withhold 1/2; (a, w); (r, s)",
        "(restrict: 1/3, withhold: 1/2), (ALLOW, Withhold), (restrict, supply), (restrict, supply)",
    ],
    "2.2": [
        "(-7/2, -2)",
        "-7/2, -2",
        "US: -3 - 1/2; China: -2",
        "China = -4/2, US = −7÷2",
        "(-sqrt(49)/2; -root(8, 3))",
    ],
    "5.1": [
        "no-ban, withhold, trade, honour",
        "No Ban – Withhold – Trade – Honour",
        "honor, trade, withhold, no ban",
        "(no-ban – trade, withhold – honour)",
        "US: no-ban, trade; China: withhold, honour",
        "chips: noban, magnets: withhold, answer: trade, delivery: honour",
    ],
    "5.2": ["(0, 0)", "0,0", "US: 0; China: 0", "1 - 1, 2 - sqrt(4)", "sqrt(2)*sqrt(3) - sqrt(6), 0/7"],
    "5.3": [
        "k > 10",
        "10 < k",
        "k - 10 > 0",
        "13 - k < 3",
        "k in (10, oo)",
        "(10, ∞)",
        "k > sqrt(100)",
        "10 < k <= 13 or k > 13",
        "k > 10 and k > 4",
    ],
    "5.4": [
        "a + d_U - kappa_U",
        "d_U - (kappa_U - a)",
        "((a + d_U)^2 - kappa_U^2)/(a + d_U + kappa_U)",
        "sqrt(4)*a - a + d_U*a/a - kappa_U",
        "-kappa_U + (2*a + 2*d_U)/2",
    ],
    "6.1": ["3", "1 + 2", "6/2", "sqrt(9)", "(sqrt(2) + 1)*(sqrt(2) - 1) + root(8, 3)"],
    "6.2": [
        "(ban – hold, acquiesce)",
        "(Ban+Hold, Acquiesce)",
        "ban hold, a",
        "China: acquiesce; US: ban-hold",
        "(0 no-ban + 1 ban – hold, acquiesce)",
    ],
}  # fmt: skip

KNOWN = {
    "1.1": [("(allow, supply)", "gain by deviating"), ("(R, W); (A, S)", "gain by deviating")],
    "1.2": [("none", "cell by cell"), ("No", "cell by cell")],
    "2.1": [
        ("(A,W); (R,S); (1/2 R + 1/2 A, 1/3 W + 2/3 S)", "other side indifferent"),
        ("US: restrict 1/2; China: withhold 1/3", "other side indifferent"),
        ("(allow, withhold); (restrict, supply)", "pure strategies only"),
        ("(R, W)", "giving way"),
        ("(A, S)", "restricting while China supplies"),
    ],
    "2.2": [("-2, -19/6", "wrong players"), ("(-5/2, -5/2)", "average"), ("-2, -7/2", "comes first")],
    "5.1": [
        ("ban – withhold – trade", "by not banning"),
        ("ban, withhold, trade, honour", "by not banning"),
        ("no-ban, withhold, trade, renege", "breaking the deal"),
        ("no-ban, withhold, hold, honour", "climb-down"),
        ("no-ban", "every decision"),
    ],
    "5.2": [("(-1, -1)", "foresees"), ("2, -6", "Would the US hold")],
    "5.3": [
        ("k >= 10", "border itself"),
        ("k >= 11", "whole number"),
        ("11 < k", "no ban"),
        ("k > 13", "whole quarter"),
        ("k < 10", "small or a large"),
        ("0 <= k and k <= 10", "small or a large"),
    ],
    "5.4": [
        ("3", "formula that holds for all"),
        ("d_U + a", "has its place"),
        ("a + d_U + kappa_U", "sign"),
        ("d_U - kappa_U", "past"),
    ],
    "6.1": [("1", "best replies"), ("4/2", "same payoffs"), ("6", "full strategies"), ("9", "cells")],
    "6.2": [
        ("(no-ban, withhold – renege)", "would not renege"),
        ("(no-ban, withhold – honour)", "Where is the threat"),
    ],
}  # fmt: skip

UNKNOWN = {
    "1.1": [
        ("(allow, withhold)", "US gains 2 by switching to restrict"),
        ("(1/2 restrict + 1/3 allow, withhold)", "the weights of US sum to 5/6, not to 1"),
        ("(2 restrict + -1 allow, withhold)", "none may be negative"),
    ],
    "1.2": [("(A, W)", "US gets less"), ("(R, W)", "no more than the equilibrium")],
    "2.1": [
        ("(A, W); (1/3 R, 1/2 W)", "there are more"),
        ("(A, W); (R, S); (1/4 R, 1/4 W)", "US gains 3/4 by switching to restrict"),
    ],
    "2.2": [("-7/2, 1", "what China would get is not this"), ("0, 0", "US and China")],
    "5.1": [("no-ban, acquiesce, trade, honour", "China gains 5 by choosing withhold")],
    "5.2": [("1, 0", "what US would get is not this")],
    "5.3": [("k > 12", "leaves out k = 11"), ("k < 3", "includes k = 2"), ("k > 10 or k = 2", "borders")],
    "5.4": [("a*d_U", "your formula gives 6"), ("7", "does not depend on")],
    "6.1": [("4", "too many"), ("5/2", "more than that")],
    "6.2": [("(ban – trade, acquiesce)", "China gains 5"), ("(1/2 ban-hold + 1/3 no-ban, a)", "sum to 5/6")],
}

UNREADABLE = [
    ("1.1", "(restrict, hold)", "accepted: supply, withhold"),
    ("1.1", "restrict", "names no strategy of China"),
    ("2.1", "(0.5 restrict, supply)", "0.5 is a decimal; write it as an exact fraction p/q"),
    ("2.1", "(sqrt(2)/2 restrict, supply)", "irrational"),
    ("2.2", "-3.5, -2", "is a decimal"),
    ("2.2", "-7/2", "one payoff for each of US, China"),
    ("2.2", "log(2), 1", "'log' is no function; accepted: whole numbers"),
    ("2.2", "1/0, 1", "a division by zero"),
    ("2.2", "sqrt(-1), 1", "an even root of a negative number"),
    ("5.1", "ban, hold, trade", "hold and trade are both given for answer"),
    ("5.1", "invade", "there is no action 'invade'"),
    ("5.3", "k^2 > 100", "not linear in k"),
    ("5.3", "w > 10", "'w' is no name that may stand here; accepted: "),
    ("5.4", "a + b", "'b' is no name that may stand here; accepted: "),
    ("5.4", "sqrt(a^2)", "a root of a parameter"),
    ("6.1", "sin(0) + 3", "'sin' is no function"),
    ("6.1", "__import__('os').getcwd()", "is no function; accepted: whole"),
    ("6.2", "(ban, acquiesce)", "may be several"),
    ("6.2", "(ban-hold, a); (no-ban, a)", "one is asked for"),
]


def pairs(table: dict[str, list[Any]]) -> list[Any]:
    return [(id, *((one,) if isinstance(one, str) else one)) for id, cases in table.items() for one in cases]


def said(verdict: Verdict) -> str:
    return f"{verdict.message} {verdict.hint or ''}"


def test_the_tables_cover_every_part() -> None:
    ids = [part.id for _, part in PARTS]
    assert ids == list(RIGHT) == list(KNOWN) == list(UNKNOWN)
    assert all(len(forms) >= 5 for forms in RIGHT.values())


@pytest.mark.parametrize(("id", "text"), pairs(RIGHT))
def test_a_right_answer_is_accepted_in_every_form(id: str, text: str) -> None:
    verdict = check_answer(id, text)
    assert verdict.right and verdict.exercise == id and verdict.hint is None, verdict


@pytest.mark.parametrize(("id", "text", "hint"), pairs(KNOWN))
def test_a_known_mistake_gets_its_hint(id: str, text: str, hint: str) -> None:
    verdict = check_answer(id, text)
    assert not verdict.right and hint in (verdict.hint or ""), verdict


@pytest.mark.parametrize(("id", "text", "check"), pairs(UNKNOWN))
def test_another_mistake_is_told_the_check_that_fails(id: str, text: str, check: str) -> None:
    verdict = check_answer(id, text)
    assert not verdict.right and verdict.hint is None and check in verdict.message, verdict


@pytest.mark.parametrize(("id", "text", "line"), UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_line(id: str, text: str, line: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_answer(id, text)
    assert line in str(refused.value) and "\n" not in str(refused.value)


def test_without_a_part_the_first_that_can_read_the_answer_is_meant() -> None:
    found = {text: check_answer("5", text).exercise for text in ("ban", "(0, 0)", "k > 4", "7")}
    assert found == {"ban": "5.1", "(0, 0)": "5.2", "k > 4": "5.3", "7": "5.4"}
    assert check_answer("1", "(A, S)").hint  # not the right answer to 1.2
    with pytest.raises(InvalidInput, match=r"accepted: 5\.1, 5\.2, 5\.3, 5\.4"):
        check_answer("5.9", "1")
    with pytest.raises(InvalidInput, match="accepted: 1, 2, 5, 6"):
        check_answer("99", "1")


def test_the_rest_of_a_mixture_is_said() -> None:
    verdict = check_answer("2.1", "(A,W); (R,S); (1/3 R, 1/2 W)")
    assert verdict.right
    assert "the rest of US, 2/3, was given to allow" in verdict.message


# The answers themselves, against the table of models.md (computed there with two independent solvers).


def answer(id: str) -> Any:
    exercise, parts = find_parts(id)
    return answer_of(exercise, parts[0])


def test_the_computed_answers() -> None:
    assert answer("1.1").profiles == {((0, 1), (0, 1))}
    assert answer("1.2").cells == {(0, 0)}
    mixed = ((F(2, 3), F(1, 3)), (F(1, 2), F(1, 2)))
    assert answer("2.1").profiles == {((1, 0), (0, 1)), ((0, 1), (1, 0)), mixed}
    assert answer("2.2") == (F(-7, 2), F(-2))
    assert answer("5.1").profiles == {((1, 0), (0, 1), (0, 1), (1, 0))}
    assert answer("5.2") == (0, 0)
    assert answer("5.3") == Cells((F(0), F(10)), (False, False), (False, True))
    assert answer("6.1") == 3
    assert answer("6.2").profiles == {((0, 1, 0), (1, 0, 0))}


# No answer is ever printed.


def written(exercise: Exercise, answer: Answer) -> list[str]:
    """Regular expressions for the ways in which an answer may be given away."""
    if isinstance(answer, Profiles):
        found = []
        for profile in answer.profiles:
            if is_pure(profile):
                names = [own[m.index(F(1))] for own, m in zip(answer.form.strategies, profile, strict=True)]
                found.append(r"\W+".join(map(re.escape, names)))
            else:
                for own, mixed in zip(answer.form.strategies, profile, strict=True):
                    for name, p in zip(own, mixed, strict=True):
                        found += [rf"{p}\s*\*?\s*{name}", rf"{name}\W*{p}(?![\d/])"]
        return found
    if isinstance(answer, Outcomes):
        return [
            r"\W+".join(re.escape(own[i]) for own, i in zip(answer.form.strategies, cell, strict=True))
            for cell in answer.cells
        ]
    if isinstance(answer, Plans):
        sets = exercise.tree().information_sets
        actions = [
            [one.actions[m.index(F(1))] for one, m in zip(sets, profile, strict=True) if m]
            for profile in answer.profiles
        ]
        return [r"\W+".join(map(re.escape, one)) for one in actions]
    if isinstance(answer, Cells):
        return [rf"(?<![\d/.]){p}(?![\d/])" for p in answer.points[1:]]
    if isinstance(answer, tuple):
        return [r"\W+".join(re.escape(str(u)) for u in answer)]
    if isinstance(answer, F):
        return [rf"(?<![-\d/.]){answer}(?![\d/])", r"\bthree\b"]
    return [r"a \+ d_U - kappa_U", r"d_U \+ a - kappa_U", r"d_U - kappa_U \+ a", r"a - kappa_U \+ d_U"]


def wrong_answers(part: Part) -> list[str]:
    texts = [text for text, _ in KNOWN[part.id]] + [text for text, _ in UNKNOWN[part.id]]
    if part.kind in ("equilibria", "profile", "outcomes"):
        exercise, _ = find_parts(part.id)
        computed = answer_of(exercise, part)
        assert isinstance(computed, (Profiles, Outcomes))
        rows, columns = computed.form.strategies
        texts += [f"({r}, {c})" for r, c in itertools.product(rows, columns)]
    elif part.kind == "plan":
        sets = find_parts(part.id)[0].tree().information_sets
        texts += [", ".join(actions) for actions in itertools.product(*(one.actions for one in sets))]
    elif part.kind == "condition":
        texts += [
            f"k {sign} {n}" for sign in ("<", "<=", ">", ">=") for n in ("0", "1/2", "3", "9", "12", "40")
        ]
    elif part.kind == "number":
        texts += [str(n) for n in range(-2, 20)]
    elif part.kind == "payoffs":
        texts += [f"{x}, {y}" for x in range(-8, 3) for y in range(-8, 3)]
    else:
        texts += ["a", "d_U", "kappa_U", "0", "a - d_U", "a*d_U*kappa_U", "1/a"]
    return texts


@EACH_PART
def test_no_verdict_gives_the_answer_away(exercise: Exercise, part: Part) -> None:
    patterns = written(exercise, answer_of(exercise, part))
    for text in wrong_answers(part):
        verdict = check_answer(part.id, text)
        for pattern in patterns:
            found = re.search(pattern, said(verdict), re.IGNORECASE)
            assert verdict.right or not found or found[0] in text, (text, verdict)


@EACH_PART
def test_showing_an_exercise_gives_no_answer_away(exercise: Exercise, part: Part) -> None:
    shown = exercise_text(exercise, exercise.parts) + json.dumps(exercise_document(exercise, exercise.parts))
    for pattern in written(exercise, answer_of(exercise, part)):
        in_the_tree = part.id == "5.2"  # the payoffs of an equilibrium stand in the tree
        assert in_the_tree or not re.search(pattern, shown, re.IGNORECASE), pattern
    for hint in itertools.chain.from_iterable(p.hints for p in exercise.parts):
        assert hint.say not in shown


@EACH_PART
def test_hints_belong_to_wrong_answers_that_can_be_read(exercise: Exercise, part: Part) -> None:
    judge = JUDGES[part.kind](exercise, part)
    for hint in part.hints:
        if hint.when is not None and part.kind != "plan":
            assert judge.failure(judge.read(hint.when))
        for pattern in written(exercise, answer_of(exercise, part)):
            assert not re.search(pattern, hint.say, re.IGNORECASE)


def test_every_wrong_plan_names_somebody_who_gains() -> None:
    sets = load_exercise("5").tree().information_sets
    right = [
        plan
        for plan in itertools.product(*(one.actions for one in sets))
        if check_answer("5.1", ", ".join(plan)).right
    ]
    assert right == [("no-ban", "withhold", "trade", "honour")]


# Whatever is written, the verdict is a verdict or a refusal in one line, soon.

IDS = st.sampled_from([part.id for _, part in PARTS] + [exercise.id for exercise in list_exercises()])
WORDS = """( ) + - * / ^ , ; : = < > & | [ ] { } . 0 1 2 9 1/3 1/2 10 sqrt( root( sqrt root oo in or and Pr( k
a d_U allow restrict supply withhold no-ban ban – hold trade honour renege acquiesce US China US: W R e5 ∞
≤ √"""
PIECES = st.sampled_from([*WORDS.split(), "\n", " "])


@settings(max_examples=300, deadline=None)
@given(
    IDS,
    st.one_of(
        st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join), st.lists(PIECES).map("".join)
    ),
)
def test_any_text_ends_in_a_verdict_or_one_line(id: str, text: str) -> None:
    try:
        verdict = check_answer(id, text)
    except QuidproquoError as refused:
        assert "\n" not in str(refused)
    else:
        assert verdict.right or verdict.message.startswith("Not right")


@given(st.text(max_size=10))
def test_any_number_of_an_exercise_is_known_or_refused_in_one_line(id: str) -> None:
    try:
        check_answer(id, "1")
    except InvalidInput as refused:
        assert "\n" not in str(refused)


SQUARES = "+".join(f"sqrt({i})" for i in range(2, 60))
BOMBS = [
    "(" * 900,
    "-" * 990,
    "9^9^9",
    "((9^64)^64)^64",
    "9" * 999,
    "sqrt(" * 300,
    "root(" * 20 + "2" + ",12)" * 20,
    f"{SQUARES}-({'+'.join(reversed(SQUARES.split('+')))})",
    f"1/({SQUARES}-{SQUARES.replace('+', '-')})",
    "root((((1+sqrt(2)+root(3,12)+root(5,12))^64)^64)-1, 12)",
    "(((((2+sqrt(2))^64)^64)^64)^64)^64",
    "1/(((((2+sqrt(2))^64)^64)^64)^64)^64",
    "(((a+d_U+kappa_U)^64)^64)^64",
    "*".join(f"(1+sqrt({i}))" for i in range(2, 80)),
    ";".join(["(R,W)"] * 166),
    "7" * 100_000,
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda text: text[:12])
def test_bombs_end_fast(bomb: str) -> None:
    for id, form in itertools.product(
        ("2.1", "2.2", "5.1", "5.3", "5.4", "6.1"), ("{}", "({} restrict, supply)", "k > {}")
    ):
        start = time.perf_counter()
        try:
            check_answer(id, form.format(bomb))
        except QuidproquoError as refused:
            assert "\n" not in str(refused) and len(str(refused)) < 500
        assert time.perf_counter() - start < 10


# Data.

TEMPLATE = """
id: 7
title: Penalty
difficulty: 1
goal: Mix.
source: none
statement: Two players.
game:
  own:
    form: normal
    players: [Row, Column]
    parameters: {win: 2}
    strategies: {Row: [up, down], Column: [left, right]}
    payoffs:
      up: {left: [win, -win], right: [-1, 1]}
      down: {left: [-1, 1], right: [win, -win]}
  set: {win: "1"}
parts:
  - {id: ID, question: Which?, kind: KIND, answer: {solve: nash, give: GIVE}, decimals: true}
"""


def made(**changes: str) -> Exercise:
    text = TEMPLATE
    for old, new in changes.items():
        text = text.replace({"id": "ID", "kind": "KIND", "give": "GIVE"}.get(old, old), new)
    for old, new in {"ID": "7", "KIND": "equilibria", "GIVE": "equilibria"}.items():
        text = text.replace(old, new)
    return build(Exercise, read_yaml(text, "made.yaml"))


def test_an_exercise_may_bring_its_own_table_and_allow_decimals() -> None:
    exercise = made()
    assert answer_of(exercise, exercise.parts[0]) == Profiles(
        exercise.built(),  # type: ignore[arg-type]
        frozenset({((F(1, 2), F(1, 2)), (F(1, 2), F(1, 2)))}),
    )
    number = made(kind="number", give="count")
    judge = JUDGES["number"](number, number.parts[0])
    assert judge.failure(judge.read("1.0")) == ""


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"id": "7.1"}, "7.1 stands where 7 is due"),
        ({"kind": "payoffs"}, "payoffs is not computed by equilibria"),
        ({"give": "where", "kind": "condition"}, "where needs a parameter"),
        ({"give": "plan", "kind": "plan"}, "parts[0].answer.give: plan needs a tree; this game is a table"),
        ({"give": "empty-threat", "kind": "profile"}, "empty-threat needs a tree; this game is a table"),
        ({"solve: nash": "solve: subgame-perfect"}, "subgame-perfect needs a tree; this game is a table"),
        ({'set: {win: "1"}': 'set: {loss: "1"}'}, "game: 'loss' is no parameter of this game"),
        (
            {"up: {left: [win, -win]": "up: {left: [won, -win]"},
            "payoff of Row at up, left: unknown name 'won'",
        ),
        ({"  own:": "  model: case:h20/none\n  own:"}, "a game needs either a model or an own game"),
        ({"players: [Row": "players: [Row, Row"}, "'Row' stands twice"),
    ],
)
def test_faulty_data_are_refused_with_the_place(changes: dict[str, str], line: str) -> None:
    with pytest.raises(ParseError, match=rf"made\.yaml:\d+: .*{re.escape(line)}"):
        made(**changes)


OWN_TREE = """
id: "7"
title: Made up
difficulty: 1
goal: To test.
source: None.
statement: Two players.
game:
  own:
    form: extensive
    players: [US, China]
    parameters: {k: 6, c: 3}
    tree:
      player: US
      information_set: start
      actions: {hold: [c, 0], trade: [k, 1]}
parts:
  - id: "7.1"
    question: When is there trade?
    kind: condition
    answer: {solve: subgame-perfect, give: where, parameter: k, outcomes: [[trade]]}
  - id: "7.2"
    question: When is the US indifferent?
    kind: expression
    answer: {solve: subgame-perfect, give: tie, parameter: k, at: start, symbols: [c]}
"""


def test_an_own_tree_answers_questions_about_its_parameters() -> None:
    exercise = build(Exercise, read_yaml(OWN_TREE, "made.yaml"))
    first, second = exercise.parts
    condition = JUDGES["condition"](exercise, first)
    assert condition.failure(condition.read("k > 3")) == ""
    assert condition.failure(condition.read("k > 4")) != ""
    tie = JUDGES["expression"](exercise, second)
    assert tie.failure(tie.read("c")) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at: start", "at: end", ":25: parts[1].answer.at: there is no information set 'end'"),
        ("symbols: [c]", "symbols: [q]", "parts[1].answer.symbols: 'q' is no parameter of the game"),
        ("parameter: k, out", "parameter: q, out", "parts[0].answer.parameter: 'q' is no parameter"),
        ("trade: [k, 1]", "trade: [k]", "made.yaml:16: the node after trade: 1 payoffs"),
    ],
)
def test_an_own_tree_that_does_not_fit_is_refused_with_its_line(old: str, new: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        build(Exercise, read_yaml(OWN_TREE.replace(old, new), "made.yaml"))
    assert message in str(caught.value)


# The command.


def run(*arguments: str) -> int:
    command = typer.main.get_command(app)
    return guarded(lambda: command(list(arguments), "exercise", standalone_mode=False))


def test_the_command_lists_and_shows(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--format", "json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed["schema"] == 1 and [one["id"] for one in listed["exercises"]] == [
        e.id for e in list_exercises()
    ]
    assert [part["id"] for part in listed["exercises"][0]["parts"]] == ["1.1", "1.2"]
    assert run("list") == run("show", "5") == run("show", "5.3") == run("show", "2", "--format", "json") == 0
    assert "The April table" in capsys.readouterr().out
    assert run("show", "99") == 2
    assert "accepted: 1, 2, 5, 6" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("2.2", "-7/2, -2"), 0),
        (("1", "(R, W)"), 0),
        (("1", "(A, S)"), 1),
        (("1", "(x, y)"), 2),
        (("99", "1"), 2),
        (("6.1", "-3"), 1),
    ],
)
def test_the_exit_status(arguments: tuple[str, ...], status: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", *arguments) == status
    assert run("check", *arguments, "--format", "json") == status
    streams = capsys.readouterr()
    assert bool(streams.err) == (status == 2) and "Traceback" not in streams.err


def test_check_as_json_and_from_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "answer"
    file.write_text("(allow, supply)\n", "utf8")
    with file.open(encoding="utf8") as stream:
        monkeypatch.setattr("sys.stdin", stream)
        assert run("check", "1.1", "-", "--format", "json") == 1
    document = json.loads(capsys.readouterr().out)
    assert document["hint"].startswith("Best for both")
    assert {**document, "hint": ""} == {
        "schema": 1, "exercise": "1.1", "right": False, "message": "Not right.", "hint": ""
    }  # fmt: skip
