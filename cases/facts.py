"""The facts of a case: actors, dated events, quantities, positions and disputes, each with its sources."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterator
from fractions import Fraction
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, StrictBool, model_validator

from ..games.errors import InvalidInput
from ..games.yaml_reader import DataPath, read_yaml_file
from .records import IsoDate, Misplaced, Number, Record, Slug, Text, Url, build, first_day, last_day

Entry = TypeVar("Entry", "Event", "Quantity")
Confidence = Literal["high", "medium", "low"]
Tier = Literal["core", "detail"]
EventKind = Literal[
    "escalate", "deescalate", "offer", "accept", "reject", "implement", "signal", "context", "scheduled"
]


class Source(Record):
    """Where a fact was read: what the source is, its address and its date."""

    title: Text
    url: Url
    date: IsoDate


Sources = Annotated[tuple[Source, ...], Field(min_length=1)]


class Actor(Record):
    """Someone who moves, or whom moves affect."""

    id: Slug
    name: Text
    kind: Slug
    role: Text


class Event(Record):
    """One dated move. `responds_to` is a reading of what it answers, not a statement of its sources.

    The event answered may have been struck from the file, to see what hangs on it.
    """

    id: Slug
    date: IsoDate
    actor: Slug
    kind: EventKind
    issue: Slug
    tier: Tier
    confidence: Confidence
    move: Text
    summary: Text
    responds_to: Slug | None = None
    sources: Sources

    @property
    def first_day(self) -> datetime.date:
        """The first day on which the event can have happened."""
        return first_day(self.date)

    @property
    def last_day(self) -> datetime.date:
        """The last day on which the event can have happened."""
        return last_day(self.date)


def _listed(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


class Quantity(Record):
    """A number, a range from low to high, or several numbers named by `parts`."""

    id: Slug
    value: Annotated[tuple[Number, ...], BeforeValidator(_listed), Field(min_length=1)]
    parts: tuple[Text, ...] = ()
    unit: Text
    as_of: IsoDate
    projected: StrictBool = False
    derived: StrictBool = False
    confidence: Confidence
    note: Text
    sources: Sources

    @model_validator(mode="after")
    def _check_shape(self) -> Quantity:
        if self.parts and len(self.parts) != len(self.value):
            raise Misplaced(("parts",), f"{len(self.parts)} names for {len(self.value)} numbers")
        if not self.parts and (len(self.value) > 2 or self.value[0] > self.value[-1]):
            raise Misplaced(
                ("value",), "accepted: one number, a range from low to high, or numbers with parts"
            )
        return self

    @property
    def low(self) -> Fraction:
        """The smallest of the numbers."""
        return min(self.value)

    @property
    def high(self) -> Fraction:
        """The largest of the numbers."""
        return max(self.value)


class Position(Record):
    """What an actor said, and what one would expect to observe if it were accurate (`implies`)."""

    id: Slug
    actor: Slug
    date: IsoDate
    speaker: Text | None = None
    confidence: Confidence
    claim: Text
    implies: Text
    sources: Sources


class Dispute(Record):
    """A question on which sources disagree, the answers given, and how far it is settled."""

    id: Slug
    question: Text
    sides: Annotated[tuple[Text, ...], Field(min_length=2)]
    status: Text
    sources: Sources


class FactsMeta(Record):
    """What the file covers: the case, the last day observed, and what is known to be missing."""

    case: Slug
    title: Text
    cutoff: IsoDate
    gaps: tuple[Text, ...] = ()


class Facts(Record):
    """All facts of one case, checked as a whole: unique ids, known actors, nothing later than the cutoff."""

    meta: FactsMeta
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    quantities: tuple[Quantity, ...] = ()
    positions: tuple[Position, ...] = ()
    disputes: tuple[Dispute, ...] = ()

    @model_validator(mode="after")
    def _check_whole(self) -> Facts:
        self._check_ids()
        self._check_references()
        self._check_dates()
        return self

    def _entries(self) -> Iterator[tuple[DataPath, Actor | Event | Quantity | Position | Dispute]]:
        for section in ("actors", "events", "quantities", "positions", "disputes"):
            for index, entry in enumerate(getattr(self, section)):
                yield (section, index), entry

    def _check_ids(self) -> None:
        seen: dict[str, DataPath] = {}
        for path, entry in self._entries():
            if entry.id in seen:
                section, index = seen[entry.id]
                raise Misplaced((*path, "id"), f"id {entry.id!r} is already used by {section}[{index}]")
            seen[entry.id] = path

    def _check_references(self) -> None:
        actors = {actor.id for actor in self.actors}
        events = {event.id: event for event in self.events}
        for path, entry in self._entries():
            if isinstance(entry, (Event, Position)) and entry.actor not in actors:
                known = ", ".join(sorted(actors))
                raise Misplaced((*path, "actor"), f"{entry.actor!r} is no actor; the actors are {known}")
            if isinstance(entry, Event) and entry.responds_to is not None:
                cause = events.get(entry.responds_to)
                if cause is not None and cause.first_day > entry.last_day:
                    raise Misplaced((*path, "responds_to"), f"{cause.id!r} is later than this event")

    def _check_dates(self) -> None:
        end = last_day(self.meta.cutoff)
        for path, entry in self._entries():
            if isinstance(entry, Event):
                dated, allowed, remedy = "date", entry.kind == "scheduled", "kind: scheduled"
            elif isinstance(entry, Quantity):
                dated, allowed, remedy = "as_of", entry.projected, "projected: true"
            elif isinstance(entry, Position):
                dated, allowed, remedy = "date", False, ""
            else:
                continue
            text = getattr(entry, dated)
            if first_day(text) > end and not allowed:
                hint = f"; accepted only with {remedy}" if remedy else ""
                message = f"{text} is later than the cutoff {self.meta.cutoff}{hint}"
                raise Misplaced((*path, dated), message)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all entries, which are unique across the file."""
        return frozenset(entry.id for _, entry in self._entries())

    def event(self, id: str) -> Event:
        """Return the event with this id.

        Raises
        ------
        InvalidInput
            There is none; the message names the ids most like it.

        Examples
        --------
        >>> from importlib.resources import files
        >>> facts = load_facts(files("quidproquo.cases.h20") / "facts.yaml")
        >>> facts.event("us-h20-assurance").date
        '2025-07-14'
        """
        return _find(self.events, id, "event", self.meta.case)

    def quantity(self, id: str) -> Quantity:
        """Return the quantity with this id.

        Raises
        ------
        InvalidInput
            There is none; the message names the ids most like it.

        Examples
        --------
        >>> from importlib.resources import files
        >>> facts = load_facts(files("quidproquo.cases.h20") / "facts.yaml")
        >>> facts.quantity("nvidia-h20-actual-q3-fy2026").value
        (Fraction(1, 20),)
        """
        return _find(self.quantities, id, "quantity", self.meta.case)

    def select(
        self,
        actor: str | None = None,
        issue: str | None = None,
        since: str | None = None,
        until: str | None = None,
        tier: str | None = None,
    ) -> tuple[Event, ...]:
        """Return the events that meet every given condition, in the order of the file.

        Parameters
        ----------
        actor, issue, tier : the value that the event must have.
        since, until : ISO dates, both included. An event known by month only is kept when any day of the
            month qualifies.

        Raises
        ------
        InvalidInput
            No event of the case has this actor, issue or tier, or a date is malformed.

        Examples
        --------
        >>> from importlib.resources import files
        >>> facts = load_facts(files("quidproquo.cases.h20") / "facts.yaml")
        >>> [event.id for event in facts.select(actor="us-exec", issue="eda")]
        ['us-eda-ethane-engine-curbs', 'us-lifts-eda']
        >>> [event.date for event in facts.select(actor="china", since="2025-07", until="2025-07-31")]
        ['2025-07-18', '2025-07-31']
        """
        wanted = {"actor": actor, "issue": issue, "tier": tier}
        for field, value in wanted.items():
            known = sorted({getattr(event, field) for event in self.events})
            if value is not None and value not in known:
                raise InvalidInput(f"no event has {field} {value!r}; accepted: {', '.join(known)}")
        try:
            start = datetime.date.min if since is None else first_day(since)
            end = datetime.date.max if until is None else last_day(until)
        except ValueError as error:
            raise InvalidInput(str(error)) from None
        return tuple(
            event
            for event in self.events
            if all(value is None or getattr(event, field) == value for field, value in wanted.items())
            and event.last_day >= start
            and event.first_day <= end
        )


def _find(entries: tuple[Entry, ...], id: str, what: str, case: str) -> Entry:
    for entry in entries:
        if entry.id == id:
            return entry
    near = difflib.get_close_matches(id, [entry.id for entry in entries], n=3, cutoff=0.4)
    hint = f"; similar: {', '.join(near)}" if near else ""
    raise InvalidInput(f"case {case} has no {what} {id!r}{hint}")


def load_facts(path: str | Path | Traversable) -> Facts:
    """Read and check the facts of a case.

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
    >>> facts = load_facts(files("quidproquo.cases.h20") / "facts.yaml")
    >>> len(facts.events), facts.meta.cutoff
    (54, '2025-11-10')
    """
    return build(Facts, read_yaml_file(path))
