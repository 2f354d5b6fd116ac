"""Text, Markdown, HTML and EPUB become pages whose words, tables and headings have places."""

import base64

import pytest

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.documents.office.markup import clean
from model.errors import UnreadableFile
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.office.office_files import png, zipped

SETTINGS = Settings()


def converted(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return convert(path, document_kind(path), SETTINGS)


def words(converted):
    with open_pdf(converted.pdf, "x", SETTINGS) as pdf:
        return [" ".join(pdf.text(page).text.split()) for page in range(pdf.pages)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_in_many_encodings(tmp_path, encoding):
    made = converted(
        tmp_path, "a.txt", "第一行文字在这里，内容是中文。\n\n第二行也是一样的。".encode(encoding)
    )
    assert "第一行文字在这里,内容是中文" in words(made)[0].replace("，", ",").replace(" ", "")
    assert bool(made.facts_notes) is (encoding == "gb18030")
    assert made.kind == "text"
    assert "laid out here" in made.approximate


def test_form_feeds_part_pages_and_signs_stay(tmp_path):
    made = converted(tmp_path, "a.txt", "a < b & c\n  indented\fsecond")
    assert words(made) == ["a < b & c indented", "second"]


def test_a_renamed_text_file_is_read_and_told(tmp_path):
    made = converted(tmp_path, "report.docx", "just words")
    assert words(made) == ["just words"]
    assert made.facts_notes == ("'report.docx' is really plain text; it was read as that.",)


def test_markdown_has_tables_sections_and_no_fetched_pictures(tmp_path):
    made = converted(
        tmp_path,
        "a.md",
        "---\ntitle: Front\n---\n# One\n\ntext ![a cat](http://x.invalid/cat.png)\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n## Two\n",
    )
    assert [(section.title, section.level, section.page) for section in made.sections] == [
        ("One", 1, 0),
        ("Two", 2, 0),
    ]
    (table,) = made.tables
    assert table.rows == (("a", "b"), ("1", "2"))
    assert (table.header_rows, table.method) == (1, "native")
    assert made.alt_texts == {0: ("a cat",)}
    assert made.facts_notes == ("1 picture lies outside the document and was not fetched.",)
    assert "title: Front" in words(made)[0]
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        line = next(line for line in pdf.text(0).lines if line.text.endswith("2"))
    cell = table.boxes[1][1]
    assert cell is not None
    assert cell.contains(line.chars[-1].center)


def test_html_shows_inline_pictures_and_nothing_hidden(tmp_path):
    inline = base64.b64encode(png(size=(200, 100))).decode()
    made = converted(
        tmp_path,
        "a.html",
        "<html><head><title>T</title><script>alert(1)</script><style>p{color:red}</style>"
        "<body><h2>Head</h2><p>seen<p style='display: none'>unseen</p>"
        f'<img src="data:image/png;base64,{inline}"><img src="file:///etc/passwd">'
        "<table><caption>Cap</caption><tr><td rowspan=2>x<td>1<tr><td>2</table>",
    )
    assert words(made)[0] == "Head seen [picture not shown] Cap x 1 2"
    assert made.tables[0].rows == (("x", "1"), ("", "2"))
    assert made.tables[0].spans == (((0, 0), (2, 1)),)
    assert made.tables[0].caption == "Cap"
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        assert len(pdf.images(0)) == 1


def test_a_table_over_pages_has_a_place_on_each(tmp_path):
    rows = "".join(f"<tr><td>row {n}<td>{n}" for n in range(150))
    made = converted(tmp_path, "a.html", f"<body><table>{rows}</table>")
    (table,) = made.tables
    assert [place.page for place in table.places] == sorted({*table.row_pages})
    assert len(table.places) > 1
    assert len(table.rows) == 150


def test_deep_and_broken_markup_is_laid_out(tmp_path):
    made = converted(tmp_path, "a.html", "<body>" + "<div>" * 30_000 + "deep</b></td><li>item")
    assert "deep" in words(made)[0]


def test_nested_tables_count_once():
    found = clean("<table><tr><td>a<table><tr><td>in</td></tr></table></td><td>b</td></tr></table>")
    assert len(found.tables) == 1
    assert [cell.text for cell in found.tables[0].rows[0]] == ["a in", "b"]


OPF = (
    '<package xmlns="http://www.idpf.org/2007/opf"><manifest>'
    '<item id="c1" href="one.xhtml"/><item id="c2" href="two.xhtml"/><item id="p" href="p.png"/>'
    '</manifest><spine><itemref idref="c2"/><itemref idref="c1"/></spine></package>'
)
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)
BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": OPF,
    "OEBPS/one.xhtml": '<!DOCTYPE html PUBLIC "x" "y"><html><body><h1>One</h1>'
    '<img src="p.png" alt="inside"/></body></html>',
    "OEBPS/two.xhtml": "<html><body><h1>Two</h1><img src='http://x.invalid/o.png'/></body></html>",
    "OEBPS/p.png": png(),
}


def test_a_book_follows_its_spine(tmp_path):
    made = converted(tmp_path, "a.epub", zipped(BOOK))
    assert [(section.title, section.page) for section in made.sections] == [("Two", 0), ("One", 1)]
    assert made.alt_texts == {1: ("inside",)}
    assert made.facts_notes == ("1 picture lies outside the document and was not fetched.",)


def test_a_locked_book_is_told(tmp_path):
    lock = (
        '<encryption><e:CipherReference xmlns:e="http://www.w3.org/2001/04/xmlenc#" '
        'URI="OEBPS/one.xhtml"/></encryption>'
    )
    with pytest.raises(UnreadableFile, match="locked by its seller"):
        converted(tmp_path, "a.epub", zipped({**BOOK, "META-INF/encryption.xml": lock}))


def test_a_book_without_chapters_is_told(tmp_path):
    parts = {name: data for name, data in BOOK.items() if not name.endswith("xhtml")}
    with pytest.raises(UnreadableFile, match="no chapters"):
        converted(tmp_path, "a.epub", zipped(parts))
