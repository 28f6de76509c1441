"""The reader of untrusted YAML: what it keeps, what it refuses, and how fast it refuses."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games import yaml_reader
from quidproquo.games.errors import ParseError
from quidproquo.games.yaml_reader import MAX_DEPTH, Data, read_yaml, read_yaml_file


@pytest.fixture(params=["CSafeLoader", "SafeLoader"], autouse=True)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run every test with libyaml and with the Python parser, since an installation may lack the first."""
    if not hasattr(yaml, request.param):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(yaml_reader, "_LOADER", getattr(yaml, request.param))


@pytest.mark.parametrize(
    "written",
    [
        "0.1",
        "0.10",
        "1e3",
        "-7",
        "+7",
        "1_000",
        "010",
        "0x1F",
        "0o17",
        "12:30",
        "190:20:30",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "n",
        "2025-04-04",
        "2025-04",
        ".inf",
        ".nan",
        "1/3",
        "=",
        "<",
    ],
)
def test_scalars_that_look_like_something_stay_as_written(written: str) -> None:
    assert read_yaml(f"value: {written}").data == {"value": written}
    assert read_yaml(f"- {written}").data == [written]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("null", None),
        ("~", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("'null'", "null"),
        ('"true"', "true"),
        ("''", ""),
        ("'yes'", "yes"),
        ("|\n  true", "true"),
    ],
)
def test_only_null_true_and_false_are_words(written: str, meant: Data) -> None:
    assert read_yaml(f"value: {written}").data == {"value": meant}


def test_keys_are_strings_as_written() -> None:
    assert read_yaml("1: a\ntrue: b\nnull: c\n1.0: d\n'true ': e").data == {
        "1": "a",
        "true": "b",
        "null": "c",
        "1.0": "d",
        "true ": "e",
    }


def test_structure_and_lines() -> None:
    text = """\
# comment
actors:
  - id: US
    name: >-
      United
      States
  - {id: China, name: [a, b]}
empty:
last: "x"
"""
    document = read_yaml(text, "case.yaml")
    assert document.data == {
        "actors": [{"id": "US", "name": "United States"}, {"id": "China", "name": ["a", "b"]}],
        "empty": None,
        "last": "x",
    }
    assert document.source == "case.yaml"
    expected = {
        (): 2,
        ("actors",): 3,
        ("actors", 0): 3,
        ("actors", 0, "name"): 4,
        ("actors", 1, "name", 1): 7,
    }
    assert {path: document.line(path) for path in expected} == expected
    assert document.line(("last",)) == 9
    assert document.line(("actors", 1, "missing")) == 7
    assert document.line(("nowhere", 3)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\nb: *x", "t.yaml:1:4: anchor '&x'"),
        ("a: *x", "t.yaml:1:4: alias '*x'"),
        ("a: 1\nb:\n  c: 1\n  c: 2", "t.yaml:4:3: key 'c' is given twice; its first value is on line 3"),
        ("{a: 1, 'a': 2}", "key 'a' is given twice"),
        ("a: !!python/object/apply:os.system ['true']", "t.yaml:1:4: tag 'tag:yaml.org,2002:python/object"),
        ("!!python/name:os.system", "tag 'tag:yaml.org,2002:python/name:os.system' is not accepted"),
        ("a: !thing 1", "tag '!thing' is not accepted"),
        ("a: !!int 1", "is not accepted; write a plain value"),
        ("!!str a: 1", "is not accepted; write a plain value"),
        ("? [a, b]\n: 1", "t.yaml:1:3: a key must be a single word or string"),
        ("{a: 1}: 2", "a key must be a single word or string"),
        ("<<: {a: 1}", "merge key"),
        ("a: 1\n---\nb: 2", "a second document starts here"),
        ("a: 1\n---\n", "a second document starts here"),
        ("", "t.yaml: the document is empty"),
        ("# nothing\n", "the document is empty"),
        ("a: 1\nb: \x00", "t.yaml:2:4: character U+0000 is not allowed in YAML"),
        ("a: \x1b[31m", "character U+001B"),
        ("a: \ud800", "character U+D800"),
        ("a: [1, 2", "not valid YAML"),
        ("a: b: c", "t.yaml:1:5: not valid YAML"),
        ("a: 'open", "not valid YAML"),
        ("a:\n\t- b", "t.yaml:2:1: not valid YAML"),
        ("a: @b", "not valid YAML"),
        ("%YAML 9.0\n---\na: 1", "not valid YAML"),
        ('a: "\\q"', "not valid YAML"),
    ],
)
def test_refusals_are_one_line_with_the_place(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_yaml(text, "t.yaml")
    shown = str(caught.value)
    assert message in shown
    assert shown.startswith("t.yaml")
    assert "\n" not in shown


def bomb() -> str:
    """Nine levels of ten aliases each: a billion values if they were followed."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{', '.join(['*' + before] * 10)}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(bomb(), "anchor '&a'", id="billion-laughs"),
        pytest.param("[" * 10_000, "nested deeper than 60 levels", id="brackets"),
        pytest.param("{a: " * 10_000, "nested deeper than 60 levels", id="braces"),
        pytest.param("- " * 10_000, "nested deeper than 60 levels", id="dashes"),
        pytest.param("a: &a [*a]", "anchor '&a'", id="recursive-alias"),
        pytest.param("\x01\x02garbage" * 1_000_000, "longer than 4194304 characters", id="10MB"),
        pytest.param("x" * 10_000_000, "longer than 4194304 characters", id="10MB-plain"),
        pytest.param("[" + "1," * 300_000 + "1]", "more than 200000 values", id="many-values"),
        pytest.param("a: !" + "x" * 100_000 + " 1", "tag '!xxx", id="long-tag"),
        pytest.param("a" * 900 + ": 1\n" + "a" * 900 + ": 1", "is given twice", id="long-key"),
        pytest.param("{{{{:::]]]]" * 1_000, "t.yaml:1:", id="punctuation"),
    ],
)
def test_hostile_text_is_refused_quickly(text: str, message: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ParseError) as caught:
        read_yaml(text, "t.yaml")
    assert message in str(caught.value)
    assert len(str(caught.value)) < 300
    assert time.perf_counter() - started < 30


def test_the_deepest_admitted_nesting() -> None:
    data = read_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH).data
    for _ in range(MAX_DEPTH):
        assert isinstance(data, list)
        data = data[0] if data else None
    with pytest.raises(ParseError, match="nested deeper"):
        read_yaml("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_byte_order_mark_and_windows_lines() -> None:
    document = read_yaml("\ufeffa: 1\r\nb: 2\r\n")
    assert document.data == {"a": "1", "b": "2"}
    assert document.line(("b",)) == 2


def test_files(tmp_path: Path) -> None:
    file = tmp_path / "game.yaml"
    file.write_text("title: Ünïcode", encoding="utf-8")
    assert read_yaml_file(file).data == read_yaml_file(str(file)).data == {"title": "Ünïcode"}
    file.write_bytes(b"a: 1\nb: \xff")
    with pytest.raises(ParseError, match=r"^game\.yaml:2: byte 0xff is not UTF-8; "):
        read_yaml_file(file, "game.yaml")
    file.write_bytes(b"\xff" * 20_000_000)
    with pytest.raises(ParseError, match="larger than 16 MB"):
        read_yaml_file(file)
    with pytest.raises(ParseError, match="a directory; a file is needed"):
        read_yaml_file(tmp_path)
    with pytest.raises(ParseError, match="cannot be read"):
        read_yaml_file("a\x00b.yaml")


values = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
    | st.none()
    | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


def quoted(value: Data) -> Data:
    """Subclass marker for PyYAML: strings are to be written in quotes, so that none looks like a word."""
    if isinstance(value, str):
        return _Quoted(value)
    if isinstance(value, list):
        return [quoted(item) for item in value]
    if isinstance(value, dict):
        return {key: quoted(item) for key, item in value.items()}
    return value


class _Quoted(str):
    pass


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_Dumper.add_representer(
    _Quoted, lambda dumper, data: dumper.represent_scalar("tag:yaml.org,2002:str", data, '"')
)


@given(values)
def test_reads_back_what_pyyaml_writes(value: Data) -> None:
    for loader in {getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "_LOADER", loader)
            assert read_yaml(yaml.dump(quoted(value), Dumper=_Dumper)).data == value


@given(st.text(max_size=60) | st.text("[]{}:-?!&*#|>'\"%@` \n\tab<", max_size=40))
def test_any_text_gives_data_or_a_parse_error(text: str) -> None:
    for loader in {getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader}:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_reader, "_LOADER", loader)
            try:
                read_yaml(text)
            except ParseError as error:
                assert len(str(error).splitlines()) == 1
