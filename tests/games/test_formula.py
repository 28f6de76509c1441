"""Formulas: what they mean, what is refused and where, and that no text can do harm."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.errors import InvalidInput, ParseError
from quidproquo.games.formula import MAX_LENGTH, parse_formula

VALUES = {"a": Fraction(5), "b": Fraction(2), "c": Fraction(1, 3), "k": Fraction(6)}

MEANINGS = {
    "integer": ("42", "42"),
    "decimal": ("0.1", "1/10"),
    "leading point": (".5", "1/2"),
    "exponent": ("1e-3", "1/1000"),
    "fraction is a division": ("2/3", "2/3"),
    "minus is looser than power": ("-2^2", "-4"),
    "power is right associative": ("2^3^2", "512"),
    "two stars are a power": ("a**2", "25"),
    "negative exponent": ("2^-1*3", "3/2"),
    "negative exponent of a power": ("2^-2^2", "1/16"),
    "minus binds like a product": ("-a*b", "-10"),
    "minus after an operator": ("a - -b * -c", "13/3"),
    "subtraction from the left": ("a - b - c", "8/3"),
    "division from the left": ("a / b / c", "15/2"),
    "multiplication sign and division sign": ("a × b ÷ c", "30"),
    "brackets": ("(a + b) * (a - b)", "21"),
    "min of several": ("min(a, b, c)", "1/3"),
    "max of one": ("max(a)", "5"),
    "abs": ("abs(b - a)", "3"),
    "if, then": ("if(a > b, 1, 2)", "1"),
    "if, else": ("if(a == b, 1, 2)", "2"),
    "comparison looser than sums": ("if(a - 1 <= b + 2, 1, 2)", "1"),
    "the other branch is not evaluated": ("if(a != b, 1, 1/(b - 2))", "1"),
    "if inside if": ("if(a < b, 1, if(b < c, 2, 3))", "3"),
    "zero to the power zero": ("0^0", "1"),
    "the pain of a cut-off": ("b * max(0, 13 - k)", "14"),
    "spaces and line ends": ("  a\n +\tb ", "7"),
}


@pytest.mark.parametrize(("text", "expected"), MEANINGS.values(), ids=MEANINGS)
def test_meaning(text: str, expected: str) -> None:
    formula = parse_formula(text)
    assert formula.evaluate(VALUES) == Fraction(expected)
    assert sympy.Rational(expected) == formula.to_sympy(VALUES)
    free = formula.to_sympy()
    assert free.subs({name: sympy.Rational(str(v)) for name, v in VALUES.items()}) == sympy.Rational(expected)


REFUSED = {
    "empty": ("", 1, "empty"),
    "blank": ("  ", 3, "empty"),
    "double plus": ("a ++ b", 4, "cannot follow '+'"),
    "double minus": ("a--b", 3, "cannot follow '-'"),
    "floor division": ("a // b", 4, "cannot follow '/'"),
    "double power": ("a ** ** b", 6, "cannot follow '**'"),
    "unary plus": ("+5", 1, "'+' stands where"),
    "operator first": ("* a", 1, "'*' stands where"),
    "operator last": ("a +", 4, "ends after '+'"),
    "no operator": ("2x", 2, "an operator is missing between '2' and 'x'"),
    "two points": ("1.2.3", 4, "an operator is missing"),
    "decimal comma": ("1,5", 2, "decimals have a point"),
    "open bracket": ("(a + b", 7, "bracket of column 1 is open"),
    "closed twice": ("(a))", 4, "closes no bracket"),
    "empty bracket": ("()", 2, "stands where a number"),
    "call of another function": ("sqrt(2)", 1, "'sqrt' is no function; accepted: numbers"),
    "call of a dangerous name": ("__import__('os').system('true')", 1, "no function"),
    "attribute": ("a.b", 2, "inside numbers only"),
    "attribute of a class": ("().__class__", 2, "stands where"),
    "index": ("a[0]", 2, "brackets are round"),
    "string": ("'a'", 1, "a text has no place"),
    "keyword": ("lambda", 1, "reserved word"),
    "keyword between": ("a and b", 3, "reserved word"),
    "Greek letter": ("2*σ", 3, "accepted: numbers, parameter names"),
    "semicolon": ("a; b", 2, "';' has no meaning"),
    "assignment": ("a = 2", 3, "write == inside if"),
    "bare comparison": ("a < b", 3, "as the condition"),
    "comparison in brackets": ("if((a < b), 1, 2)", 7, "as the condition"),
    "chained comparison": ("if(a < b < c, 1, 2)", 10, "only once"),
    "comparison in a branch": ("if(a < b, a < c, 2)", 13, "only once"),
    "comparison in min": ("min(a < b, 2)", 7, "as the condition"),
    "condition is a number": ("if(a, 1, 2)", 5, "must be one comparison"),
    "if without else": ("if(a < b, 1)", 3, "has 2 arguments"),
    "abs of two": ("abs(a, b)", 4, "has 2 arguments"),
    "min of nothing": ("min()", 5, "stands where"),
    "function without brackets": ("max + 1", 1, "needs brackets"),
    "number too long": ("1e9999", 1, "1000 digits"),
    "nested too deeply": ("(" * 101 + "1" + ")" * 101, 101, "100 levels"),
    "powers too deep": ("2" + "^2" * 101, 202, "100 levels"),
    "too long": ("1+" * MAX_LENGTH + "1", 1, "2000 are accepted"),
}


@pytest.mark.parametrize(("text", "column", "message"), REFUSED.values(), ids=REFUSED)
def test_refused_with_the_place(text: str, column: int, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_formula(text)
    assert caught.value.column == column
    assert message in str(caught.value)
    assert "accepted" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_place_in_a_file_is_named() -> None:
    with pytest.raises(ParseError, match=r"^game\.yaml:7:12: '\*' cannot follow '\+'") as caught:
        parse_formula("a +* b", source="game.yaml", line=7, column=9)
    assert (caught.value.source, caught.value.line, caught.value.column) == ("game.yaml", 7, 12)
    with pytest.raises(ParseError, match=r"^game\.yaml:7: '\*' cannot follow '\+'.*column 4 of"):
        parse_formula("a +* b", source="game.yaml", line=7)


UNDEFINED = {
    "division by zero": ("a / (b - 2)", "division by zero"),
    "negative power of zero": ("(b - 2)^-1", "division by zero"),
    "root": ("2^0.5", "exponent 1/2 is no integer"),
    "large exponent": ("2^65", "-64 to 64"),
    "tower": ("9^9^9^9", "-64 to 64"),
    "growth by powers": ("((9^64)^64)^64", "3,900 digits"),
    "growth by products": ("*".join(["9^64"] * 200), "3,900 digits"),
}


@pytest.mark.parametrize(("text", "message"), UNDEFINED.values(), ids=UNDEFINED)
def test_no_value(text: str, message: str) -> None:
    formula = parse_formula(text)
    with pytest.raises(InvalidInput, match=r"^formula '.*" + message):
        formula.evaluate(VALUES)
    with pytest.raises(InvalidInput, match=message):
        formula.to_sympy(VALUES)


def test_a_name_without_a_value() -> None:
    with pytest.raises(InvalidInput, match="formula 'a \\+ z': z has no value"):
        parse_formula("a + z").evaluate(VALUES)


SYMBOLIC_REFUSED = {
    "parameter in an exponent": "b^a",
    "nested powers": "((a^64)^64)^64",
    "constant tower": "9^9^9^a",
    "division by what is always zero": "1/(a - a)",
    "hidden coefficient": "((2^64*a)^64)^64",
}


@pytest.mark.parametrize("text", SYMBOLIC_REFUSED.values(), ids=SYMBOLIC_REFUSED)
def test_symbolic_form_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^formula "):
        parse_formula(text).to_sympy()


def test_an_exponent_may_be_a_parameter_with_a_value() -> None:
    found = parse_formula("delta^n").to_sympy({"n": Fraction(3)})
    assert found == sympy.Symbol("delta") ** 3


def test_symbolic_functions() -> None:
    a, k = sympy.symbols("a k")
    assert parse_formula("min(a, max(k, 2))").to_sympy() == sympy.Min(a, sympy.Max(k, 2))
    assert parse_formula("abs(a)").to_sympy() == sympy.Abs(a)
    piecewise = parse_formula("if(k < 13, a, 0)").to_sympy()
    assert piecewise == sympy.Piecewise((a, k < 13), (0, True))


def test_equal_when_the_texts_are() -> None:
    assert parse_formula("a + b") == parse_formula(" a + b ")
    assert len({parse_formula("a + b"), parse_formula("a + b"), parse_formula("b + a")}) == 2
    assert repr(parse_formula("a")) == "Formula(text='a')"


def test_deep_and_long_formulas_are_quick() -> None:
    start = time.perf_counter()
    deep = "1+2*-min(" * 100 + "a" + ")" * 100
    formula = parse_formula(deep)
    assert formula.evaluate(VALUES) == formula.to_sympy(VALUES)
    wide = "+".join(["a*b"] * 500)
    assert parse_formula(wide).evaluate(VALUES) == 5000
    for text in (deep, "max(" + ",".join(f"a-{i}*b" for i in range(100)) + ")", "(a+b)^64*(a-b)^64"):
        try:
            parse_formula(text).to_sympy()
        except InvalidInput as error:
            assert "parameters left free" in str(error) or "grows" in str(error)
    assert time.perf_counter() - start < 10


PIECES = [
    "a",
    "b",
    "2",
    "0.5",
    "1e-3",
    " ",
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "(",
    ")",
    ",",
    "min(",
    "max(",
    "abs(",
]
PIECES += [
    "if(",
    "<",
    "<=",
    "==",
    "!=",
    "×",
    "÷",
    "x.y",
    "'",
    "[",
    "lambda",
    "\n",
    "64",
    "=",
    "é",
    "\x00",
    "٣",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused_with_one_line(text: str) -> None:
    try:
        formula = parse_formula(text)
        values = {name: VALUES.get(name, Fraction(3, 7)) for name in formula.names}
        formula.evaluate(values)
    except InvalidInput as error:
        assert "\n" not in str(error)
        return
    assert formula.to_sympy(values).is_Rational


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    """Formulas that Python itself reads the same way, up to the sign of a power."""
    if depth == 0 or draw(st.booleans()):
        return draw(st.sampled_from(["a", "b", "c", "k", "2", "3", "0"]))
    left, right = draw(formulas(depth - 1)), draw(formulas(depth - 1))
    shape = draw(
        st.sampled_from(["{}+{}", "{} - {}", "{}*({})", "({})/{}", "-({})+{}", "min({},{})", "({}){}**2"])
    )
    return shape.format(left, right if shape != "({}){}**2" else "")


@given(formulas())
def test_agrees_with_python_on_the_common_part(text: str) -> None:
    literal = "".join(f"F({ch})" if ch.isdigit() else ch for ch in text.replace("**2", "**TWO"))
    names = {"F": Fraction, "TWO": 2, "min": min, **VALUES}
    try:
        expected = eval(literal.replace("**TWO", "**2").replace("**F(2)", "**2"), {"__builtins__": {}}, names)
    except ZeroDivisionError:
        with pytest.raises(InvalidInput, match="division by zero"):
            parse_formula(text).evaluate(VALUES)
        return
    assert parse_formula(text).evaluate(VALUES) == expected
