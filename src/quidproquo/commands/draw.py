"""``qpq draw``: a game, or how its equilibria are found, as text, a web page, LaTeX or a picture."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from html import escape
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import GameArgument, LoadedGame, SetOption, load_game, message, page_width, write, write_file

if TYPE_CHECKING:
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.parametric import Game
    from ..games.solution import Solution
    from ..games.view import View


class Target(enum.StrEnum):
    """The formats that can be drawn; ``text`` is another name for ``table``."""

    table = "table"
    text = "text"
    html = "html"
    latex = "latex"
    svg = "svg"
    png = "png"
    json = "json"


FIGURES = (Target.svg, Target.png)
EXTENSIONS = {
    ".txt": Target.table,
    ".html": Target.html,
    ".htm": Target.html,
    ".tex": Target.latex,
    ".svg": Target.svg,
    ".png": Target.png,
    ".json": Target.json,
}
TREE = "tree"
VIEWS: Mapping[str, str] = MappingProxyType(
    {
        "best-replies": "games.best_replies:best_reply_table",
        "envelope": "solvers.upper_envelope:upper_envelope",
        "polytopes": "solvers.labelled_polytopes:labelled_polytopes",
        "lemke-howson": "solvers.lemke_howson_table:lemke_howson_table",
        "supports": "solvers.support_table:support_table",
    }
)
"""The views of a normal form, and the function that makes each."""


def draw(
    game: GameArgument,
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="NAME",
            help="best-replies, envelope, polytopes, lemke-howson or supports; tree for trees. Without it "
            "best-replies or tree.",
        ),
    ] = None,
    format_: Annotated[
        Target | None,
        typer.Option(
            "--format",
            metavar="table|html|latex|svg|png|json",
            help="Without it the extension of the output file, else table.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str, typer.Option("--output", metavar="FILE", help="The file to write; - for standard output.")
    ] = "-",
    label: Annotated[
        str | None,
        typer.Option(
            "--label",
            metavar="LABEL",
            help="With lemke-howson, the label to drop: a number, a strategy, or PLAYER:STRATEGY.",
        ),
    ] = None,
    player: Annotated[
        str | None,
        typer.Option("--player", metavar="PLAYER", help="With envelope, who mixes the two strategies."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    set_: SetOption = None,
) -> None:
    """Draw a game, or how its equilibria are found.

    Example: qpq draw case:h20/linkage --view envelope --output envelope.svg
    """
    target = _target(output, format_)
    loaded = load_game(game, set_)
    name = _view_name(view, loaded.game)
    _check_options(name, label, player)
    from ..progress import progress

    with progress("drawing"):
        content = (
            _tree(loaded, target)
            if name == TREE
            else _normal_form(_view(name, loaded.game, label, player), target)
        )
    for note in loaded.notes:
        message(f"note: {note}")
    if output == "-":
        write(content if isinstance(content, str) else content.decode("utf-8"))
    else:
        data = content if isinstance(content, bytes) else f"{content.rstrip()}\n".encode()
        write_file(data, Path(os.path.realpath(output)), force)


def fitting_views(game: Game) -> tuple[str, ...]:
    """Return the names of the views that a game has."""
    from ..games.errors import UnsupportedGame
    from ..games.normal_form import NormalFormGame
    from ..games.repeated_game import RepeatedGame

    if isinstance(game, RepeatedGame):
        raise UnsupportedGame("a game repeated without end cannot be drawn; its stage game can")
    if not isinstance(game, NormalFormGame):
        return (TREE,)
    if len(game.players) != 2:
        return ("best-replies",)
    small = max(game.shape) <= 3
    two = 2 in game.shape
    return tuple(v for v in VIEWS if (v != "envelope" or two) and (v != "polytopes" or small))


def _view_name(view: str | None, game: Game) -> str:
    from ..games.errors import InvalidInput, UnsupportedGame

    fitting = fitting_views(game)
    if view is None:
        return fitting[0]
    if view not in VIEWS and view != TREE:
        raise InvalidInput(f"there is no view {view!r}; accepted for this game: {', '.join(fitting)}")
    if view not in fitting:
        shape = getattr(game, "shape", None)
        kind = f"{'×'.join(map(str, shape))} normal form" if shape else "tree"
        more = ""
        if fitting == (TREE,):
            more = "; qpq convert writes its normal form as .nfg, which has the other views"
        raise UnsupportedGame(
            f"view {view!r} does not fit this game, a {kind}; those that do: {', '.join(fitting)}{more}"
        )
    return view


def _check_options(name: str, label: str | None, player: str | None) -> None:
    from ..games.errors import InvalidInput

    for option, value, wanted in (("--label", label, "lemke-howson"), ("--player", player, "envelope")):
        if value is not None and name != wanted:
            raise InvalidInput(f"{option} is for --view {wanted}; this view is {name}")


def _view(name: str, game: Game, label: str | None, player: str | None) -> View:
    module, _, function = VIEWS[name].partition(":")
    arguments = [value for value in (label, player) if value is not None]
    found: View = getattr(import_module(f"..{module}", __package__), function)(game, *arguments)
    return found


def _normal_form(view: View, target: Target) -> str | bytes:
    if target in FIGURES:
        from ..figures import figure

        return figure(view).data(target.value)
    if target is Target.html:
        return _page(view.game.title, view.html())
    if target is Target.latex:
        return view.latex()
    return view.to_json() if target is Target.json else view.text(page_width())


def _tree(loaded: LoadedGame, target: Target) -> str | bytes:
    from ..games.errors import UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.tree_display import tree_html, tree_latex, tree_text

    game = loaded.game
    assert isinstance(game, ExtensiveFormGame)
    if target is Target.json:
        raise UnsupportedGame("the view 'tree' has no JSON; qpq convert writes the tree as data")
    if target in FIGURES:
        from ..figures import figure

        return figure(game, _played(game)).data(target.value)
    if target is Target.html:
        return _page(game.title, tree_html(game))
    return tree_latex(game) if target is Target.latex else tree_text(game)


def _played(game: ExtensiveFormGame) -> Solution | None:
    """The subgame-perfect equilibria, or None where they are not found: the tree is drawn anyway."""
    from ..figure_games import fits
    from ..games.errors import QuidproquoError
    from ..solvers.subgame_perfect import subgame_perfect

    if not fits(game):
        return None
    try:
        return subgame_perfect(game)
    except QuidproquoError as error:
        message(f"note: no equilibrium is marked: {error}")
        return None


def _page(title: str, body: str) -> str:
    """A page of its own around the HTML of a view, so that a browser knows how it is encoded."""
    from ..games.wording import visible

    style = "body{font-family:sans-serif;margin:2em}td,th{padding:.2em .8em}th,td,caption{text-align:left}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(visible(title)) or 'A game'}</title><style>{style}</style></head>\n"
        f"<body>{body}</body></html>\n"
    )


def _target(output: str, format_: Target | None) -> Target:
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    if "\0" in output or not output:
        raise InvalidInput(f"{quoted(output)} is no file name; a file, or - for standard output, is accepted")
    extension = Path(output).suffix.lower()
    named = None if output == "-" else EXTENSIONS.get(extension)
    if output != "-" and named is None and format_ is None:
        accepted = ", ".join(EXTENSIONS)
        raise InvalidInput(f"{output}: the extension says no format; accepted: {accepted}, or say --format")
    target = format_ or named or Target.table
    target = Target.table if target is Target.text else target
    if target in FIGURES and output == "-":
        raise InvalidInput(f"--format {target} needs a file: --output picture.{target}")
    if named is not None and target is not named:
        raise InvalidInput(
            f"--format {target} and the extension of {output} disagree; one of the two is enough"
        )
    return target
