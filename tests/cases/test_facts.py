"""The loader of facts, and the facts of the H20 case."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from quidproquo.cases.facts import Facts, load_facts
from quidproquo.games.errors import InvalidInput, ParseError

H20 = files("quidproquo.cases.h20") / "facts.yaml"

SOURCES = [{"title": "A page", "url": "https://example.org/a", "date": "2025"}]
SMALL: dict[str, Any] = {
    "meta": {"case": "small", "title": "A small case", "cutoff": "2025-06-30"},
    "actors": [
        {"id": "us", "name": "US", "kind": "state", "role": "buys"},
        {"id": "cn", "name": "China", "kind": "state", "role": "sells"},
    ],
    "events": [
        {
            "id": "first",
            "date": "2025-05",
            "actor": "us",
            "kind": "escalate",
            "issue": "chips",
            "tier": "core",
            "confidence": "high",
            "move": "act",
            "summary": "The US acts.",
            "sources": SOURCES,
        },
        {
            "id": "second",
            "date": "2025-06-02",
            "actor": "cn",
            "kind": "signal",
            "issue": "magnets",
            "tier": "detail",
            "confidence": "low",
            "move": "answer",
            "summary": "China answers.",
            "responds_to": "first",
            "sources": SOURCES,
        },
    ],
    "quantities": [
        {
            "id": "amount",
            "value": "0.10",
            "unit": "tonnes",
            "as_of": "2025-06",
            "confidence": "high",
            "note": "By someone.",
            "sources": SOURCES,
        }
    ],
    "positions": [
        {
            "id": "said",
            "actor": "us",
            "date": "2025-06-01",
            "confidence": "high",
            "claim": "So it is.",
            "implies": "Then so.",
            "sources": SOURCES,
        }
    ],
    "disputes": [
        {"id": "which", "question": "Which?", "sides": ["A", "B"], "status": "Open.", "sources": SOURCES}
    ],
}


def write(directory: Path, change: Callable[[dict[str, Any]], object] = lambda data: None) -> Path:
    data = copy.deepcopy(SMALL)
    change(data)
    file = directory / "facts.yaml"

    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: object) -> bool:
            return True

    file.write_text(yaml.dump(data, Dumper=Dumper, sort_keys=False), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def h20() -> Facts:
    return load_facts(H20)


def test_small_case(tmp_path: Path) -> None:
    facts = load_facts(write(tmp_path))
    assert facts.event("second").responds_to == "first"
    assert facts.quantity("amount").value == (Fraction(1, 10),)
    assert facts.ids == {"us", "cn", "first", "second", "amount", "said", "which"}
    assert facts == load_facts(str(tmp_path / "facts.yaml"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["events"][0].pop("sources"), "events[0].sources: this field is missing"),
        (lambda d: d["events"][0].update(sources=[]), "events[0].sources: tuple should have at least 1 item"),
        (lambda d: d["events"][0].update(colour="red"), "events[0].colour: there is no such field"),
        (lambda d: d["events"][0].update(kind="attack"), "events[0].kind: input should be 'escalate'"),
        (
            lambda d: d["events"][0].update(move=None),
            "events[0].move: input should be a valid string, not None",
        ),
        (
            lambda d: d["events"][0].update(move=["a"]),
            "events[0].move: input should be a valid string, not a list",
        ),
        (lambda d: d["events"][0].update(id="First!"), "events[0].id: string should match pattern"),
        (
            lambda d: d["events"][1].update(id="first"),
            "events[1].id: id 'first' is already used by events[0]",
        ),
        (
            lambda d: d["quantities"][0].update(id="us"),
            "quantities[0].id: id 'us' is already used by actors[0]",
        ),
        (
            lambda d: d["events"][1].update(actor="eu"),
            "events[1].actor: 'eu' is no actor; the actors are cn, us",
        ),
        (lambda d: d["positions"][0].update(actor="eu"), "positions[0].actor: 'eu' is no actor"),
        (lambda d: d["events"][0].update(responds_to="second"), "events[0].responds_to: 'second' is later"),
        (
            lambda d: d["events"][0].update(date="2025-13-01"),
            "events[0].date: '2025-13-01' is no date; accepted",
        ),
        (lambda d: d["events"][0].update(date="2025-02-30"), "'2025-02-30' is no date"),
        (lambda d: d["events"][0].update(date="2025-00"), "'2025-00' is no date"),
        (lambda d: d["events"][0].update(date="May 2025"), "'May 2025' is no date"),
        (
            lambda d: d["events"][1].update(date="2025-07-01"),
            "events[1].date: 2025-07-01 is later than the cutoff",
        ),
        (lambda d: d["positions"][0].update(date="2026"), "positions[0].date: 2026 is later than the cutoff"),
        (lambda d: d["quantities"][0].update(as_of="2030"), "accepted only with projected: true"),
        (
            lambda d: d["quantities"][0].update(value="much"),
            "quantities[0].value[0]: the value is 'much'; accepted",
        ),
        (lambda d: d["quantities"][0].update(value=["2", "1"]), "quantities[0].value: accepted: one number"),
        (
            lambda d: d["quantities"][0].update(value=["1", "2", "3"]),
            "quantities[0].value: accepted: one number",
        ),
        (lambda d: d["quantities"][0].update(value=[]), "quantities[0].value"),
        (lambda d: d["quantities"][0].update(value=None), "quantities[0].value[0]: a number is needed"),
        (lambda d: d["quantities"][0].update(parts=["a", "b"]), "quantities[0].parts: 2 names for 1 numbers"),
        (
            lambda d: d["quantities"][0].update(derived="maybe"),
            "quantities[0].derived: input should be a valid boolean",
        ),
        (
            lambda d: d["disputes"][0].update(sides=["A"]),
            "disputes[0].sides: tuple should have at least 2 items",
        ),
        (
            lambda d: d["events"][0]["sources"][0].update(url="nowhere"),
            "events[0].sources[0].url: 'nowhere' is no web",
        ),
        (lambda d: d["meta"].pop("cutoff"), "meta.cutoff: this field is missing"),
        (lambda d: d.pop("actors"), "actors: this field is missing"),
        (lambda d: d.update(events="none"), "events: input should be a valid tuple, not 'none'"),
    ],
)
def test_faults_are_one_line_with_file_line_and_field(
    tmp_path: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    file = write(tmp_path, change)
    with pytest.raises(ParseError) as caught:
        load_facts(file)
    shown = str(caught.value)
    assert message in shown
    assert shown.startswith(f"{file}:{caught.value.line}: ")
    assert len(shown.splitlines()) == 1


def test_the_line_is_that_of_the_value(tmp_path: Path) -> None:
    file = write(tmp_path, lambda data: data["events"][1].update(date="soon"))
    lines = file.read_text(encoding="utf-8").splitlines()
    with pytest.raises(ParseError) as caught:
        load_facts(file)
    assert caught.value.line == 1 + next(number for number, line in enumerate(lines) if "soon" in line)


def test_several_faults_are_counted(tmp_path: Path) -> None:
    file = write(tmp_path, lambda data: [event.pop("move") for event in data["events"]])
    with pytest.raises(ParseError, match=r"events\[0\]\.move: this field is missing \(and 1 more\)$"):
        load_facts(file)


@pytest.mark.parametrize("text", ["[]", "text", "null", "events: []"])
def test_other_documents_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "facts.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ParseError, match=r"^\S*facts\.yaml:1: "):
        load_facts(file)


def test_scheduled_and_projected_entries_may_lie_ahead(tmp_path: Path) -> None:
    def change(data: dict[str, Any]) -> None:
        data["events"][1].update(date="2026-06-30", kind="scheduled")
        data["quantities"][0].update(as_of="2030", projected=True)

    assert load_facts(write(tmp_path, change)).event("second").date == "2026-06-30"


def test_records_are_frozen(h20: Facts) -> None:
    with pytest.raises(ValueError, match="frozen"):
        h20.events[0].date = "2020"


def test_select(h20: Facts) -> None:
    assert h20.select() == h20.events
    assert len(h20.select(tier="core")) == 38
    assert {event.actor for event in h20.select(actor="eu")} == {"eu"}
    july = h20.select(since="2025-07", until="2025-07", issue="chips")
    assert [event.id for event in july] == [
        "us-h20-assurance",
        "lutnick-in-the-deal",
        "mofcom-denies-exchange",
        "congress-protest-july",
        "us-freezes-new-controls",
        "cac-summons-nvidia",
    ]
    # The guidance is dated by its month, and the last day of that month qualifies.
    assert "china-discourages-h20" in {
        event.id for event in h20.select(since="2025-08-31", until="2025-09-01")
    }
    assert h20.select(since="2027") == ()


def test_questions_that_have_no_answer(h20: Facts) -> None:
    with pytest.raises(
        InvalidInput, match=r"case h20 has no event 'h20-assurance'; similar: us-h20-assurance"
    ):
        h20.event("h20-assurance")
    with pytest.raises(InvalidInput, match="no quantity 'xyz'"):
        h20.quantity("xyz")
    with pytest.raises(InvalidInput, match="no event has actor 'USA'; accepted: "):
        h20.select(actor="USA")
    with pytest.raises(InvalidInput, match="accepted: core, detail"):
        h20.select(tier="all")
    with pytest.raises(InvalidInput, match="'yesterday' is no date"):
        h20.select(since="yesterday")


def test_extent_of_the_h20_facts(h20: Facts) -> None:
    sections = (h20.actors, h20.events, h20.quantities, h20.positions, h20.disputes)
    assert [len(section) for section in sections] == [12, 54, 93, 16, 8]
    assert h20.meta.cutoff == "2025-11-10"
    assert [event.id for event in h20.events if event.kind == "scheduled"] == ["truce-expiry-scheduled"]
    assert {quantity.id for quantity in h20.quantities if quantity.projected} == {
        "cn-share-refining-2030",
        "mp-10x-capacity",
    }


def test_events_are_in_the_order_of_time(h20: Facts) -> None:
    for earlier, later in zip(h20.events, h20.events[1:], strict=False):
        assert later.last_day >= earlier.first_day, (earlier.id, later.id)


@pytest.mark.parametrize(
    ("id", "computed"),
    [
        ("magnet-exports-us-2025-03", 406 / Fraction("0.694")),
        ("magnet-exports-2025-03", 5238 / Fraction("0.984")),
        ("magnet-exports-2025-04", 1238 / Fraction("0.471")),
        ("magnet-exports-q1-2025", Fraction(19132 - 1238 - 2628)),
        ("magnet-exports-jan-sep-2024", 39817 / Fraction("0.925")),
        ("h20-tpp", Fraction(296 * 8)),
        ("h100-tpp", Fraction(1979 * 8)),
        ("h20-unit-price", 23000 / Fraction("1.5")),
        ("us-receipts-h20-potential", Fraction("0.15") * 23),
    ],
)
def test_derived_numbers_follow_from_their_notes(h20: Facts, id: str, computed: Fraction) -> None:
    quantity = h20.quantity(id)
    assert quantity.derived
    # Counts are rounded to units; the one amount in billions is exact.
    assert abs(quantity.value[0] - computed) <= (0 if id.startswith("us-receipts") else Fraction(1, 2))


def test_derived_intervals_follow_from_dates(h20: Facts) -> None:
    control = h20.event("china-rare-earth-licensing").first_day
    assert (h20.event("london-framework").first_day - control).days == h20.quantity(
        "squeeze-to-london-deal"
    ).low
    curbs, lifted = h20.event("us-eda-ethane-engine-curbs"), h20.event("us-lifts-eda")
    assert (lifted.first_day - curbs.first_day).days == h20.quantity("eda-curb-length").low


def test_magnets_rose_before_the_assurance(h20: Facts) -> None:
    months = ["03", "05", "06", "07"]
    assert [h20.quantity(f"magnet-exports-us-2025-{month}").value[0] for month in months] == [
        585,
        46,
        353,
        619,
    ]
    assert h20.event("us-h20-assurance").first_day.month == 7


def test_shipped_events_answer_events_that_stand_in_the_file() -> None:
    facts = load_facts(files("quidproquo.cases.h20") / "facts.yaml")
    answered = {event.responds_to for event in facts.events} - {None}
    assert answered <= {event.id for event in facts.events}


def test_an_event_may_be_struck_though_another_answers_it(tmp_path: Path) -> None:
    file = write(tmp_path, lambda d: d["events"][1].update(responds_to="zero"))
    assert load_facts(file).events[1].responds_to == "zero"
