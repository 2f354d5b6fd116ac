"""A scan, opened by the service and read by the embedded engine."""

from pathlib import Path

import pytest

from model.documents.charmap import locate
from model.service import ModelService
from model.settings import Settings
from tests.documents.pages import lines, pdf, scan


@pytest.mark.parametrize("turned", [0, 180])
def test_a_scan_is_read_and_its_words_are_found(tmp_path: Path, turned):
    def draw(page) -> None:
        lines("Invoice 2024-117", "Amount due: 1,234.50 EUR", size=16, x=20, y=40, step=34)(page)
        scan(page, 110).set_rotation(turned)

    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(draw, size=(260, 110)))
    service = ModelService(Settings())
    with service.open_document(path) as document:
        assert document.unread(0)
        text = document.recognise(0)
        assert text.origin == "recognised"
        assert [line.text for line in text.lines] == [
            "Invoice 2024-117",
            "Amount due: 1,234.50 EUR",
        ]
        (box,) = locate("1,234.50", text) or ()
        ink = document.pdf.render(0, 72).convert("L").crop(box.pixels())
        assert ink.getextrema()[0] < 128
        assert (box.center.x > 130) == (turned == 0)
    service.close()
