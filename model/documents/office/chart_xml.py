"""Charts of Office files as data: the author's own numbers, from the chart's XML.

Reads ``c:chartSpace`` (ECMA-376 part 1, chapter 21.2), flat and 3-D types alike, and the names and
numbers of ``cx:chartSpace`` (treemap, waterfall and the like).
"""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

from model.documents.office.drawing_colors import ACCENTS, A, Color, color_of
from model.documents.parts import Chart, ChartKind, Place, Series
from model.geometry import Box

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"

Stacking = Literal["", "stacked", "percent"]
CellsOf = Callable[[str], Sequence[object] | None]
"""Gives the cells of a formula like "Sheet1!$B$2:$B$9", ``None`` where they can't be had."""

_KINDS: dict[str, ChartKind] = {
    "barChart": "column",
    "bar3DChart": "column",
    "lineChart": "line",
    "line3DChart": "line",
    "areaChart": "area",
    "area3DChart": "area",
    "pieChart": "pie",
    "pie3DChart": "pie",
    "doughnutChart": "pie",
    "ofPieChart": "pie",
    "scatterChart": "scatter",
    "bubbleChart": "scatter",
    "radarChart": "other",
    "stockChart": "line",
    "surfaceChart": "other",
    "surface3DChart": "other",
}
_SPOKEN = {
    "radarChart": "a radar chart",
    "surfaceChart": "a surface",
    "surface3DChart": "a surface",
    "stockChart": "a stock chart",
    "bubbleChart": "a bubble chart",
    "doughnutChart": "a doughnut",
    "ofPieChart": "a pie with a part taken out",
}
_MOST_POINTS = 20_000
_DATE_FORMAT = re.compile(r"(?:^|[^\\\"])[ymd]{1,4}[\-/. ,]", re.IGNORECASE)
_EPOCH, _EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)


@dataclass(frozen=True, slots=True)
class ChartData:
    """A chart without its place; ``forms`` has the kind of every series, for mixed charts."""

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    forms: tuple[ChartKind, ...]
    title: str = ""
    unit: str = ""
    stacking: Stacking = ""
    notes: tuple[str, ...] = ()
    slices: tuple[Color, ...] = ACCENTS
    """Colours of a pie's parts, in turn."""

    def placed(self, number: int, place: Place, drawn: tuple[tuple[Box, ...], ...] = ()) -> Chart:
        """The file's chart of that number; ``drawn`` are the places of its values."""
        return Chart(
            id=f"native-chart-{number}",
            place=place,
            kind=self.kind,
            categories=self.categories,
            series=self.series,
            origin="native",
            title=self.title,
            unit=self.unit,
            drawn=drawn,
            notes=self.notes,
        )


def read_chart(
    root: Element, theme: Mapping[str, Color] | None = None, cells: CellsOf | None = None
) -> ChartData | None:
    """The chart in a chart part, ``None`` where it holds no series.

    ``theme`` has the colours that names like "accent1" stand for; ``cells`` looks up formulas
    whose results were not written beside them.
    """
    if root.tag == f"{CX}chartSpace":
        return _read_extended(root)
    plot = root.find(f"{C}chart/{C}plotArea")
    if plot is None:
        return None
    reader = _Reader(theme or {}, cells or (lambda _: None), _flag(root.find(f"{C}date1904")))
    return reader.read(root, plot)


class _Reader:
    def __init__(self, theme: Mapping[str, Color], cells: CellsOf, since_1904: bool) -> None:
        self.theme, self.cells = theme, cells
        self.epoch = _EPOCH_1904 if since_1904 else _EPOCH
        self.categories: tuple[str, ...] = ()
        self.notes: list[str] = []
        self.formats: set[str] = set()

    def read(self, root: Element, plot: Element) -> ChartData | None:
        series: list[Series] = []
        forms: list[ChartKind] = []
        spoken: list[str] = []
        stacking: Stacking = ""
        for group in plot:
            name = group.tag.removeprefix(C)
            if name not in _KINDS:
                continue
            kind = _KINDS[name]
            if kind == "column" and _value(group.find(f"{C}barDir")) == "bar":
                kind = "bar"
            grouping = _value(group.find(f"{C}grouping"))
            if grouping in ("stacked", "percentStacked"):
                stacking = "stacked" if grouping == "stacked" else "percent"
            for ser in group.findall(f"{C}ser"):
                series.append(self._series(ser, kind, name, len(series)))
                forms.append(kind)
            if name in _SPOKEN:
                spoken.append(f"Drawn as {_SPOKEN[name]} by its author.")
            elif "3D" in name:
                spoken.append("Drawn in three dimensions by its author; flat here.")
        if not series:
            return None
        if len(set(forms)) > 1:
            told = ", ".join(
                f"{one.name or 'unnamed'!s}: {form}"
                for one, form in zip(series, forms, strict=True)
            )
            spoken.append(f"Several kinds in one chart ({told}).")
        if any("%" in code for code in self.formats):
            spoken.append("Shown as percentages: 0.25 stands for 25 %.")
        if stacking == "percent":
            spoken.append("Drawn as shares of 100 %; the values are the numbers behind them.")
        return ChartData(
            kind=forms[0],
            categories=self.categories,
            series=tuple(series),
            forms=tuple(forms),
            title=self._title(root, series),
            unit=_axis_title(plot),
            stacking=stacking,
            notes=tuple(dict.fromkeys(spoken + self.notes)),
            slices=self._slices(plot, len(self.categories)),
        )

    def _series(self, ser: Element, kind: ChartKind, type_name: str, index: int) -> Series:
        xs: tuple[float, ...] = ()
        if kind == "scatter":
            values = self._numbers(ser.find(f"{C}yVal"))
            given = self._numbers(ser.find(f"{C}xVal"))
            # Without positions, or with words for them, points stand at 1, 2, 3.
            known = len(given) >= len(values) and all(x is not None for x in given[: len(values)])
            xs = tuple(float(given[at] or 0.0) if known else at + 1.0 for at in range(len(values)))
        else:
            values = self._numbers(ser.find(f"{C}val"))
            names = self._names(ser.find(f"{C}cat"))
            if len(names) > len(self.categories):
                self.categories = names
            while len(self.categories) < len(values):
                self.categories += (str(len(self.categories) + 1),)
        name = self._series_name(ser)
        if type_name == "bubbleChart" and (sizes := self._numbers(ser.find(f"{C}bubbleSize"))):
            told = ", ".join("–" if size is None else f"{size:g}" for size in sizes[:40])
            self.notes.append(f"Sizes of the bubbles of {name or 'the series'!r}: {told}.")
        missing = sum(1 for value in values if value is None)
        if missing:
            self.notes.append(
                f"{name or 'A series'!r} has no number at {missing} of its {len(values)} points."
            )
        if not values:
            self.notes.append(
                f"{name or 'A series'!r} keeps its numbers in a workbook that is not here."
            )
        color = self._color(ser.find(f"{C}spPr")) or self._accent(index)
        return Series(name, values, xs, color)

    def _slices(self, plot: Element, count: int) -> tuple[Color, ...]:
        """Every category's colour: its own, where the first series names one, or an accent."""
        colors = [self._accent(at) for at in range(max(count, 1))]
        first = next(plot.iter(f"{C}ser"), None)
        for point in first.findall(f"{C}dPt") if first is not None else ():
            at = _size(_value(point.find(f"{C}idx")))
            color = self._color(point.find(f"{C}spPr"))
            if color is not None and at < len(colors):
                colors[at] = color
        return tuple(colors)

    def _series_name(self, ser: Element) -> str:
        text = ser.find(f"{C}tx")
        if text is None:
            return ""
        if (plain := text.find(f"{C}v")) is not None:
            return (plain.text or "").strip()
        return " ".join(name for name in self._names(text) if name)

    def _numbers(self, source: Element | None) -> tuple[float | None, ...]:
        if source is None:
            return ()
        cache = source.find(f".//{C}numCache")
        if cache is None:
            cache = source.find(f"{C}numLit")
        if cache is None:
            cache = source.find(f".//{C}strCache")
        if cache is not None and cache.find(f"{C}pt") is not None:
            self.formats.add(_text(cache.find(f"{C}formatCode")))
            return tuple(_number(text) for text in _points(cache))
        found = self._looked_up(source)
        return tuple(_number(value) for value in found or ())

    def _names(self, source: Element | None) -> tuple[str, ...]:
        """Categories as words; levels of several are joined, dates written as such."""
        if source is None:
            return ()
        if (levels := source.find(f".//{C}multiLvlStrCache")) is not None:
            return _joined_levels(levels)
        for tag in ("strCache", "strLit", "numCache", "numLit"):
            cache = source.find(f".//{C}{tag}")
            if cache is not None and cache.find(f"{C}pt") is not None:
                code = _text(cache.find(f"{C}formatCode"))
                points = _points(cache)
                if tag.startswith("num"):
                    return tuple(self._shown(text, code) for text in points)
                return tuple(text or "" for text in points)
        return tuple(_spoken_cell(value) for value in self._looked_up(source) or ())

    def _looked_up(self, source: Element) -> Sequence[object] | None:
        formula = source.find(f".//{C}f")
        return self.cells(formula.text) if formula is not None and formula.text else None

    def _shown(self, text: str | None, code: str) -> str:
        number = _number(text)
        if number is None:
            return text or ""
        if _DATE_FORMAT.search(code) and 0 < number < 3_000_000:
            try:
                moment = self.epoch + datetime.timedelta(days=number)
            except OverflowError:
                return f"{number:.15g}"
            return moment.date().isoformat() if number == int(number) else moment.isoformat(" ")
        return f"{number:.15g}"

    def _title(self, root: Element, series: Sequence[Series]) -> str:
        title = root.find(f"{C}chart/{C}title")
        if title is not None:
            words = "".join(piece.text or "" for piece in title.iter(f"{A}t")).strip()
            if words:
                return words
            if cached := " ".join(filter(None, self._names(title.find(f"{C}tx")))):
                return cached
        deleted = _flag(root.find(f"{C}chart/{C}autoTitleDeleted"))
        # Office writes the only series' name above a chart that has no title of its own.
        return series[0].name if len(series) == 1 and not deleted else ""

    def _color(self, shape: Element | None) -> Color | None:
        if shape is None:
            return None
        for path in (f"{A}solidFill", f"{A}ln/{A}solidFill"):
            fill = shape.find(path)
            if fill is not None and (color := color_of(fill, self.theme)) is not None:
                return color
        return None

    def _accent(self, index: int) -> Color:
        at = index % len(ACCENTS)
        return self.theme.get(f"accent{at + 1}", ACCENTS[at])


def _read_extended(root: Element) -> ChartData | None:
    """Treemap, sunburst, waterfall, funnel and the like: their names and numbers."""
    data = {block.get("id", ""): block for block in root.iter(f"{CX}data")}
    series: list[Series] = []
    categories: tuple[str, ...] = ()
    layouts = []
    for ser in root.iter(f"{CX}series"):
        id = ser.find(f"{CX}dataId")
        block = data.get(id.get("val", "") if id is not None else "")
        if block is None:
            continue
        names = block.find(f"{CX}strDim")
        numbers = block.find(f"{CX}numDim")
        if names is not None:
            levels = [_level(level) for level in names.findall(f"{CX}lvl")]
            categories = _across(levels) or categories
        level = numbers.find(f"{CX}lvl") if numbers is not None else None
        values = tuple(_number(text) for text in _level(level)) if level is not None else ()
        name = "".join(piece.text or "" for piece in ser.iter(f"{CX}v")).strip()
        series.append(Series(name, values, color=ACCENTS[len(series) % len(ACCENTS)]))
        layouts.append(ser.get("layoutId", ""))
    if not series:
        return None
    title = "".join(
        piece.text or "" for heading in root.iter(f"{CX}title") for piece in heading.iter(f"{A}t")
    )
    note = f"Its author drew it as {layouts[0] or 'another kind'}; shown as columns here."
    kinds: tuple[ChartKind, ...] = tuple("other" for _ in series)
    return ChartData("other", categories, tuple(series), kinds, title.strip(), notes=(note,))


def _level(level: Element) -> list[str]:
    count = _size(level.get("ptCount"))
    texts = [""] * count
    for point in level.findall(f"{CX}pt"):
        at = _size(point.get("idx"))
        if at < count:
            texts[at] = (point.text or "").strip()
    return texts


def _points(cache: Element) -> list[str | None]:
    """The texts of a cache by their indices; ``None`` where a point is missing."""
    points = {
        _size(point.get("idx")): _text(point.find(f"{C}v")) for point in cache.findall(f"{C}pt")
    }
    count = max(_size(_value(cache.find(f"{C}ptCount"))), max(points, default=-1) + 1)
    return [points.get(at) for at in range(min(count, _MOST_POINTS))]


def _joined_levels(cache: Element) -> tuple[str, ...]:
    """Levels run from the innermost out; a name holds until the next one."""
    count = _size(_value(cache.find(f"{C}ptCount")))
    levels = []
    for level in cache.findall(f"{C}lvl"):
        named = _points(level)
        named += [None] * (count - len(named))
        levels.append([text or "" for text in named])
    return _across(levels)


def _across(levels: Sequence[Sequence[str]]) -> tuple[str, ...]:
    count = max(map(len, levels), default=0)
    held = [""] * len(levels)
    joined = []
    for at in range(count):
        for depth, level in enumerate(levels):
            text = level[at] if at < len(level) else ""
            held[depth] = text if text or depth == 0 else held[depth]
        joined.append(" · ".join(filter(None, reversed(held))))
    return tuple(joined)


def _axis_title(plot: Element) -> str:
    for axis in plot.findall(f"{C}valAx"):
        title = axis.find(f"{C}title")
        if title is not None:
            words = "".join(piece.text or "" for piece in title.iter(f"{A}t")).strip()
            if words:
                return words
    return ""


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _spoken_cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _value(element: Element | None) -> str:
    return element.get("val", "") if element is not None else ""


def _flag(element: Element | None) -> bool:
    return element is not None and element.get("val", "1") in ("1", "true")


def _text(element: Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _size(text: str | None) -> int:
    """A count or index of the file, never more than is read."""
    return min(int(text), _MOST_POINTS) if text and text.isdigit() and len(text) < 9 else 0
