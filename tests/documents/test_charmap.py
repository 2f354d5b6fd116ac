"""Quotes found on pages whatever the typography, and not found where they are not."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.documents.charmap import find_all, locate
from model.documents.parts import Line, PageText
from model.geometry import Box
from model.media.pdf import open_pdf
from tests.documents.pages import html, lines, pdf


def page(*texts: str) -> PageText:
    """Lines of characters ten points wide and high, twenty apart."""
    made = tuple(
        Line(
            text,
            Box(0, 20 * row, 10 * len(text), 20 * row + 10),
            tuple(Box(10 * at, 20 * row, 10 * at + 10, 20 * row + 10) for at in range(len(text))),
            10.0,
        )
        for row, text in enumerate(texts)
    )
    return PageText(0, 600, 800, made, "text")


def spans(boxes) -> list[tuple[int, int, int]] | None:
    """Row, first character and end of every box."""
    if boxes is None:
        return None
    return [(round(b.y1 / 20), round(b.x1 / 10), round(b.x2 / 10)) for b in boxes]


@pytest.mark.parametrize(
    ("texts", "quote", "found"),
    [
        (("of\ufb01ce work",), "office work", [(0, 0, 10)]),
        (("office work",), "of\ufb01ce", [(0, 0, 6)]),
        (("AD 2018–23–51 says",), "2018-23-51", [(0, 3, 13)]),
        (("AD 2018-23-51 says",), "2018—23–51", [(0, 3, 13)]),
        (("all infor-", "mation is"), "information", [(0, 4, 9), (1, 0, 6)]),
        (("all infor\u00ad", "mation is"), "information is", [(0, 4, 9), (1, 0, 9)]),
        (("a well-", "known man"), "well-known man", [(0, 2, 6), (1, 0, 9)]),
        (("a well-known man",), "wellknown", [(0, 2, 12)]),
        (("since COVID-", "19 began"), "COVID-19", [(0, 6, 12), (1, 0, 2)]),
        (("soft\u00adware",), "software", [(0, 0, 9)]),
        (("全年收入 为 9，500 万元",), "收入为9,500万元", [(0, 2, 15)]),
        (("全年收", "入为"), "年 收 入", [(0, 1, 3), (1, 0, 1)]),
        (("서울에서 만나",), "서울", [(0, 0, 2)]),
        (("she said “no” to him",), 'said "no" to', [(0, 4, 16)]),
        (("she said ‘‘no’’ to him",), 'said "no" to', [(0, 4, 18)]),
        (("don’t stop",), "don't stop", [(0, 0, 10)]),
        (("cafe\u0301 noir",), "caf\u00e9", [(0, 0, 5)]),
        (("caf\u00e9 noir",), "cafe\u0301 noir", [(0, 0, 9)]),
        (("Total COST",), "total cost", [(0, 0, 10)]),
        (("the  end of\ta line",), "end of a line", [(0, 5, 18)]),
        (("it ended well",), '"ended well."', [(0, 3, 13)]),
        (("one two three four", "five six seven eight"), "two three four ... six seven eight",
         [(0, 4, 18), (1, 5, 20)]),
        (("price: $1,234.50 only",), "$1,234.50", [(0, 7, 16)]),
        (("x² + y² = z²",), "x2 + y2 = z2", [(0, 0, 12)]),
        (("Straße 5",), "strasse 5", [(0, 0, 8)]),
    ],
)  # fmt: skip
def test_found(texts, quote, found):
    assert spans(locate(quote, page(*texts))) == found


@pytest.mark.parametrize(
    ("texts", "quote"),
    [
        (("office work",), "fice"),
        (("office work",), "off"),
        (("a total of 1,234 items",), "234"),
        (("a total of 1,234 items",), "1,23"),
        (("11.5 percent",), "1.5 percent"),
        (("caf\u00e9 noir",), "cafe"),
        (("각도",), "가"),
        (("the rate was 12 %",), "the rate was 21 %"),
        (("one two", "three"), "one three"),
        (("one two three four five six",), "four five six ... one two three"),
        (("one",), ""),
        (("one",), "..."),
        (("one",), " \u00ad "),
        ((), "one"),
    ],
)
def test_rather_nothing_than_the_wrong_words(texts, quote):
    assert locate(quote, page(*texts)) is None


def test_every_place_is_found_once():
    found = [spans(boxes) for boxes in find_all("to be", page("to be or not to", "be to beat"))]
    assert found == [[(0, 0, 5)], [(0, 13, 15), (1, 0, 2)]]


@pytest.mark.parametrize("words", ["mixture", "experts", "ture-of", "Expert"])
def test_a_search_finds_words_within_longer_ones_where_a_quote_does_not(words):
    text = page("a Mixture-of-Experts model")
    assert len(list(find_all(words, text, inside=True))) == 1
    assert list(find_all(words, text)) == []


WORDS = st.text(
    st.sampled_from("abcdefgh\u00e9\u00fc\ufb01\u4e2d\u6587\u0431\u05d01239-–’"),
    min_size=1,
    max_size=8,
)
VARIANTS = (
    lambda text: text,
    str.upper,
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("–", "-").replace("’", "'"),
    lambda text: "  ".join(text.split(" ")),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_what_stands_there_is_found_where_it_stands(data):
    rows = data.draw(st.lists(st.lists(WORDS, min_size=1, max_size=5), min_size=1, max_size=4))
    text = page(*(" ".join(row) for row in rows))
    flat = [(number, word) for number, row in enumerate(rows) for word in row]
    start = data.draw(st.integers(0, len(flat) - 1))
    end = data.draw(st.integers(start, len(flat) - 1))
    words = [word for _, word in flat[start : end + 1]]
    broken = [word for _, word in (*flat[max(0, start - 1) : start], flat[end]) if word[-1] in "-–"]
    if broken or not any(char.isalnum() for word in words for char in word):
        return  # a hyphen at either end may be one of a line's end, whose word goes on
    quote = data.draw(st.sampled_from(VARIANTS))(" ".join(words))
    places = list(find_all(quote, text))
    assert places, (rows, quote)
    for boxes in places:
        assert all(0 <= box.x1 < box.x2 <= 600 for box in boxes)


@settings(max_examples=100, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=12), st.text("xyzw", min_size=1, max_size=6))
def test_what_is_not_there_is_not_found(words, quote):
    assert locate(quote, page(" ".join(words))) is None


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_on_a_turned_page_the_place_is_where_one_sees_it(turned):
    def sheet(drawn):
        lines("First words here", "Second words there")(drawn)
        drawn.set_rotation(turned)

    with open_pdf(pdf(sheet, size=(400, 600))) as opened:
        text = opened.text(0)
        boxes = locate("words there", text)
        assert boxes is not None
        (box,) = boxes
        ink = opened.render(0, 72).convert("L").crop(box.grow(1).pixels())
    assert ink.getextrema()[0] < 128
    assert max(box.width, box.height) == pytest.approx(56, abs=12)


def test_over_the_lines_of_a_real_page():
    words = "An efficient office needs information about everything that moves in it, day by day."
    with open_pdf(pdf(html(f"<p>{words}</p>", (60, 60, 200, 300)))) as opened:
        text = opened.text(0)
        boxes = locate(words, text)
    assert boxes is not None and len(boxes) == len(text.lines) > 3
