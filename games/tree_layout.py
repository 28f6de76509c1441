"""Tidy trees: where the nodes of a tree stand across its direction of growth, in linear time."""

from __future__ import annotations

from collections.abc import Sequence


def tidy_positions(
    children: Sequence[Sequence[int]], before: Sequence[float], after: Sequence[float]
) -> list[float]:
    """Return one coordinate per node, such that nodes of equal depth keep their order and their distance.

    A parent stands halfway between its first and its last child, equal subtrees are drawn alike, and subtrees
    are moved together as far as the distances allow.

    Parameters
    ----------
    children : per node (the root is node 0), its children in order
    before, after : per node, the room it needs on the side of smaller and of larger coordinates
        Neighbours v, w of one depth end up at least ``after[v] + before[w]`` apart.

    Returns
    -------
    list of float
        The root at 0.

    Notes
    -----
    The algorithm is that of Reingold and Tilford (1981) for trees of any branching (Walker 1990), made linear
    by Buchheim, Jünger and Leipert (2002), whose names are kept: `thread` continues the contour of a subtree
    below its last level, `ancestor` finds the sibling that a contour node belongs to, and `shift` and
    `change` spread a move over the siblings in between.

    Examples
    --------
    >>> tidy_positions([[1, 2], [], [3, 4], [], []], [1] * 5, [1] * 5)
    [0.0, -1.0, 1.0, 0.0, 2.0]
    """
    return _Tidy(children, before, after).positions()


class _Tidy:
    def __init__(
        self, children: Sequence[Sequence[int]], before: Sequence[float], after: Sequence[float]
    ) -> None:
        size = len(children)
        self.children, self.before, self.after = children, before, after
        self.parent, self.number = [-1] * size, [0] * size
        for v, below in enumerate(children):
            for k, w in enumerate(below):
                self.parent[w], self.number[w] = v, k
        self.prelim, self.mod = [0.0] * size, [0.0] * size
        self.shift, self.change = [0.0] * size, [0.0] * size
        self.thread, self.ancestor = [-1] * size, list(range(size))

    def positions(self) -> list[float]:
        preorder, stack = [], [0]
        while stack:
            v = stack.pop()
            preorder.append(v)
            stack.extend(reversed(self.children[v]))
        default = [below[0] if below else -1 for below in self.children]
        for v in self._postorder():
            self._place(v)
            up = self.parent[v]
            if up >= 0:
                default[up] = self._apportion(v, default[up])
        found = [0.0] * len(self.children)
        total = [0.0] * len(self.children)
        for v in preorder:
            up = self.parent[v]
            if up >= 0:
                total[v] = total[up] + self.mod[up]
                found[v] = self.prelim[v] + total[v]
        root = self.prelim[0]
        return [0.0, *(x - root for x in found[1:])]

    def _postorder(self) -> list[int]:
        order, stack = [], [0]
        while stack:
            v = stack.pop()
            order.append(v)
            stack.extend(self.children[v])
        return order[::-1]

    def _distance(self, v: int, w: int) -> float:
        return self.after[v] + self.before[w]

    def _left_sibling(self, v: int) -> int:
        return self.children[self.parent[v]][self.number[v] - 1] if self.number[v] else -1

    def _place(self, v: int) -> None:
        """First walk: above the middle of the children, or beside the sibling on the left."""
        below, left = self.children[v], self._left_sibling(v)
        beside = self.prelim[left] + self._distance(left, v) if left >= 0 else 0.0
        if not below:
            self.prelim[v] = beside
            return
        self._execute_shifts(v)
        middle = (self.prelim[below[0]] + self.prelim[below[-1]]) / 2
        self.prelim[v] = beside if left >= 0 else middle
        self.mod[v] = self.prelim[v] - middle

    def _apportion(self, v: int, default: int) -> int:
        """Move the subtree of `v` away from those of its siblings on the left, level by level."""
        left = self._left_sibling(v)
        if left < 0:
            return default
        first = self.children[self.parent[v]][0]
        inner_right = outer_right = v
        inner_left, outer_left = left, first
        sum_ir = sum_or = self.mod[v]
        sum_il, sum_ol = self.mod[left], self.mod[first]
        while (down := self._last(inner_left)) >= 0 and (other := self._first(inner_right)) >= 0:
            inner_left, inner_right = down, other
            outer_left, outer_right = self._first(outer_left), self._last(outer_right)
            self.ancestor[outer_right] = v
            gap = self._distance(inner_left, inner_right)
            move = self.prelim[inner_left] + sum_il - (self.prelim[inner_right] + sum_ir) + gap
            if move > 0:
                owner = self.ancestor[inner_left]
                self._move(owner if self.parent[owner] == self.parent[v] else default, v, move)
                sum_ir += move
                sum_or += move
            sum_il += self.mod[inner_left]
            sum_ir += self.mod[inner_right]
            sum_ol += self.mod[outer_left]
            sum_or += self.mod[outer_right]
        if self._last(inner_left) >= 0 and self._last(outer_right) < 0:
            self.thread[outer_right] = self._last(inner_left)
            self.mod[outer_right] += sum_il - sum_or
        if self._first(inner_right) >= 0 and self._first(outer_left) < 0:
            self.thread[outer_left] = self._first(inner_right)
            self.mod[outer_left] += sum_ir - sum_ol
            return v
        return default

    def _first(self, v: int) -> int:
        return self.children[v][0] if self.children[v] else self.thread[v]

    def _last(self, v: int) -> int:
        return self.children[v][-1] if self.children[v] else self.thread[v]

    def _move(self, left: int, v: int, by: float) -> None:
        between = self.number[v] - self.number[left]
        self.change[v] -= by / between
        self.shift[v] += by
        self.change[left] += by / between
        self.prelim[v] += by
        self.mod[v] += by

    def _execute_shifts(self, v: int) -> None:
        shift = change = 0.0
        for w in reversed(self.children[v]):
            self.prelim[w] += shift
            self.mod[w] += shift
            change += self.change[w]
            shift += self.shift[w] + change
