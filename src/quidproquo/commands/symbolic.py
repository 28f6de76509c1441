"""Reading the GAME argument with some of its parameters left free, and their ranges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .shared import CASE, read_settings

if TYPE_CHECKING:
    from ..cases.model import Model
    from ..games.parametric import Game

VARY = "NAME=LO:HI"


@dataclass(frozen=True, slots=True)
class FreeParameter:
    """A parameter that is varied: its default and range, where they are known, and its unit."""

    name: str
    default: Fraction | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class SymbolicGame:
    """A game with free parameters, the lines that say where the other numbers come from, and its model."""

    game: Game
    parameters: Mapping[str, FreeParameter]
    notes: tuple[str, ...] = ()
    model: Model | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Varied:
    """What ``--vary`` says: a name, and the ends of its range unless they are left to the game."""

    name: str
    low: Fraction | None
    high: Fraction | None


def read_varied(text: str, option: str = "--vary") -> Varied:
    """Return the name and the range of ``NAME=LO:HI``; ``NAME`` alone takes the range that the game states.

    Raises
    ------
    InvalidInput
        For another form, ends that are no exact numbers, and an empty range.

    Examples
    --------
    >>> read_varied("k=0:52")
    Varied(name='k', low=Fraction(0, 1), high=Fraction(52, 1))
    """
    from ..games.errors import InvalidInput
    from ..games.exact import parse_number
    from ..games.wording import quoted

    name, equals, span = (part.strip() for part in text.partition("="))
    if name and not equals and ":" not in name:
        return Varied(name, None, None)
    low, colon, high = (part.strip() for part in span.partition(":"))
    if not name or not colon or not low or not high:
        raise InvalidInput(f"{option} {quoted(text)}: {VARY} is needed, such as {option} k=0:52")
    ends = tuple(parse_number(end, f"{option} {name:.80}") for end in (low, high))
    if not ends[0] < ends[1]:
        raise InvalidInput(
            f"{option} {quoted(text)}: the range is empty; the first end must be below the second"
        )
    return Varied(name, *ends)


def range_of(varied: Varied, loaded: SymbolicGame, option: str = "--vary") -> tuple[Fraction, Fraction]:
    """Return the range that is asked for, or the one that the game states.

    Raises
    ------
    InvalidInput
        Where neither says one.
    """
    from ..games.errors import InvalidInput

    if varied.low is not None and varied.high is not None:
        return varied.low, varied.high
    known = loaded.parameters[varied.name]
    if known.low is None or known.high is None or not known.low < known.high:
        raise InvalidInput(f"{varied.name} has no range in the game; {option} {varied.name}=LO:HI is needed")
    return known.low, known.high


def free_names(name: str, wanted: Sequence[str], settings: Sequence[str] | None) -> list[str]:
    """Return the names to be left free; ``all`` stands for every parameter that is not set.

    Raises
    ------
    InvalidInput, ParseError
        For an unknown case or model, a file that cannot be read or has no parameters, and ``all`` with names.
    """
    from ..games.errors import InvalidInput

    if "all" in wanted and len(wanted) > 1:
        raise InvalidInput("--free all leaves every parameter free; no other --free is accepted beside it")
    if list(wanted) != ["all"]:
        return list(wanted)
    given = read_settings(settings, words=["phase"])
    if name.startswith(CASE):
        from ..cases.registry import case_model, load_case

        built = case_model(name)
        names = load_case(built.case).models[built.model].parameters
    else:
        from ..games.files import read_parametric_file
        from ..games.parametric import ParametricGame

        found = read_parametric_file(name)
        names = tuple(p.name for p in found.parameters) if isinstance(found, ParametricGame) else ()
    return [one for one in names if one not in given]


def load_varied(name: str, settings: Sequence[str] | None, varied: Sequence[str]) -> SymbolicGame:
    """Read the game that GAME names with the parameters `varied` as symbols, each of which has to matter.

    Raises
    ------
    InvalidInput, ParseError
        As for `load_symbolic`; for a parameter on which nothing depends, since others are set.
    """
    from ..games.errors import InvalidInput

    loaded = load_symbolic(name, settings, varied)
    for one in varied:
        if one not in loaded.game.parameters:
            raise InvalidInput(
                f"with these numbers the game does not depend on {one}; another parameter is accepted"
            )
    return loaded


def load_symbolic(name: str, settings: Sequence[str] | None, free: Sequence[str]) -> SymbolicGame:
    """Read the game that GAME names, the parameters `free` left as symbols and the others set.

    Raises
    ------
    InvalidInput, ParseError
        As for `load_game`; for a file without parameters, and a parameter that is both set and free.
    """
    if name.startswith(CASE):
        return _of_case(name, settings, free)
    return _of_file(name, settings, free)


def _of_case(name: str, settings: Sequence[str] | None, free: Sequence[str]) -> SymbolicGame:
    from ..cases.registry import case_model, load_case, with_parameters

    built = case_model(name, read_settings(settings, words=["phase"]), free)
    case = load_case(built.case)
    model = case.models[built.model]
    calibration = with_parameters(case.calibration, model.own)
    defaults = calibration.settle({}, built.phase, defaults=model.defaults).values
    found = {}
    for one in free:
        known, derived = calibration.parameters.get(one), calibration.derived.get(one)
        low, high = known.range if known is not None else (None, None)
        unit = known.unit if known is not None else derived.unit if derived is not None else ""
        found[one] = FreeParameter(one, defaults.get(one), low, high, unit)
    return SymbolicGame(built.game, found, built.notes, model, built.values)


def _of_file(name: str, settings: Sequence[str] | None, free: Sequence[str]) -> SymbolicGame:
    from ..games.errors import InvalidInput
    from ..games.files import read_parametric_file
    from ..games.parametric import ParametricGame

    found = read_parametric_file(name)
    if not isinstance(found, ParametricGame) or not found.parameters:
        raise InvalidInput(f"{name}: the game has no parameters; a .yaml game with parameters is accepted")
    given = read_settings(settings)
    game = found.leaving(free, given)
    known = {one.name: one for one in found.parameters}
    parameters = {
        one: FreeParameter(one, known[one].default, known[one].lo, known[one].hi, known[one].unit)
        for one in free
    }
    shown = [f"{n} = {v}" for n, v in given.items()]
    notes = (f"set: {', '.join(shown)}",) if shown else ()
    return SymbolicGame(game, parameters, notes)
