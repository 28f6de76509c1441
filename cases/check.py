"""Making a case of one's own from a template, and checking what a reader of it would miss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

from ..games.errors import InvalidInput, ParseError, QuidproquoError
from ..games.yaml_reader import DataPath, Document, read_yaml_file
from .calibration import Calibration
from .facts import Facts
from .folder import case_file, model_files, read_model
from .records import build_or_faults
from .registry import accepted_names, with_parameters
from .replay_rules import ReplayRules
from .replay_tree import dated_nodes

TEMPLATE = ("facts.yaml", "calibration.yaml", "replay.yaml", "models/weir.yaml")
PLACEHOLDERS = ("example.org", "example.com", "example.net")  # reserved for examples: RFC 2606


@dataclass(frozen=True)
class Finding:
    """Something that a reader of a case would miss: where, and what."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


def new_case(path: str | Path) -> Path:
    """Make the folder of a case from the template, and return it; the last part of the path is its id.

    Raises
    ------
    InvalidInput
        The folder exists, the one around it does not, or the name is no id.
    """
    folder = Path(path)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", folder.name):
        raise InvalidInput(
            f"{folder.name!r} is no id of a case; accepted: small letters, digits and hyphens, as in my-case"
        )
    if not folder.parent.is_dir():
        raise InvalidInput(f"{folder}: there is no folder {folder.parent}")
    try:
        folder.mkdir()
    except FileExistsError:
        raise InvalidInput(f"{folder} exists; a new name is accepted") from None
    (folder / "models").mkdir()
    for name in TEMPLATE:
        text = (files(__package__) / "template" / name).read_text("utf8")
        (folder / name).write_text(text.replace(": NAME\n", f": {folder.name}\n"), "utf8")
    return folder


def check_case(path: str | Path) -> tuple[Finding, ...]:
    """Return what a reader of the case in a folder would miss; none for a case that is complete.

    It names fields that are missing or not admissible (a number without its reason, a judged one without its
    range, an event without date or source), facts that nobody stated, core events that rest on one source,
    placeholders for sources, models that read unknown names or have no game at the defaults, and replay nodes
    without event.

    Raises
    ------
    InvalidInput
        There is no such folder.
    ParseError
        Its facts or its calibration cannot be read, or are no YAML.
    """
    folder = Path(path)
    if "\0" in str(path) or not folder.is_dir():
        raise InvalidInput(f"there is no folder {str(path)!r}; the folder of a case is accepted")
    return tuple(dict.fromkeys(_findings(folder)))


def _findings(folder: Path) -> Iterator[Finding]:
    facts_file = read_yaml_file(case_file(folder, "facts.yaml"))
    calibration_file = read_yaml_file(case_file(folder, "calibration.yaml"))
    facts, faults = build_or_faults(Facts, facts_file)
    calibration, more = build_or_faults(Calibration, calibration_file)
    yield from map(_of_error, (*faults, *more))
    if facts is not None:
        yield from _sources(facts, facts_file)
    if calibration is not None:
        yield from _numbers(calibration, facts, calibration_file)
        yield from _models(folder, calibration)
    rules = case_file(folder, "replay.yaml")
    if rules.exists():
        yield from _replay(read_yaml_file(rules), facts, calibration)
    elif not model_files(folder):
        yield Finding(str(folder), None, "there is neither a model in models/ nor a replay.yaml")


def _of_error(error: QuidproquoError) -> Finding:
    if not isinstance(error, ParseError) or not error.source:
        return Finding("", None, str(error))
    place = f"{error.source}:{error.line}: " if error.line is not None else f"{error.source}: "
    return Finding(error.source, error.line, str(error).removeprefix(place))


def _at(document: Document, path: DataPath, message: str) -> Finding:
    return Finding(document.source, document.line(path), message)


def _sources(facts: Facts, document: Document) -> Iterator[Finding]:
    """Facts whose sources are too few, or are no sources."""
    seen = set()
    for section in ("events", "quantities", "positions", "disputes"):
        for i, entry in enumerate(getattr(facts, section)):
            for j, source in enumerate(entry.sources):
                seen.add(source.url)
                if (urlsplit(source.url).hostname or "").removeprefix("www.") in PLACEHOLDERS:
                    place = (section, i, "sources", j)
                    yield _at(document, place, f"{entry.id}: {source.url} is a placeholder, no source")
    for i, event in enumerate(facts.events):
        if event.tier == "core" and len({source.url for source in event.sources}) < 2:
            yield _at(
                document, ("events", i, "sources"), f"{event.id}: a core event rests on a single source"
            )
    if len(seen) < 2:
        yield _at(document, (), f"the facts have {len(seen)} source; at least two are needed")


def _numbers(calibration: Calibration, facts: Facts | None, document: Document) -> Iterator[Finding]:
    """Parameters whose range says nothing, or that rest on facts which nobody stated."""
    for name, item in calibration.parameters.items():
        place = ("parameters", name)
        if item.provenance == "judged" and item.range[0] == item.range[1]:
            yield _at(document, (*place, "range"), f"{name} is judged, and its range is a single number")
        for fact in item.facts if facts is not None else ():
            if facts is not None and fact not in facts.ids:
                yield _at(document, (*place, "facts"), f"{name} rests on {fact!r}, which is no fact")
    if facts is not None and calibration.case != facts.meta.case:
        message = f"case is {calibration.case!r}, in facts.yaml it is {facts.meta.case!r}"
        yield _at(document, ("case",), message)


def _models(folder: Path, calibration: Calibration) -> Iterator[Finding]:
    """Models that read unknown names, or have no game at the defaults."""
    for path in model_files(folder):
        try:
            read_model(folder, path, calibration).build(calibration.settle().values)
        except QuidproquoError as error:
            found = _of_error(error)
            yield found if found.file else Finding(str(path), None, found.message)


def _replay(document: Document, facts: Facts | None, calibration: Calibration | None) -> Iterator[Finding]:
    """Nodes without event, and formulas that read unknown names."""
    rules, faults = build_or_faults(ReplayRules, document)
    yield from map(_of_error, faults)
    if rules is None:
        return
    if facts is not None:
        kept = {one.node.id for one in dated_nodes(rules, facts)[0]}
        for i, node in enumerate(rules.nodes):
            if node.id not in kept:
                place = ("nodes", i, "events")
                missing = [event for event in node.events if event not in {e.id for e in facts.events}]
                reason = (
                    f"has no event {missing[0]!r} among the facts"
                    if missing
                    else f"is a move of {node.player}, its first event is not"
                )
                yield _at(document, place, f"node {node.id} {reason}")
        for name, item in rules.parameters.items():
            for fact in sorted(set(item.facts) - facts.ids):
                yield _at(document, ("parameters", name), f"{name} rests on {fact!r}, which is no fact")
    if calibration is not None:
        try:
            known = accepted_names(with_parameters(calibration, rules.parameters), rules.names)
        except InvalidInput as error:
            yield _at(document, ("parameters",), str(error))
            return
        for name in sorted(rules.names - set(known)):
            yield _at(document, (), f"a formula reads {name!r}, which is no parameter")
