"""Tables as files: nothing runs, nothing is lost."""

import io

import pytest

from model.documents.parts import Table
from model.documents.tables.write import (
    column_names,
    guarded,
    number_of,
    to_csv,
    to_dataframe,
    to_html,
    to_xlsx,
)

TABLE = Table(
    "p1-t1",
    (),
    (("", "Year", ""), ("Land", "2009", "2010"), ("Köln, 北京", "1,204", "=1+1")),
    header_rows=2,
    caption="A & B",
    spans=(((0, 1), (1, 2)),),
)


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3+cmd", "'-2+3+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-5.2", "-5.2"),
        ("+12%", "+12%"),
        ("-", "'-"),
        ("plain", "plain"),
    ],
)
def test_formulas_are_made_harmless(cell: str, safe: str) -> None:
    assert guarded(cell) == safe


def test_csv_is_read_by_excel_and_quoted() -> None:
    data = to_csv(TABLE)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[2] == '"Köln, 北京","1,204",\'=1+1'


def test_html_spans_and_escapes() -> None:
    made = to_html(TABLE)
    assert "<caption>A &amp; B</caption>" in made
    assert '<tr><th></th><th colspan="2">Year</th></tr>' in made
    assert made.count("<td>") == 3


def test_a_workbook_holds_numbers_and_text_never_formulas() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(to_xlsx([TABLE, TABLE])))
    sheet = book.worksheets[0]
    assert len(book.worksheets) == 2
    assert sheet["B3"].value == 1204
    assert (sheet["C3"].value, sheet["C3"].data_type) == ("=1+1", "s")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.5", 1234.5),
        ("-7", -7),
        ("−7", -7),
        ("007", None),
        ("12%", None),
        ("1,23", None),
        ("", None),
        ("3", 3),
    ],
)
def test_only_plain_numbers_become_numbers(text: str, number: float | None) -> None:
    assert number_of(text) == number


def test_heads_become_names_of_columns() -> None:
    assert column_names(TABLE) == ("Land", "Year / 2009", "Year / 2010")
    frame = to_dataframe(TABLE)
    assert list(frame["Year / 2009"]) == ["1,204"]
