"""Two parameters varied: the answer at every point of a grid, decided exactly, and the curves between."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import InvalidInput
from ..games.exact import rational
from ..games.extensive_form import ExtensiveFormGame
from ..games.payoff_table import Array
from ..games.regime_grid import Axis, Curve, GridRegime, RegimeGrid
from ..games.region_map import Game, RegionMap
from .border_curves import arc_points, is_traced
from .region_signs import RegionSigns, grid_signs, region_signs
from .regions import regions

STEPS = 200
MOST_STEPS = 2_000

ARCS = (
    "every point of the grid was decided exactly, and so was a point of every arc of a border that no other "
    "border meets"
)
NEIGHBOURS = (
    "every point of the grid was decided exactly; {curves} is linear in neither parameter, "
    "so that borders on it were looked for between neighbours on the grid only"
)
Code = tuple[bool, ...]


def regime_grid(
    game: Game,
    parameter: str,
    low: Any,
    high: Any,
    parameter2: str,
    low2: Any,
    high2: Any,
    *,
    solution: str | None = None,
    steps: int = STEPS,
) -> RegimeGrid:
    """Return the answer of a game over a window of two parameters.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        With these two parameters as its only symbols; as for `regions`.
    parameter, low, high : the horizontal axis and its range, exact numbers.
    parameter2, low2, high2 : the vertical axis and its range.
    solution : as for `regions`.
    steps : values of each parameter, the ends of the ranges included.

    Returns
    -------
    RegimeGrid
        Which equilibria there are at each point, and the equations of the borders, each with the regimes that
        it separates somewhere in the window.

    Raises
    ------
    InvalidInput
        For names that are no parameters, other free symbols, empty ranges and a number of steps beyond
        2 to `MOST_STEPS`.
    UnsupportedGame, LimitReached
        As for `regions`.

    Examples
    --------
    >>> import sympy
    >>> from quidproquo import NormalFormGame
    >>> theta, kappa = sympy.symbols("theta kappa")
    >>> game = NormalFormGame([[[theta, -7], [2, -5 - kappa]], [[0, 1], [-6, -5]]],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> found = regime_grid(game, "theta", 0, 4, "kappa", 0, 4)
    >>> [regime.label for regime in found.regimes if not regime.on_curves]
    ['restrict, withhold', 'allow, withhold']
    >>> [(curve.text, curve.between) for curve in found.curves]
    [('kappa = 2', ((0, 1),))]
    """
    first, second = _axes(game, ((parameter, low, high), (parameter2, low2, high2)), steps)
    window = {axis.name: (axis.low, axis.high) for axis in (first, second)}
    found = regions(game, solution, within=window)
    signs = region_signs(found)
    arrays = [grid_signs(one, first, second) for one in signs.factors]
    shape = (second.steps, first.steps)
    codes, numbers = _codes(signs, arrays, shape)
    ordinary = np.ones(shape, dtype=bool)
    for array in arrays:
        ordinary &= array != 0
    wide = {codes[n] for n in np.unique(numbers[ordinary])} | {_somewhere(signs, first, second)}
    pairs = _separated(signs, first, second)
    odd = [i for i, one in enumerate(signs.factors) if not is_traced(one, first, second)]
    for i, couples in _between_neighbours(signs, odd, arrays, ordinary).items():
        pairs.setdefault(i, set()).update(couples)
    wide |= {code for couples in pairs.values() for couple in couples for code in couple}
    counts = np.bincount(numbers.ravel(), minlength=len(codes))
    points = {code: int(count) for code, count in zip(codes, counts, strict=True)}
    every = sorted({*codes, *wide}, key=lambda code: (code not in wide, -points.get(code, 0), code))
    place = {code: i for i, code in enumerate(every)}
    labels = _labels(found, every)
    curves = [
        Curve(
            signs.factors[i],
            tuple(sorted({(min(a, b), max(a, b)) for a, b in ((place[p], place[q]) for p, q in couples)})),
        )
        for i, couples in pairs.items()
    ]
    missed = [str(signs.factors[i]) for i in odd]
    return RegimeGrid(
        game=game,
        solution=found.solution,
        parameter=first,
        parameter2=second,
        regimes=tuple(
            GridRegime(labels[code], _members(code), points.get(code, 0), code not in wide, code[-1])
            for code in every
        ),
        grid=np.array([place[code] for code in codes], dtype=np.int16)[numbers],
        curves=tuple(sorted(curves, key=lambda curve: (curve.between, str(curve.polynomial)))),
        regions=found,
        method="sign-grid",
        complete=found.complete and not missed,
        complete_because=found.complete_because
        if not found.complete
        else NEIGHBOURS.format(curves=" and ".join(missed))
        if missed
        else ARCS,
    )


def _axes(game: Game, wanted: Sequence[tuple[str, Any, Any]], steps: int) -> tuple[Axis, Axis]:
    names = [name for name, _, _ in wanted]
    if not isinstance(steps, int) or not 2 <= steps <= MOST_STEPS:
        raise InvalidInput(f"steps is {steps!r}; a whole number from 2 to {MOST_STEPS} is accepted")
    if len(set(names)) < len(names):
        raise InvalidInput(f"{names[0]!r} is varied twice; two different parameters are needed")
    free = game.parameters
    for name in names:
        if name not in free:
            known = ", ".join(free) or "none"
            raise InvalidInput(f"{name!r} is no parameter of this game; its parameters: {known}")
    others = [name for name in free if name not in names]
    if others:
        raise InvalidInput(f"{', '.join(others)} still has no value; give all parameters but two a value")
    found = []
    for name, low, high in wanted:
        ends = [rational(end, f"an end of the range of {name}") for end in (low, high)]
        if not ends[0] < ends[1]:
            raise InvalidInput(f"the range of {name} is empty; the first end must be below the second")
        found.append(Axis(name, ends[0], ends[1], steps))
    return found[0], found[1]


def _codes(signs: RegionSigns, arrays: Sequence[Array], shape: tuple[int, int]) -> tuple[list[Code], Array]:
    """The different answers on the grid, and the number of the one at each point."""
    answers = [np.broadcast_to(one, shape) for one in signs.answers(arrays)]
    packed = np.packbits(np.stack(answers), axis=0)
    flat = np.ascontiguousarray(packed.reshape(len(packed), -1).T)
    rows = flat.view(np.dtype((np.void, flat.shape[1]))).ravel()
    _, where, numbers = np.unique(rows, return_index=True, return_inverse=True)
    columns = np.stack([one.reshape(-1)[where] for one in answers], axis=1)
    return [tuple(map(bool, row)) for row in columns.tolist()], numbers.reshape(shape)


def _separated(signs: RegionSigns, first: Axis, second: Axis) -> dict[int, set[tuple[Code, Code]]]:
    """Per curve, the answers on its two sides, at a point of every arc."""
    found: dict[int, set[tuple[Code, Code]]] = {}
    for i, curve in enumerate(signs.factors):
        if not is_traced(curve, first, second):
            continue
        others = [one for one in signs.factors if one != curve]
        for point in arc_points(curve, others, first, second):
            here = [_sign(one, point) for one in signs.factors]
            sides = [_code(signs, [*here[:i], side, *here[i + 1 :]]) for side in (-1, 1)]
            if sides[0] != sides[1]:
                found.setdefault(i, set()).add((sides[0], sides[1]))
    return found


def _between_neighbours(
    signs: RegionSigns, odd: Sequence[int], arrays: Sequence[Array], ordinary: Array
) -> dict[int, set[tuple[Code, Code]]]:
    """For curves that are not traced: the answers at neighbours that this curve alone separates."""
    found: dict[int, set[tuple[Code, Code]]] = {}
    for i, axis in itertools.product(odd, (0, 1)):
        along = np.moveaxis(np.stack(arrays), axis + 1, -1)
        plain = np.moveaxis(ordinary, axis, -1)
        near, far = along[..., :-1], along[..., 1:]
        differs = near != far
        alone = differs[i] & (differs.sum(axis=0) == 1) & plain[..., :-1] & plain[..., 1:]
        for column in {tuple(map(int, near[:, a, b])) for a, b in np.argwhere(alone)}:
            sides = [_code(signs, [*column[:i], side, *column[i + 1 :]]) for side in (-1, 1)]
            if sides[0] != sides[1]:
                found.setdefault(i, set()).add((sides[0], sides[1]))
    return found


def _somewhere(signs: RegionSigns, first: Axis, second: Axis) -> Code:
    """The answer at a point of the window that lies on no curve: the grid may have none."""
    for share in itertools.count(2):
        point = {
            axis.name: axis.low + (axis.high - axis.low) * place
            for axis, place in ((first, Fraction(1, share)), (second, Fraction(1, share**2 + 1)))
        }
        here = [_sign(one, point) for one in signs.factors]
        if all(here):
            return _code(signs, here)
    raise AssertionError("no curve holds all points of another one")


def _code(signs: RegionSigns, values: Sequence[int]) -> Code:
    return tuple(bool(one) for one in signs.answers([np.int8(value) for value in values]))


def _sign(polynomial: Any, point: Mapping[str, Any]) -> int:
    value = polynomial.value(point)
    return int(value > 0) - int(value < 0)


def _members(code: Code) -> tuple[int, ...]:
    return tuple(i for i, holds in enumerate(code[:-2]) if holds)


def _labels(found: RegionMap, codes: Sequence[Code]) -> dict[Code, str]:
    """What is done in each regime, in words; different ones are told apart."""
    labels: dict[Code, str] = {}
    for code in codes:
        outcomes = list(dict.fromkeys(found.regions[i].outcome for i in _members(code)))
        nothing = "some payoffs tie" if found.solution == "ordinal-class" else "no equilibrium"
        if found.solution == "pure-nash":
            nothing = "no pure equilibrium"
        label = " or ".join(outcomes) or (nothing if code[-1] else "no game")
        labels[code] = f"{label}, with a tie" if code[-2] else label
    shared = {label for label in labels.values() if list(labels.values()).count(label) > 1}
    for code, label in labels.items():
        if label in shared:
            labels[code] = f"{label} ({_off_path(found, code)})"
    return labels


def _off_path(found: RegionMap, code: Code) -> str:
    """What is planned where play does not come, for regimes with the same outcome."""
    game = found.game
    if not isinstance(game, ExtensiveFormGame):
        return f"{len(_members(code))} equilibria"
    plans = []
    for i in _members(code):
        profile = found.regions[i].profile
        plans.append(
            ", ".join(
                one.actions[next(a for a, p in enumerate(row) if p.numerator)]
                for one, row in zip(game.information_sets, profile, strict=True)
                if row is not None
            )
        )
    return "; ".join(plans)
