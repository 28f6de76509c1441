"""A sign of life on the terminal while work takes longer than two seconds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

DELAY = 2.0


@contextmanager
def progress(message: str, delay: float = DELAY) -> Iterator[None]:
    """Show `message` with a moving sign on standard error, once the work inside has taken `delay` seconds.

    Nothing is shown where standard error is no terminal, and nothing stays behind on it.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    lock = threading.Lock()
    shown: list[Any] = []
    over = False

    def show() -> None:
        from rich.console import Console
        from rich.markup import escape

        with lock:
            if not over:
                status = Console(stderr=True).status(escape(message))
                status.start()
                shown.append(status)

    timer = threading.Timer(delay, show)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            over = True
            for status in shown:
                status.stop()


@contextmanager
def progress_bar(message: str, delay: float = DELAY) -> Iterator[Callable[[int, int], None]]:
    """Show on standard error how far work has come, once it has taken `delay` seconds.

    What is handed over is told how much is done, and of how much. Nothing is shown where standard error is no
    terminal, and nothing stays behind on it.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(escape(message)), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    timer = threading.Timer(delay, bar.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda done, total: bar.update(task, completed=done, total=total)
    finally:
        timer.cancel()
        timer.join()  # it may be starting the bar just now
        bar.stop()
