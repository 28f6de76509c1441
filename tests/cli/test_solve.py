"""``qpq solve``: the right answers in both formats, and one clear line for everything it refuses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from quidproquo.concepts import CONCEPTS, offered

Runner = Callable[..., Result]
Reader = Callable[[Result], dict[str, Any]]
Refusal = Callable[..., None]


def test_json_is_the_contract(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    result = qpq("solve", folder / "chicken.nfg", "--format", "json")
    assert result.exit_code == 0
    document = solution_of(result)
    assert document["game"] == {"title": "Chicken", "form": "normal", "players": ["US", "China"]}
    assert document["solution"] == "nash" and document["complete"] is True
    assert document["components"] == [[0], [1], [2]]
    assert document["equilibria"][2] == {
        "profile": {
            "US": {"allow": "2/3", "restrict": "1/3"},
            "China": {"supply": "1/2", "withhold": "1/2"},
        },
        "payoffs": {"US": "-7/2", "China": "-2"},
        "certificate": {"max_regret": "0"},
    }


def test_table_tells_a_student_everything(qpq: Runner, folder: Path) -> None:
    shown = qpq("solve", folder / "chicken.nfg").stdout
    for words in (
        "Chicken",
        "Nash equilibria",
        "vertex-enumeration",
        "Complete: the 3 below",
        "Equilibrium 3",
    ):
        assert words in shown
    assert "allow: 2/3 (≈ 0.6667), restrict: 1/3 (≈ 0.3333)" in shown
    assert "-7/2 (-3.5)" in shown
    assert "gains 0" in shown
    assert "Knife edge" not in shown


def test_knife_edge_and_components_are_explained(qpq: Runner, folder: Path) -> None:
    (folder / "flat.nfg").write_text('NFG 1 R "" { "A" "B" } { { "a" "b" } { "c" } }\n0 0 0 1\n', "utf8")
    shown = qpq("solve", folder / "flat.nfg").stdout
    assert "Component 1 (equilibria 1 and 2): a segment" in shown
    assert "Knife edge: " in shown


def test_tree_defaults_to_subgame_perfect(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    document = solution_of(qpq("solve", folder / "threat.efg", "--format", "json"))
    assert document["solution"] == "subgame-perfect"
    assert [one["payoffs"] for one in document["equilibria"]] == [{"US": "2", "China": "-6"}]
    nash = solution_of(qpq("solve", folder / "threat.efg", "--solution", "nash", "--format", "json"))
    assert len(nash["equilibria"]) > 1


@pytest.mark.parametrize("name", offered())
def test_every_offered_solution_keeps_the_contract(
    name: str, qpq: Runner, solution_of: Reader, folder: Path
) -> None:
    files = {
        "normal form": "pennies.nfg",
        "tree": "threat.efg",
        "repeated game": "hostages.yaml",
        "bargaining problem": "clocks.yaml" if name == "alternating-offers" else "chips.yaml",
        "cooperative game": "gains.yaml",
    }
    game = files[CONCEPTS[name].forms[0]]
    options = ["--lambda", "1/2"] if name == "quantal" else []
    result = qpq("solve", folder / game, "--solution", name, *options, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert solution_of(result)["solution"] == name
    (folder / "answer.json").write_text(result.stdout, "utf8")
    assert qpq("verify", folder / game, folder / "answer.json").exit_code == 0


@pytest.mark.parametrize("game", ["chicken.nfg", "pennies.nfg", "threat.efg"])
def test_quantal_answers_of_both_forms_keep_the_contract(
    game: str, qpq: Runner, folder: Path, solution_of: Reader
) -> None:
    arguments = ("solve", folder / game, "--solution", "quantal", "--lambda")
    document = solution_of(qpq(*arguments, "0.5", "--format", "json"))
    assert document["lambda"] == "1/2" and not document["equilibria"]
    assert document["enclosures"][0]["proven"] is True
    assert "lambda = 1/2, each number proven to 20 decimals" in qpq(*arguments, "1/2").stdout


def test_a_lambda_beyond_proof_stops_with_an_empty_answer(
    qpq: Runner, folder: Path, solution_of: Reader
) -> None:
    arguments = ("solve", folder / "chicken.nfg", "--solution", "quantal", "--lambda", "1000000")
    result = qpq(*arguments, "--format", "json")
    assert result.exit_code == 3
    assert "no box could be proven" in result.stderr
    document = solution_of(result)
    assert document["complete"] is False and "enclosures" not in document


def test_conditions_keep_the_contract_and_are_readable(qpq: Runner, solution_of: Reader) -> None:
    arguments = ["solve", "case:h20/sequential-linkage", "--set", "k=10"]
    document = solution_of(qpq(*arguments, "--format", "json"))
    assert document["conditions"] and document["knife_edge"] is True
    assert "Pr(trade) = 1/6" in qpq(*arguments).stdout


def test_one(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    for name in ("nash", "pure-nash"):
        result = qpq("solve", folder / "chicken.nfg", "--one", "--solution", name, "--format", "json")
        document = solution_of(result)
        assert result.exit_code == 0
        assert len(document["equilibria"]) == 1 and document["complete"] is False


def test_settings_reach_the_game(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    result = qpq("solve", "case:h20/linkage", "--set", "phase=london", "--set", "k=11", "--format", "json")
    assert len(solution_of(result)["equilibria"]) == 3
    assert "k = 11" in result.stderr and "m = w * max(0, 13 - k) = 2" in result.stderr
    stocks = qpq("solve", folder / "stocks.yaml", "--set", "k=21/2", "--format", "json")
    assert solution_of(stocks)["equilibria"][0]["payoffs"]["US"] == "-1/2"


def test_table_of_a_case_says_which_names_were_derived(qpq: Runner) -> None:
    shown = qpq("solve", "case:h20/linkage", "--set", "m=3").stdout
    assert "set: m = 3" in shown and "derived: " in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chicken.nfg", "--solution", "subgame-perfect"], ["takes a tree", "nash, pure-nash, zero-sum"]),
        (["threat.efg", "--solution", "correlated"], ["takes a normal form", "subgame-perfect"]),
        (["chicken.nfg", "--solution", "equilibrium"], ["'equilibrium'", "nash, pure-nash"]),
        (["chicken.nfg", "--solution", "zero-sum"], ["constant"]),
        (["chicken.nfg", "--format", "xml"], ["--format", "table", "json"]),
        (["chicken.nfg", "--time-limit", "0"], ["positive number of seconds"]),
        (["chicken.nfg", "--time-limit", "nan"], ["positive number of seconds"]),
        (["chicken.nfg", "--time-limit", "soon"], ["--time-limit"]),
        (
            ["chicken.nfg", "--objective", "welfare"],
            ["--objective belongs to correlated and coarse-correlated"],
        ),
        (["chicken.nfg", "--leader", "US"], ["--leader belongs to stackelberg, not to nash"]),
        (["chicken.nfg", "--solution", "nash", "--lambda", "2"], ["--lambda belongs to quantal"]),
        (["threat.efg", "--solution", "quantal"], ["needs lambda", "--lambda 1/2"]),
        (["threat.efg", "--solution", "quantal", "--lambda", "-1"], ["lambda is -1", "from 0 on"]),
        (["threat.efg", "--solution", "quantal", "--lambda", "abc"], ["lambda", "abc"]),
        (["chicken.nfg", "--set", "k=9"], ["'k'"]),
        (["stocks.yaml", "--set", "q=9"], ["q", "k"]),
        (["stocks.yaml", "--set", "k"], ["NAME=VALUE"]),
        (["stocks.yaml", "--set", "k=nine"], ["--set k", "'nine'", "accepted"]),
        (["stocks.yaml", "--set", "k=1/0"], ["division by zero"]),
        (["stocks.yaml", "--set", "k=1", "--set", "k=2"], ["twice"]),
        (["stocks.yaml", "--set", "phase=london"], ["phase"]),
        (["nothing.nfg"], ["nothing.nfg"]),
        (["."], ["."]),
        (["notes.txt"], ["notes.txt", ".nfg"]),
        ([""], ["file name"]),
        ([], ["Missing argument"]),
        (["chicken.nfg", "pennies.nfg"], ["unexpected extra argument"]),
        (["case:h20"], ["linkage"]),
        (["case:h20/unknown"], ["linkage"]),
        (["case:h21/linkage"], ["h20"]),
        (["case:h20/linkage", "--set", "phase=june"], ["april", "london"]),
        (["case:h20/linkage", "--set", "q=1"], ["no parameter 'q'", "phase"]),
        (["case:h20/sequential-linkage", "--set", "phase=april"], ["no phases"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_bad_input_is_one_line(
    arguments: list[str],
    words: list[str],
    qpq: Runner,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    assert_refused: Refusal,
) -> None:
    monkeypatch.chdir(folder)
    assert_refused(qpq("solve", *arguments), *words)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.nfg", b""),
        ("binary.nfg", b"\xff\xfe\x00"),
        ("cut.nfg", b'NFG 1 R "cut" { "A" "B" } { 2 2 } 1 2 3'),
        ("nan.nfg", b'NFG 1 R "" { "A" "B" } { 1 1 } nan 0'),
        ("cut.efg", b'EFG 2 R "cut" { "A" }\np "" 1 1 "" { "a" "b" } 0\n'),
        ("list.yaml", b"- 1\n- 2\n"),
        ("tag.yaml", b"!!python/object/apply:os.system ['true']\n"),
        ("broken.yaml", b"title: [\n"),
    ],
)
def test_files_that_hold_no_game(
    name: str, content: bytes, qpq: Runner, tmp_path: Path, assert_refused: Refusal
) -> None:
    (tmp_path / name).write_bytes(content)
    assert_refused(qpq("solve", tmp_path / name), name)


def test_labels_cannot_steer_the_terminal(qpq: Runner, tmp_path: Path) -> None:
    game = 'NFG 1 R "red \x1b[31m" { "A\x1b]0;x\x07" "B" } { { "a\x08" } { "b" } }\n1 1\n'
    (tmp_path / "game.nfg").write_text(game, "utf8")
    result = qpq("solve", tmp_path / "game.nfg")
    assert "\x1b" not in result.output and "\x07" not in result.output and "\x08" not in result.output


def test_long_numbers_are_not_cut(qpq: Runner, tmp_path: Path) -> None:
    big = "9" * 900
    (tmp_path / "game.nfg").write_text(f'NFG 1 R "" {{ "A" "B" }} {{ 1 1 }}\n{big} -{big}/8\n', "utf8")
    shown = qpq("solve", tmp_path / "game.nfg").stdout
    assert big in shown and f"-{big}/8" in shown and "…" not in shown


def test_a_game_too_large_gives_what_was_found(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    result = qpq("solve", folder / "large.nfg", "--format", "json")
    assert result.exit_code == 3
    document = solution_of(result)
    assert document["complete"] is False and document["equilibria"]
    assert result.stderr.count("\n") == 1


def test_a_repeated_game_is_asked_for_its_critical_discount(
    qpq: Runner, solution_of: Reader, folder: Path
) -> None:
    result = qpq("solve", folder / "hostages.yaml", "--format", "json")
    document = solution_of(result)
    assert document["solution"] == "critical-discount"
    assert document["value"]["exact"] == "(-5 + sqrt(65))/10"
    assert document["trigger"]["sustained"] is True
    (folder / "answer.json").write_text(result.stdout, "utf8")
    assert qpq("verify", folder / "hostages.yaml", folder / "answer.json").exit_code == 0
    assert qpq("verify", folder / "hostages.yaml", folder / "answer.json", "--set", "k=7").exit_code == 1
    patient = solution_of(qpq("solve", folder / "hostages.yaml", "--set", "k=12", "--format", "json"))
    assert "value" not in patient
    assert patient["complete"] is True
    shown = qpq("solve", folder / "hostages.yaml").stdout
    assert "Punishment for 2 rounds" in shown
    assert "(-5 + sqrt(65))/10 (≈ 0.3062)" in shown


def test_what_does_not_fit_a_repeated_game_is_refused(qpq: Runner, folder: Path) -> None:
    game = folder / "hostages.yaml"
    for arguments, message in (
        (("solve", game, "--solution", "nash"), "for a repeated game there are: critical-discount"),
        (("convert", game, "--to", "nfg"), "fits into .yaml alone"),
        (("draw", game), "cannot be drawn"),
    ):
        result = qpq(*arguments)
        assert result.exit_code == 2
        assert message in result.stderr


def test_a_game_with_types_is_solved_as_a_tree(qpq: Runner, solution_of: Reader, folder: Path) -> None:
    found = solution_of(qpq("solve", folder / "types.yaml", "--solution", "nash", "--format", "json"))
    assert found["game"]["form"] == "extensive"
    demands = {tuple(one["profile"]["China"]["only"]) for one in found["equilibria"]}
    assert demands == {("ask-8",)}
