"""Games in YAML: what they mean, every mistake with its line; reading undoes writing."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.errors import InvalidInput, ParseError, SymbolsLeft, UnsupportedGame
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.parametric import Parameter
from quidproquo.games.tree_builder import Branching, chance, decision, outcome, tree
from quidproquo.games.yaml_game import read_yaml_game, write_yaml_game

TABLE = """title: Chips for magnets
form: normal
players: [US, China]
parameters:
  k: {default: 6, range: [2, 12], unit: weeks, meaning: stock of magnets, provenance: judged}
  w: 1
  R:
derived:
  pain: w * m
  m: max(0, 13 - k)
strategies:
  US: [allow, restrict]
  China: [supply, withhold]
payoffs:
  restrict:
    supply: [6 - R, -6]
    withhold: [6 - R - pain, "min(-5, R)"]
  allow:
    withhold: [-pain, 1]
    supply: [0, 0]
"""
TREE = """form: extensive
players: [US, China]
parameters: {p: 1/3, d: 2}
tree:
  player: US
  actions:
    no-ban: [0, 0]
    ban:
      chance: true
      actions:
        seen:
          probability: p
          player: China
          payoffs: [d, -6]
          information_set: reply
          actions:
            acquiesce: [0, 0]
            withhold: [-d - 5, -1]
        not-seen:
          probability: 1 - p
          payoffs: [d^2, 0.1]
"""


def test_a_table() -> None:
    game = read_yaml_game(TABLE)
    assert (game.title, game.form, game.players) == ("Chips for magnets", "normal", ("US", "China"))
    assert game.parameters == (
        Parameter("k", Fraction(6), Fraction(2), Fraction(12), "weeks", "stock of magnets", "judged"),
        Parameter("w", Fraction(1)),
        Parameter("R"),
    )
    assert game.at({"R": 4}) == NormalFormGame(
        [[[0, -7], [2, -5]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["supply", "withhold"]],
        title="Chips for magnets",
    )


def test_settings_win_over_defaults_and_formulas() -> None:
    game = read_yaml_game(TABLE)
    assert game.values({"R": 4, "k": "10"}) == {"R": 4, "k": 10, "w": 1, "m": 3, "pain": 3}
    built = game.at({"R": 4, "pain": 20, "k": 52})
    assert isinstance(built, NormalFormGame)
    assert built.payoffs[0][0, 1] == -20


def test_symbols() -> None:
    game = read_yaml_game(TABLE)
    free, seven = game.symbolic(), game.symbolic({"m": sympy.Rational(7), "R": 4})
    assert isinstance(free, NormalFormGame)
    assert isinstance(seven, NormalFormGame)
    k, w, r = sympy.symbols("k w R")
    assert free.parameters == ("R", "k", "w")
    assert free.payoffs[0][0, 1] == -w * sympy.Max(0, 13 - k)
    assert free.payoffs[1][1, 1] == sympy.Min(-5, r)
    assert free.at({"R": 4, "k": 6, "w": 1}) == game.at({"R": 4})
    assert game.symbolic({"k": 6, "w": 1}).parameters == ("R",)
    assert seven.payoffs[0][0, 1] == -7 * w


def test_a_tree() -> None:
    game = read_yaml_game(TREE)
    reply = decision(
        "China",
        {"acquiesce": outcome(0, 0), "withhold": outcome(-7, -1)},
        information_set="reply",
        payoffs=(2, -6),
    )
    ban = chance({"seen": ("1/3", reply), "not-seen": ("2/3", outcome(4, "0.1"))})
    assert game.at() == tree(decision("US", {"no-ban": outcome(0, 0), "ban": ban}))
    free = game.symbolic()
    assert free.parameters == ("d", "p")
    assert free.at({"p": "1/3", "d": 2}) == game.at({})


def test_a_parametric_game_is_plain_data() -> None:
    game = read_yaml_game(TREE)
    again = pickle.loads(pickle.dumps(game))
    assert again == game
    assert again.at({"d": 3}) == game.at({"d": 3})
    assert repr(game).startswith("ParametricGame(title='', players=('US', 'China')")
    assert hash(game) == hash(again)


SETTINGS = {
    "unknown name": (
        TABLE,
        {"R": 4, "q": 1},
        "'q' is no parameter of this game; the parameters are k, w, R; derived: pain",
    ),
    "no default": (
        TABLE,
        {},
        r"game\.yaml: parameter R has no default; set it: at\({'R': ...}\) \(on the command",
    ),
    "no number": (TABLE, {"R": "many"}, "parameter R is 'many'; accepted: an integer"),
    "no finite number": (TABLE, {"R": float("nan")}, "parameter R is nan"),
    "irrational": (TABLE, {"R": sympy.sqrt(2)}, "parameter R is sqrt"),
    "probability above one": (
        TREE,
        {"p": 2},
        r"game\.yaml:20: probability of not-seen at the node after ban: -1 is neg",
    ),
    "division by zero": (
        TREE.replace("d^2", "1/d"),
        {"d": 0},
        r"game\.yaml:21: payoff of US at the node after ban – not-",
    ),
    "probabilities": (
        TREE.replace("1 - p", "p"),
        {},
        r"game\.yaml:12: probability of seen .* the sum is 2/3; it must",
    ),
}


@pytest.mark.parametrize(("text", "settings", "message"), SETTINGS.values(), ids=SETTINGS)
def test_settings_refused(text: str, settings: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match="^" + message):
        read_yaml_game(text, "game.yaml").at(settings)


def without(text: str, line: str) -> str:
    assert line in text
    return text.replace(line + "\n", "")


def table(old: str, new: str) -> str:
    assert old in TABLE
    return TABLE.replace(old, new)


def a_tree(old: str, new: str) -> str:
    assert old in TREE
    return TREE.replace(old, new)


MISTAKES = {
    "empty": ("", " the document is empty"),
    "a list": ("- 1", "1: the file is a list of 1; a mapping"),
    "no YAML": ("a: [", "2:1: not valid YAML"),
    "no form": (without(TABLE, "form: normal"), "1: the game has no 'form'; needed: form, players"),
    "unknown form": (table("normal", "bimatrix"), "2: form is 'bimatrix'; accepted: normal, extensive"),
    "form is a list": (table("normal", "[normal]"), "2: form is a list of 1; accepted: normal, extensive"),
    "unknown key": (
        table("players", "player"),
        "3: unknown key 'player'; accepted: title, form, players, parameters",
    ),
    "key of the other form": (TREE + "strategies: {}\n", "22: unknown key 'strategies'; accepted: title"),
    "no tree": ("form: extensive\nplayers: [US]", "1: the game has no 'tree'; needed: form, players, tree"),
    "no players": (
        table("[US, China]", "[]"),
        "3: players: a list of at least one label is needed, not an empty list",
    ),
    "players one word": (
        table("[US, China]", "US"),
        "3: players: a list of at least one label is needed, not 'US'",
    ),
    "player twice": (table("[US, China]", "[US, US]"), "3: players: 'US' stands twice; labels must differ"),
    "player blank": (table("[US, China]", '[US, " "]'), "3: players: ' ' is empty"),
    "player true": (
        table("[US, China]", "[US, true]"),
        "3: players, label 2, is true; a text is needed; put it in quotes",
    ),
    "title empty": (table("Chips for magnets", ""), "1: title is empty; a text is needed; put it in quotes"),
    "parameters a list": (table("parameters:", "parameters: []\nderived2:"), "6: unknown key"),
    "parameters nothing": (a_tree("{p: 1/3, d: 2}", ""), "3: parameters is empty; a mapping"),
    "name with a dash": (
        table("  w: 1", "  w-1: 1"),
        "6: 'w-1' cannot name a parameter; accepted: ASCII letters",
    ),
    "name of a function": (table("  w: 1", "  max: 1"), "6: 'max' cannot name a parameter"),
    "Greek name": (table("  w: 1", "  σ: 1"), "6: 'σ' cannot name a parameter"),
    "reserved name": (table("  w: 1", "  lambda: 1"), "6: 'lambda' cannot name a parameter"),
    "default no number": (table("  w: 1", "  w: one"), "6: parameter w is 'one'; accepted: an integer"),
    "default a formula": (table("  w: 1", "  w: 2*k"), "6: parameter w is '2*k'; accepted: an integer"),
    "default true": (table("default: 6", "default: true"), "5: default of parameter k is true"),
    "unknown field": (
        table("unit: weeks", "units: weeks"),
        "5: parameter k: unknown key 'units'; accepted: default, range",
    ),
    "range of one": (
        table("[2, 12]", "[2]"),
        "5: range of parameter k is a list of 1; accepted: [lowest, highest]",
    ),
    "range reversed": (table("[2, 12]", "[12, 2]"), "5: range of parameter k: 12 is above 2"),
    "default out of range": (
        table("[2, 12]", "[7, 12]"),
        "5: parameter k: default 6 is outside its range 7 to 12",
    ),
    "judged without range": (table("range: [2, 12], ", ""), "5: parameter k is judged and has no range"),
    "provenance": (
        table("judged", "guessed"),
        "5: provenance of parameter k is 'guessed'; accepted: documented, derived",
    ),
    "derived is a parameter": (
        table("  m: max", "  k: max"),
        "10: derived k: there is a parameter of that name already",
    ),
    "derived unknown": (
        table("w * m", "w * M"),
        "9: derived pain: unknown name 'M'; the parameters are k, w, R; derived: pain",
    ),
    "derived circle": (table("13 - k)", "pain)"), "9: the formulas run in a circle: pain -> m -> pain"),
    "derived no formula": (table("w * m", "w ** ** m"), "9: derived pain: '**' cannot follow '**'"),
    "no strategies of a player": (
        without(TABLE, "  US: [allow, restrict]"),
        "12: strategies has no 'US'; needed: US, China",
    ),
    "strategies of a stranger": (
        table("  China: [s", "  Chine: [s"),
        "13: strategies: unknown key 'Chine'; accepted: US, China",
    ),
    "no strategies": (
        table("[allow, restrict]", "[]"),
        "12: strategies of US: a list of at least one label is needed",
    ),
    "strategy twice": (
        table("[allow, restrict]", "[allow, allow]"),
        "12: strategies of US: 'allow' stands twice",
    ),
    "cell missing": (
        without(TABLE, "    supply: [0, 0]"),
        "19: payoffs at allow has no 'supply'; needed: supply, withhold",
    ),
    "row missing": (
        TABLE[: TABLE.index("  allow:\n")],
        "15: payoffs has no 'allow'; needed: allow, restrict",
    ),
    "cell unknown": (
        table("    supply: [0, 0]", "    suply: [0, 0]"),
        "20: payoffs at allow: unknown key 'suply'; accepted: supply",
    ),
    "payoffs too shallow": (
        table("  allow:\n    withhold: [-pain, 1]\n    supply: [0, 0]\n", "  allow: [0, 0]\n"),
        "18: payoffs at allow, where the strategies of China must be named, is a list of 2; a mapping",
    ),
    "one payoff": (table("[0, 0]", "[0]"), "20: allow, supply: 1 payoffs; a list of 2 is needed (US, China)"),
    "payoff no list": (
        table("[0, 0]", "0"),
        "20: allow, supply: '0' payoffs; a list of 2 is needed (US, China)",
    ),
    "unquoted comma": (
        table('"min(-5, R)"', "min(-5, R)"),
        "17: restrict, withhold: 3 payoffs; a list of 2 is needed (US, China); a",
    ),
    "payoff unknown name": (
        table("[-pain, 1]", "[-pian, 1]"),
        "19: payoff of US at allow, withhold: unknown name 'pian'; the",
    ),
    "payoff call": (
        table("[-pain, 1]", "[-pain, eval(1)]"),
        "19: payoff of China at allow, withhold: 'eval' is no function",
    ),
    "payoff empty": (table("[-pain, 1]", "[-pain, ]"), "19: allow, withhold: 1 payoffs"),
    "payoff null": (
        table("[-pain, 1]", "[-pain, null]"),
        "19: payoff of China at allow, withhold is empty; a text is needed",
    ),
    "payoff a list": (
        table("[-pain, 1]", "[-pain, [1]]"),
        "19: payoff of China at allow, withhold is a list of 1",
    ),
    "payoff division by zero": (
        table("[-pain, 1]", "[-pain, 1/0]"),
        "19: payoff of China at allow, withhold: formula '1/0'",
    ),
    "root nothing": (TREE[: TREE.index("  player")], "4: the root is empty; a mapping"),
    "node a text": (a_tree("no-ban: [0, 0]", "no-ban: 0"), "7: the node after no-ban is '0'; a mapping"),
    "node empty": (
        a_tree("no-ban: [0, 0]", "no-ban: {}"),
        "7: the node after no-ban has neither 'actions' nor 'payoffs'",
    ),
    "node unknown key": (
        a_tree("  player: US", "  mover: US"),
        "5: the root: unknown key 'mover'; accepted: player, chance",
    ),
    "nobody moves": (
        without(TREE, "  player: US"),
        "5: the root has actions but nobody who moves; needed: player: NAME",
    ),
    "both move": (
        a_tree("  player: US", "  player: US\n  chance: true"),
        "5: the root has both player and chance",
    ),
    "stranger moves": (
        a_tree("player: China", "player: EU"),
        "13: the node after ban – seen: 'EU' is no player; the players are",
    ),
    "chance false": (
        a_tree("chance: true", "chance: false"),
        "9: the node after ban: chance is false; accepted: true",
    ),
    "chance yes": (
        a_tree("chance: true", "chance: yes"),
        "9: the node after ban: chance is 'yes'; accepted: true",
    ),
    "mover without actions": (
        a_tree("no-ban: [0, 0]", "no-ban: {player: US, payoffs: [0, 0]}"),
        "7: the node after no-ban has 'player' and no 'actions'",
    ),
    "no actions": (
        a_tree("no-ban: [0, 0]", "no-ban: {player: US, actions: {}}"),
        "7: actions of the node after no-ban: a list of at least one label is needed",
    ),
    "actions a list": (
        a_tree("no-ban: [0, 0]", "no-ban: {player: US, actions: [a]}"),
        "7: actions of the node after no-ban is a list of 1; a mapping",
    ),
    "probability outside chance": (
        a_tree("no-ban: [0, 0]", "no-ban: {probability: 1, payoffs: [0, 0]}"),
        "7: the node after no-ban: only branches of chance have a probability",
    ),
    "probability missing": (
        without(TREE, "          probability: p"),
        "12: the node after ban – seen has no probability",
    ),
    "probability in a list": (
        a_tree(
            "        not-seen:\n          probability: 1 - p\n          payoffs: [d^2, 0.1]",
            "        not-seen: [1, 2]",
        ),
        "19: the node after ban – not-seen has no probability",
    ),
    "probability unknown": (
        a_tree("1 - p", "1 - q"),
        "20: probability of not-seen at the node after ban: unknown name 'q'",
    ),
    "probabilities of numbers": (
        a_tree("1 - p", "0.6").replace("probability: p", "probability: 0.5"),
        "12: probability of seen at the node after ban: with the other branches the sum is 11/10",
    ),
    "probability negative": (
        a_tree("1 - p", "2").replace("probability: p", "probability: -1"),
        "12: probability of seen at the node after ban: -1 is negative",
    ),
    "payoffs at a node": (
        a_tree("[d, -6]", "[d]"),
        "14: the node after ban – seen: 1 payoffs; a list of 2 is needed",
    ),
    "set of other actions": (
        a_tree("no-ban: [0, 0]", "no-ban: {player: China, information_set: reply, actions: {a: [0, 0]}}"),
        "12: information set 'reply' of China offers acquiesce, withhold here but a on line 7",
    ),
    "set of other probabilities": (
        a_tree(
            "no-ban: [0, 0]",
            "no-ban: {chance: true, information_set: x, actions: {y: {probability: 1, payoffs: [0, 0]}}}",
        )
        .replace("      chance: true\n", "      chance: true\n      information_set: x\n")
        .replace("        not-seen:\n          probability: 1 - p\n          payoffs: [d^2, 0.1]\n", "")
        .replace("seen:", "y:"),
        "9: information set 'x' of chance has other probabilities here than on line 7",
    ),
    "set blank": (
        a_tree("information_set: reply", 'information_set: ""'),
        "15: information_set of the node after ban – seen",
    ),
    "set called by a number": (
        a_tree("no-ban: [0, 0]", "no-ban: {player: China, information_set: 2, actions: {a: [0, 0]}}").replace(
            "          information_set: reply\n", ""
        ),
        "12: information set '2' of China is named like the one of line 7",
    ),
    "key twice": (a_tree("no-ban: [0, 0]", "ban: [0, 0]"), "8:5: key 'ban' is given twice"),
    "alias": (a_tree("no-ban: [0, 0]", "no-ban: *x"), "7:13: alias '*x' is not accepted"),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_are_refused_with_the_line(text: str, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        read_yaml_game(text, "game.yaml")
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"game.yaml:{message}")


LABELS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5).filter(
    str.strip
) | st.sampled_from(
    [
        "yes",
        "null",
        "~",
        "1",
        "1e3",
        "- a",
        "a: b",
        "a #b",
        "'",
        '"',
        "\\",
        "[",
        "{}",
        "*x",
        "&x",
        "!t",
        "a\nb",
        " a ",
        "\x00",
        "é",
        "磁石",
        "a\x85",
        "🧲",
    ]
)


@given(st.data(), st.from_type(ExtensiveFormGame))
def test_any_tree_written_and_read_again(data: st.DataObject, game: ExtensiveFormGame) -> None:
    if data.draw(st.booleans()):
        names = data.draw(st.lists(LABELS, min_size=20, max_size=20, unique=True))
        game = ExtensiveFormGame(
            players=names[: len(game.players)],
            information_sets=[
                replace(
                    one, label=names[-1 - i % 15] + "." * i, actions=tuple(names[i : i + len(one.actions)])
                )
                for i, one in enumerate(game.information_sets)
            ],
            children=game.children,
            payoffs=game.payoffs,
            title=data.draw(LABELS),
        )
    assert read_yaml_game(write_yaml_game(game)).at() == game


@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.data())
def test_any_table_written_and_read_again(shape: list[int], data: st.DataObject) -> None:
    number = st.fractions(max_denominator=10**6)
    cells = {
        cell: data.draw(st.lists(number, min_size=len(shape), max_size=len(shape)))
        for cell in _cells([data.draw(st.lists(LABELS, min_size=w, max_size=w, unique=True)) for w in shape])
    }
    players = data.draw(st.lists(LABELS, min_size=len(shape), max_size=len(shape), unique=True))
    game = NormalFormGame.from_table(cells, players=players, title=data.draw(LABELS))
    assert read_yaml_game(write_yaml_game(game)).at() == game


def _cells(strategies: list[list[str]]) -> list[tuple[str, ...]]:
    if not strategies:
        return [()]
    return [(label, *rest) for label in strategies[0] for rest in _cells(strategies[1:])]


def test_names_by_number_are_left_out() -> None:
    game = tree(decision("US", {"a": outcome(1), "b": decision("US", {"c": outcome(2)})}))
    assert "information_set" not in write_yaml_game(game)


def test_what_cannot_be_written() -> None:
    with pytest.raises(SymbolsLeft, match="writing a YAML game needs numbers"):
        write_yaml_game(NormalFormGame([[sympy.Symbol("k")]]))
    with pytest.raises(UnsupportedGame, match="writing a YAML game needs rational payoffs"):
        write_yaml_game(NormalFormGame([[sympy.sqrt(2)]]))
    root = sympy.sqrt(2) / 2
    lottery = tree(chance({"x": (root, outcome(1)), "y": (1 - root, outcome(2))}), players=["US"])
    with pytest.raises(UnsupportedGame, match="needs rational probabilities"):
        write_yaml_game(lottery)
    deep: Branching = outcome(1)
    for _ in range(40):
        deep = decision("US", {"on": deep, "out": outcome(0)})
    with pytest.raises(
        UnsupportedGame, match=r"does not fit into a YAML file .*\.efg files have no such limit"
    ):
        write_yaml_game(tree(deep))
    large = NormalFormGame([[[0] * 300] * 300] * 2)
    with pytest.raises(
        UnsupportedGame, match=r"does not fit into a YAML file .*\.nfg files have no such limit"
    ):
        write_yaml_game(large)


JUNK = st.text(max_size=4) | st.sampled_from(
    ["[", "]", "{", ":", "- ", "\n", "  ", "true", "null", "p", "1/0", "2^", "q", "("]
)


@given(
    st.sampled_from([TABLE, TREE]), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 4), JUNK), max_size=3)
)
def test_mutations_are_read_or_refused_with_one_line(text: str, edits: list[tuple[float, int, str]]) -> None:
    for place, cut, junk in edits:
        start = int(place * len(text))
        text = text[:start] + junk + text[start + cut :]
    try:
        game = read_yaml_game(text)
    except ParseError as error:
        assert "\n" not in str(error)
        return
    try:
        numbers = game.at({p.name: 1 for p in game.parameters})
    except InvalidInput as error:
        assert "\n" not in str(error)
    else:
        assert read_yaml_game(write_yaml_game(numbers)).at() == numbers


@pytest.mark.parametrize("text", [TABLE, TREE], ids=["table", "tree"])
def test_every_truncation_is_read_or_refused(text: str) -> None:
    for end in range(len(text)):
        try:
            read_yaml_game(text[:end])
        except ParseError as error:
            assert "\n" not in str(error)


def test_formulas_that_grow_from_line_to_line_end_quickly() -> None:
    lines = ["form: normal", "players: [US]", "parameters: {x: 2}", "derived:", "  d0: x"]
    lines += [f"  d{i}: d{i - 1} * d{i - 1} + x" for i in range(1, 80)]
    lines += ["strategies: {US: [a]}", "payoffs: {a: [d79]}"]
    game = read_yaml_game("\n".join(lines))
    with pytest.raises(InvalidInput, match=r"derived d[0-9]+: .*3,900 digits"):
        game.at()
    with pytest.raises(InvalidInput, match=r"derived d[0-9]+: .*grows too large"):
        game.symbolic()


PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "game-format.md").read_text(encoding="utf-8")


def test_the_page_about_the_format() -> None:
    """Every example on the page is read, and every cell with code runs."""
    examples = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert [read_yaml_game(text).form for text in examples] == ["normal", "extensive"]
    names: dict[str, object] = {}
    for code in re.findall(r"^```{code-cell} python3\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE):
        if code.startswith(":tags: [raises-exception]"):
            with pytest.raises(
                ParseError, match=r"trade\.yaml:8: payoff of US at allow, withhold: unknown name"
            ):
                exec(code.removeprefix(":tags: [raises-exception]"), names)
        else:
            exec(code, names)
