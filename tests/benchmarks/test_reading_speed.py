"""Reading a large .efg file, beside a reader that goes token by token, and Gambit's.

Run with ``pytest tests/benchmarks/test_reading_speed.py --benchmark-group-by=group``; ``NODES`` sets the size
(131071 for the figure in the pages).
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from quidproquo.games.efg import read_efg
from quidproquo.games.efg_usual import UsualNodes

NODES = int(os.environ.get("NODES", "8191"))


def binary_tree(nodes: int) -> str:
    """A tree of two players that move in turn, every payoff and every label its own."""
    draw = random.Random(1)
    lines = ['EFG 2 R "large" { "A" "B" }', '""']
    stack = [nodes.bit_length() - 1]
    while stack:
        left = stack.pop()
        number = len(lines)
        if left:
            lines.append(f'p "" {1 + left % 2} {number} "set {number}" {{ "l" "r" }} 0')
            stack += [left - 1, left - 1]
        else:
            lines.append(f't "" {number} "{number}" {{ {draw.randint(-99, 99)}, {draw.randint(-99, 99)} }}')
    return "\n".join(lines) + "\n"


def token_by_token(text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(UsualNodes, "at", lambda self, position: None)
        return read_efg(text)


@pytest.mark.parametrize("reader", ["ours", "token by token", "gambit"])
def test_reading_a_large_tree(
    benchmark: Any, reader: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    text = binary_tree(NODES)
    task: Callable[[], Any]
    if reader == "gambit":
        gambit = pytest.importorskip("pygambit")
        path = tmp_path / "large.efg"
        path.write_text(text, "utf8")
        task = lambda: gambit.read_efg(str(path))  # noqa: E731
    elif reader == "ours":
        task = lambda: read_efg(text)  # noqa: E731
    else:
        task = lambda: token_by_token(text, monkeypatch)  # noqa: E731
    benchmark.group = f"reading an .efg file of {NODES} nodes"
    game = benchmark.pedantic(task, rounds=1, warmup_rounds=1)
    if reader == "token by token":
        assert game == read_efg(text)
