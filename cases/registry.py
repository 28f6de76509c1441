"""Cases, those that ship with the package and those in folders: finding one, and building its games."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from ..games.errors import InvalidInput
from ..games.exact import Number
from ..games.names import check_parameter_name, several
from .calibration import Calibration, Valuation, load_calibration
from .facts import Facts, load_facts
from .folder import case_file, is_path, read_models
from .frozen import Frozen
from .h20.models import MODELS as H20_MODELS
from .model import Model
from .replay_rules import ReplayRules, load_rules

_CASES: Mapping[str, Mapping[str, Model]] = Frozen({"h20": H20_MODELS})


@dataclass(frozen=True)
class Case:
    """A case: what happened, what is assumed in numbers, its models, and the rules of its replay."""

    id: str
    title: str
    facts: Facts
    calibration: Calibration
    models: Mapping[str, Model]
    replay: ReplayRules | None


@dataclass(frozen=True)
class BuiltModel:
    """A game of a case and where its numbers come from.

    Attributes
    ----------
    case, model : ids.
    game : the game, of whatever form the model has; symbols that were asked for stand free in its payoffs.
    phase : the phase that was applied, if any.
    settings : the values that were set by hand, symbols left out.
    derived : the names that follow from others by formula here, with their values.
    values : everything that went into the game, by name.
    notes : lines for the reader: which names were set and which derived, and what lies out of range.
    borders : the borders between the model's regimes that the values lie on exactly: knife edges.
    """

    case: str
    model: str
    game: Any
    phase: str | None
    settings: Mapping[str, Fraction]
    derived: Mapping[str, Number]
    values: Mapping[str, Number]
    notes: tuple[str, ...]
    borders: tuple[str, ...]


def list_cases() -> tuple[str, ...]:
    """Return the ids of the cases that ship with the package.

    Examples
    --------
    >>> list_cases()
    ('h20',)
    """
    return tuple(_CASES)


def is_case(name: str) -> bool:
    """Return whether `name` is the id of a case that ships with the package, or an existing folder."""
    return name in _CASES or (is_path(name) and Path(name).is_dir())


def load_case(id: str | Path) -> Case:
    """Return the case with this id, or the case in a folder.

    Parameters
    ----------
    id : an id such as ``"h20"``, or the path of a folder with ``facts.yaml``, ``calibration.yaml``, games in
        ``models/*.yaml`` whose formulas read the parameters of the calibration, and perhaps ``replay.yaml``.
        A text is an id where there is a case of that id; otherwise it is a path if it has a separator
        (``"./my-case"``) or names a folder that exists. A path is the id of the case that is returned.

    Raises
    ------
    InvalidInput
        There is no such case; the message names those there are.
    ParseError
        A file of the folder cannot be read, in one line with file and line.

    Examples
    --------
    >>> case = load_case("h20")
    >>> tuple(case.models)[:2]
    ('linkage', 'sequential-linkage')
    >>> load_case("h21")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: there is no case 'h21'; accepted: h20, and ...
    """
    if isinstance(id, str) and id in _CASES:
        return _load(id)
    if isinstance(id, Path) or is_path(id):
        return _from_folder(Path(id), str(id))
    raise InvalidInput(
        f"there is no case {id!r}; accepted: {', '.join(_CASES)}, and the path of a case's folder"
    )


def _from_folder(folder: Path, name: str) -> Case:
    if not folder.is_dir():
        raise InvalidInput(f"there is no folder {name!r}; the folder of a case is accepted")
    facts = load_facts(case_file(folder, "facts.yaml"))
    calibration = load_calibration(case_file(folder, "calibration.yaml"))
    rules = case_file(folder, "replay.yaml")
    if calibration.case != facts.meta.case:
        raise InvalidInput(
            f"{folder / 'calibration.yaml'}: case is {calibration.case!r}, in facts.yaml it is "
            f"{facts.meta.case!r}; the same is accepted"
        )
    return Case(
        id=name,
        title=facts.meta.title,
        facts=facts,
        calibration=calibration,
        models=read_models(folder, calibration),
        replay=load_rules(rules) if rules.exists() else None,
    )


@cache
def _load(id: str) -> Case:
    folder: Traversable = files(__package__) / id
    facts = load_facts(folder / "facts.yaml")
    rules = folder / "replay.yaml"
    return Case(
        id=id,
        title=facts.meta.title,
        facts=facts,
        calibration=load_calibration(folder / "calibration.yaml"),
        models=_CASES[id],
        replay=load_rules(rules) if rules.is_file() else None,
    )


def case_model(
    name: str, settings: Mapping[str, Any] | None = None, symbols: Iterable[str] = ()
) -> BuiltModel:
    """Build the game that ``case:CASE/MODEL`` names.

    Parameters
    ----------
    name : such as ``"case:h20/linkage"``, or with the path of a case's folder before the last slash,
        ``"case:./my-case/deal"``; the word ``case:`` may be left out.
    settings : value by parameter, exact numbers or texts such as ``"2/5"``; for models with phases also
        ``{"phase": "london"}``. Derived names follow their formulas unless they are set themselves.
    symbols : parameters and derived names that stay symbols, so that the game can be solved for all their
        values at once; ``["all"]`` means every name that the model reads directly.

    Raises
    ------
    InvalidInput
        The case, the model, a parameter or the phase is unknown, or a value is no exact number. The line
        names what would be accepted.

    Examples
    --------
    >>> built = case_model("case:h20/linkage", {"k": "11", "phase": "april"})
    >>> [str(payoff) for payoff in built.game.payoffs_at((1, 1))], str(built.derived["m"])
    (['0', '-5'], '2')
    >>> case_model("case:h20/linkage", symbols=["k", "Sec"]).game.parameters
    ('Sec', 'k')
    >>> case_model("h20/sequential-linkage", {"q": 1})
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: case:h20/sequential-linkage has no parameter 'q'; accepted: k, ...
    """
    whole = name.removeprefix("case:")
    if is_path(whole) and (Path(whole) / "calibration.yaml").is_file():
        models = ", ".join(f"case:{whole.rstrip('/')}/{one}" for one in load_case(whole).models)
        raise InvalidInput(f"{name} is a case and no model of it; accepted: {models or 'none'}")
    case_id, slash, model_id = whole.rpartition("/") if "/" in whole else (whole, "", "")
    case = load_case(case_id)
    if not slash or model_id not in case.models:
        raise InvalidInput(
            f"case {case_id} has no model {model_id!r}; accepted: {', '.join(case.models) or 'none'}"
        )
    model = case.models[model_id]
    place = f"case:{case_id}/{model_id}"
    calibration = with_parameters(case.calibration, model.own)
    accepted = accepted_names(calibration, model.parameters)
    free = several(symbols, "symbols", "theta_U")
    given = dict(settings or {})
    phase = _phase(given, model, calibration, place)
    free = model.parameters if free == ("all",) else free
    for one in (*given, *free):
        if one not in accepted:
            extra = ", phase" if model.phase is not None and one in given else ""
            raise InvalidInput(f"{place} has no parameter {one!r}; accepted: {', '.join(accepted)}{extra}")
        if one in given and one in free:
            raise InvalidInput(f"{place}: {one!r} is both set and left a symbol; one of the two is accepted")
    found = calibration.settle(given, phase, defaults=model.defaults)
    values = with_symbols(calibration, found, free)
    derived = {n: values[n] for n in found.computed if n in accepted and n not in free}
    return BuiltModel(
        case=case_id,
        model=model_id,
        game=model.build(values),
        phase=phase,
        settings=Frozen({n: found.values[n] for n in found.given}),
        derived=Frozen(derived),
        values=Frozen({n: values[n] for n in accepted}),
        notes=_notes(calibration, found, derived, free, phase),
        borders=() if free else model.borders(found.values),
    )


def with_parameters(calibration: Calibration, own: Mapping[str, Any]) -> Calibration:
    """Return the calibration with the parameters of one model or replay added to it.

    Raises
    ------
    InvalidInput
        A name is taken by the calibration, or has a meaning in formulas.
    """
    if not own:
        return calibration
    for name in own:
        if name in calibration.parameters or name in calibration.derived:
            kind = "parameter" if name in calibration.parameters else "derived name"
            raise InvalidInput(
                f"the parameter {name!r} is also a {kind} of the calibration of {calibration.case}; another "
                "name is accepted"
            )
        check_parameter_name(name)
    return calibration.model_copy(update={"parameters": Frozen({**calibration.parameters, **own})})


def accepted_names(calibration: Calibration, names: Iterable[str]) -> tuple[str, ...]:
    """Return `names` and all names they follow from by formula, in the order of the calibration."""
    wanted: set[str] = set()
    stack = list(names)
    while stack:
        name = stack.pop()
        wanted.add(name)
        if name in calibration.derived:
            stack.extend(calibration.derived[name].parsed.names - wanted)
    return tuple(n for n in (*calibration.parameters, *calibration.derived) if n in wanted)


def _phase(given: dict[str, Any], model: Model, calibration: Calibration, place: str) -> str | None:
    """Take the phase out of the settings, so that numbers are left."""
    phase: str | None = given.pop("phase", model.phase)
    if phase is not None and model.phase is None:
        raise InvalidInput(f"{place} has no phases; set its parameters one by one")
    if phase is not None and phase not in calibration.phases:
        raise InvalidInput(f"{place} has no phase {phase!r}; accepted: {', '.join(calibration.phases)}")
    return phase


def with_symbols(calibration: Calibration, found: Valuation, free: Sequence[str]) -> dict[str, Number]:
    """Return the numbers of a valuation with some names as symbols, and with what follows from them."""
    values: dict[str, Number] = dict(found.values)
    if not free:
        return values
    import sympy

    values |= {name: sympy.Symbol(name) for name in free}
    touched = set(free)
    for name in calibration.order:
        formula = calibration.derived[name].parsed
        if name in found.computed and name not in free and formula.names & touched:
            values[name] = formula.to_sympy(values)
            touched.add(name)
    return values


def _notes(
    calibration: Calibration,
    found: Valuation,
    derived: Mapping[str, Number],
    free: tuple[str, ...],
    phase: str | None,
) -> tuple[str, ...]:
    notes = []
    if phase is not None:
        notes.append(f"phase: {phase}")
    if found.given:
        notes.append("set: " + ", ".join(f"{n} = {found.values[n]}" for n in found.given))
    if free:
        notes.append("left as symbols: " + ", ".join(free))
    if derived:
        parts = (f"{n} = {calibration.derived[n].formula} = {value}" for n, value in derived.items())
        notes.append("derived: " + "; ".join(parts))
    for name in found.given:
        idle = (
            calibration.derived[name].parsed.names & set(found.given) if name in calibration.derived else ()
        )
        if idle:
            notes.append(f"{name} was set, so {', '.join(sorted(idle))} has no effect through it")
    notes.extend(found.outside.values())
    return tuple(notes)
