"""Flow pages as Chromium draws them: everything where it was seen, in rows and columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from agents.rendering import BrowserRenderer
from model.backends.embedded.rebuild.flow import write_flow
from model.backends.embedded.rebuild.flow.tree import baseline_in_line
from model.backends.embedded.rebuild.fonts import SANS
from model.backends.embedded.rebuild.parts import Control, Sheet, Surface, TextRun
from model.geometry import Box
from model.rendering import Rendered
from tests.backends.embedded.rebuild.flow_sheets import (
    FRAME,
    INK,
    WHITE,
    centered,
    picture,
    prices,
    run,
    sheet,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_ADDRESS = re.compile(r"(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z0-9.-]+\.[a-z]{2,}", re.I)


def _draw(page: Sheet, renderer: BrowserRenderer) -> tuple[str, Rendered]:
    html = write_flow(page, renderer)
    return html, renderer.render(html, page.width, page.height)


def _is_at(run: TextRun, rendered: Rendered, within: float = 2.0) -> bool:
    """Whether the words stand where they were seen, alone on their line or in a longer one."""
    ascent = round(SANS.rise * run.style.size)
    words = "".join(run.text.split())
    for line in rendered.lines:
        text = "".join(line.text.split())
        low = abs(line.box.y1 - (run.baseline - ascent)) <= within + 0.1 * run.style.size
        if text == words and low and abs(line.box.x1 - run.left) <= within:
            return True
        if words in text and low and line.box.x1 - 2 <= run.left <= line.box.x2:
            return True
    return False


@pytest.fixture(scope="module")
def page(renderer: BrowserRenderer) -> tuple[str, Rendered]:
    return _draw(prices(), renderer)


def test_words_stand_where_they_were_seen(page: tuple[str, Rendered]) -> None:
    wrong = [run.text for run in prices().runs if not _is_at(run, page[1])]
    assert wrong == []


def test_surfaces_stand_where_they_were_seen(page: tuple[str, Rendered]) -> None:
    boxes = [element.box for element in page[1].elements]
    for surface in prices().surfaces:
        assert max(box.iou(surface.box) for box in boxes) > 0.9, surface.box


def test_nothing_is_positioned_absolutely(page: tuple[str, Rendered]) -> None:
    assert not any(line.absolute for line in page[1].lines)


def test_fits_a_phone(page: tuple[str, Rendered]) -> None:
    assert page[1].overflow_390 == 0


def test_tags_say_what_things_are(page: tuple[str, Rendered]) -> None:
    html, rendered = page
    for tag in ("header", "nav", "main", "article", "h1", "form", "label"):
        assert rendered.tags.get(tag), tag
    assert "<h1" in html and ">Our prices</h1>" in html
    assert re.search(r'<label[^>]* for="email-1">Email</label>', html)
    assert re.search(r'<input[^>]* type="email"[^>]* placeholder="name@example.com"', html)


def test_controls_are_real(page: tuple[str, Rendered]) -> None:
    roles = [element.role for element in page[1].elements]
    assert roles.count("button") == 3
    assert roles.count("link") == 4
    assert roles.count("textbox") == 1
    assert roles.count("checkbox") == 1


def test_alike_siblings_share_their_classes(page: tuple[str, Rendered]) -> None:
    cards = re.findall(r'<article class="([^"]*)"', page[0])
    assert len(cards) == 2 and cards[0] == cards[1]
    links = re.findall(r'<a class="([^" ]*)', page[0])
    assert len(links) == 4 and len(set(links)) == 1


def test_colours_and_sizes_have_names(page: tuple[str, Rendered]) -> None:
    for name in ("--ink", "--page", "--accent", "--text-m"):
        assert f"{name}:" in page[0], name
    assert 'style="' not in page[0]


def test_text_is_escaped_and_nothing_is_fetched(page: tuple[str, Rendered]) -> None:
    assert "Buy &lt;b&gt;now&lt;/b&gt; &amp; &#96;go&#96;" in page[0]
    assert not _ADDRESS.search(page[0])


def test_a_link_leads_to_the_heading_of_its_words(renderer: BrowserRenderer) -> None:
    base = prices()
    heading = base.runs[5]
    runs = list(base.runs)
    runs[5] = centered("Pricing", 640, heading.baseline, 40, weight=700)
    html = write_flow(sheet(runs, base.surfaces, controls=base.controls))
    assert re.search(r'<a[^>]* href="#pricing">Pricing</a>', html)
    assert re.search(r'<h1[^>]* id="pricing">', html)


def test_without_a_browser_it_writes_the_same_kind_of_page() -> None:
    html = write_flow(prices(), None)
    assert html.startswith("<!DOCTYPE html>") and "<nav" in html


def test_the_page_can_be_used(browser: Browser) -> None:
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    try:
        tab = context.new_page()
        tab.set_content(write_flow(prices()))
        tab.get_by_label("Email").fill("a@b.c")
        assert tab.get_by_label("Email").input_value() == "a@b.c"
        tab.get_by_text("Remember me").click()
        assert tab.get_by_label("Remember me").is_checked()
        tab.get_by_role("button", name="Sign up").click()
        assert "Sign up" in tab.locator("output").inner_text()
        tab.get_by_role("button", name="Send").click()
        assert "no server" in tab.locator("output").inner_text()
        tab.get_by_role("link", name="Contact").click()
        assert "Contact" in tab.locator("output").inner_text()
        assert tab.url == "about:blank"
    finally:
        context.close()


def test_a_paragraph_wraps_where_it_did(renderer: BrowserRenderer) -> None:
    lines = [
        "Every morning the ferry crosses the bay with its lamps",
        "still burning, and the gulls that sleep on the roof of",
        "the harbour office rise and follow it to the island.",
    ]
    words = sheet([run(line, 200, 200 + 27 * place, 18) for place, line in enumerate(lines)])
    html, rendered = _draw(words, renderer)
    assert [line.text for line in rendered.lines] == lines
    assert html.count("<p") == 1


def test_lines_that_broke_by_hand_stay_broken(renderer: BrowserRenderer) -> None:
    # The second line could hold more of the third: no width makes it wrap like this.
    lines = [
        "Every morning the ferry crosses the whole bay,",
        "gulls sleep upon the roof of the old",
        "and the lamps are burning until it is light, and more.",
    ]
    words = sheet([run(line, 200, 200 + 27 * place, 18) for place, line in enumerate(lines)])
    assert [line.text for line in _draw(words, renderer)[1].lines] == lines


def test_a_centred_paragraph_is_centred(renderer: BrowserRenderer) -> None:
    lines = [
        "Quickly build an effective pricing table for your customers",
        "with this example, and change as much of it as you",
        "like.",
    ]
    words = sheet([centered(line, 640, 200 + 27 * i, 18) for i, line in enumerate(lines)])
    html, rendered = _draw(words, renderer)
    assert "text-align: center" in html
    assert all(_is_at(each, rendered) for each in words.runs)


def _grid(ruled: bool) -> Sheet:
    rows = [
        ("Name", "Role", "Salary"), ("Airi", "Accountant", "$162,700"),
        ("Angelica", "Chief", "$1,200,000"), ("Ashton", "Author", "$86,000"),
    ]  # fmt: skip
    runs, surfaces = [], []
    for place, row in enumerate(rows):
        top = 100 + 40 * place
        for left, text in zip((110, 310, 510), row, strict=True):
            runs.append(run(text, left, top + 26, weight=700 if not place else 400))
        if ruled:
            surfaces.append(Surface(Box(100, top + 39, 700, top + 40), fill=(222, 226, 230)))
        else:
            for left in (100, 300, 500):
                box = Box(left, top, left + 201, top + 41)
                surfaces.append(Surface(box, fill=WHITE, edges=FRAME))
    return sheet(runs, surfaces)


@pytest.mark.parametrize("ruled", [True, False], ids=["ruled", "bordered"])
def test_aligned_text_is_a_table(renderer: BrowserRenderer, ruled: bool) -> None:
    grid = _grid(ruled)
    html, rendered = _draw(grid, renderer)
    assert rendered.tags["table"] == 1 and rendered.tags["tr"] == 4
    assert rendered.tags["th"] == 3 and rendered.tags["td"] == 9
    assert all(_is_at(each, rendered) for each in grid.runs)
    assert rendered.overflow_390 == 0


def test_words_on_a_picture_are_text_over_a_background(renderer: BrowserRenderer) -> None:
    photo = picture(Box(0, 0, 1280, 400), (60, 90, 120))
    runs = [
        centered("Clean pages", 640, 200, 48, weight=700, color=WHITE),  # type: ignore[arg-type]
        centered("A theme", 640, 250, 20, color=WHITE),  # type: ignore[arg-type]
        run("Below the picture stands a text of its own.", 200, 480),
    ]
    hero = sheet(runs, crops=[photo])
    html, rendered = _draw(hero, renderer)
    assert "background: url(data:image/png;base64," in html
    assert all(_is_at(each, rendered) for each in runs)
    assert not any(line.absolute for line in rendered.lines)


def test_what_overlaps_is_painted_as_seen(renderer: BrowserRenderer) -> None:
    badge = Surface(Box(150, 90, 190, 110), fill=(220, 50, 50), radius=4)
    words = run("Settings and more", 100, 106)
    _, rendered = _draw(sheet([words], [badge]), renderer)
    red, green, blue = rendered.picture.pixels.getpixel((188, 92))
    assert red > 180 and green < 90
    assert _is_at(words, rendered), "the badge covers the words"


def test_a_choice_shows_what_was_chosen(browser: Browser) -> None:
    box = Box(100, 100, 300, 140)
    frame = Surface(box, fill=WHITE, edges=FRAME)
    choice = Control("select", box, "Berlin", "City", options=("Berlin", "Paris"), runs=(0,),
                     surface=0)  # fmt: skip
    context = browser.new_context(offline=True)
    try:
        tab = context.new_page()
        tab.set_content(write_flow(sheet([run("Berlin", 112, 126)], [frame], controls=[choice])))
        assert tab.locator("select").input_value() == "Berlin"
        tab.locator("select").select_option("Paris")
        assert tab.locator("select").input_value() == "Paris"
    finally:
        context.close()


@pytest.mark.parametrize("size", [10.0, 14.0, 16.0, 24.5, 40.0])
def test_baselines_are_where_chromium_sets_them(browser: Browser, size: float) -> None:
    style = run("x", 0, 0, size).style
    line = float(round(1.25 * size))
    context = browser.new_context(offline=True)
    try:
        tab = context.new_page()
        tab.set_content(
            f"<div style='font:{size}px/{line}px {SANS.family};position:absolute;top:0'>x"
            "<i style='display:inline-block;width:1px;height:0'></i></div>"
        )
        seen = tab.locator("i").evaluate("mark => mark.getBoundingClientRect().bottom")
    finally:
        context.close()
    assert abs(seen - baseline_in_line(style, line)) <= 1


@pytest.mark.parametrize(
    "page",
    [
        sheet([]),
        sheet([run("Alone", 10, 30)]),
        sheet([], crops=[picture(Box(0, 0, 1280, 800), INK)]),
        sheet([], [Surface(Box(0, 0, 1280, 800), fill=WHITE)]),
        sheet([run("over", 10, 30), run("lapping", 12, 34), run("words", 14, 28)]),
        Sheet(1, 1, WHITE),
    ],
    ids=["empty", "one word", "one picture", "one surface", "overlapping", "one pixel"],
)
def test_odd_sheets_are_written_too(renderer: BrowserRenderer, page: Sheet) -> None:
    html = write_flow(page, renderer)
    rendered = renderer.render(html, 1280, 800)
    assert len(rendered.lines) >= min(1, len(page.runs))


def test_deeply_nested_and_heaped_pieces_are_written() -> None:
    nested = [
        Surface(Box(2 * i, i, 1280 - 2 * i, 800 - i), fill=(i % 255, 9, 9)) for i in range(300)
    ]
    assert "deep" in write_flow(sheet([run("deep", 640, 400)], nested))
    heap = [run(f"word {i}", 7 * i % 200, 40 + 11 * i % 160) for i in range(300)]
    html = write_flow(sheet(heap))
    assert all(f"word {i}" in html for i in range(300))
