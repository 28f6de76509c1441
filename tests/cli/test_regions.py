"""``qpq regimes`` with several parameters: conditions with --free."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import Result

Runner = Callable[..., Result]
Refusal = Callable[..., None]

SEQUENTIAL = "case:h20/sequential-linkage"


def test_free_parameters_get_conditions(qpq: Runner) -> None:
    shown = qpq("regimes", SEQUENTIAL, "--free", "k", "--free", "a=0:5").stdout
    assert "left as symbols: k, a" in shown
    assert "Taken for granted: a >= 0 and a <= 5." in shown
    words = " ".join(shown.split())
    assert "ban, acquiesce a + k >= 11" in words
    assert "no-ban a + k <= 11" in words
    assert "a + k <= 11 US at answer: trade is at least as good as hold" in words
    assert "only where" in words  # with a = 0 a ban that ends in a trade costs nothing
    assert "Complete: " in shown


def test_json_of_regions(qpq: Runner) -> None:
    result = qpq("regimes", SEQUENTIAL, "--free", "k", "--format", "json")
    document = json.loads(result.stdout)
    assert document["parameters"] == ["k"]
    assert [one["conditions"][0]["text"] for one in document["outcomes"]] == ["k >= 10", "k <= 10"]


def test_all_parameters_and_situations(qpq: Runner) -> None:
    shown = qpq("regimes", "case:h20/linkage", "--free", "all", "--solution", "ordinal-class").stdout
    assert "US: stag hunt              theta_U > d_U and d_U > kappa_U" in shown
    shown = qpq("regimes", "case:h20/linkage", "--free", "all", "--set", "d_C=1").stdout
    assert "theta_U >= d_U and theta_C >= 1" in shown


def test_a_file_with_parameters(qpq: Runner, folder: Path) -> None:
    shown = qpq("regimes", folder / "stocks.yaml", "--free", "all").stdout
    assert "restrict, withhold  everywhere" in shown


def test_wrong_input(qpq: Runner, assert_refused: Refusal, folder: Path) -> None:
    assert_refused(qpq("regimes", SEQUENTIAL), "--vary", "--free")
    assert_refused(qpq("regimes", SEQUENTIAL, "--free", "k", "--vary", "a=0:1"), "one of the two")
    assert_refused(qpq("regimes", SEQUENTIAL, "--free", "k", "-o", "map.svg"), "--output")
    assert_refused(qpq("regimes", SEQUENTIAL, "--free", "q"), "no parameter 'q'")
    assert_refused(qpq("regimes", SEQUENTIAL, "--free", "k=3:1"), "the range is empty")
    assert_refused(qpq("regimes", SEQUENTIAL, "--free", "k", "--solution", "core"), "no regions of 'core'")
    assert_refused(qpq("regimes", folder / "chicken.nfg", "--free", "all"), "no parameters")


def test_two_parameters_are_mapped_and_drawn(qpq: Runner, folder: Path) -> None:
    picture = folder / "map.svg"
    arguments = ("regimes", SEQUENTIAL, "--vary", "k=0:20", "--vary2", "a=0:8")
    shown = qpq(*arguments, "--output", picture).stdout
    assert "a + k = 11  A and B" in shown
    assert "A  ban, acquiesce" in shown
    assert "calibration: k = 6, a = 1" in picture.read_text("utf8")
    document = json.loads(qpq(*arguments, "--format", "json").stdout)
    assert document["parameter"] == {"name": "k", "from": "0", "to": "20", "steps": 200, "unit": "weeks"}
    assert (len(document["grid"]), len(document["grid"][0])) == (200, 200)
    assert document["grid"][1][0] == document["grid"][199][0] == 1
    assert document["grid"][199][199] == 0


def test_two_parameters_of_a_file(qpq: Runner, folder: Path) -> None:
    text = (folder / "stocks.yaml").read_text("utf8").replace("k: {default", "d: {default: 1}\n  k: {default")
    (folder / "two.yaml").write_text(text.replace("allow: {supply: [0, 0]", "allow: {supply: [d, 0]"), "utf8")
    shown = qpq("regimes", folder / "two.yaml", "--vary", "k", "--vary2", "d=0:4").stdout
    assert "k from 2 to 12 and d from 0 to 4" in shown


def test_wrong_input_for_two_parameters(qpq: Runner, assert_refused: Refusal) -> None:
    assert_refused(qpq("regimes", SEQUENTIAL, "--vary2", "k=0:1"), "--vary2 needs --vary")
    assert_refused(qpq("regimes", SEQUENTIAL, "--vary", "k=0:1", "--vary2", "k=0:2"), "varied already")
    assert_refused(qpq("regimes", SEQUENTIAL, "--vary", "k=0:1", "--vary2", "a=2:1"), "--vary2", "empty")
    assert_refused(
        qpq("regimes", SEQUENTIAL, "--vary", "k=0:1", "--vary2", "a=0:1", "-o", "map.pdf"), ".svg or .png"
    )


def test_maps_are_verified_by_the_command(qpq: Runner, folder: Path) -> None:
    for arguments in (("--free", "k"), ("--vary", "k=0:20", "--vary2", "a=0:8")):
        path = folder / "map.json"
        path.write_text(qpq("regimes", SEQUENTIAL, *arguments, "--format", "json").stdout, "utf8")
        result = qpq("verify", SEQUENTIAL, path)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("Verified")
        document = json.loads(path.read_text("utf8"))
        for regime in document.get("regimes", document.get("regions")):
            for one in regime.get("equilibria", [regime]):
                one["payoffs"]["US"] = "7"
        path.write_text(json.dumps(document), "utf8")
        assert qpq("verify", SEQUENTIAL, path).exit_code == 1


def test_a_map_of_another_shape_is_refused_in_one_line(
    qpq: Runner, assert_refused: Refusal, tmp_path: Path
) -> None:
    """Its outcomes name a region that is not there."""
    document = json.loads(qpq("regimes", SEQUENTIAL, "--free", "k", "--format", "json").stdout)
    document["regions"].pop()
    (tmp_path / "map.json").write_text(json.dumps(document), "utf8")
    refused = qpq("verify", SEQUENTIAL, tmp_path / "map.json")
    assert_refused(refused, "no map in the published format")
