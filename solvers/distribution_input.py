"""What may stand for the distribution of a parameter: a range, a text, one of SciPy; each is checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..games.errors import InvalidInput
from ..games.exact import number_text, rational
from ..games.wording import quoted
from .distributions import PRINTED, Bounded, Discrete, Distribution, OfSciPy

ACCEPTED = "LO:HI, triangular:LO:MODE:HI, discrete:V1:V2:..."
DIGITS = 6
MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Wish:
    """A distribution that was asked for by `triangular` or `discrete`, before its numbers are checked."""

    kind: str
    numbers: tuple[Any, ...]
    weights: tuple[Any, ...] | None = None


def triangular(low: Any, mode: Any, high: Any) -> Wish:
    """Return a triangular distribution for `sweep`: from `low` to `high`, most likely near `mode`.

    Examples
    --------
    >>> distribution_of(triangular(2, 6, "12"), "k").to_json()
    {'kind': 'triangular', 'low': '2', 'high': '12', 'mode': '6'}
    """
    return Wish("triangular", (low, mode, high))


def discrete(values: Sequence[Any], weights: Sequence[Any] | None = None) -> Wish:
    """Return a distribution for `sweep` over some values, equally likely or with weights.

    Examples
    --------
    >>> distribution_of(discrete([3, 9], weights=[1, 2]), "k").to_json()
    {'kind': 'discrete', 'values': ['3', '9'], 'weights': ['1', '2']}
    """
    return Wish("discrete", tuple(values), None if weights is None else tuple(weights))


def distribution_of(given: Any, where: str, digits: int = DIGITS) -> Distribution:
    """Return the checked distribution that a range, a text, a wish or a frozen SciPy distribution stands for.

    Parameters
    ----------
    given : ``(low, high)``, what `triangular` and `discrete` return, a text such as ``"2:12"`` or
        ``"triangular:2:6:12"`` or ``"discrete:3:9"``, or a frozen distribution such as
        ``scipy.stats.norm(6, 1)``.
    where : the name of the parameter, for messages.
    digits : into how many parts, as a power of ten, a range is divided at least.

    Raises
    ------
    InvalidInput
        For anything else, ends in the wrong order, a mode outside them, weights that are negative or all
        zero, and distributions without finite quantiles.

    Examples
    --------
    >>> distribution_of("12:2", "k")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: k: 12 is above 2; accepted: LO:HI with LO at most HI
    """
    if isinstance(given, str):
        given = _read(given, where)
    if isinstance(given, Wish) and given.kind == "discrete":
        return _discrete(given, where)
    if isinstance(given, Wish):
        return _bounded(given.numbers, where, digits)
    if isinstance(given, (tuple, list)) and len(given) == 2:
        return _bounded((given[0], None, given[1]), where, digits)
    if hasattr(given, "dist") and hasattr(given, "ppf"):
        return _of_scipy(given, where, digits)
    raise InvalidInput(
        f"{where}: {quoted(str(given))} is no distribution; accepted: (low, high), "
        "triangular(low, mode, high), discrete(values, weights), "
        "a text such as '2:12', or a frozen distribution of scipy.stats"
    )


def read_distribution(data: Mapping[str, Any], where: str, digits: int) -> Distribution:
    """Return the distribution that `to_json` wrote.

    Examples
    --------
    >>> one = distribution_of((2, 12), "k")
    >>> read_distribution(one.to_json(), "k", 6) == one
    True
    """
    kind = data["kind"]
    if kind == "discrete":
        return _discrete(Wish(kind, tuple(data["values"]), tuple(data["weights"])), where)
    if kind == "scipy":
        named = tuple((key, rational(value, where)) for key, value in data["named"].items())
        arguments = tuple(rational(value, where) for value in data["arguments"])
        return _checked_scipy(OfSciPy(_family(data["name"], where), arguments, named, digits, where))
    if kind not in ("range", "triangular"):
        raise InvalidInput(f"{where}: there is no kind of distribution {quoted(str(kind))}")
    return _bounded((data["low"], data.get("mode"), data["high"]), where, digits)


def _read(text: str, where: str) -> Any:
    parts = [part.strip() for part in text.split(":")]
    if len(parts) == 2 and parts[0] != "discrete":
        return tuple(parts)
    if parts[0] == "triangular" and len(parts) == 4:
        return Wish("triangular", tuple(parts[1:]))
    if parts[0] == "discrete" and len(parts) > 1:
        return Wish("discrete", tuple(parts[1:]))
    raise InvalidInput(f"{where}: {quoted(text)} is no distribution; accepted: {ACCEPTED}")


def _bounded(numbers: Sequence[Any], where: str, digits: int) -> Bounded:
    low, high = rational(numbers[0], where), rational(numbers[2], where)
    if low > high:
        raise InvalidInput(
            f"{where}: {number_text(low)} is above {number_text(high)}; accepted: LO:HI with LO at most HI"
        )
    mode = None if numbers[1] is None else rational(numbers[1], where)
    if mode is not None and not low <= mode <= high:
        raise InvalidInput(
            f"{where}: the mode {number_text(mode)} lies outside {number_text(low)} to {number_text(high)}; "
            "a mode between them is accepted"
        )
    return Bounded(low, high, mode if low < high else None, digits)


def _discrete(wish: Wish, where: str) -> Discrete:
    values = tuple(rational(value, where) for value in wish.numbers)
    given = (1,) * len(values) if wish.weights is None else wish.weights
    weights = tuple(rational(weight, f"{where}: a weight") for weight in given)
    if not values or len(weights) != len(values):
        raise InvalidInput(
            f"{where}: {len(values)} values and {len(weights)} weights; at least one value, and one "
            "weight for each, are accepted"
        )
    negative = next((weight for weight in weights if weight < 0), None)
    if negative is not None:
        raise InvalidInput(f"{where}: the weight {number_text(negative)} is negative; 0 or more is accepted")
    if not any(weights):
        raise InvalidInput(f"{where}: every weight is 0; one above 0 is needed")
    return Discrete(values, weights)


def _of_scipy(given: Any, where: str, digits: int) -> OfSciPy:
    name = _family(getattr(given.dist, "name", ""), where)
    arguments = tuple(rational(value, f"{where}: a number of {name}") for value in given.args)
    named = {key: rational(value, f"{where}: {key} of {name}") for key, value in given.kwds.items()}
    return _checked_scipy(OfSciPy(name, arguments, tuple(sorted(named.items())), digits, where))


def _family(name: Any, where: str) -> str:
    import scipy.stats

    families = (scipy.stats.rv_continuous, scipy.stats.rv_discrete)
    if not isinstance(name, str) or not isinstance(getattr(scipy.stats, name, None), families):
        raise InvalidInput(
            f"{where}: scipy.stats has no distribution {quoted(str(name))} with fixed parameters"
        )
    return name


def _checked_scipy(one: OfSciPy) -> OfSciPy:
    try:
        marks = one.frozen().ppf([1e-9, 0.25, 0.5, 0.75, 1 - 1e-9])
    except TypeError as error:
        raise InvalidInput(
            f"{one.where}: scipy.stats.{one.name} does not take these numbers: {error}"
        ) from None
    import scipy.stats

    continuous = isinstance(one.frozen().dist, scipy.stats.rv_continuous)
    if not np.all(np.isfinite(marks)) or (continuous and not marks[1] < marks[3]):
        raise InvalidInput(
            f"{one.where}: scipy.stats.{one.name} has no finite quantiles with these numbers; "
            "others are accepted"
        )
    tails = np.abs(one.frozen().ppf([2.0**-54, 1 - 2.0**-53]))  # as far out as any draw can lie
    if not np.all(tails / float(one.step) < PRINTED):
        raise InvalidInput(
            f"{one.where}: the tails of scipy.stats.{one.name} reach far beyond its middle half with these "
            "numbers; thinner ones are accepted, or a range"
        )
    return one
