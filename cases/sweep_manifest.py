"""What fixes a sweep: the model, how it is drawn, and the versions; and the chunks that it is made in.

A manifest is plain data. From it alone any process, on any machine, makes any chunk.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.metadata import version
from typing import Any

from ..games.errors import InvalidInput
from ..games.exact import number_text
from ..solvers.draws import DrawPlan, read_plan
from .sweep_evaluate import DRAW, evaluate, parameter_column, table_columns
from .sweep_model import SweepModel, read_model

SCHEMA = 1
MOST_ROWS = 1_000_000
"""The most draws of one chunk, and so the most rows of one file."""

USUAL_ROWS = {"case": 2_048, "game": 256, "replay": 4_096}
"""Draws of one chunk by the kind of model: some seconds of work."""

SAME = ("quidproquo", "numpy", "scipy")
"""The packages that draws and answers rest on."""

_ALONE = threading.Lock()
"""Workers of Dask may be threads of one process, and what solves many draws keeps what it made."""

KEYS = (
    "schema",
    "model",
    "definition",
    "players",
    "nodes",
    "draws",
    "ranges",
    "constants",
    "derived",
    "chunk_size",
    "columns",
    "versions",
)
"""What every manifest holds."""

_FINGERPRINT, _NUMBER = b"quidproquo.sweep", b"quidproquo.chunk"


@dataclass(frozen=True)
class Manifest:
    """A sweep as plain data: `content`, with everything that the table depends on."""

    content: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The content as JSON."""
        return json.dumps(self.content, indent=1, ensure_ascii=False) + "\n"

    @cached_property
    def fingerprint(self) -> str:
        """A SHA-256 of the content."""
        plain = json.dumps(self.content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(plain.encode()).hexdigest()

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.content["draws"]["draws"])

    @property
    def chunk_size(self) -> int:
        """The draws of every chunk but the last."""
        return int(self.content["chunk_size"])

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return math.ceil(self.draws / self.chunk_size)

    def rows(self, number: int) -> range:
        """The numbers of the draws of one chunk."""
        start = number * self.chunk_size
        return range(start, min(start + self.chunk_size, self.draws))

    def difference(self, other: Manifest) -> str:
        """Where another manifest first differs, in words; empty if nowhere."""
        return _difference(self.content, other.content, "")


def manifest(model: SweepModel, plan: DrawPlan, chunk_size: int | None = None) -> Manifest:
    """Return the manifest of a sweep.

    Raises
    ------
    InvalidInput
        For a parameter that the model does not have or that is fixed as well, and for a chunk size that is
        no whole number from 1 to 1,000,000.
    """
    for name in plan.names:
        if name not in model.ranges:
            accepted = ", ".join(model.ranges)
            raise InvalidInput(f"{model.name} has no parameter {name!r}; accepted: {accepted}")
        if name in model.fixed:
            raise InvalidInput(f"{name} is both set and varied; one of the two is accepted")
    size = USUAL_ROWS[model.source["kind"]] if chunk_size is None else chunk_size
    if not isinstance(size, int) or isinstance(size, bool) or not 1 <= size <= MOST_ROWS:
        raise InvalidInput(f"chunk_size is {size!r}; a whole number from 1 to {MOST_ROWS} is accepted")
    first = model.values(plan.between(0, 1).at(0))
    constant = (name for name in model.ranges if name not in plan.names and name not in model.formulas)
    return Manifest(
        {
            "schema": SCHEMA,
            "model": dict(model.source),
            "definition": dict(model.definition),
            "players": list(model.players),
            "nodes": list(model.nodes),
            "draws": plan.to_json(),
            "ranges": {n: list(map(number_text, ends)) for n, ends in model.ranges.items() if ends},
            "constants": {name: number_text(first[name]) for name in constant},
            "derived": {n: formula.text for n, formula in model.formulas.items() if n not in plan.names},
            "chunk_size": size,
            "columns": [list(column) for column in table_columns(model, plan)],
            "versions": {name: version(name) for name in SAME},
        }
    )


def read_manifest(text: str, source: str) -> Manifest:
    """Return the manifest that a text holds.

    Raises
    ------
    InvalidInput
        For anything else, naming the file.
    """
    try:
        content = json.loads(text)
        found = Manifest(content)
        _ = found.chunks, [content[key] for key in KEYS]
    except (ValueError, KeyError, TypeError, ZeroDivisionError):
        raise InvalidInput(f"{source} is no manifest of a sweep") from None
    if content["schema"] != SCHEMA:
        raise InvalidInput(f"{source} has schema {content['schema']!r}; {SCHEMA} is accepted")
    return found


def make_chunk(text: str, number: int) -> bytes:
    """Return one chunk of the sweep that a manifest describes, as a Parquet file; for any process.

    Raises
    ------
    InvalidInput
        Where this process has another model or other versions than the manifest says.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    found, model, plan = load_job(text)
    rows = found.rows(number)
    with _ALONE:
        draws = plan.between(rows.start, rows.stop)
        answers = evaluate(model, draws)
    columns, fields = [], []
    for name, kind in found.content["columns"]:
        if name == DRAW:
            entries: Any = list(rows)
        elif name in plan.names:
            entries = parameter_column(draws, name, kind)
        else:
            entries = answers[name]
        fields.append(pa.field(name, _arrow_type(kind)))
        columns.append(pa.array(entries, fields[-1].type))
    marks = {_FINGERPRINT: found.fingerprint.encode(), _NUMBER: str(number).encode()}
    sink = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(fields, marks)), sink, compression="zstd")
    return sink.getvalue()


def read_chunk(content: bytes, found: Manifest, number: int) -> Any:
    """Return the Arrow table of a chunk.

    Raises
    ------
    InvalidInput
        Saying why it is not this chunk of this sweep.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(io.BytesIO(content))
    except (pa.ArrowException, OSError):
        raise InvalidInput("it is no Parquet file") from None
    marks = table.schema.metadata or {}
    if marks.get(_FINGERPRINT) != found.fingerprint.encode():
        raise InvalidInput("it belongs to another sweep")
    if marks.get(_NUMBER) != str(number).encode():
        raise InvalidInput("it is another chunk")
    if table.num_rows != len(found.rows(number)):
        raise InvalidInput(f"it has {table.num_rows} rows in place of {len(found.rows(number))}")
    return table.replace_schema_metadata(None)


def empty_table(found: Manifest) -> Any:
    """The Arrow table of no draws."""
    import pyarrow as pa

    fields = [pa.field(name, _arrow_type(kind)) for name, kind in found.content["columns"]]
    return pa.schema(fields).empty_table()


@lru_cache(maxsize=4)
def load_job(text: str) -> tuple[Manifest, SweepModel, DrawPlan]:
    """Return what a manifest describes, ready to work.

    Raises
    ------
    InvalidInput
        Where this process has another model or other versions than the manifest says.
    """
    found = read_manifest(text, "the manifest")
    model = read_model(found.content["model"])
    here = {name: version(name) for name in SAME}
    for what, ours, theirs in (
        ("versions", here, found.content["versions"]),
        ("definition", dict(model.definition), found.content["definition"]),
    ):
        odd = _difference(theirs, ours, what)
        if odd:
            raise InvalidInput(f"the process that should make a chunk has something else: {odd}")
    return found, model, read_plan(found.content["draws"])


def _arrow_type(kind: str) -> Any:
    import pyarrow as pa

    makers = {
        "int64": pa.int64,
        "int32": pa.int32,
        "double": pa.float64,
        "string": pa.string,
        "bool": pa.bool_,
    }
    return makers[kind]()


def _difference(one: Any, other: Any, place: str) -> str:
    """Where two pieces of plain data first differ."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key in dict.fromkeys((*one, *other)):
            below = f"{place}.{key}" if place else str(key)
            if key not in one or key not in other:
                return f"{below} is only {'there' if key in one else 'here'}"
            found = _difference(one[key], other[key], below)
            if found:
                return found
        return ""
    return "" if one == other else f"{place} is {_short(one)} there and {_short(other)} here"


def _short(value: Any) -> str:
    from ..games.wording import shorten

    return shorten(json.dumps(value, ensure_ascii=False), 60)
