"""LibreOffice itself, where it is installed: its pages, our data on them, what it may not do."""

import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.util import Inches

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.media.office import libreoffice
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.office.office_files import (
    chart_frame,
    docx_parts,
    linked,
    page_break,
    paragraph,
    picture,
    save_docx,
    table,
    zipped,
)

SETTINGS = Settings(office_s=300.0)
pytestmark = pytest.mark.skipif(
    libreoffice.find(SETTINGS) is None, reason="LibreOffice is not installed"
)


def converted(path):
    return convert(path, document_kind(path), SETTINGS)


def words(pdf):
    with open_pdf(pdf, "x", SETTINGS) as opened:
        return [
            " ".join(line.text for line in opened.text(page).lines) for page in range(opened.pages)
        ]


def test_two_documents_at_once_with_their_own_data(tmp_path):
    body = (
        paragraph("Yearly report", "Heading1")
        + table([["Name", "Value"], ["alpha", "12"], ["beta", "34"]])
        + chart_frame("rChart", "sales")
        + page_break()
        + paragraph("Second part", "Heading2")
    )
    text = save_docx(tmp_path / "a.docx", body)
    deck = Presentation()
    for title in ("Hello slides", "A hidden one"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = title
    slide._element.set("show", "0")
    cells = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(6), Inches(1)).table
    cells.cell(0, 0).text, cells.cell(1, 1).text = "key", "value"
    deck.save(tmp_path / "a.pptx")
    with ThreadPoolExecutor(2) as both:
        report, slides = both.map(converted, (text, tmp_path / "a.pptx"))
    assert report.approximate == slides.approximate == ""
    assert report.facts_notes[-1].startswith("Drawn by LibreOffice")
    first, second = words(report.pdf)
    assert "Yearly report" in first and "Second part" in second
    assert report.tables[0].rows[1] == ("alpha", "12")
    assert [section.page for section in report.sections] == [0, 1]
    [chart] = report.charts
    assert chart.place.page == 0 and chart.place.box.width < 400
    assert ["Hello slides" in words(slides.pdf)[0], len(words(slides.pdf))] == [True, 2]
    assert slides.tables[0].places[0].page == 1


def test_one_that_takes_too_long_is_gone_with_its_children(tmp_path):
    path = save_docx(tmp_path / "a.docx", paragraph("Words"))
    made = convert(path, "docx", Settings(office_s=0.4))
    assert "took more than 0.4 seconds" in made.facts_notes[0]
    assert made.approximate.startswith("Drawn here")
    ours = [
        told for told in Path("/proc").glob("[0-9]*/cmdline") if b"sightline-office-" in _read(told)
    ]
    assert ours == []


def _read(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_nothing_outside_is_fetched_and_no_macro_runs(tmp_path):
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    parts = docx_parts(paragraph("Words") + picture("rOut"))
    parts["word/_rels/document.xml.rels"] = linked(parts, "rOut", "image", f"{base}/p.png")
    (tmp_path / "a.docx").write_bytes(zipped(parts))
    page = (
        '<office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
        'xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts><office:event-listeners>'
        '<script:event-listener script:language="ooo:script" script:event-name="dom:load" '
        'xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/>'
        "</office:event-listeners></office:scripts><office:body><office:text><text:p>Open text"
        f'</text:p><text:p><draw:frame svg:width="2cm" svg:height="2cm"><draw:image '
        f'xlink:href="{base}/q.png"/></draw:frame></text:p></office:text></office:body>'
        "</office:document-content>"
    )
    made = tmp_path / "made-by-a-macro"
    module = (
        '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M" '
        f'script:language="StarBasic">Sub Main\nOpen "{made}" For Output As #1\nClose #1\nEnd Sub'
        "</script:module>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry '
        'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    (tmp_path / "a.odt").write_bytes(
        zipped(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": page,
                "Basic/Standard/M.xml": module,
                "META-INF/manifest.xml": manifest,
            }
        )
    )
    try:
        assert "Words" in words(converted(tmp_path / "a.docx").pdf)[0]
        opened = converted(tmp_path / "a.odt")
        assert "Open text" in words(opened.pdf)[0]
        assert "Its macros were left out; nothing here runs them." in opened.facts_notes
    finally:
        server.shutdown()
        server.server_close()
    assert asked == []
    assert not made.exists()
