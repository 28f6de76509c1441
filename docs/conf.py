"""How the pages are built: ``sphinx-build -W docs docs/_build``. Every code cell is executed."""

from __future__ import annotations

import atexit
import os
import shutil
import sysconfig
import tempfile
import tomllib
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]

# Cells call `qpq`; it lies beside the Python that builds the pages.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])

# Cells import `threshold_games` from beside this file.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(ROOT / "docs"), *filter(None, [os.environ.get("PYTHONPATH")])]
)

# A profile of our own for the kernels: what the builder's has in it must not show in the pages.
PROFILE = tempfile.mkdtemp(prefix="qpq-docs-")
atexit.register(shutil.rmtree, PROFILE, ignore_errors=True)
os.environ["IPYTHONDIR"] = PROFILE
STARTUP = Path(PROFILE, "profile_default", "startup")
STARTUP.mkdir(parents=True)
shutil.copy(Path(__file__).with_name("shell_cells.py"), STARTUP)

project = "Quidproquo"
author = PROJECT["authors"][0]["name"]
project_copyright = author
version = release = PROJECT["version"]
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.mathjax"]
exclude_patterns = ["_build", "**/.ipynb_checkpoints"]
templates_path: list[str] = []
html_theme = "furo" if find_spec("furo") else "alabaster"
html_title = f"Quidproquo {version}"
html_static_path = ["_static"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3

nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 600
nb_execution_in_temp = True
nb_merge_streams = True
nb_render_markdown_format = "myst"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
suppress_warnings = ["config.cache"]
