"""Charts of a package: from the name of a chart's part to its data."""

from __future__ import annotations

from collections.abc import Mapping

from model.documents.office.chart_xml import ChartData, read_chart
from model.documents.office.drawing_colors import Color
from model.documents.office.workbook_cells import embedded
from model.errors import UnreadableFile
from model.media.office.package import Package
from model.settings import Settings


def chart_of(
    package: Package, part: str, theme: Mapping[str, Color], settings: Settings
) -> ChartData | None:
    """The chart of a part, its embedded workbook asked where numbers are not cached.

    ``None`` where the part is missing, damaged or empty.
    """
    try:
        root = package.tree(part)
    except UnreadableFile:
        return None
    books = package.related(part, "package")
    cells = embedded(package.parts[books[0]], settings) if books else None
    return read_chart(root, theme, cells)
