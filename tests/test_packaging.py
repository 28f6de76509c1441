"""What is installed: every folder and data file of the tree, under the one name `quidproquo`."""

from __future__ import annotations

import doctest
import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
FRONT = ROOT / "src" / "quidproquo"
FOLDERS = ("games", "solvers", "cases")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def real_files(top: Path) -> list[Path]:
    """The files below `top` without following links, and without what Python leaves behind."""
    return [
        Path(folder) / name
        for folder, below, names in os.walk(top)
        if "__pycache__" not in folder and not folder.endswith(".egg-info")
        for name in names
        if not name.endswith((".pyc", ".pyo"))
    ]


def package_folders() -> dict[str, Path]:
    """Every package of the tree, by dotted name: the folders that hold an ``__init__.py``."""
    found = {}
    for top, prefix in ((FRONT, "quidproquo"), *((ROOT / f, f"quidproquo.{f}") for f in FOLDERS)):
        for init in (path for path in real_files(top) if path.name == "__init__.py"):
            found[".".join((prefix, *init.parent.relative_to(top).parts))] = init.parent
    return found


def test_list_of_packages_is_that_of_the_tree() -> None:
    assert sorted(SETUPTOOLS["packages"]) == sorted(package_folders())


def test_each_package_is_mapped_to_its_folder() -> None:
    """A package without an entry of its own is looked for below the entry of the package above it."""
    mapping = SETUPTOOLS["package-dir"]
    for name, folder in package_folders().items():
        above, rest = name, list[str]()
        while above not in mapping:
            above, _, last = above.rpartition(".")
            rest.insert(0, last)
        assert (ROOT / mapping[above]).joinpath(*rest) == folder, name
    assert set(mapping) <= set(package_folders())


def test_every_python_file_belongs_to_a_package() -> None:
    folders = set(package_folders().values())
    tops = [FRONT, *(ROOT / folder for folder in FOLDERS)]
    stray = [path for top in tops for path in real_files(top) if path.suffix == ".py"]
    assert [path for path in stray if path.parent not in folders] == []


def test_every_data_file_is_installed() -> None:
    packages, data = package_folders(), SETUPTOOLS["package-data"]
    covered = {
        path for name, patterns in data.items() for one in patterns for path in packages[name].glob(one)
    }
    tops = [FRONT, *(ROOT / folder for folder in FOLDERS)]
    present = {path for top in tops for path in real_files(top) if path.suffix != ".py" and path.is_file()}
    links = {FRONT / folder for folder in FOLDERS}  # plain files in a checkout without links
    assert present - links - covered == set()


def test_the_package_says_that_it_is_typed() -> None:
    assert (FRONT / "py.typed").is_file()
    assert "py.typed" in SETUPTOOLS["package-data"]["quidproquo"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_links_for_tools_lead_to_the_real_folders(folder: str) -> None:
    link = FRONT / folder
    if not link.is_symlink():
        pytest.skip("this checkout has no links; builds do without them, only tools that read code need them")
    assert link.resolve() == ROOT / folder
    assert not Path(os.readlink(link)).is_absolute()


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = ("sympy", "matplotlib", "nashpy", "pulp", "highspy", "scipy", "pydantic", "typer")
    code = f"import sys, quidproquo; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_readme_and_citation_say_agrees_with_the_project() -> None:
    project = PROJECT["project"]
    citation = (ROOT / "CITATION.cff").read_text("utf8")
    assert re.search(rf'^version: "?{re.escape(project["version"])}"?$', citation, re.MULTILINE)
    changelog = (ROOT / "CHANGELOG.md").read_text("utf8")
    assert f"## [{project['version']}]" in changelog or f"## {project['version']}" in changelog
    assert f"Python {project['requires-python'].removeprefix('>=')}" in (ROOT / "README.md").read_text("utf8")


def test_example_in_the_readme_runs_as_shown() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf8")
    assert tried >= 4
    assert failed == 0


def test_picture_in_the_readme_is_the_one_that_is_drawn() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "draw_picture.py"))
    assert drawn["picture"]() == drawn["TARGET"].read_text("utf8")


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_between_files_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text("utf8"))
    assert [target for target in targets if not (ROOT / target).exists()] == []
