"""Square roots in writing: the square part of an integer, and ``(p + q*sqrt(r))/d`` as people write it."""

from __future__ import annotations

import math

LARGEST_PRIME = 1_000


def square_part(number: int) -> tuple[int, int]:
    """(s, r) with ``number == s * s * r``; r is free of the squares of small primes.

    Examples
    --------
    >>> square_part(72), square_part(49)
    ((6, 2), (7, 1))
    """
    factor, rest = 1, number
    for prime in range(2, LARGEST_PRIME):
        while rest % (prime * prime) == 0:
            rest //= prime * prime
            factor *= prime
    root = math.isqrt(rest)
    return (factor * root, 1) if root * root == rest else (factor, rest)


def radical_text(whole: int, factor: int, radicand: int, divisor: int) -> str:
    """Write ``(whole + factor * sqrt(radicand)) / divisor``.

    Examples
    --------
    >>> radical_text(3, -1, 5, 2), radical_text(0, 1, 2, 1)
    ('(3 - sqrt(5))/2', 'sqrt(2)')
    """
    root = f"sqrt({radicand})" if abs(factor) == 1 else f"{abs(factor)}*sqrt({radicand})"
    sign = "-" if factor < 0 else "+"
    if not whole:
        text = root if factor > 0 else f"-{root}"
        return text if divisor == 1 else f"{text}/{divisor}"
    text = f"{whole} {sign} {root}"
    return text if divisor == 1 else f"({text})/{divisor}"
