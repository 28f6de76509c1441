"""``qpq cases``, ``qpq facts`` and ``qpq replay``: everything is listed, with its provenance."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import Result

from quidproquo.cases.registry import load_case

Runner = Callable[..., Result]
Refusal = Callable[..., None]


def test_cases_list_models_and_parameters(qpq: Runner) -> None:
    document = json.loads(qpq("cases", "--format", "json").stdout)
    assert document["schema"] == 1
    case = next(one for one in document["cases"] if one["id"] == "h20")
    models = {one["id"]: one for one in case["models"]}
    assert set(models) == set(load_case("h20").models)
    by_name = {one["id"]: one for one in models["linkage"]["parameters"]}
    assert by_name["k"]["range"] == ["2", "12"] and by_name["k"]["provenance"] == "judged"
    assert by_name["m"]["formula"] == "w * max(0, 13 - k)"
    assert "april" in models["linkage"]["phases"]


def test_no_judged_number_without_its_range(qpq: Runner) -> None:
    document = json.loads(qpq("cases", "--format", "json").stdout)
    for case in document["cases"]:
        for model in case["models"]:
            for one in model["parameters"]:
                assert "formula" in one or len(one["range"]) == 2


def test_cases_as_text(qpq: Runner) -> None:
    shown = qpq("cases").stdout
    for words in (
        "case:h20/linkage",
        "case:h20/sequential-linkage",
        "kappa_C = 2",
        "2 to 12",
        "april (default)",
    ):
        assert words in shown


def test_facts_filters(qpq: Runner) -> None:
    every = json.loads(qpq("facts", "h20", "--format", "json").stdout)["events"]
    assert len(every) == len(load_case("h20").facts.events)
    some = json.loads(
        qpq(
            "facts",
            "h20",
            "--since",
            "2025-07-01",
            "--until",
            "2025-07",
            "--actor",
            "us-exec",
            "--format",
            "json",
        ).stdout
    )["events"]
    assert 0 < len(some) < len(every)
    assert all(one["actor"] == "us-exec" and one["date"].startswith("2025-07") for one in some)
    assert all(one["sources"][0]["url"] for one in some)


@pytest.mark.parametrize(
    ("kind", "section"),
    [("event", "events"), ("quantity", "quantities"), ("position", "positions"), ("dispute", "disputes")],
)
def test_every_kind_of_fact(kind: str, section: str, qpq: Runner) -> None:
    entries = json.loads(qpq("facts", "h20", "--kind", kind, "--format", "json").stdout)[section]
    assert [one["id"] for one in entries] == [one.id for one in getattr(load_case("h20").facts, section)]
    shown = qpq("facts", "h20", "--kind", kind)
    assert shown.exit_code == 0
    assert all(one["id"] in shown.stdout for one in entries)


def test_sources_only_on_demand(qpq: Runner) -> None:
    plain = qpq("facts", "h20", "--since", "2025-07-14", "--until", "2025-07-14").stdout
    sourced = qpq("facts", "h20", "--since", "2025-07-14", "--until", "2025-07-14", "--sources").stdout
    assert "https://" not in plain and "https://" in sourced


def test_one_entry_in_full(qpq: Runner) -> None:
    shown = qpq("facts", "h20", "--id", "us-h20-assurance").stdout
    assert "2025-07-14" in shown and "https://" in shown
    quantity = qpq("facts", "h20", "--id", "nvidia-h20-actual-q3-fy2026").stdout
    assert "1/20 (0.05)" in quantity
    document = json.loads(qpq("facts", "h20", "--id", "us-exec", "--format", "json").stdout)
    assert document["entries"][0]["id"] == "us-exec"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["h21"], ["h20"]),
        (["h20", "--actor", "nobody"], ["us-exec"]),
        (["h20", "--issue", "none"], ["chips"]),
        (["h20", "--tier", "top"], ["core"]),
        (["h20", "--since", "yesterday"], ["YYYY-MM-DD"]),
        (["h20", "--until", "2025-13"], ["YYYY-MM-DD"]),
        (["h20", "--kind", "quantity", "--until", "x"], ["YYYY-MM-DD"]),
        (["h20", "--kind", "rumour"], ["event", "dispute"]),
        (["h20", "--kind", "quantity", "--actor", "china"], ["--actor", "--since"]),
        (["h20", "--kind", "position", "--actor", "nobody"], ["china"]),
        (["h20", "--id", "us-h20-assuranc"], ["us-h20-assurance"]),
        (["h20", "--id", "%"], ["qpq facts"]),
        ([], ["CASE"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_filters(arguments: list[str], words: list[str], qpq: Runner, assert_refused: Refusal) -> None:
    assert_refused(qpq("facts", *arguments), *words)


def test_replay(qpq: Runner) -> None:
    document = json.loads(qpq("replay", "h20", "--set", "k=9", "--format", "json").stdout)
    assert document["schema"] == 1 and len(document["nodes"]) >= 12
    names = {"id", "date", "player", "menu", "observed", "equilibrium", "match", "values", "sources"}
    assert all(names <= set(node) for node in document["nodes"])
    assert "subgame-perfect" in document["scores"]
    assert document["parameters"]["k"]["value"] == "9"
    shown = qpq("replay", "h20")
    assert shown.exit_code == 0 and "What this cannot show" in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["h21"], ["h20"]),
        (["h20", "--set", "q=1"], ["q"]),
        (["h20", "--set", "k=many"], ["k", "many"]),
        (["h20", "--forbid", "nothing"], ["nothing"]),
        (["h20", "--believe", "k=9"], ["k=9", "PLAYER:NAME=VALUE is needed"]),
        (["h20", "--believe", "US:k=9", "--believe", "US:k=10"], ["US:k", "twice"]),
        (["h20", "--believe", "Peru:k=9"], ["no player 'Peru'"]),
    ],
)
def test_bad_replays(arguments: list[str], words: list[str], qpq: Runner, assert_refused: Refusal) -> None:
    assert_refused(qpq("replay", *arguments), *words)


def test_counterfactuals_say_who_knows(qpq: Runner) -> None:
    arguments = ["--set", "w=2", "--believe", "US:k=52", "--forbid", "july-assurance:assure"]
    document = json.loads(qpq("replay", "h20", *arguments, "--format", "json").stdout)
    told, believed, gone = document["changes"]
    assert (told["operation"], told["target"], told["known_to"]) == ("set_parameter", "w", ["US", "China"])
    assert (believed["before"], believed["after"], believed["known_to"]) == ("6", "52", ["China"])
    assert set(gone["deleted"]) == {"value", "best_other", "difference"}
    assert all("believed" in node for node in document["nodes"] if node["player"] == "US")
    shown = " ".join(qpq("replay", "h20", *arguments).stdout.split())
    assert all(change["sentence"] in shown for change in document["changes"])


def test_replay_drops_the_node_of_an_event_struck_from_the_facts(qpq: Runner, tmp_path: Path) -> None:
    text = (files("quidproquo.cases.h20") / "facts.yaml").read_text("utf8")
    entry = "  - id: us-affiliates-rule\n"
    before, _, rest = text.partition(entry)
    struck = tmp_path / "facts.yaml"
    struck.write_text(before + rest[rest.index("  - id: ") :], "utf8")
    document = json.loads(qpq("replay", "h20", "--facts", str(struck), "--format", "json").stdout)
    assert "september-rule" not in {node["id"] for node in document["nodes"]}
    assert any("us-affiliates-rule" in line for line in document["messages"])


def test_border_between_regimes_is_a_knife_edge(qpq: Runner) -> None:
    for k, tied in (("11", True), ("10", False)):
        document = json.loads(qpq("solve", "case:h20/linkage", "--set", f"k={k}", "--format", "json").stdout)
        assert document["knife_edge"] is tied
