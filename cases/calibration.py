"""The parameters of a case: default, range, unit, provenance, and what follows from them by formula."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from ..games.errors import InvalidInput
from ..games.exact import rational
from ..games.formula import Formula, parse_formula
from ..games.names import CircularFormulas, check_parameter_name, in_order, known_names
from ..games.yaml_reader import read_yaml_file
from .frozen import Frozen
from .records import FROZEN, IsoDate, Misplaced, Name, Number, Record, Slug, Text, build, first_day, last_day

Provenance = Literal["documented", "derived", "judged"]
FactIds = tuple[Slug, ...]


def _check_formula(text: str) -> str:
    parse_formula(text)
    return text


class Parameter(Record):
    """A number that a model needs, never without the range it is uncertain over and where it comes from.

    `provenance` is ``documented`` (a fact states it), ``derived`` (it follows from facts by arithmetic) or
    ``judged`` (facts bound it at most); `because` says how.
    """

    symbol: Text
    meaning: Text
    unit: Text
    default: Number
    range: Annotated[tuple[Number, ...], Field(min_length=2, max_length=2)]
    provenance: Provenance
    facts: FactIds = ()
    because: Text

    @model_validator(mode="after")
    def _check_numbers(self) -> Parameter:
        low, high = self.range
        if low > high:
            raise Misplaced(("range",), f"{low} is above {high}; accepted: [low, high]")
        if not low <= self.default <= high:
            raise Misplaced(("default",), f"{self.default} is outside the range from {low} to {high}")
        if self.provenance != "judged" and not self.facts:
            raise Misplaced(("facts",), f"a {self.provenance} number names the facts it rests on")
        return self

    def admits(self, value: Fraction) -> bool:
        """Return whether `value` lies in the range, both ends included."""
        return self.range[0] <= value <= self.range[1]


class Derived(Record):
    """A name that follows from parameters by a formula, unless it is set itself."""

    symbol: Text
    meaning: Text
    unit: Text
    formula: Annotated[Text, AfterValidator(_check_formula)]

    @cached_property
    def parsed(self) -> Formula:
        """The formula, ready to evaluate."""
        return parse_formula(self.formula)


class Phase(Record):
    """A stretch of the case in which some parameters have other values; without dates it is hypothetical."""

    since: IsoDate | None = None
    until: IsoDate | None = None
    values: Annotated[Mapping[Name, Number], FROZEN]
    facts: FactIds = ()
    because: Text


@dataclass(frozen=True)
class Valuation:
    """Numbers for every parameter and derived name, and where they came from.

    Attributes
    ----------
    values : number by name.
    given : names that the caller set.
    computed : derived names that were computed by their formula.
    outside : per name set outside its range, a line that says so.
    phase : the phase that was applied, if any.
    """

    values: Mapping[str, Fraction]
    given: tuple[str, ...]
    computed: tuple[str, ...]
    outside: Mapping[str, str]
    phase: str | None


class Calibration(Record):
    """All parameters of a case, its derived names and its phases."""

    case: Slug
    unit: Text
    parameters: Annotated[Mapping[Name, Parameter], FROZEN, Field(min_length=1)]
    derived: Annotated[Mapping[Name, Derived], FROZEN] = Field(default_factory=Frozen)
    phases: Annotated[Mapping[Slug, Phase], FROZEN] = Field(default_factory=Frozen)

    @model_validator(mode="after")
    def _check_whole(self) -> Calibration:
        self._check_names()
        self._check_formulas()
        self._check_phases()
        return self

    def _check_names(self) -> None:
        for name in self.derived:
            if name in self.parameters:
                raise Misplaced(("derived", name), f"{name!r} is already a parameter")
        sections = dict.fromkeys(self.parameters, "parameters") | dict.fromkeys(self.derived, "derived")
        for name, section in sections.items():
            try:
                check_parameter_name(name)
            except InvalidInput as error:
                raise Misplaced((section, name), str(error)) from None

    def _check_formulas(self) -> None:
        names = {*self.parameters, *self.derived}
        for name, item in self.derived.items():
            unknown = sorted(item.parsed.names - names)
            if unknown:
                message = f"unknown name {unknown[0]!r}; {self._admissible()}"
                raise Misplaced(("derived", name, "formula"), message)
        try:
            _ = self.order
        except CircularFormulas as error:
            raise Misplaced(("derived", error.first, "formula"), str(error)) from None

    def _check_phases(self) -> None:
        for phase, content in self.phases.items():
            for name, value in content.values.items():
                place = ("phases", phase, "values", name)
                if name not in self.parameters:
                    raise Misplaced(place, f"unknown parameter {name!r}; {self._admissible()}")
                if not self.parameters[name].admits(value):
                    low, high = self.parameters[name].range
                    raise Misplaced(place, f"{value} is outside the range from {low} to {high}")
            if content.since and content.until and first_day(content.since) > last_day(content.until):
                raise Misplaced(("phases", phase, "until"), "ends before it begins")

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The derived names, each after those that it follows from."""
        return in_order({name: item.parsed for name, item in self.derived.items()})

    def _admissible(self) -> str:
        return known_names(self.parameters, self.derived)

    def settle(
        self,
        settings: Mapping[str, Any] | None = None,
        phase: str | None = None,
        *,
        defaults: Mapping[str, Any] | None = None,
    ) -> Valuation:
        """Fix every number, and say which were set, computed or set outside their range.

        Parameters
        ----------
        settings : numbers that win over everything else, for parameters or derived names.
        phase : the phase whose values replace the defaults.
        defaults : the defaults of one model where they differ from those of the case; a phase wins over them.

        Returns
        -------
        Valuation
            A derived name follows its formula unless it is in `settings` or `defaults`.

        Raises
        ------
        InvalidInput
            A name or phase is unknown, a value is no exact number, or a formula has no value here (a division
            by zero, say).

        Examples
        --------
        >>> from importlib.resources import files
        >>> calibration = load_calibration(files("quidproquo.cases.h20") / "calibration.yaml")
        >>> found = calibration.settle({"k": 10, "d_U": 20}, phase="london")
        >>> [str(found.values[name]) for name in ("k", "m", "d_U", "theta_U")]
        ['10', '3', '20', '3']
        >>> found.given, found.computed
        (('k', 'd_U'), ('m', 'v', 'd_C'))
        >>> calibration.settle({"k": 52}).outside
        Frozen({'k': 'k = 52 is outside its range from 2 to 12'})
        """
        if phase is not None and phase not in self.phases:
            raise InvalidInput(f"there is no phase {phase!r}; accepted: {', '.join(self.phases) or 'none'}")
        given, own = self._exact(settings or {}), self._exact(defaults or {})
        values = {name: parameter.default for name, parameter in self.parameters.items()}
        values |= own | (dict(self.phases[phase].values) if phase is not None else {}) | given
        missing = [name for name in self.order if name not in values]
        for name in missing:
            try:
                values[name] = self.derived[name].parsed.evaluate(values)
            except InvalidInput as error:
                raise InvalidInput(f"{name}: {error}") from None
        ordered = {name: values[name] for name in (*self.parameters, *self.derived)}
        computed = tuple(name for name in self.derived if name in missing)
        outside = {
            name: line for name, value in (own | given).items() if (line := self._outside(name, value))
        }
        return Valuation(Frozen(ordered), tuple(given), computed, Frozen(outside), phase)

    def values(
        self, settings: Mapping[str, Any] | None = None, phase: str | None = None
    ) -> dict[str, Fraction]:
        """Return the number of every parameter and derived name; see `settle` for where each comes from.

        Raises
        ------
        InvalidInput
            As for `settle`.

        Examples
        --------
        >>> from importlib.resources import files
        >>> calibration = load_calibration(files("quidproquo.cases.h20") / "calibration.yaml")
        >>> numbers = calibration.values({"sigma": "3/5"})
        >>> str(numbers["m"]), str(numbers["v"])
        ('7', '4')
        >>> calibration.values({"q": 1})
        Traceback (most recent call last):
        ...
        quidproquo.games.errors.InvalidInput: unknown parameter 'q'; the parameters are k, w, R, Sec, ...
        """
        return dict(self.settle(settings, phase).values)

    def _exact(self, settings: Mapping[str, Any]) -> dict[str, Fraction]:
        for name in settings:
            if name not in self.parameters and name not in self.derived:
                raise InvalidInput(f"unknown parameter {name!r}; {self._admissible()}")
        return {name: rational(value, name) for name, value in settings.items()}

    def _outside(self, name: str, value: Fraction) -> str | None:
        if name in self.derived or self.parameters[name].admits(value):
            return None
        low, high = self.parameters[name].range
        return f"{name} = {value} is outside its range from {low} to {high}"

    def fingerprint(self) -> str:
        """Return a SHA-256 of everything that can change a number, so that a frozen calibration can be named.

        It covers ids, defaults, ranges, units, provenance, facts, formulas and the values and dates of
        phases. It does not cover symbols and explanations, the order of entries, or how a number is written.

        Examples
        --------
        >>> from importlib.resources import files
        >>> calibration = load_calibration(files("quidproquo.cases.h20") / "calibration.yaml")
        >>> len(calibration.fingerprint()), calibration.fingerprint() == calibration.fingerprint()
        (64, True)
        """
        content = {
            "case": self.case,
            "unit": self.unit,
            "parameters": {
                name: {
                    "default": str(item.default),
                    "range": [str(end) for end in item.range],
                    "unit": item.unit,
                    "provenance": item.provenance,
                    "facts": sorted(item.facts),
                }
                for name, item in self.parameters.items()
            },
            "derived": {
                name: {"formula": item.formula, "unit": item.unit} for name, item in self.derived.items()
            },
            "phases": {
                name: {
                    "since": item.since,
                    "until": item.until,
                    "values": {key: str(value) for key, value in item.values.items()},
                    "facts": sorted(item.facts),
                }
                for name, item in self.phases.items()
            },
        }
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()


def load_calibration(path: str | Path | Traversable) -> Calibration:
    """Read and check the calibration of a case.

    Parameters
    ----------
    path : the YAML file, or a resource of a package.

    Raises
    ------
    ParseError
        In one line: the file, the line, the field and what is wrong with it.

    Examples
    --------
    >>> from importlib.resources import files
    >>> calibration = load_calibration(files("quidproquo.cases.h20") / "calibration.yaml")
    >>> calibration.parameters["sigma"].default, calibration.parameters["sigma"].provenance
    (Fraction(2, 5), 'judged')
    """
    return build(Calibration, read_yaml_file(path))
