"""What can be swept: a model of a case, a YAML game with parameters, or the replay of a case.

A model is written as plain data, its `source`, from which any process can make it again.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import number_text, rational
from ..games.extensive_form import ExtensiveFormGame
from ..games.formula import Formula
from ..games.normal_form import NormalFormGame
from ..games.parametric import ParametricGame
from ..games.situation import FORM_NAMES
from ..games.text_files import MAX_BYTES, read_text
from ..games.wording import quoted
from ..games.yaml_game import read_yaml_game
from .calibration import Calibration
from .frozen import Frozen
from .registry import accepted_names, case_model, is_case, list_cases, load_case, with_parameters
from .replay_many import ReplayKernel
from .replay_state import Mechanics
from .replay_states import replay_answer
from .replay_tree import dated_nodes, history
from .sweep_answer import Answer, answer
from .sweep_many import Many, game_answers, replay_answers

Range = tuple[Fraction, Fraction]
Settings = Mapping[str, Any]
PHASE = "phase"


@dataclass(frozen=True)
class SweepModel:
    """A model with all that a sweep needs to know about it.

    Attributes
    ----------
    name : as it was given.
    source : plain data that `read_model` makes the model from, settings included.
    definition : hashes of what it is made of; two models with the same ones give the same answers.
    players : in order.
    ranges : every name that may be set, with its range if it has one.
    fixed : the names that are set, with their values.
    formulas : derived names that are not set, in an order in which they can be computed.
    nodes : of a replay, the ids of the recorded moves.
    held : names whose values a phase fixes that was set; they vary only where they are named.
    values : the number of every name, under some more settings.
    solve : the answer under some more settings.
    many : the answers for many draws, where they can be solved together.
    """

    name: str
    source: Mapping[str, Any]
    definition: Mapping[str, str]
    players: tuple[str, ...]
    ranges: Mapping[str, Range | None]
    fixed: Mapping[str, Fraction]
    formulas: Mapping[str, Formula]
    nodes: tuple[str, ...]
    values: Callable[[Mapping[str, Fraction]], Mapping[str, Fraction]]
    solve: Callable[[Mapping[str, Fraction]], Answer]
    many: Many | None = None
    held: tuple[str, ...] = ()


def sweep_model(name: str | Path, settings: Settings | None = None) -> SweepModel:
    """Return the model that `name` stands for, with some parameters fixed.

    Parameters
    ----------
    name : ``case:CASE/MODEL``, the path of a YAML game, or the id of a case for its replay.
    settings : value by parameter; ``phase`` for models that have phases.

    Raises
    ------
    InvalidInput
        For a model that there is not, a game file without parameters, and settings that it does not take.

    Examples
    --------
    >>> model = sweep_model("case:h20/linkage", {"k": 7})
    >>> str(model.fixed["k"]), model.ranges["w"], model.ranges["m"]
    ('7', (Fraction(1, 2), Fraction(2, 1)), None)
    >>> model.solve({"w": Fraction(1)}).outcome
    'restrict, withhold'
    """
    text = str(name)
    given = {one: value if one == PHASE else rational(value, one) for one, value in (settings or {}).items()}
    plain = {one: value if one == PHASE else number_text(value) for one, value in given.items()}
    source: dict[str, Any] = {"name": text, "settings": plain}
    if text.startswith("case:"):
        return _case({**source, "kind": "case"}, given)
    if is_case(text):
        return _replay({**source, "kind": "replay"}, given)
    if Path(text).suffix.lower() in (".yaml", ".yml"):
        return _game({**source, "kind": "game", "text": read_text(text, MAX_BYTES)}, given)
    raise InvalidInput(
        f"{quoted(text)} cannot be swept; accepted: case:CASE/MODEL, a .yaml game with parameters, and "
        f"for its replay the id of a case ({', '.join(list_cases())})"
    )


def read_model(source: Mapping[str, Any]) -> SweepModel:
    """Return the model that a `source` describes.

    Examples
    --------
    >>> model = sweep_model("h20", {"k": "9"})
    >>> read_model(model.source).definition == model.definition
    True
    """
    makers = {"case": _case, "replay": _replay, "game": _game}
    given = {
        name: value if name == PHASE else rational(value, name) for name, value in source["settings"].items()
    }
    return makers[source["kind"]](source, given)


def _case(source: Mapping[str, Any], given: Settings) -> SweepModel:
    name = source["name"]
    built = case_model(name, given)
    if not isinstance(built.game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(
            f"{name}: a sweep takes normal forms and trees; this is a {FORM_NAMES[built.game.form]}"
        )
    case = load_case(built.case)
    model = case.models[built.model]
    calibration = with_parameters(case.calibration, model.own)
    names = accepted_names(calibration, model.parameters)
    code = (model.file or Path(inspect.getfile(inspect.unwrap(model.build)))).read_bytes()
    return SweepModel(
        name=name,
        source=source,
        definition=Frozen(
            {"calibration": calibration.fingerprint(), "model": hashlib.sha256(code).hexdigest()}
        ),
        players=built.game.players,
        ranges=_ranges(calibration, names, model.counts),
        fixed=Frozen({n: x for n, x in given.items() if n != PHASE}),
        formulas=_formulas(calibration, names, {**model.defaults, **given}),
        nodes=(),
        values=lambda more: _numbers(case_model(name, {**given, **more}).values),
        solve=lambda more: answer(case_model(name, {**given, **more}).game),
        many=game_answers(lambda symbols: case_model(name, given, symbols).game),
        held=tuple(case.calibration.phases[given[PHASE]].values) if PHASE in given else (),
    )


def _replay(source: Mapping[str, Any], given: Settings) -> SweepModel:
    case = load_case(source["name"])
    rules = case.replay
    if rules is None:
        raise InvalidInput(f"case {case.id} has no replay")
    calibration = with_parameters(case.calibration, rules.parameters)
    names = accepted_names(calibration, rules.names)
    unknown = next((one for one in given if one not in names), None)
    if unknown is not None:
        accepted = ", ".join(names)
        raise InvalidInput(f"the replay of {case.id} has no parameter {unknown!r}; accepted: {accepted}")
    nodes, _ = dated_nodes(rules, case.facts)

    def mechanics(more: Mapping[str, Fraction]) -> Mechanics:
        return Mechanics(rules, calibration.settle({**given, **more}).values)

    steps, _ = history(mechanics({}), nodes)
    days = ", ".join(f"{one.node.id} {one.day.isoformat()}" for one in nodes)
    return SweepModel(
        name=source["name"],
        source=source,
        definition=Frozen(
            {
                "calibration": calibration.fingerprint(),
                "rules": rules.fingerprint(),
                "dates": hashlib.sha256(days.encode()).hexdigest(),
            }
        ),
        players=tuple(rules.players),
        ranges=_ranges(calibration, names),
        fixed=Frozen(dict(given)),
        formulas=_formulas(calibration, names, given),
        nodes=tuple(step.dated.node.id for step in steps),
        values=lambda more: calibration.settle({**given, **more}).values,
        solve=lambda more: replay_answer(machine := mechanics(more), history(machine, nodes)[0]),
        many=replay_answers(lambda: ReplayKernel(mechanics({}), steps, calibration, given)),
    )


def _game(source: Mapping[str, Any], given: Settings) -> SweepModel:
    found: ParametricGame = read_yaml_game(source["text"], source["name"])
    if not found.parameters:
        raise InvalidInput(f"{source['name']}: the game has no parameters that could vary")
    if found.form not in ("normal", "extensive", "bayesian"):
        raise InvalidInput(
            f"{source['name']}: a sweep takes normal forms and trees; this is a {found.form} game"
        )
    ranges: dict[str, Range | None] = {
        one.name: None if one.lo is None or one.hi is None else (one.lo, one.hi) for one in found.parameters
    }
    ranges |= dict.fromkeys((one.name for one in found.derived), None)
    unknown = next((one for one in given if one not in ranges), None)
    if unknown is not None:
        raise InvalidInput(f"{source['name']} has no parameter {unknown!r}; accepted: {', '.join(ranges)}")
    return SweepModel(
        name=source["name"],
        source=source,
        definition=Frozen({"game": hashlib.sha256(source["text"].encode()).hexdigest()}),
        players=found.players,
        ranges=Frozen(ranges),
        fixed=Frozen(dict(given)),
        formulas=Frozen({name: formula for name, formula in found.formulas() if name not in given}),
        nodes=(),
        values=lambda more: found.values({**given, **more}),
        solve=lambda more: answer(found.at({**given, **more})),
        many=game_answers(lambda symbols: found.leaving(symbols, given)),
    )


def _ranges(
    calibration: Calibration, names: tuple[str, ...], counts: tuple[str, ...] = ()
) -> Mapping[str, Range | None]:
    found: dict[str, Range | None] = {}
    for name in names:
        known = None if name in counts else calibration.parameters.get(name)
        found[name] = None if known is None else (known.range[0], known.range[1])
    return Frozen(found)


def _formulas(calibration: Calibration, names: tuple[str, ...], given: Settings) -> Mapping[str, Formula]:
    computed = (name for name in calibration.order if name in names and name not in given)
    return Frozen({name: calibration.derived[name].parsed for name in computed})


def _numbers(values: Mapping[str, Any]) -> Mapping[str, Fraction]:
    return {name: rational(value, name) for name, value in values.items()}
