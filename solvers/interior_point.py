"""A matrix game in floats: a point near the middle of the optimal strategies, by an interior-point method.

Floats only: what is returned is a proposal, which `matrix_game` proves or drops.

Source: the predictor-corrector method of Mehrotra (1992) on the pair of programs of a matrix game, whose
optimal strategies satisfy ``x·A >= v`` and ``A·y <= v``. In the limit the strategies that some optimal
mixture plays are those with more probability than slack (Goldman & Tucker 1956).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..games.payoff_table import Array

MAX_STEPS = 100
NEAR = 1e-2
"""Difference of the two guarantees, for payoffs between -1 and 1, from which on points are worth a look."""

FAST = 1e-7
"""Difference below which each step should at least halve it."""

UNSHARED = 8192
"""Entries up to which BLAS multiplies with one thread anyway."""

EXHAUSTED = 1e-15
"""Difference at which floats tell nothing more."""

PATIENCE = 2
"""Steps that do not halve the difference, after which floats have given what they have."""


@dataclass(frozen=True, slots=True)
class CentralPoint:
    """Mixtures of both players in the middle of the optimal ones, and how much each strategy falls short."""

    row: Array
    column: Array
    row_slack: Array
    column_slack: Array

    @property
    def rows(self) -> Array:
        """The numbers of the first player's strategies that seem to be played."""
        return np.flatnonzero(self.row > self.row_slack)

    @property
    def columns(self) -> Array:
        """The numbers of the second player's strategies that seem to be played."""
        return np.flatnonzero(self.column > self.column_slack)


def central_points(payoffs: Array) -> Iterator[CentralPoint]:
    """Yield ever better points in the game of the first player's `payoffs`, as good as floats allow at last.

    Parameters
    ----------
    payoffs : m × n floats between -1 and 1

    Examples
    --------
    >>> *_, last = central_points(np.array([[0.6, -0.2], [-0.4, 0.8], [-0.5, -0.5]]))
    >>> last.rows.tolist(), last.row.round(3).tolist()
    ([0, 1], [0.6, 0.4, 0.0])
    """
    if len(payoffs) > payoffs.shape[1]:
        for turned in central_points(-payoffs.T):
            yield CentralPoint(turned.column, turned.row, turned.column_slack, turned.row_slack)
        return
    path = _Path(payoffs)
    smallest, waited = path.gap, 0
    best = path.point()
    for _ in range(MAX_STEPS):
        with np.errstate(all="ignore"):
            if smallest < EXHAUSTED or waited >= PATIENCE or not path.advance():
                break
        waited = 0 if path.gap < smallest / 2 or smallest > FAST else waited + 1
        if path.gap < smallest:
            smallest, best = path.gap, path.point()
            if smallest < NEAR:
                yield best
    yield best


class _Path:
    """The iterate: strategies x and y, guarantees v < w, slacks s = x·A - v and t = w - A·y, all positive."""

    s: Array
    t: Array
    gap: float

    def __init__(self, payoffs: Array) -> None:
        self.payoffs = np.ascontiguousarray(payoffs)
        self.turned = np.ascontiguousarray(payoffs.T)
        self.diagonal = np.diag_indices(len(payoffs))
        self.minus_ones = -np.ones(len(payoffs))
        m, n = payoffs.shape
        self.x = np.full(m, 1 / m)
        self.y = np.full(n, 1 / n)
        self.v = self._by_rows(self.x).min() - 0.5
        self.w = self._by_columns(self.y).max() + 0.5
        self._measure()

    def point(self) -> CentralPoint:
        return CentralPoint(self.x, self.y, self.t, self.s)

    def advance(self) -> bool:
        """Take one predictor-corrector step; False where rounding has made an end of it."""
        try:
            step = self._step()
        except (np.linalg.LinAlgError, ZeroDivisionError):
            return False
        before = self.x, self.y, self.v, self.w, self.s, self.t, self.gap
        dx, dy, dv, dw, length = step
        self.x, self.y = self.x + length * dx, self.y + length * dy
        self.v, self.w = self.v + length * dv, self.w + length * dw
        self._measure()
        if not (np.concatenate([self.x, self.y, self.s, self.t]).min() > 0 and np.isfinite(self.gap)):
            self.x, self.y, self.v, self.w, self.s, self.t, self.gap = before
            return False
        return True

    def _step(self) -> tuple[Array, Array, float, float, float]:
        from scipy.linalg import blas, lapack

        x, y, s, t = self.x, self.y, self.s, self.t
        weight = y / s
        normal = blas.dsyrk(1.0, (self.turned * np.sqrt(weight)[:, None]).T, lower=1)
        normal[self.diagonal] += t / x
        factor, trouble = lapack.dpotrf(normal, lower=1, overwrite_a=1)
        if trouble:
            raise np.linalg.LinAlgError("rounding has made the system singular")
        # The effects on x of raising w and v by one.
        of_w = lapack.dpotrs(factor, self.minus_ones, 1)[0]
        of_v = lapack.dpotrs(factor, self._by_columns(weight), 1)[0]
        rows_of_w, rows_of_v = self._by_rows(of_w), self._by_rows(of_v)
        y_of_w, y_of_v = -weight * rows_of_w, weight - weight * rows_of_v
        a, b, c, d = (float(z.sum()) for z in (of_w, of_v, y_of_w, y_of_v))
        row_lack, column_lack = 1 - float(x.sum()), 1 - float(y.sum())

        def direction(row_goal: Array, column_goal: Array) -> tuple[Any, ...]:
            toward = column_goal / s
            base = lapack.dpotrs(factor, row_goal / x + self._by_columns(toward), 1)[0]
            rows_of_base = self._by_rows(base)
            y_base = toward - weight * rows_of_base
            p, q = row_lack - float(base.sum()), column_lack - float(y_base.sum())
            dw, dv = (p * d - q * b) / (a * d - b * c), (a * q - c * p) / (a * d - b * c)
            dx = base + dw * of_w + dv * of_v
            dy = y_base + dw * y_of_w + dv * y_of_v
            ds = rows_of_base + dw * rows_of_w + dv * rows_of_v - dv
            return dx, dy, ds, dw - self._by_columns(dy), dv, dw

        here = np.concatenate([x, y, s, t])
        dx, dy, ds, dt, _, _ = direction(-x * t, -y * s)
        length = min(1.0, _longest(here, np.concatenate([dx, dy, ds, dt])))
        reached = (x + length * dx) @ (t + length * dt) + (y + length * dy) @ (s + length * ds)
        target = (reached / self.gap) ** 3 * self.gap / (len(x) + len(y))
        dx, dy, ds, dt, dv, dw = direction(target - x * t - dx * dt, target - y * s - dy * ds)
        longest = _longest(here, np.concatenate([dx, dy, ds, dt]))
        return dx, dy, float(dv), float(dw), min(1.0, 0.9995 * longest)

    def _measure(self) -> None:
        self.s = self._by_rows(self.x) - self.v
        self.t = self.w - self._by_columns(self.y)
        self.gap = float(self.x @ self.t + self.y @ self.s)

    def _by_rows(self, x: Array) -> Array:
        return unthreaded_product(x, self.payoffs)

    def _by_columns(self, y: Array) -> Array:
        return unthreaded_product(y, self.turned)


def unthreaded_product(vector: Array, matrix: Array) -> Array:
    """Return ``vector·matrix``, of a size that BLAS would share among threads without them.

    In thousands of such products, waiting for threads takes most of the time on a busy machine.
    """
    found: Array = vector @ matrix if matrix.size < UNSHARED else np.einsum("ij,i->j", matrix, vector)
    return found


def _longest(here: Array, change: Array) -> float:
    """How far positive numbers can go by multiples of `change` and stay nonnegative."""
    steepest = float((change / here).min())
    return -1 / steepest if steepest < 0 else np.inf
