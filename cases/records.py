"""What the data files of a case share: strict frozen records, dates, exact numbers, one-line errors."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator, StringConstraints, ValidationError

from ..games.errors import ParseError
from ..games.exact import parse_number
from ..games.wording import quoted
from ..games.yaml_reader import DataPath, Document
from .frozen import Frozen

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


class Misplaced(ValueError):
    """A fault that is found by looking at a whole file and belongs to one place in it."""

    def __init__(self, path: DataPath, message: str) -> None:
        self.path = path
        super().__init__(message)


class Record(BaseModel):
    """A frozen entry of a data file; unknown fields are refused, so a misspelt one cannot pass unread."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


RecordType = TypeVar("RecordType", bound=Record)
Key = TypeVar("Key")
Value = TypeVar("Value")


def first_day(text: str) -> date:
    """Return the first day that an ISO date of any precision can mean.

    Examples
    --------
    >>> first_day("2025-07"), last_day("2025-07"), first_day("2025-07-14")
    (datetime.date(2025, 7, 1), datetime.date(2025, 7, 31), datetime.date(2025, 7, 14))
    """
    year, month, day = _split(text)
    return date(year, month or 1, day or 1)


def last_day(text: str) -> date:
    """Return the last day that an ISO date of any precision can mean; see `first_day`."""
    year, month, day = _split(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def _split(text: str) -> tuple[int, int, int]:
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if match[2] == "00" or match[3] == "00":
            raise ValueError
        date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"{text!r} is no date; accepted: YYYY-MM-DD, YYYY-MM or YYYY") from None
    return year, month, day


def _check_date(text: str) -> str:
    _split(text)
    return text


def _number(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    if not isinstance(value, str):
        raise ValueError("a number is needed, such as 6, 2/5 or 0.05")
    return parse_number(value, "the value")


def _check_url(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/]+\S*", text):
        raise ValueError(f"{text!r} is no web address; accepted: http://... or https://...")
    return text


def _freeze(mapping: Mapping[Key, Value]) -> Mapping[Key, Value]:
    return Frozen(mapping)


Text = Annotated[str, StringConstraints(min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
IsoDate = Annotated[str, AfterValidator(_check_date)]
Url = Annotated[str, AfterValidator(_check_url)]
Number = Annotated[Fraction, PlainValidator(_number)]
FROZEN = AfterValidator(_freeze)


def build(record: type[RecordType], document: Document) -> RecordType:
    """Make a record of a document, turning the first fault into one line with file, line and field.

    Raises
    ------
    ParseError
        The document does not have the fields of `record`, or a value is not admissible.
    """
    try:
        return record.model_validate(document.data, context=document)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        raise _placed(faults[0], document, more) from None


def build_or_faults(
    record: type[RecordType], document: Document
) -> tuple[RecordType | None, tuple[ParseError, ...]]:
    """Make a record of a document, or return every fault that keeps it from being one."""
    try:
        return record.model_validate(document.data, context=document), ()
    except ValidationError as error:
        return None, tuple(_placed(fault, document) for fault in error.errors(include_url=False))


def _placed(fault: Any, document: Document, more: str = "") -> ParseError:
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, ParseError) and cause.source:  # it names its place already
        return cause
    path, message = _fault(fault)
    place = f"{_shown(path)}: " if path else ""
    return ParseError(f"{place}{message}{more}", source=document.source, line=document.line(path))


def _fault(fault: Any) -> tuple[DataPath, str]:
    # Pydantic adds the marker [key] to the path of a mapping's key, which is no place in the document.
    path: DataPath = tuple(part for part in fault["loc"] if part != "[key]")
    cause = fault.get("ctx", {}).get("error")
    if isinstance(cause, Misplaced):
        return (*path, *cause.path), str(cause)
    if isinstance(cause, ParseError) and cause.column is not None:
        return path, f"column {cause.column}: {str(cause).removeprefix(f'{cause.column}: ')}"
    if cause is not None:
        return path, str(cause)
    if fault["type"] == "missing":
        return path, "this field is missing"
    if fault["type"] == "extra_forbidden":
        return path, "there is no such field"
    message = fault["msg"][0].lower() + fault["msg"][1:]
    return path, f"{message}, not {_given(fault['input'])}"


def _given(value: object) -> str:
    if isinstance(value, str):
        return quoted(value)
    kind = "mapping" if isinstance(value, dict) else type(value).__name__
    return repr(value) if value is None or isinstance(value, bool) else f"a {kind}"


def _shown(path: DataPath) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
