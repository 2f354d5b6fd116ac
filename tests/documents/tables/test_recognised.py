"""Tables on pictures: the page's own lines, without characters, stand in for recognised ones."""

from dataclasses import replace
from typing import Any

from model.documents.parts import PageText
from model.documents.tables.recognised import recognised_tables, rules_on
from model.media.images import picture_of
from model.media.pdf.file import open_pdf
from model.messages import Picture
from model.settings import Settings
from tests.documents.pages import pdf
from tests.documents.tables.test_tables import ROWS, put, ruled


def scanned(draw: Any) -> tuple[PageText, Picture]:
    with open_pdf(pdf(draw), "t.pdf", Settings()) as opened:
        text = opened.text(0)
        lines = tuple(replace(line, chars=(), confidence=0.9) for line in text.lines)
        return replace(text, lines=lines, origin="recognised"), picture_of(
            opened.render(0, 110), "page"
        )


def test_a_scanned_grid_comes_out_cell_by_cell() -> None:
    (table,) = recognised_tables(*scanned(ruled), Settings())
    assert (table.rows, table.method) == (tuple(ROWS), "recognised")


def test_scanned_columns_come_out_without_a_line() -> None:
    (table,) = recognised_tables(*scanned(lambda page: put(page, ROWS)), Settings())
    assert table.rows == tuple(ROWS)


def test_rules_are_found_where_they_are_drawn() -> None:
    text, picture = scanned(ruled)
    rules = rules_on(picture, text.width / picture.width)
    assert [round(rule.at / 18, 1) for rule in rules.across] == [
        round((107 + 18 * i) / 18, 1) for i in range(6)
    ]
    assert len(rules.down) == 4


def test_letters_are_no_rules() -> None:
    text, picture = scanned(lambda page: put(page, ROWS))
    rules = rules_on(picture, text.width / picture.width)
    assert rules.across == () and rules.down == ()
