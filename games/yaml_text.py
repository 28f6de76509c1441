"""Texts, lists and mappings as YAML writes them."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z](?:[\w .+-]*[\w+-])?", re.ASCII)
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def scalar(text: str) -> str:
    """Write a text so that YAML reads it as this text: plain where that is safe, in double quotes otherwise.

    Examples
    --------
    >>> scalar("no-ban"), scalar("no"), scalar("12"), scalar('say "no"')
    ('no-ban', '"no"', '"12"', '"say \\\\"no\\\\""')
    """
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + "".join(_ESCAPES.get(ch) or (ch if ch.isprintable() else _code(ch)) for ch in text) + '"'


def _code(character: str) -> str:
    number = ord(character)
    return (
        f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"
    )


def label_list(labels: tuple[str, ...]) -> str:
    return f"[{', '.join(map(scalar, labels))}]"


def label_mapping(names: tuple[str, ...], values: list[str]) -> str:
    pairs = (f"{scalar(name)}: {value}" for name, value in zip(names, values, strict=True))
    return "{" + ", ".join(pairs) + "}"
