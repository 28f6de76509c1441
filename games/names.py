"""Names of parameters, and names that follow from them by a formula: which are free, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from .errors import InvalidInput, ParseError
from .formula import Formula, parse_formula
from .wording import quoted


class CircularFormulas(InvalidInput):
    """Formulas that follow from one another in a circle; `first` is a name on it."""

    def __init__(self, circle: list[str]) -> None:
        self.first = circle[0]
        super().__init__(f"the formulas run in a circle: {' -> '.join(circle)}")


def check_parameter_name(name: str) -> None:
    """Refuse a name that a formula could not use for a parameter.

    Raises
    ------
    InvalidInput
        The message says what is accepted.

    Examples
    --------
    >>> check_parameter_name("kappa_U")
    >>> check_parameter_name("min")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: 'min' cannot name a parameter; accepted: ASCII letters, ...
    """
    try:
        fine = parse_formula(name).names == {name}
    except ParseError:
        fine = False
    if not fine:
        raise InvalidInput(
            f"{quoted(name)} cannot name a parameter; accepted: ASCII letters, digits and _, no digit first, "
            "and neither min, max, abs, if nor a reserved word"
        )


def known_names(parameters: Iterable[str], derived: Iterable[str]) -> str:
    """How messages list the names that formulas may use.

    Examples
    --------
    >>> known_names(["k", "w"], ["m"])
    'the parameters are k, w; derived: m'
    """
    also = f"; derived: {', '.join(derived)}" if (derived := tuple(derived)) else ""
    listed = ", ".join(parameters)
    return f"the parameters are {listed}{also}" if listed else f"it has no parameters{also}"


def in_order(formulas: Mapping[str, Formula]) -> tuple[str, ...]:
    """Return the names of the formulas, each after those that it follows from.

    Raises
    ------
    CircularFormulas
        Where there is no such order.

    Examples
    --------
    >>> in_order({"v": parse_formula("2*m"), "m": parse_formula("13 - k")})
    ('m', 'v')
    """
    graph = {name: sorted(formula.names & formulas.keys()) for name, formula in formulas.items()}
    try:
        return tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CircularFormulas([str(name) for name in error.args[1]]) from None


def several(names: Iterable[str], what: str, example: str) -> tuple[str, ...]:
    """Return the names as a tuple; a single text, whose letters Python would take for names, is refused.

    Raises
    ------
    InvalidInput
        Also where one of them is no text.

    Examples
    --------
    >>> several("theta_U", "symbols", "theta_U")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: symbols is one text, 'theta_U'; a list is needed: ['theta_U']
    """
    if isinstance(names, str):
        raise InvalidInput(f"{what} is one text, {quoted(names)}; a list is needed: [{quoted(names)}]")
    found = tuple(names)
    for name in found:
        if not isinstance(name, str):
            message = f"{what} holds {quoted(repr(name))}, which is no text; a list of texts is needed"
            raise InvalidInput(f"{message}: [{example!r}]")
    return found
