"""The Ground tab in real Chromium: our pictures, one's own, the overlay, taking results away."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers, ask, composer, connect, picture_file
from tests.fake_endpoint import FakeEndpoint, Gate, Reply

ASSETS = Path(__file__).parents[2] / "assets"
TRUTH = json.loads((ASSETS / "truth.json").read_text("utf-8"))
BUTTONS = [item["box"] for item in TRUTH["checkout"]["truth"] if item["kind"] == "button"]
HOSTILE = "</svg><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"


@pytest.fixture
def ground(visit: Visitors) -> Callable[..., Page]:
    def open_tab(**options: Any) -> Page:
        page = visit(**options)
        page.keyboard.press("Alt+Digit2")
        expect(page.locator("#ground-stage .drop")).to_be_visible()
        return page

    return open_tab


@pytest.fixture(scope="module")
def checkout(stay: Visitors) -> Page:
    """Our picture of a checkout with its three buttons found, for tests that only look at it."""
    return found(stay(), "checkout", 3)


@pytest.fixture(scope="module")
def shapes(stay: Visitors) -> Page:
    """Our picture of shapes with its two red circles found."""
    return found(stay(), "shapes", 2)


def found(page: Page, card: str, count: int) -> Page:
    page.keyboard.press("Alt+Digit2")
    expect(page.locator("#ground-stage .drop")).to_be_visible()
    try_card(page, card, count)
    return page


def marks(page: Page) -> Locator:
    return page.locator("#ground-stage .mark")


def rows(page: Page) -> Locator:
    return page.locator("#ground_marks tr[data-n]")


def facts(page: Page) -> Locator:
    return page.locator("#ground-status .facts")


def try_card(page: Page, name: str, count: int) -> None:
    page.locator(f"[data-card={name}]").click()
    expect(marks(page)).to_have_count(count)
    expect(facts(page)).to_be_visible()


def bring(page: Page, path: Path) -> None:
    page.locator("#ground-stage input.file").set_input_files(str(path))
    expect(page.locator("#ground-stage .title .name")).to_have_text(path.name)


def find(page: Page, query: str) -> None:
    page.get_by_label("What to find").fill(query)
    page.get_by_role("button", name="Find", exact=True).click()


def screen_box(page: Page, box: list[float], size: tuple[int, int]) -> list[float]:
    """Where a box of the picture lies on the screen."""
    frame = page.locator("#ground-stage .world").bounding_box()
    assert frame is not None
    fx, fy = frame["width"] / size[0], frame["height"] / size[1]
    x1, y1, x2, y2 = box
    return [frame["x"] + x1 * fx, frame["y"] + y1 * fy, frame["x"] + x2 * fx, frame["y"] + y2 * fy]


def drag(page: Page, box: list[float], size: tuple[int, int]) -> None:
    page.get_by_role("button", name="Draw a box").click()
    x1, y1, x2, y2 = screen_box(page, box, size)
    page.mouse.move(x1, y1)
    page.mouse.down()
    page.mouse.move((x1 + x2) / 2, (y1 + y2) / 2)
    page.mouse.move(x2, y2)
    page.mouse.up()
    expect(page.locator("#ground-stage .ask")).to_be_visible()


def many_boxes(count: int) -> str:
    boxes = [
        [20 + 48 * (n % 20), 15 + 65 * (n // 20), 50 + 48 * (n % 20), 50 + 65 * (n // 20)]
        for n in range(count)
    ]
    return f"All of them: <|begin_of_box|>{json.dumps(boxes)}<|end_of_box|>"


def test_an_example_shows_boxes_at_the_right_places(checkout: Page) -> None:
    page = checkout
    size = (TRUTH["checkout"]["width"], TRUTH["checkout"]["height"])
    drawn = [one.bounding_box() for one in page.locator("#ground-stage .mark .line").all()]
    for wanted in BUTTONS:
        x1, y1, x2, y2 = screen_box(page, wanted, size)
        assert any(
            box
            and abs(box["x"] - x1) < 4
            and abs(box["y"] - y1) < 4
            and abs(box["x"] + box["width"] - x2) < 4
            and abs(box["y"] + box["height"] - y2) < 4
            for box in drawn
        ), wanted
    expect(page.locator("#ground-answer")).to_contain_text("three buttons")
    expect(page.get_by_label("What to find")).to_have_value("all buttons")
    expect(rows(page)).to_have_count(len(BUTTONS))


def test_ones_own_picture_is_kept_and_asked_again(
    visit: Visitors, ground: Callable[..., Page], tmp_path: Path
) -> None:
    page = ground()
    bring(page, picture_file(tmp_path, "Invoice 4711"))
    expect(page.locator("#ground-stage .photo")).to_have_js_property("naturalWidth", 640)
    find(page, "Invoice")
    expect(marks(page)).to_have_count(1)
    find(page, "a purple elephant")
    expect(marks(page)).to_have_count(0)
    expect(page.locator("#ground-answer")).to_contain_text("elephant")
    expect(page.locator("#ground-stage .photo")).to_be_visible()
    expect(page.get_by_label("What to find")).to_have_value("a purple elephant")
    visit.reload(page)
    expect(composer(page)).to_be_visible()
    page.keyboard.press("Alt+Digit2")
    expect(page.locator("#ground-stage .title .name")).to_have_text("mine.png")
    expect(page.get_by_label("What to find")).to_have_value("a purple elephant")


def test_hover_links_box_and_row_both_ways(checkout: Page) -> None:
    page = checkout
    rows(page).nth(1).hover()
    expect(page.locator("#ground-stage .mark.hot")).to_have_attribute("data-n", "2")
    # The label of the last mark, where no other mark can be in the way.
    page.locator("#ground-stage .tag[data-n='3']").hover()
    expect(page.locator("#ground_marks tr.hot")).to_have_attribute("data-n", "3")
    expect(page.locator("#ground-stage .mark.hot")).to_have_attribute("data-n", "3")


def test_a_click_copies_the_box_and_buttons_copy_all(checkout: Page) -> None:
    page = checkout
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("#ground-stage .mark[data-n='1'] .line").click()
    expect(page.locator("#ground-stage .toast")).to_contain_text("Copied")
    expect(page.locator("#ground_marks tr.chosen")).to_have_attribute("data-n", "1")
    cells = rows(page).first.locator("td").all_inner_texts()
    assert page.evaluate("navigator.clipboard.readText()") == ", ".join(cells[1:5])
    page.locator("#ground_marks").get_by_role("button", name="COCO").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('{')")
    coco = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert len(coco["annotations"]) == 3 and coco["images"][0]["width"] == 1240
    page.locator("#ground_marks").get_by_role("button", name="0–1000").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).startsWith('[[')")
    grid = json.loads(page.evaluate("navigator.clipboard.readText()"))
    assert len(grid) == 3 and all(0 <= value <= 1000 for box in grid for value in box)


def test_downloads_are_the_full_picture_and_the_record(shapes: Page) -> None:
    page = shapes
    with page.expect_download() as saved:
        page.get_by_role("button", name="Picture with marks").click()
    assert saved.value.suggested_filename == "shapes-marked.png"
    with Image.open(io.BytesIO(saved.value.path().read_bytes())) as picture:
        assert picture.size == (1200, 800)
        assert picture.tobytes() != Image.open(ASSETS / "shapes.png").tobytes()
    with page.expect_download() as saved:
        page.get_by_role("button", name="JSON", exact=True).click()
    record = json.loads(saved.value.path().read_text("utf-8"))
    assert record["query"] == "the red circles" and len(record["marks"]) == 2
    assert record["picture"] == {"name": "shapes.png", "width": 1200, "height": 800}


def test_draw_a_box_and_ask_what_is_in_it(ground: Callable[..., Page]) -> None:
    page = ground()
    try_card(page, "receipt", 1)
    drag(page, [190, 80, 640, 260], (820, 960))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#ground-answer")).to_contain_text("CAFE LUMEN")
    expect(page.locator("#ground-stage .photo")).to_be_visible()


def test_draw_a_box_and_find_its_like(ground: Callable[..., Page]) -> None:
    page = ground()
    try_card(page, "settings", 3)
    switch = next(item for item in TRUTH["settings"]["truth"] if item["kind"] == "switch")
    x1, y1, x2, y2 = switch["box"]
    drag(page, [x1 - 3, y1 - 3, x2 + 3, y2 + 3], (1180, 590))
    page.get_by_role("button", name="Find all like it").click()
    expect(page.locator("#ground-reference figure")).to_be_visible()
    expect(facts(page)).to_be_visible()
    expect(marks(page).first).to_be_visible()
    assert marks(page).count() >= 2
    page.get_by_role("button", name="Remove").click()
    expect(page.locator("#ground-reference figure")).to_have_count(0)


def test_a_box_is_drawn_with_the_keyboard_alone(shapes: Page) -> None:
    page = shapes
    page.get_by_role("button", name="Draw a box").focus()
    page.keyboard.press("Enter")
    page.locator("#ground-stage .view").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#ground-stage .ask")).to_be_visible()
    expect(page.locator("#ground-stage .where")).to_contain_text("376, 267, 800, 533")
    page.keyboard.press("Escape")
    expect(page.locator("#ground-stage .ask")).to_be_hidden()


def test_marks_are_reached_and_walked_by_keyboard(checkout: Page) -> None:
    page = checkout
    page.locator("#ground-stage .view").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#ground-stage .mark:focus")).to_have_attribute("data-n", "1")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#ground-stage .mark:focus")).to_have_attribute("data-n", "2")
    expect(page.locator("#ground_marks tr.hot")).to_have_attribute("data-n", "2")
    page.keyboard.press("Enter")
    expect(page.locator("#ground_marks tr.chosen")).to_have_attribute("data-n", "2")


def test_zoom_keeps_labels_at_size_and_boxes_on_their_things(checkout: Page) -> None:
    page = checkout
    tag = page.locator("#ground-stage .tag").first
    before = tag.bounding_box()
    page.locator("#ground-stage .zoom").click()
    expect(page.locator("#ground-stage .zoom")).to_have_text("100 %")
    size = (TRUTH["checkout"]["width"], TRUTH["checkout"]["height"])
    after = tag.bounding_box()
    assert before and after and abs(before["height"] - after["height"]) < 0.5
    world = page.locator("#ground-stage .world").bounding_box()
    assert world and abs(world["width"] - size[0]) < 1
    box = page.locator("#ground-stage .mark[data-n='1'] .line").bounding_box()
    shown = rows(page).first.locator("td").all_inner_texts()[1:5]
    x1, y1, _, _ = screen_box(page, [float(value) for value in shown], size)
    assert box and abs(box["x"] - x1) < 2 and abs(box["y"] - y1) < 2
    page.get_by_role("button", name="Fill the window").click()
    filled = page.locator("#ground-stage .stage").bounding_box()
    assert filled and filled["width"] == 1280 and filled["height"] == 860
    page.keyboard.press("Escape")
    expect(page.locator("#ground-stage .stage.enlarged")).to_have_count(0)


def test_three_hundred_boxes_stay_usable(
    ground: Callable[..., Page], endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    endpoint.script(Reply.stream(many_boxes(300)))
    page = ground()
    connect(page, endpoint)
    path = tmp_path / "wall.png"
    Image.new("RGB", (1000, 1000), "#c8b8a0").save(path)
    bring(page, path)
    find(page, "every brick")
    expect(marks(page)).to_have_count(300)
    expect(rows(page)).to_have_count(300)
    overlapping = page.evaluate("""() => {
      const boxes = [...document.querySelectorAll('#ground-stage .tag:not(.crowded)')]
        .map((one) => one.getBoundingClientRect());
      let count = 0;
      boxes.forEach((a, i) => boxes.slice(0, i).forEach((b) => {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) count++;
      }));
      return [boxes.length, count];
    }""")
    assert overlapping[0] > 100 and overlapping[1] == 0
    rows(page).nth(299).hover()
    expect(page.locator("#ground-stage .mark.hot")).to_have_attribute("data-n", "300")


def test_hostile_labels_are_shown_as_text(
    ground: Callable[..., Page], endpoint: FakeEndpoint
) -> None:
    label = json.dumps([{"label": HOSTILE, "bbox_2d": [100, 100, 400, 400]}])
    endpoint.script(Reply.stream(f"{HOSTILE} <|begin_of_box|>{label}<|end_of_box|>"))
    page = ground()
    connect(page, endpoint)
    page.locator("[data-card=shapes]").click()
    expect(marks(page)).to_have_count(1)
    expect(page.locator("#ground-stage .tag")).to_contain_text("</svg>")
    expect(rows(page).first).to_contain_text("<script>")
    assert page.evaluate("window.hacked") is None


def test_stop_keeps_what_was_found(ground: Callable[..., Page], endpoint: FakeEndpoint) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("<|begin_of_box|>[[100,100,400,400],", gate, "[1,1,9,9]]"))
    page = ground()
    connect(page, endpoint)
    page.locator("[data-card=shapes]").click()
    expect(marks(page)).to_have_count(1)
    page.get_by_role("button", name="Stop", exact=True).click()
    assert endpoint.hung_up.wait(30)
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    expect(marks(page)).to_have_count(1)
    gate.open()


def test_a_server_error_is_one_sentence_and_the_picture_stays(
    ground: Callable[..., Page], endpoint: FakeEndpoint
) -> None:
    page = ground()
    try_card(page, "shapes", 2)
    connect(page, endpoint)
    endpoint.script(Reply.error(401, "bad key"))
    find(page, "the moon")
    expect(page.locator("#ground-status [role=alert]")).to_be_visible()
    expect(page.locator("#ground-stage .photo")).to_be_visible()
    expect(page.get_by_label("What to find")).to_have_value("the moon")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.png", b""),
        ("words.png", b"hello, I am text"),
        ("broken.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99),
    ],
)
def test_a_bad_file_is_one_sentence_and_nothing_is_lost(
    shapes: Page, tmp_path: Path, name: str, content: bytes
) -> None:
    page = shapes
    bad = tmp_path / name
    bad.write_bytes(content)
    page.locator("#ground-stage input.file").set_input_files(str(bad))
    expect(page.locator("#ground-status [role=alert]")).to_contain_text(name)
    expect(marks(page)).to_have_count(2)
    expect(page.locator("#ground-stage .title .name")).to_have_text("shapes.png")


def test_send_to_chat_brings_the_picture_along(shapes: Page) -> None:
    page = shapes
    page.get_by_role("button", name="Send to Chat").click()
    expect(page.get_by_role("tab", name="Chat")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#composer .thumbnail-item")).to_have_count(1)
    expect(composer(page)).to_have_value("the red circles")


def test_chat_sends_its_picture_here(visit: Visitors, tmp_path: Path) -> None:
    page = visit()
    ask(page, "Read out the text", picture_file(tmp_path, "Ferry"))
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Find on the picture").click()
    expect(page.locator("#ground-stage .title .name")).to_have_text("mine.png")
    find(page, "Ferry")
    expect(marks(page)).to_have_count(1)


def test_a_bad_file_while_an_answer_runs_leaves_nothing_hanging(
    ground: Callable[..., Page], endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("<|begin_of_box|>[[100,100,400,400],", gate, "[1,1,9,9]]"))
    page = ground()
    connect(page, endpoint)
    page.locator("[data-card=shapes]").click()
    expect(marks(page)).to_have_count(1)
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"no picture")
    page.locator("#ground-stage input.file").set_input_files(str(bad))
    expect(page.locator("#ground-status [role=alert]")).to_contain_text("bad.png")
    assert endpoint.hung_up.wait(30)
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    expect(page.locator("#ground-status .doing")).to_have_count(0)
    expect(marks(page)).to_have_count(1)
    gate.open()


def test_a_reference_is_uploaded_and_its_like_found(
    ground: Callable[..., Page], tmp_path: Path
) -> None:
    page = ground()
    try_card(page, "shapes", 2)
    item = next(one for one in TRUTH["shapes"]["truth"] if one["color"] == "green")
    x1, y1, x2, y2 = item["box"]
    cut = tmp_path / "cut.png"
    Image.open(ASSETS / "shapes.png").crop((x1 - 4, y1 - 4, x2 + 4, y2 + 4)).save(cut)
    page.get_by_role("button", name="Find by example").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Upload a cut-out").click()
    chooser.value.set_files(str(cut))
    expect(page.locator("#ground-reference figure")).to_be_visible()
    find(page, "")
    expect(page.locator("#ground-answer")).not_to_contain_text("circles")
    expect(marks(page).first).to_be_visible()
    size = (TRUTH["shapes"]["width"], TRUTH["shapes"]["height"])
    left, top, _, _ = screen_box(page, item["box"], size)
    found = [one.bounding_box() for one in page.locator("#ground-stage .mark .line").all()]
    assert any(box and abs(box["x"] - left) < 8 and abs(box["y"] - top) < 8 for box in found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_without_sideways_scrolling(
    ground: Callable[..., Page], scheme: str
) -> None:
    page = ground(
        viewport={"width": 390, "height": 844}, color_scheme=scheme, has_touch=True, is_mobile=True
    )
    try_card(page, "settings", 3)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    world = page.locator("#ground-stage .world").bounding_box()
    assert world and world["x"] >= 0 and world["x"] + world["width"] <= 390
    page.locator("#ground-stage [data-tool=draw]").tap()
    expect(page.locator("#ground-stage .stage.drawing")).to_be_visible()


def test_in_chinese(ground: Callable[..., Page]) -> None:
    page = ground(locale="zh-CN")
    try_card(page, "checkout", 3)
    expect(page.get_by_label("要找什么")).to_have_value("所有按钮")
    expect(page.locator("#ground-answer")).to_contain_text("按钮")
    page.get_by_role("button", name="画一个框").click()
    page.locator("#ground-stage .view").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_role("button", name="提问").click()
    expect(page.locator("#ground-answer")).to_contain_text("区域")
