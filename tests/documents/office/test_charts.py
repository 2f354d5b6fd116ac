"""Charts' XML becomes numbers; our drawing of them stands where the numbers say."""

from xml.etree import ElementTree

import pytest

from model.documents.office.chart_drawing import draw_chart
from model.documents.office.chart_xml import read_chart
from model.geometry import Box
from model.media.pdf.writing import PageMaker
from tests.documents.office.office_files import chart_xml

A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
C = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
CX = 'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'


def read(source, theme=None, cells=None):
    return read_chart(ElementTree.fromstring(source), theme, cells)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("barChart", "column"),
        ("bar3DChart", "column"),
        ("lineChart", "line"),
        ("line3DChart", "line"),
        ("areaChart", "area"),
        ("area3DChart", "area"),
        ("pieChart", "pie"),
        ("pie3DChart", "pie"),
        ("doughnutChart", "pie"),
        ("radarChart", "other"),
        ("surface3DChart", "other"),
        ("stockChart", "line"),
    ],
)
def test_every_type_gives_its_exact_numbers(name, kind):
    chart = read(chart_xml(name))
    assert chart is not None
    assert (chart.kind, chart.title, chart.categories) == (kind, "Sales", ("Q1", "Q2", "Q3"))
    (series,) = chart.series
    assert (series.name, series.values) == ("North", (10.0, 20.5, 30.0))
    assert ("three dimensions" in " ".join(chart.notes)) is ("bar3D" in name or "3D" in name[:8])


def test_lying_bars_are_bars():
    chart = read(chart_xml("barChart").replace('barDir val="col"', 'barDir val="bar"'))
    assert chart is not None and chart.kind == "bar"


def test_missing_points_stay_missing_and_are_told():
    chart = read(chart_xml(values=(1, None, 3)))
    assert chart is not None
    assert chart.series[0].values == (1.0, None, 3.0)
    assert "'North' has no number at 1 of its 3 points." in chart.notes


def test_formulas_without_results_are_looked_up():
    source = chart_xml("lineChart", values=(), names=())
    cells = {"S!$B$2:$B$4": [1, 2.5, None], "S!$A$2:$A$4": ["a", "b", "c"]}
    chart = read(source, cells=cells.get)
    assert chart is not None
    assert chart.series[0].values == (1.0, 2.5, None)
    assert chart.categories == ("a", "b", "c")
    lost = read(source)
    assert lost is not None
    assert lost.series[0].values == ()
    assert "keeps its numbers in a workbook that is not here" in " ".join(lost.notes)


def test_scatter_points_have_positions():
    numbers = "".join(f"<c:pt idx='{n}'><c:v>{n * 1.5}</c:v></c:pt>" for n in range(3))
    axis = f"<c:numRef><c:numCache><c:ptCount val='3'/>{numbers}</c:numCache></c:numRef>"
    chart = read(
        f"<c:chartSpace {C}><c:chart><c:plotArea><c:scatterChart><c:ser><c:xVal>{axis}</c:xVal>"
        f"<c:yVal>{axis}</c:yVal></c:ser></c:scatterChart></c:plotArea></c:chart></c:chartSpace>"
    )
    assert chart is not None
    assert chart.series[0].xs == chart.series[0].values == (0.0, 1.5, 3.0)


def test_levels_and_dates_name_categories():
    def level(*names):
        points = "".join(
            f"<c:pt idx='{at}'><c:v>{name}</c:v></c:pt>" for at, name in enumerate(names) if name
        )
        return f"<c:lvl>{points}</c:lvl>"

    cat = (
        "<c:cat><c:multiLvlStrRef><c:multiLvlStrCache><c:ptCount val='4'/>"
        f"{level('Q1', 'Q2', 'Q1', 'Q2')}{level('2020', '', '2021', '')}"
        "</c:multiLvlStrCache></c:multiLvlStrRef></c:cat>"
    )
    source = chart_xml("lineChart", (1, 2, 3, 4))
    begin, end = source.index("<c:cat>"), source.index("</c:cat>") + len("</c:cat>")
    chart = read(source[:begin] + cat + source[end:])
    assert chart is not None
    assert chart.categories == ("2020 · Q1", "2020 · Q2", "2021 · Q1", "2021 · Q2")
    dates = (
        "<c:cat><c:numRef><c:numCache><c:formatCode>m/d/yyyy</c:formatCode><c:ptCount val='2'/>"
        "<c:pt idx='0'><c:v>43831</c:v></c:pt><c:pt idx='1'><c:v>43862</c:v></c:pt></c:numCache>"
        "</c:numRef></c:cat>"
    )
    chart = read(source[:begin] + dates + source[end:])
    assert chart is not None
    assert chart.categories[:2] == ("2020-01-01", "2020-02-01")


def test_several_kinds_in_one_chart_are_told():
    line = "<c:lineChart><c:ser><c:val><c:numLit><c:pt idx='0'><c:v>9</c:v></c:pt></c:numLit>"
    line += "</c:val></c:ser></c:lineChart></c:plotArea>"
    chart = read(chart_xml("barChart").replace("</c:plotArea>", line))
    assert chart is not None
    assert chart.forms == ("column", "line")
    assert "Several kinds in one chart (North: column, unnamed: line)." in chart.notes


def test_the_newest_kinds_give_names_and_numbers():
    chart = read(
        f"<cx:chartSpace {CX} {A}><cx:chartData><cx:data id='0'><cx:strDim><cx:lvl ptCount='2'>"
        "<cx:pt idx='0'>x</cx:pt><cx:pt idx='1'>y</cx:pt></cx:lvl></cx:strDim><cx:numDim>"
        "<cx:lvl ptCount='2'><cx:pt idx='0'>4</cx:pt><cx:pt idx='1'>-5</cx:pt></cx:lvl></cx:numDim>"
        "</cx:data></cx:chartData><cx:chart><cx:plotArea><cx:plotAreaRegion><cx:series "
        "layoutId='waterfall'><cx:dataId val='0'/></cx:series></cx:plotAreaRegion></cx:plotArea>"
        "</cx:chart></cx:chartSpace>"
    )
    assert chart is not None
    assert (chart.categories, chart.series[0].values) == (("x", "y"), (4.0, -5.0))
    assert "waterfall" in chart.notes[0]


def drawn(source):
    chart = read(source)
    assert chart is not None
    with PageMaker() as maker:
        maker.new_page(400, 300)
        return draw_chart(maker, Box(20, 20, 380, 280), chart)


def test_columns_are_as_high_as_their_numbers():
    (boxes,) = drawn(chart_xml("barChart", (10, 20, 40)))
    heights = [box.height for box in boxes]
    assert heights[1] / heights[0] == pytest.approx(2)
    assert heights[2] / heights[0] == pytest.approx(4)
    assert {box.y2 for box in boxes} == {boxes[0].y2}


def test_lines_go_through_their_numbers():
    (boxes,) = drawn(chart_xml("lineChart", (10, -10, 30)))
    assert boxes[0].y1 - boxes[2].y1 == pytest.approx(boxes[1].y1 - boxes[0].y1)
    assert all(box.width == 0 for box in boxes)


@pytest.mark.parametrize("kind", ["barChart", "lineChart", "areaChart", "pieChart", "radarChart"])
@pytest.mark.parametrize("values", [(0, 0, 0), (-1e-9, 1e12, 3), (None, None, None), (5,)])
def test_odd_numbers_are_drawn_inside_the_box(kind, values):
    for boxes in drawn(chart_xml(kind, values)):
        for box in boxes:
            assert 19 <= box.x1 <= box.x2 <= 381
            assert 19 <= box.y1 <= box.y2 <= 281
