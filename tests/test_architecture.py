"""What may depend on what: our folders on each other, and third-party libraries on single modules.

Also: text that comes from outside is never executed, so the calls that would do so appear nowhere.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FRONT = ROOT / "src" / "quidproquo"
MAY_IMPORT = {"games": {"games"}, "solvers": {"solvers", "games"}, "cases": {"cases", "games", "solvers"}}
"""Per folder, the folders of ours that it may import; the front door may import all of them."""

HOMES = {
    "pulp": {"solvers/linear_program.py"},
    "highspy": {"solvers/linear_program.py"},
    "nashpy": {"solvers/nashpy_engine.py"},
    "pygambit": set(),
    "quantecon": set(),
}
"""Libraries that only the named modules import; an empty set means that the package never does."""

FLINT_FOLDERS = {"solvers", "cases"}
"""Certificates and game definitions stay free of the engine whose answers they check."""

HEAVY = {"sympy", "matplotlib", "nashpy", "pulp", "highspy", "scipy"}
"""Libraries that are imported inside functions, so that ``import quidproquo`` stays light."""

EXECUTING = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "lambdify"}
EXECUTING_OF = {
    ("pickle", "load"),
    ("pickle", "loads"),
    ("marshal", "loads"),
    ("yaml", "load"),
    ("yaml", "unsafe_load"),
    ("yaml", "full_load"),
    ("os", "system"),
}


def modules() -> list[Path]:
    """Every module of the package at its real path, each once."""
    front = [path for path in FRONT.rglob("*.py") if path.resolve().is_relative_to(FRONT)]
    return sorted(front + [path for folder in MAY_IMPORT for path in (ROOT / folder).rglob("*.py")])


MODULES = modules()
TREES = {path: ast.parse(path.read_text("utf8"), str(path)) for path in MODULES}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def package_of(path: Path) -> tuple[str, ...]:
    """The dotted path of the package that holds a module, below ``quidproquo``."""
    base = FRONT if path.is_relative_to(FRONT) else ROOT
    return path.relative_to(base).parent.parts


def imports(path: Path) -> Iterator[tuple[bool, tuple[str, ...], ast.AST]]:
    """Yield (relative, dotted path, statement) for each import; relative ones are resolved to our folders."""
    package = package_of(path)
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield False, tuple(alias.name.split(".")), node
        elif isinstance(node, ast.ImportFrom):
            module = tuple(node.module.split(".")) if node.module else ()
            if not node.level:
                yield False, module, node
                continue
            kept = len(package) - node.level + 1
            assert kept >= 0, f"{name_of(path)}:{node.lineno} imports from above the package"
            base = (*package[:kept], *module)
            for alias in node.names:
                yield True, (base if module else (*base, alias.name)), node


def at_import_time(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported; what only type checkers read is left out."""
    waiting: list[ast.stmt] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting.extend(node.orelse)
            continue
        for child in ast.iter_child_nodes(node):
            waiting.extend([child] if isinstance(child, ast.stmt) else [])


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_our_folders_are_imported_in_one_direction(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    for relative, parts, node in imports(path):
        line = getattr(node, "lineno", 0)
        if not relative:
            ours = parts[:1] and parts[0] in {*MAY_IMPORT, "quidproquo", "src", "tests"}
            assert not ours, f"{name_of(path)}:{line} imports {'.'.join(parts)}; use a relative import"
        elif folder in MAY_IMPORT:
            allowed = MAY_IMPORT[folder]
            assert parts[0] in allowed, (
                f"{name_of(path)}:{line} imports from {parts[0]!r}; allowed: {allowed}"
            )


def importers_of(library: str) -> set[str]:
    return {name_of(p) for p in MODULES for rel, parts, _ in imports(p) if not rel and parts[0] == library}


@pytest.mark.parametrize("library", HOMES)
def test_engine_has_one_home(library: str) -> None:
    found = {
        name_of(path)
        for path in MODULES
        for rel, parts, _ in imports(path)
        if not rel and parts[0] == library
    }
    assert found == HOMES[library]


def test_flint_stays_out_of_certificates_and_the_front_door() -> None:
    users = importers_of("flint")
    assert users, "no module imports flint; has it been renamed?"
    assert {user.split("/")[0] for user in users} <= FLINT_FOLDERS


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_heavy_libraries_are_imported_when_used(path: Path) -> None:
    for node in at_import_time(TREES[path]):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module or ""]
        heavy = {name.split(".")[0] for name in names} & HEAVY
        assert not heavy, f"{name_of(path)}:{node.lineno} imports {heavy} at import time"


def called(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Yield (owner, name, line) for every name that is called or imported by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name):
                yield "", function.id, node.lineno
            elif isinstance(function, ast.Attribute):
                owner = function.value
                yield getattr(owner, "id", getattr(owner, "attr", "")), function.attr, node.lineno
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield (node.module or "").split(".")[-1], alias.name, node.lineno


def forbidden(tree: ast.Module) -> list[str]:
    """The calls of `tree` that could run text as code."""
    found = []
    for owner, name, line in called(tree):
        plain = name in EXECUTING and not (owner == "re" and name == "compile")
        if plain or (owner, name) in EXECUTING_OF:
            found.append(f"line {line}: {owner}{'.' * bool(owner)}{name}")
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_text_is_never_executed(path: Path) -> None:
    assert forbidden(TREES[path]) == [], name_of(path)


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "builtins.exec(text)",
        "sympy.sympify(text)",
        "from sympy.parsing.sympy_parser import parse_expr",
        "pickle.load(stream)",
        "yaml.load(text, yaml.Loader)",
        "from pickle import loads",
    ],
)
def test_the_search_for_such_calls_finds_them(text: str) -> None:
    assert forbidden(ast.parse(text))


@pytest.mark.parametrize("text", ["re.compile('a')", "yaml.safe_load(text)", "formula.evaluate(values)"])
def test_the_search_for_such_calls_lets_others_pass(text: str) -> None:
    assert not forbidden(ast.parse(text))
