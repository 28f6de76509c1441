"""How wide text will be, without a font at hand: the widths of DejaVu Sans, a wide sans-serif."""

from __future__ import annotations

import unicodedata

_REGULAR = (
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637, 637,
    637, 637, 637, 637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632, 576, 775,
    752, 295, 295, 656, 558, 863, 749, 788, 604, 788, 695, 635, 611, 732, 685, 989, 686, 611, 686, 391,
    337, 391, 838, 500, 500, 613, 635, 550, 635, 616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612,
    635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637, 337, 637, 838,
)  # fmt: skip
_BOLD = (
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696,
    696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684, 684, 821,
    837, 373, 373, 775, 638, 996, 837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458,
    366, 458, 838, 500, 500, 675, 716, 593, 716, 679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688,
    716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712, 366, 712, 838,
)  # fmt: skip
"""Advance widths from the space to the tilde, in thousandths of the font size."""

_WIDE, _OTHER = 1100, 1000


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide `text` is at a font size, in the unit of that size; rather too much.

    Characters beyond ASCII count as one font size each, marks that combine with the one before as nothing.

    Examples
    --------
    >>> round(text_width("ban", 12), 2), round(text_width("禁运", 12), 2)
    (22.58, 26.4)
    """
    widths = _BOLD if bold else _REGULAR
    total = 0
    for character in text:
        code = ord(character) - 32
        if 0 <= code < len(widths):
            total += widths[code]
        elif not unicodedata.combining(character):
            total += _WIDE if unicodedata.east_asian_width(character) in "WF" else _OTHER
    return total * size / 1000
