"""``qpq draw``: a game, or how its equilibria are found, as text, a web page, LaTeX or a picture."""

from __future__ import annotations

import enum
import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import GameArgument, SetOption, load_game, message, page_width, write, write_file

if TYPE_CHECKING:
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.parametric import Game
    from ..games.solution import Equilibrium, Solution
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
TREE, PAYOFFS = "tree", "payoffs"
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

WITHOUT_PROFILES = ("quantal", "extensive-correlated")
"""Solutions of trees whose answers are no equilibria with a strategy for each player."""


def draw(
    game: GameArgument,
    view: Annotated[
        str | None,
        typer.Option(
            "--view",
            metavar="NAME",
            help="best-replies, payoffs, envelope, polytopes, lemke-howson or supports; tree for trees. "
            "Without it tree or best-replies (payoffs where these are not rational).",
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
        str, typer.Option("--output", "-o", metavar="FILE", help="The file to write; - for standard output.")
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
    solution: Annotated[
        str | None,
        typer.Option(
            "--solution",
            metavar="NAME",
            help="With tree, the solution whose play is thick, such as subgame-perfect; without it none is.",
        ),
    ] = None,
    equilibrium: Annotated[
        int | None,
        typer.Option(
            "--equilibrium", metavar="N", help="With --solution, the number of the equilibrium, from 1."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE if it exists.")] = False,
    set_: SetOption = None,
) -> None:
    """Draw a game, or how its equilibria are found.

    Example: qpq draw case:h20/sequential-linkage --solution subgame-perfect -o tree.svg
    """
    from ..games.errors import InvalidInput

    target = _target(output, format_)
    loaded = load_game(game, set_)
    name = _view_name(view, loaded.game)
    _check_options(name, {"label": label, "player": player, "solution": solution, "equilibrium": equilibrium})
    if equilibrium is not None and solution is None:
        raise InvalidInput("--equilibrium needs --solution, which says of what it is the number")
    from ..progress import progress

    with progress("drawing"):
        if name == TREE:
            content = _tree(loaded.game, target, solution, 1 if equilibrium is None else equilibrium)
        elif name == PAYOFFS:
            content = _payoffs(loaded.game, target)
        else:
            content = _view_content(_view(name, loaded.game, label, player), target)
    for note in loaded.notes:
        message(f"note: {note}")
    if output == "-":
        write(content if isinstance(content, str) else content.decode("utf-8"))
    else:
        data = content if isinstance(content, bytes) else f"{content.rstrip()}\n".encode()
        write_file(data, Path(os.path.realpath(output)), force)


def fitting_views(game: Game) -> tuple[str, ...]:
    """Return the names of the views that a game has, the one that is drawn without `--view` first."""
    from ..games.errors import UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.normal_form import NormalFormGame
    from ..games.situation import FORM_NAMES

    if isinstance(game, ExtensiveFormGame):
        return (TREE,)
    if not isinstance(game, NormalFormGame):
        own = "; its stage game can" if game.form == "repeated" else "; normal forms and trees can"
        raise UnsupportedGame(f"a {FORM_NAMES[game.form]} cannot be drawn{own}")
    if not game.is_rational:
        return (PAYOFFS,)
    if len(game.players) != 2:
        return ("best-replies", PAYOFFS)
    small = max(game.shape) <= 3
    two = 2 in game.shape
    fitting = tuple(v for v in VIEWS if (v != "envelope" or two) and (v != "polytopes" or small))
    return (fitting[0], PAYOFFS, *fitting[1:])


def _view_name(view: str | None, game: Game) -> str:
    from ..games.errors import InvalidInput, UnsupportedGame

    fitting = fitting_views(game)
    if view is None:
        return fitting[0]
    if view not in (*VIEWS, TREE, PAYOFFS):
        raise InvalidInput(f"there is no view {view!r}; accepted for this game: {', '.join(fitting)}")
    if view not in fitting:
        shape = getattr(game, "shape", None)
        kind = f"{'×'.join(map(str, shape))} normal form" if shape else "tree"
        more = ""
        if fitting == (PAYOFFS,):
            kind += " with payoffs that are not rational"
        if fitting == (TREE,):
            more = "; qpq convert writes its normal form as .nfg, which has the other views"
        raise UnsupportedGame(
            f"view {view!r} does not fit this game, a {kind}; those that do: {', '.join(fitting)}{more}"
        )
    return view


def _check_options(name: str, given: Mapping[str, object]) -> None:
    from ..games.errors import InvalidInput

    wanted = {"label": "lemke-howson", "player": "envelope", "solution": TREE, "equilibrium": TREE}
    for option, value in given.items():
        if value is not None and name != wanted[option]:
            raise InvalidInput(f"--{option} is for --view {wanted[option]}; this view is {name}")


def _view(name: str, game: Game, label: str | None, player: str | None) -> View:
    module, _, function = VIEWS[name].partition(":")
    arguments = [value for value in (label, player) if value is not None]
    found: View = getattr(import_module(f"..{module}", __package__), function)(game, *arguments)
    return found


def _view_content(view: View, target: Target) -> str | bytes:
    if target in FIGURES:
        from ..figures import figure

        return figure(view).data(target.value)
    if target is Target.html:
        from ..games.markup import html_page

        return html_page(view.game.title, view.html())
    if target is Target.latex:
        return view.latex()
    return view.to_json() if target is Target.json else view.text(page_width())


def _payoffs(game: Game, target: Target) -> str:
    """The payoff table by itself, which games with irrational payoffs have too."""
    from ..games.errors import UnsupportedGame
    from ..games.normal_form import NormalFormGame

    assert isinstance(game, NormalFormGame)
    if target is Target.json:
        raise UnsupportedGame(f"the view {PAYOFFS!r} has no JSON; qpq convert writes the game as data")
    if target in FIGURES:
        raise UnsupportedGame(f"the view {PAYOFFS!r} has no figure; --view best-replies has one, of numbers")
    formats = {Target.table: "txt", Target.latex: "tex", Target.html: "html"}
    return game.draw().data(formats[target])


def _tree(game: Game, target: Target, solution: str | None, number: int) -> str | bytes:
    from ..games.errors import InvalidInput, UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.tree_display import tree_text

    assert isinstance(game, ExtensiveFormGame)
    if target is Target.json:
        raise UnsupportedGame(f"the view {TREE!r} has no JSON; qpq convert writes the tree as data")
    if target is Target.table:
        if solution is not None:
            raise InvalidInput("--solution marks play in pictures: --format html or latex, or -o tree.svg")
        return tree_text(game)
    drawing = game.draw()  # which refuses a tree that is too large before it is solved
    if solution is not None:
        drawing = game.draw(_marked(game, solution, number))
    return drawing.data("tex" if target is Target.latex else target.value)


def _marked(game: ExtensiveFormGame, name: str, number: int) -> Equilibrium:
    """The equilibrium with this number among those that ``qpq solve`` lists."""
    from ..concepts import CONCEPTS, answer, choose
    from ..games.errors import InvalidInput, UnsupportedGame

    name = choose(name, game)
    if name in WITHOUT_PROFILES:
        raise UnsupportedGame(f"{name} gives no equilibrium that could be marked in a tree")
    found: Solution = answer(name, game, CONCEPTS[name].load())
    many = len(found.equilibria)
    if not many:
        raise UnsupportedGame(f"there is no equilibrium ({name}) to mark: {found.complete_because}")
    if not 1 <= number <= many:
        raise InvalidInput(f"--equilibrium is {number}; 1 to {many} are accepted, as numbered by qpq solve")
    if many > 1:
        more = "" if found.complete else " that were found"
        message(f"note: equilibrium {number} of the {many}{more} is marked ({name})")
    return found.equilibria[number - 1]


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
