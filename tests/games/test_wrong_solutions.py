"""Solution files with any one place replaced: verified, refuted or refused, never a crash."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from quidproquo import NormalFormGame, QuidproquoError, Solution, case_model, nash, subgame_perfect, zero_sum
from quidproquo.games import subgame_conditions, tie_findings
from quidproquo.games.verification import verify_document

FLAT = NormalFormGame.zero_sum([[0, 0], [0, 0]], players=["US", "China"])
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 3, 0.5, "1", "1/2", "x", "", "1" * 2000),
    *([], {}, [None], [[]], [{}], {"a": 1}, {"US": {}}, {"US": None}, [0, 0], [[0], [0]]),
)
SOLUTIONS = {
    "segments": nash(FLAT),
    "value": zero_sum(FLAT),
    "conditions": subgame_perfect(case_model("h20/sequential-linkage", {"k": 10}).game),
}


def places(document: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every part of a document; of lists the first two entries, the others are alike."""
    inner = document.items() if isinstance(document, dict) else enumerate(document[:2])
    for step, value in inner:
        yield (*path, step)
        if isinstance(value, (dict, list)):
            yield from places(value, (*path, step))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> str:
    """The JSON of a document with one place replaced."""
    document = copy.deepcopy(document)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(document)


@pytest.mark.parametrize("name", SOLUTIONS)
def test_one_place_replaced(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subgame_conditions, "MAX_POINTS", 8)  # what is tested here is reading, not judging
    monkeypatch.setattr(tie_findings, "MAX_TRIED", 2)
    monkeypatch.setattr(tie_findings, "MAX_VISITS", 0)
    solution = SOLUTIONS[name]
    document = json.loads(solution.to_json())
    crashes = []
    for path in places(document):
        for value in VALUES:
            text = changed(document, path, value)
            for read in (verify_document, Solution.from_json):
                try:
                    read(text, solution.game)
                except QuidproquoError:
                    pass
                except Exception as error:
                    crashes.append((read.__name__, path, value, repr(error)))
    assert crashes == []
