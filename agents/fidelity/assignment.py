"""Pairing two sides so that the pairs are worth most together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pair = tuple[int, int]


def assign(worth: NDArray[np.float64]) -> list[Pair]:
    """The pairs (row, column) with the greatest sum of ``worth``; only positive ones are made.

    Exact. Rows and columns that share no positive entry are solved apart, which makes the usual
    case, one good partner each, linear.
    """
    import numpy as np

    pairs: list[Pair] = []
    for rows, columns in _components(worth > 0):
        if len(rows) == 1 or len(columns) == 1:
            part = worth[np.ix_(rows, columns)]
            best = int(part.argmax())
            pairs.append((rows[best // len(columns)], columns[best % len(columns)]))
            continue
        part = np.maximum(worth[np.ix_(rows, columns)], 0.0)
        for row, column in _hungarian(part):
            if part[row, column] > 0:
                pairs.append((rows[row], columns[column]))
    return sorted(pairs)


def _components(linked: NDArray[np.bool_]) -> list[tuple[list[int], list[int]]]:
    import numpy as np

    left = set(np.flatnonzero(linked.any(axis=1)).tolist())
    found = []
    while left:
        rows, columns, todo = set[int](), set[int](), [min(left)]
        while todo:
            row = todo.pop()
            if row in rows:
                continue
            rows.add(row)
            for column in np.flatnonzero(linked[row]).tolist():
                if column not in columns:
                    columns.add(column)
                    todo += np.flatnonzero(linked[:, column]).tolist()
        left -= rows
        found.append((sorted(rows), sorted(columns)))
    return found


def _hungarian(worth: NDArray[np.float64]) -> list[Pair]:
    """Shortest augmenting paths with potentials (Jonker and Volgenant 1987), O(n²m)."""
    import numpy as np

    if worth.shape[0] > worth.shape[1]:
        return [(row, column) for column, row in _hungarian(worth.T)]
    cost = worth.max() - worth
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns + 1)
    owner = np.full(columns + 1, -1)  # of each column; the last column is where a path starts
    for row in range(rows):
        owner[columns] = row
        at = columns
        reach = np.full(columns, np.inf)
        before = np.full(columns, columns)
        done = np.zeros(columns + 1, dtype=bool)
        while owner[at] >= 0:
            done[at] = True
            holder = owner[at]
            through = cost[holder] - row_price[holder] - column_price[:columns]
            better = ~done[:columns] & (through < reach)
            reach[better], before[better] = through[better], at
            at_next = int(np.where(done[:columns], np.inf, reach).argmin())
            step = reach[at_next]
            row_price[owner[done]] += step
            column_price[done] -= step
            reach[~done[:columns]] -= step
            at = at_next
        while at != columns:
            owner[at], at = owner[before[at]], int(before[at])
    return [(int(owner[column]), column) for column in range(columns) if owner[column] >= 0]
