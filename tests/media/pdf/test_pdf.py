"""PDFs opened, read, drawn and refused."""

import pytest

from model.documents.parts import Place
from model.errors import Locked, TooLarge, UnreadableFile
from model.geometry import Box
from model.media.pdf import annotate, open_pdf
from model.media.pdf.engine import load
from model.media.pdf.labels import page_labels
from model.settings import Settings
from tests.documents.pages import html, lines, pdf, scan


def drawn(page):
    lines("Hello office", "second line")(page)
    page.draw_rect((20, 200, 100, 250), color=(1, 0, 0), fill=(0, 1, 0), width=2)
    page.draw_line((300, 300), (400, 350), dashes="[3 2] 0")


def test_words_come_with_a_box_for_every_character():
    with open_pdf(pdf(drawn)) as opened:
        text = opened.text(0)
    assert [line.text for line in text.lines] == ["Hello office", "second line"]
    line = text.lines[0]
    assert len(line.chars) == len(line.text)
    assert all(a.x2 <= b.x1 + 0.01 for a, b in zip(line.chars, line.chars[1:], strict=False))
    assert line.box.x1 == pytest.approx(60) and 8 < line.box.height < 14
    assert (line.size, line.bold, line.upright, text.origin) == (11, False, True, "text")


def test_a_ligature_is_letters_that_share_its_width():
    with open_pdf(pdf(html("<p>of\ufb01ce</p>"))) as opened:
        (line,) = opened.text(0).lines
    assert line.text == "office"
    assert all(box.width > 0.5 for box in line.chars)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_turned_pages_are_told_as_they_are_looked_at(turned):
    def page(sheet):
        lines("Top left corner")(sheet)
        sheet.draw_rect((60, 100, 160, 110), fill=(0, 0, 0), color=(0, 0, 0))
        sheet.set_rotation(turned)

    with open_pdf(pdf(page, size=(400, 600))) as opened:
        width, height = opened.size(0)
        assert (width, height) == ((400, 600) if turned % 180 == 0 else (600, 400))
        (stroke,) = opened.strokes(0)
        box = stroke.box
        image = opened.render(0, 72).convert("L")
        assert image.size == (width, height)
        inside = image.crop(box.grow(-2).pixels())
        assert inside.getextrema() == (0, 0)
        (line,) = opened.text(0).lines
        assert line.upright == (turned == 0)
        assert image.crop(line.box.pixels()).getextrema()[0] < 128
        assert image.crop(opened.text(0).lines[0].chars[0].grow(1).pixels()).getextrema()[0] < 128


def test_drawings_have_paint_and_places():
    with open_pdf(pdf(drawn)) as opened:
        box, line = opened.strokes(0)
    assert (box.fill, box.color, box.width) == ((0, 255, 0), (255, 0, 0), 2)
    assert box.segments[0].kind == "rect" and box.box == Box(20, 200, 100, 250)
    assert line.segments[0].points == ((300, 300), (400, 350))
    assert line.dashed and line.fill is None


def test_a_clip_is_the_piece_of_the_page():
    with open_pdf(pdf(drawn)) as opened:
        piece = opened.render(0, 144, Box(30, 210, 90, 240))
    assert piece.size == (120, 60)
    assert piece.getcolors() == [(7200, (0, 255, 0))]


def test_a_poster_and_a_field_are_drawn_within_bounds():
    with open_pdf(pdf(lines("x"), size=(14_000, 14_000))) as opened:
        image = opened.render(0, 300)
        assert 7.5e6 < image.width * image.height <= 8.1e6


def test_scans_and_hidden_layers():
    def hidden(page):
        lines("What it shows", "is this")(page)
        scan(page).insert_text(
            (60, 80), "1IO, 221.68 wrong words of another program", render_mode=3
        )

    def scanned(page):
        lines("What it shows")(page)
        scan(page)

    def stamped(page):
        lines("What it shows")(page)
        scan(page).insert_text((500, 20), "page 3")

    document = load().open()
    for draw in (hidden, scanned, stamped, lines("words"), lambda page: None):
        draw(document.new_page())
    with open_pdf(document.tobytes()) as opened:
        texts = [opened.text(page) for page in range(5)]
    assert [text.origin for text in texts] == ["unread", "unread", "unread", "text", "empty"]
    assert "invisible" in texts[0].distrusted and texts[0].lines == ()
    assert [text.distrusted for text in texts[1:]] == [""] * 4
    assert texts[2].text == "page 3"


@pytest.mark.parametrize("turned", [0, 90])
def test_a_page_is_drawn_as_pymupdf_draws_it_with_its_comments(turned):
    document = load().open(stream=pdf(drawn), filetype="pdf")
    document[0].add_highlight_annot((60, 60, 120, 90))
    document[0].add_freetext_annot((200, 400, 300, 440), "a comment")
    document[0].set_rotation(turned)
    data = document.tobytes()
    with open_pdf(data) as opened, load().open(stream=data, filetype="pdf") as plain:
        assert opened.render(0, 72).tobytes() == plain[0].get_pixmap(alpha=False).samples


def test_outline_and_labels():
    document = load().open()
    for _ in range(4):
        document.new_page()
    document.set_toc([[1, "One", 1], [2, "One  and\ta half", 2], [1, "Two", 4]])
    document.set_page_labels([
        {"startpage": 0, "prefix": "", "style": "r", "firstpagenum": 3},
        {"startpage": 2, "prefix": "A-", "style": "D", "firstpagenum": 1},
    ])  # fmt: skip
    with open_pdf(document.tobytes()) as opened:
        assert [(s.level, s.title, s.page) for s in opened.outline()] == [
            (1, "One", 0),
            (2, "One and a half", 1),
            (1, "Two", 3),
        ]
        assert opened.labels == ("iii", "iv", "A-1", "A-2")


@pytest.mark.parametrize(
    ("style", "first", "labels"),
    [
        ("D", 9, ("9", "10", "11")),
        ("R", 39, ("XXXIX", "XL", "XLI")),
        ("a", 25, ("y", "z", "aa")),
        ("A", 53, ("AAA", "BBB", "CCC")),
        ("", 1, ("1", "2", "3")),
    ],
)
def test_numerals(style, first, labels):
    rule = {"startpage": 0, "prefix": "", "style": style, "firstpagenum": first}
    assert page_labels([rule], 3) == labels


def test_a_password_is_asked_for_and_checked():
    data = pdf(lines("secret"), encryption=5, user_pw="open", owner_pw="own")
    with pytest.raises(Locked, match=r"'a\.pdf' is locked with a password; type it"):
        open_pdf(data, "a.pdf")
    with pytest.raises(Locked, match=r"The password does not open 'a\.pdf'"):
        open_pdf(data, "a.pdf", password="no")
    with open_pdf(data, "a.pdf", password="open") as opened:
        assert opened.text(0).text == "secret"
        with open_pdf(opened.unlocked()) as free:
            assert free.text(0).text == "secret"


def test_a_broken_table_of_objects_is_mended():
    data = pdf(lines("still here"))
    start = data.rindex(b"startxref")
    broken = data[:start] + b"startxref\n99999999\n%%EOF"
    with open_pdf(broken) as opened:
        assert opened.text(0).text == "still here"
        assert opened.mended


@pytest.mark.parametrize("count", [b"99999999", b"-3", b"(two)"])
def test_miscounted_pages_are_gathered(count):
    data = pdf(lines("still here"), lines("and here"))
    assert data.count(b"/Count 2") == 1
    with open_pdf(data.replace(b"/Count 2", b"/Count " + count)) as opened:
        assert [opened.text(page).text for page in range(opened.pages)] == [
            "still here",
            "and here",
        ]
        assert opened.mended


def test_a_file_cut_off_before_its_list_of_pages_keeps_them():
    objects = [b"<</Type/Page/MediaBox[0 0 200 300]>>", b"<</Type/Page/MediaBox[0 0 400 300]>>"]
    data = b"%PDF-1.4\n" + b"".join(
        b"%d 0 obj%sendobj\n" % (number, body) for number, body in enumerate(objects, 1)
    )
    with open_pdf(data + b"3 0 obj<</Type/Pages/Ki") as opened:
        assert [opened.size(page) for page in range(opened.pages)] == [(200, 300), (400, 300)]
        assert opened.mended


def test_glyphs_that_no_font_explains_are_not_taken_for_words():
    codes = "".join(f"\x00{letter}" for letter in "Words in codes")
    with open_pdf(pdf(lines(codes))) as opened:
        assert opened.text(0).origin == "unread"


def forms_in_forms(document) -> None:
    """Twenty forms, each drawing the next ten times: 10 to the 20 strokes."""
    forms = [document.get_new_xref() for _ in range(20)]
    for form, inner in zip(forms, [*forms[1:], 0], strict=True):
        calls = f"<</X {inner} 0 R>>" if inner else "<<>>"
        document.update_object(
            form,
            f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject{calls}>>>>",
        )
        document.update_stream(form, b"/X Do " * 10 if inner else b"0 0 m 9 9 l S", compress=0)
    page = document[0]
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</X {forms[0]} 0 R>>>>")
    document.update_stream(page.get_contents()[0], b"/X Do")


def endless_strokes(document) -> None:
    document.update_stream(document[0].get_contents()[0], b"0 0 m 9 9 l S " * 3_000_000)


def endless_words(document) -> None:
    (content,) = document[0].get_contents()
    words = b"1 0 0 1 60 60 Tm (words and more words of them) Tj " * 40_000
    document.update_stream(content, document.xref_stream(content) + b"BT /helv 9 Tf " + words)


def vast_picture(document) -> None:
    """A picture of 3.6 billion pixels in a few bytes."""
    picture = document.get_new_xref()
    head = "/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray"
    document.update_object(picture, f"<<{head}/BitsPerComponent 1>>")
    document.update_stream(picture, bytes(9))
    page = document[0]
    document.xref_set_key(page.xref, "Resources", f"<</XObject<</X {picture} 0 R>>>>")


@pytest.mark.parametrize("burden", [forms_in_forms, endless_strokes, endless_words, vast_picture])
def test_a_page_that_would_never_be_done_is_left_out(burden):
    document = load().open(stream=pdf(lines("bomb"), lines("harmless")), filetype="pdf")
    burden(document)
    with open_pdf(document.tobytes(deflate=True), "b.pdf") as opened:
        with pytest.raises(UnreadableFile, match="Page 1 of 'b.pdf' holds far more than a page"):
            opened.text(0)
        if burden is not endless_words:
            with pytest.raises(UnreadableFile, match="Page 1 of 'b.pdf' holds far more"):
                opened.render(0, 30)
        assert opened.size(0) == (595, 842)
        assert opened.text(1).text == "harmless"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"%PDF-1.7\nnothing of a PDF in here" * 30, b"plain words, no PDF at all"],
)
def test_what_is_no_pdf_gets_a_sentence(data):
    with pytest.raises(UnreadableFile, match=r"'x\.pdf' .* damaged, cut off or has no pages"):
        open_pdf(data, "x.pdf")


def test_empty_gone_and_too_large(tmp_path):
    with pytest.raises(UnreadableFile, match="empty"):
        open_pdf(b"", "x.pdf")
    with pytest.raises(UnreadableFile, match="not there any more"):
        open_pdf(tmp_path / "gone.pdf")
    with pytest.raises(TooLarge, match="limit is 0 MB"):
        open_pdf(pdf(lines("x")), "x.pdf", Settings(document_mb=0))


def test_a_page_that_is_not_there_and_a_closed_file():
    opened = open_pdf(pdf(lines("x")), "x.pdf")
    with pytest.raises(UnreadableFile, match="has 1 pages, so there is no page 5"):
        opened.text(4)
    opened.close()
    opened.close()
    with pytest.raises(UnreadableFile, match="was closed"):
        opened.text(0)


def test_highlights_are_written_where_they_are_seen():
    def turned(page):
        lines("Turned words")(page)
        page.set_rotation(90)

    data = pdf(turned)
    with open_pdf(data) as opened:
        box = opened.text(0).lines[0].box
    marked = annotate(data, [(Place(0, box), (255, 255, 0), "why"), (Place(7, box), (0, 0, 0), "")])
    with open_pdf(marked) as opened:
        shown = opened.render(0, 72).crop(box.grow(-2).pixels())
    assert (255, 255, 0) in [color for _, color in shown.getcolors(10_000)]
