"""Certificates of cooperative answers: every wrong claim is found, whoever makes it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.games import cooperative_json
from quidproquo.games.cooperative_certificate import Span, sharing_failure
from quidproquo.games.kohlberg import NucleolusProof

WORTH = {"U": 0, "C": 0, "E": 0, "UC": 10, "CE": 5, "UE": 2, "UCE": 12}
GAME = qpq.CooperativeGame(["U", "C", "E"], WORTH)
MAJORITY = qpq.CooperativeGame(["U", "C", "E"], lambda s: int(len(s) > 1))
POOR = qpq.CooperativeGame(["A", "B"], {"A": 1, "B": 2, "AB": 2})

Document = dict[str, Any]


def findings(game: qpq.CooperativeGame, solution: qpq.Solution, change: Callable[[Document], None]) -> str:
    document = json.loads(solution.to_json())
    change(document)
    found = qpq.verify_document(json.dumps(document), game)
    with pytest.raises((qpq.NotAnEquilibrium, qpq.ParseError)):
        qpq.Solution.from_json(json.dumps(document), game)
    return "; ".join(found.findings)


def put(path: str, value: object) -> Callable[[Document], None]:
    """A change of the value at a path with slashes, such as ``allocations/0/payoffs/U``."""

    def change(document: Document) -> None:
        *way, last = path.split("/")
        place: Any = document
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        place[int(last) if isinstance(place, list) else last] = value

    return change


def drop(path: str, place: int) -> Callable[[Document], None]:
    return lambda document: document[path].pop(place)


@pytest.mark.parametrize(
    ("game", "solver", "change", "message"),
    [
        (GAME, qpq.shapley, put("allocations/0/payoffs/U", "4"), "allocation 0: the payoffs sum to 35/3"),
        (GAME, qpq.shapley, put("allocations/0/payoffs/U", "4"), "U gets 13/3, not 4"),
        (GAME, qpq.shapley, drop("allocations", 0), "0 allocations; there is exactly one Shapley value"),
        (GAME, qpq.shapley, put("game/players", ["U", "E", "C"]), "the file is about a game whose players"),
        (GAME, qpq.core, put("allocations/0/payoffs/U", "4"), "allocation 0: the payoffs sum to 16"),
        (
            GAME,
            qpq.core,
            put("allocations/0/payoffs", {"U": "1", "C": "8", "E": "3"}),
            "allocation 0: U with C gets 9, less than its worth of 10",
        ),
        (
            GAME,
            qpq.core,
            put("allocations/0/payoffs", {"U": "1", "C": "10", "E": "1"}),
            "allocation 0 is no extreme point",
        ),
        (GAME, qpq.core, drop("allocations", 1), "complete is true, but the extreme point (2, 10, 0)"),
        (GAME, qpq.core, lambda d: d["allocations"].append(d["allocations"][0]), "listed twice"),
        (GAME, qpq.core, put("knife_edge", True), "knife_edge is true"),
        (GAME, qpq.core, put("allocations", []), "no proof that the core is empty"),
        (
            GAME,
            qpq.core,
            lambda d: d.update(allocations=[], value="12", dual={"balanced": {"UCE": "1"}}),
            "the weighted worth 12 is not above the 12 of all players",
        ),
        (MAJORITY, qpq.core, put("value", "2"), "value: the weighted worth is 3/2, not 2"),
        (MAJORITY, qpq.core, put("dual/balanced/U, C", "1"), "the coalitions with U sum to 3/2, not to 1"),
        (MAJORITY, qpq.core, put("dual/balanced/U, C", "-1/2"), "the weight of U, C is -1/2"),
        (
            MAJORITY,
            qpq.core,
            lambda d: (
                d.update(allocations=[{"payoffs": {"U": "1", "C": "0", "E": "0"}}], dual=None)
                or d.pop("dual")
                or d.pop("value")
            ),
            "C with E gets 0, less than its worth of 1",
        ),
        (GAME, qpq.nucleolus, put("allocations/0/payoffs/U", "5"), "allocation 0: the payoffs sum to 13"),
        (
            GAME,
            qpq.nucleolus,
            put("allocations/0/payoffs", {"U": "5", "C": "6", "E": "1"}),
            "nothing proves that C, E, with excess -2, cannot do better",
        ),
        (
            GAME,
            qpq.nucleolus,
            put("allocations/0/payoffs", {"U": "-1", "C": "12", "E": "1"}),
            "U gets -1, less than its worth of 0",
        ),
        (GAME, qpq.nucleolus, lambda d: d["dual"].pop("-3"), "nothing proves that"),
        (GAME, qpq.nucleolus, lambda d: d["dual"].pop("-1"), "nothing proves that E, with excess -1"),
        (GAME, qpq.nucleolus, lambda d: d.pop("dual"), "nothing proves that"),
        (GAME, qpq.nucleolus, put("dual/-1/E", "1/2"), "at excess -1: the weights of the coalitions with E"),
        (
            GAME,
            qpq.nucleolus,
            lambda d: d.update(dual=dict(reversed(d["dual"].items()))),
            "-1 stands after -3; excesses have to fall",
        ),
        (
            GAME,
            qpq.nucleolus,
            lambda d: d["dual"].update({"-5": d["dual"]["-3"]}),
            "what stands after excess -3 proves nothing more",
        ),
        (
            GAME,
            qpq.nucleolus,
            lambda d: d["allocations"].append(d["allocations"][0]),
            "at most one nucleolus",
        ),
        (POOR, qpq.nucleolus, put("value", "2"), "value: the weighted worth is 3, not 2"),
        (MAJORITY, qpq.core, put("solution", "nucleolus"), "only what players are worth one by one"),
    ],
)
def test_wrong_answers(
    game: qpq.CooperativeGame,
    solver: Callable[..., qpq.Solution],
    change: Callable[[Document], None],
    message: str,
) -> None:
    assert message in findings(game, solver(game), change)


@pytest.mark.parametrize(
    ("solver", "change", "message"),
    [
        (qpq.core, put("allocations/0/attained", False), "payoffs of this game are always attained"),
        (qpq.core, put("allocations/0/attained", 1), "attained is 1; true or false is needed"),
        (qpq.core, put("allocations/0/payoffs/X", "1"), "player 'X' is unknown"),
        (qpq.core, put("allocations/0/payoffs", {"U": "1"}), "the field 'C' is missing"),
        (qpq.core, put("allocations/0/gets", {}), "field 'gets' is unknown"),
        (qpq.core, put("allocations/0/payoffs/U", 1), "a number written as text"),
        (qpq.core, put("allocations/0", []), "an object with named entries is needed"),
        (
            qpq.core,
            put("value", "1"),
            "the field 'value' does not belong to an answer with a core that is not",
        ),
        (qpq.shapley, put("dual", {}), "the field 'dual' does not belong to an answer of the kind 'shapley'"),
        (qpq.nucleolus, put("dual/-1/E", 1), "a number written as text"),
        (qpq.nucleolus, put("dual/-1/X", "1"), "coalition 'X': 'X' is no player"),
        (qpq.nucleolus, put("dual/-1/C, U", "1"), "is empty or stands twice"),
        (qpq.nucleolus, put("dual/high", {}), "dual: an excess is 'high'"),
        (qpq.nucleolus, put("solution", "nash"), "but the game is a cooperative game"),
        (qpq.shapley, lambda d: d["equilibria"].append({}), "under 'allocations', not 'equilibria'"),
    ],
)
def test_what_is_no_answer(
    solver: Callable[..., qpq.Solution], change: Callable[[Document], None], message: str
) -> None:
    document = json.loads(solver(GAME).to_json())
    change(document)
    with pytest.raises(qpq.ParseError) as caught:
        qpq.verify_document(json.dumps(document), GAME)
    assert message in str(caught.value)


def test_an_unfinished_answer_claims_nothing() -> None:
    for solver in (qpq.core, qpq.shapley, qpq.nucleolus):
        document = json.loads(solver(GAME).to_json())
        document.update(allocations=[], complete=False, complete_because="stopped")
        document.pop("dual", None)
        found = qpq.verify_document(json.dumps(document), GAME)
        assert found.ok and found.checked == ("nothing is claimed",)


def test_only_the_nucleolus_has_a_proof() -> None:
    """All balanced families of a small game are tried as levels for points near by; none proves another."""
    game = qpq.CooperativeGame(["A", "B", "C"], {"A": 0, "B": 0, "C": 0, "AB": 4, "AC": 2, "BC": 2, "ABC": 6})
    solution = qpq.nucleolus(game)
    right = tuple(Fraction(str(u)) for u in solution.allocations[0].payoffs)
    one, half = Fraction(1), Fraction(1, 2)
    families = [
        {1: one, 6: one},
        {2: one, 5: one},
        {4: one, 3: one},
        {1: one, 2: one, 4: one},
        {3: half, 5: half, 6: half},
    ]
    proven = set()
    for a, b in itertools.product(range(13), range(13)):
        point = (Fraction(a, 2), Fraction(b, 2), 6 - Fraction(a + b, 2))
        excesses = game.excesses(point)
        levels = [(min(excesses[game.members(mask)] for mask in family), family) for family in families]
        for first, second in itertools.product(levels, levels):
            merged = {mask: half * (first[1].get(mask, 0) + second[1].get(mask, 0)) for mask in range(1, 7)}
            both = {mask: w for mask, w in merged.items() if w}
            low = min(excesses[game.members(mask)] for mask in both)
            for proof in ((first,), (first, (low, both)), ((low, both),)):
                if sharing_failure(game, point) == "" and NucleolusProof(game, point, proof).failure() == "":
                    proven.add(point)
    assert proven == {right}


def test_what_is_too_large_stays_a_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cooperative_json, "MAX_EDGE_SYSTEMS", 3)
    found = qpq.verify_document(qpq.core(GAME).to_json(), GAME)
    assert found.ok
    assert found.checked[-1].startswith("completeness: claimed by the method named, too large")


def test_span() -> None:
    span = Span(4)
    assert [span.add(mask) for mask in (0b0011, 0b1100, 0b1111, 0b0101, 0b1010, 0b0110)] == [
        True,
        True,
        False,
        True,
        False,
        True,
    ]
    assert span.rank == 4 and 0b0001 in span
