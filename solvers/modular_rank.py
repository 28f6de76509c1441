"""Linear independence modulo a large prime: integer vectors independent there are so in rationals."""

from __future__ import annotations

from ..games.payoff_table import Array

PRIME = 2**61 - 1


def is_regular(matrix: Array) -> bool:
    """Whether a square integer matrix is regular; a True is proven, a False means almost surely singular.

    Examples
    --------
    >>> import numpy as np
    >>> is_regular(np.array([[2, 1], [1, 3]])), is_regular(np.array([[2, 1], [4, 2]]))
    (True, False)
    """
    from flint import nmod_mat

    return bool(nmod_mat((matrix % PRIME).tolist(), PRIME).det() != 0)


def independent_columns(matrix: Array) -> list[int]:
    """The numbers of linearly independent columns, as many as can be found, the first ones first.

    Examples
    --------
    >>> import numpy as np
    >>> independent_columns(np.array([[1, 2, 0], [1, 2, 1]]))
    [0, 2]
    """
    from flint import nmod_mat

    reduced, rank = nmod_mat((matrix % PRIME).tolist(), PRIME).rref()
    width = matrix.shape[1]
    found: list[int] = []
    for i in range(rank):
        start = found[-1] + 1 if found else 0
        found.append(next(j for j in range(start, width) if int(reduced[i, j])))
    return found
