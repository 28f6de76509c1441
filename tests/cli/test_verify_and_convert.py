"""``qpq verify`` refutes what is false; ``qpq convert`` loses nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from quidproquo.games.files import read_game_file
from quidproquo.games.strategies import normal_form

Runner = Callable[..., Result]
Refusal = Callable[..., None]


@pytest.fixture
def answer(qpq: Runner, folder: Path) -> Path:
    """The solution of the game of chicken."""
    path = folder / "answer.json"
    path.write_text(qpq("solve", folder / "chicken.nfg", "--format", "json").stdout, "utf8")
    return path


def test_own_answers_are_verified(qpq: Runner, folder: Path, answer: Path) -> None:
    result = qpq("verify", folder / "chicken.nfg", answer)
    assert result.exit_code == 0 and result.stdout.startswith("Verified")
    as_json = json.loads(qpq("verify", folder / "chicken.nfg", answer, "--format", "json").stdout)
    assert as_json["schema"] == 1 and as_json["verified"] is True
    assert as_json["findings"] == [] and as_json["checked"]


def test_standard_input_is_read(qpq: Runner, folder: Path, answer: Path) -> None:
    result = qpq("verify", folder / "chicken.nfg", "-", stdin=answer.read_text("utf8"))
    assert result.exit_code == 0


def test_false_answers_are_refuted_with_player_and_gain(qpq: Runner, folder: Path, answer: Path) -> None:
    document = json.loads(answer.read_text("utf8"))
    document["equilibria"][0]["profile"] = {"US": {"allow": "1"}, "China": {"supply": "1"}}
    answer.write_text(json.dumps(document), "utf8")
    result = qpq("verify", folder / "chicken.nfg", answer)
    assert result.exit_code == 1 and result.stdout.startswith("Refuted")
    assert "gains" in result.stdout
    as_json = qpq("verify", folder / "chicken.nfg", answer, "--format", "json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout)["verified"] is False


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"schema": 2}', "[" * 100_000, '{"schema": 1, "equilibria": 3}', "NaN"]
)
def test_what_is_no_solution(
    text: str, qpq: Runner, folder: Path, answer: Path, assert_refused: Refusal
) -> None:
    answer.write_text(text, "utf8")
    assert_refused(qpq("verify", folder / "chicken.nfg", answer))


def test_missing_and_unreadable_solutions(qpq: Runner, folder: Path, assert_refused: Refusal) -> None:
    assert_refused(qpq("verify", folder / "chicken.nfg", folder / "none.json"), "none.json", "No such file")
    assert_refused(qpq("verify", folder / "chicken.nfg", folder), "directory")
    (folder / "bytes.json").write_bytes(b"\n\xff")
    assert_refused(qpq("verify", folder / "chicken.nfg", folder / "bytes.json"), "bytes.json:2", "UTF-8")


def test_the_answer_to_another_game(qpq: Runner, folder: Path, answer: Path) -> None:
    assert qpq("verify", folder / "pennies.nfg", answer).exit_code in (1, 2)


@pytest.mark.parametrize("name", ["chicken.nfg", "threat.efg"])
@pytest.mark.parametrize("extension", ["own", "yaml"])
def test_round_trip(name: str, extension: str, qpq: Runner, folder: Path) -> None:
    source = folder / name
    out = folder / f"out{source.suffix if extension == 'own' else '.yaml'}"
    assert qpq("convert", source, out).exit_code == 0
    assert read_game_file(out) == read_game_file(source)


def test_tree_to_nfg_is_the_reduced_normal_form(qpq: Runner, folder: Path) -> None:
    out = folder / "out.nfg"
    assert qpq("convert", folder / "threat.efg", out).exit_code == 0
    assert read_game_file(out) == normal_form(read_game_file(folder / "threat.efg"))  # type: ignore[arg-type]


def test_normal_form_to_efg_and_back(qpq: Runner, folder: Path) -> None:
    assert qpq("convert", folder / "chicken.nfg", folder / "out.efg").exit_code == 0
    assert qpq("convert", folder / "out.efg", folder / "back.nfg").exit_code == 0
    assert read_game_file(folder / "back.nfg") == read_game_file(folder / "chicken.nfg")


def test_cases_are_converted_with_their_settings(qpq: Runner, folder: Path) -> None:
    result = qpq("convert", "case:h20/linkage", "--set", "k=9", "--to", "nfg")
    assert result.exit_code == 0 and result.stdout.startswith("NFG 1 R")
    assert "k = 9" in result.stderr


def test_standard_output(qpq: Runner, folder: Path) -> None:
    result = qpq("convert", folder / "threat.efg", "-", "--to", "yaml")
    assert result.exit_code == 0
    (folder / "again.yaml").write_text(result.stdout, "utf8")
    assert read_game_file(folder / "again.yaml") == read_game_file(folder / "threat.efg")


def test_existing_files_are_kept_unless_forced(qpq: Runner, folder: Path, assert_refused: Refusal) -> None:
    out = folder / "out.yaml"
    out.write_text("precious", "utf8")
    out.chmod(0o640)
    assert_refused(qpq("convert", folder / "chicken.nfg", out), "exists", "--force")
    assert out.read_text("utf8") == "precious"
    assert qpq("convert", folder / "chicken.nfg", out, "--force").exit_code == 0
    assert read_game_file(out) == read_game_file(folder / "chicken.nfg")
    assert out.stat().st_mode & 0o777 == 0o640
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_failure_leaves_the_old_file(qpq: Runner, folder: Path, assert_refused: Refusal) -> None:
    out = folder / "out.nfg"
    out.write_text("precious", "utf8")
    assert_refused(qpq("convert", folder / "none.efg", out, "--force"))
    assert out.read_text("utf8") == "precious"


def test_a_link_is_followed(qpq: Runner, folder: Path) -> None:
    (folder / "link.yaml").symlink_to(folder / "target.yaml")
    assert qpq("convert", folder / "chicken.nfg", folder / "link.yaml").exit_code == 0
    assert (folder / "link.yaml").is_symlink()
    assert read_game_file(folder / "target.yaml") == read_game_file(folder / "chicken.nfg")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["chicken.nfg"], ["--to is needed", "nfg, efg, yaml"]),
        (["chicken.nfg", "out.txt"], ["out.txt", "nfg, efg, yaml"]),
        (["chicken.nfg", "out.efg", "--to", "yaml"], ["disagree"]),
        (["chicken.nfg", "--to", "tex"], ["--to", "nfg"]),
        (["chicken.nfg", "missing/out.efg"], ["missing"]),
        (["chicken.nfg", ""], ["file name"]),
    ],
)
def test_bad_targets(
    arguments: list[str],
    words: list[str],
    qpq: Runner,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    assert_refused: Refusal,
) -> None:
    monkeypatch.chdir(folder)
    assert_refused(qpq("convert", *arguments), *words)


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no such permission there")
def test_a_folder_is_no_target(qpq: Runner, folder: Path, assert_refused: Refusal) -> None:
    (folder / "out.nfg").mkdir()
    assert_refused(qpq("convert", folder / "chicken.nfg", folder / "out.nfg", "--force"), "no regular file")
