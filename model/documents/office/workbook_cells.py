"""Cells of a workbook by the formulas that charts name them with."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from model.documents.office.chart_xml import CellsOf
from model.errors import InputError
from model.media.office.package import open_package
from model.settings import Settings

_RANGE = re.compile(
    r"^\(?(?:'((?:[^']|'')+)'|([^'!]+))!\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?\)?$"
)
_BOOK = re.compile(r"\[[^\]]*\]")
_MOST = 20_000


def cells_of(book: Callable[[], Any]) -> CellsOf:
    """Looks formulas up in a workbook of openpyxl that is opened at the first question."""

    @lru_cache(maxsize=1)
    def opened() -> Any:
        return book()

    def look_up(formula: str) -> Sequence[object] | None:
        match = _RANGE.match(_BOOK.sub("", formula.strip()))
        workbook = opened() if match else None
        if match is None or workbook is None:
            return None
        sheet = (match[1] or match[2]).replace("''", "'")
        if sheet not in workbook.sheetnames:
            return None
        start = f"{match[3]}{match[4]}"
        # Whole columns are named with their million rows; openpyxl would make a cell for each.
        last = min(int(match[6]), int(match[4]) + _MOST) if match[5] else 0
        end = f"{match[5]}{last}" if match[5] else start
        cells: list[object] = []
        for row in workbook[sheet][f"{start}:{end}"]:
            cells.extend(cell.value for cell in row)
            if len(cells) > _MOST:
                break
        return cells[:_MOST]

    return look_up


def embedded(data: bytes, settings: Settings) -> CellsOf:
    """Looks formulas up in a workbook that is embedded beside a chart."""
    return cells_of(lambda: _opened(data, settings))


def _opened(data: bytes, settings: Settings) -> Any:
    from openpyxl import load_workbook

    try:
        package = open_package(data, "workbook", settings)
        return load_workbook(io.BytesIO(package.zipped()), data_only=True, keep_links=False)
    except (InputError, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError):
        return None
