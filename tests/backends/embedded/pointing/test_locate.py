from __future__ import annotations

import pytest

from model.backends.embedded.eye.shapes import FoundShape, ShapeKind
from model.backends.embedded.pointing.locate import Located, locate
from model.backends.embedded.pointing.question import parse
from model.backends.embedded.screen import Element, Line, Screen
from model.geometry import Box

BLACK, WHITE, RED, GREEN, BLUE = (
    (0, 0, 0),
    (255, 255, 255),
    (220, 40, 40),
    (30, 160, 60),
    (20, 70, 220),
)


def line(text: str, x: float, y: float, color: tuple[int, int, int] = BLACK) -> Line:
    return Line(text, Box(x, y, x + 9 * len(text), y + 16), 0.99, color, WHITE)


def form() -> Screen:
    """A login form: labels above fields, two checkboxes, three buttons in a row, a table."""
    lines = (
        line("Account settings", 20, 10),
        line("First name", 20, 50),
        line("Email", 20, 120),
        line("ann@example.com", 30, 148),
        line("Password", 20, 190),
        line("Remember me", 50, 260),
        line("Send news", 250, 260),
        line("Delete", 40, 310),
        line("Sign in", 160, 310),
        line("Cancel", 280, 310),
        line("Forgot password?", 20, 360, BLUE),
        line("Create account", 220, 360, BLUE),
        line("Subtotal", 20, 400),
        line("$45.00", 300, 400),
        line("Total", 20, 430),
        line("$49.90", 300, 430),
        line("Due 2024-05-01", 20, 460, RED),
        line("Order 66", 20, 490),
        line("Search", 600, 20),
    )
    elements = (
        Element("panel", Box(10, 40, 460, 480), border=(200, 200, 200)),
        Element("field", Box(20, 70, 320, 100), fill=WHITE, border=(118, 118, 118)),
        Element("field", Box(20, 140, 320, 170), "ann@example.com", WHITE, (118, 118, 118)),
        Element("field", Box(20, 210, 320, 240), fill=WHITE, border=(118, 118, 118)),
        Element("checkbox", Box(24, 260, 40, 276), "Remember me", checked=True),
        Element("checkbox", Box(224, 260, 240, 276), "Send news", checked=False),
        Element("button", Box(20, 300, 120, 336), "Delete", RED),
        Element("button", Box(140, 300, 240, 336), "Sign in", GREEN),
        Element("button", Box(260, 300, 360, 336), "Cancel", (240, 240, 240), (118, 118, 118)),
        Element("link", Box(20, 360, 164, 376), "Forgot password?"),
        Element("link", Box(220, 360, 346, 376), "Create account"),
        Element("icon", Box(700, 16, 724, 40)),
        Element("icon", Box(740, 16, 764, 40)),
        Element("icon", Box(700, 560, 724, 584)),
        Element("picture", Box(500, 100, 780, 300)),
    )
    return Screen(800, 600, lines, elements, ((WHITE, 0.9), (RED, 0.02)), "screenshot", WHITE)


def drawn(kind: ShapeKind, color: tuple[int, int, int], box: Box) -> FoundShape:
    return FoundShape(kind, color, box, box.center, box.area, True)


SHAPES = (
    drawn("circle", RED, Box(520, 320, 580, 380)),
    drawn("circle", BLUE, Box(600, 320, 640, 360)),
    drawn("triangle", RED, Box(660, 320, 720, 380)),
)


def find(question: str, screen: Screen | None = None) -> Located:
    return locate(parse(question), screen or form(), lambda: SHAPES)


def boxes(located: Located) -> list[tuple[int, int, int, int]]:
    return [item.box.pixels() for item in located.found]


FIELDS = [(20, 70, 320, 100), (20, 140, 320, 170), (20, 210, 320, 240)]
BUTTONS = [(20, 300, 120, 336), (140, 300, 240, 336), (260, 300, 360, 336)]
CHECKBOXES = [(24, 260, 40, 276), (224, 260, 240, 276)]
FOUND = [
    ("the Sign in button", [BUTTONS[1]]),
    ("signin button", [BUTTONS[1]]),
    ("Singin button", [BUTTONS[1]]),
    ("the S1gn in button", [BUTTONS[1]]),
    ("all buttons", BUTTONS),
    ("every checkbox", CHECKBOXES),
    ("checked boxes", CHECKBOXES[:1]),
    ("the unchecked checkbox", CHECKBOXES[1:]),
    ("empty fields", [FIELDS[0], FIELDS[2]]),
    ("filled fields", [FIELDS[1]]),
    ("second input from the top", [FIELDS[1]]),
    ("the last field", [FIELDS[2]]),
    ("the second last button", [BUTTONS[1]]),
    ("the third button from the right", [BUTTONS[0]]),
    ("the leftmost button", [BUTTONS[0]]),
    ("the rightmost button", [BUTTONS[2]]),
    ("the Email field", [FIELDS[1]]),
    ("the field labelled Password", [FIELDS[2]]),
    ("password input", [FIELDS[2]]),
    ("the First name field", [FIELDS[0]]),
    ("the field under Email", [FIELDS[1]]),
    ("the button below Password", [BUTTONS[0]]),
    ("the button next to Delete", [BUTTONS[1]]),
    ("the button right of Sign in", [BUTTONS[2]]),
    ("the button between Delete and Cancel", [BUTTONS[1]]),
    ("the checkbox left of Remember me", CHECKBOXES[:1]),
    ("the Send news checkbox", CHECKBOXES[1:]),
    ("the link right of Forgot password", [(220, 360, 346, 376)]),
    ("the last link", [(220, 360, 346, 376)]),
    ("the red button", [BUTTONS[0]]),
    ("the green button", [BUTTONS[1]]),
    ("the red circle", [(520, 320, 580, 380)]),
    ("all circles", [(520, 320, 580, 380), (600, 320, 640, 360)]),
    ("the biggest circle", [(520, 320, 580, 380)]),
    ("red shapes", [(520, 320, 580, 380), (660, 320, 720, 380)]),
    ("the circle right of the red circle", [(600, 320, 640, 360)]),
    ("all icons in the top right corner", [(700, 16, 724, 40), (740, 16, 764, 40)]),
    ("the icon in the top right corner", [(740, 16, 764, 40)]),
    ("bottom right corner icon", [(700, 560, 724, 584)]),
    ("the icons in the toolbar", [(700, 16, 724, 40), (740, 16, 764, 40)]),
    ("the icon right of Search", [(700, 16, 724, 40)]),
    ("the picture", [(500, 100, 780, 300)]),
    ("where does it say Total", [(20, 430, 65, 446)]),
    ("Remember me", [(50, 260, 149, 276)]),
    ("the red text", [(20, 460, 146, 476)]),
    ("the price of Total", [(300, 430, 354, 446)]),
    ("the text right of Total", [(300, 430, 354, 446)]),
    ("prices", [(300, 400, 354, 416), (300, 430, 354, 446)]),
    ("email address", [(30, 148, 165, 164)]),
    ("all buttons in the bottom half", BUTTONS),
    ("the Sign in and Delete buttons", [BUTTONS[1], BUTTONS[0]]),
    ("checkboxes and fields", [*CHECKBOXES, *FIELDS]),
    ("the Sign in buton", [BUTTONS[1]]),
]


@pytest.mark.parametrize(("question", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_found(question: str, expected: list[tuple[int, int, int, int]]) -> None:
    assert boxes(find(question)) == expected


NOTHING = [
    "dog",
    "the dog",
    "a person",
    "the happy face",
    "the most important button",
    "the dog button",
    "red dog",
    "the green elephant icon",
    "Order 68",
    "Sign up",
    "the Sign up button",
    "the blue button",
    "the fourth field",
    "the yellow star",
    "the button right of Logout",
    "all switches",
    "the radio button",
    "the dog and the cat",
    "the Logout and Sign up buttons",
    "percentages",
    "the icon that shows a heart",
    "狗",
    "蓝色的按钮",
]


@pytest.mark.parametrize("question", NOTHING)
def test_nothing_is_drawn_for_what_is_not_known(question: str) -> None:
    located = find(question)
    assert located.found == ()
    assert located.missing.endswith((".", "。"))


def test_unknown_looks_are_said_with_what_would_know_them() -> None:
    missing = find("the dog").missing
    assert "does not know what “dog” looks like" in missing and "GLM-4.5V" in missing
    assert "不知道“狗”长什么样" in find("狗").missing


def test_the_word_dog_is_found_as_text_and_said_to_be_text() -> None:
    screen = Screen(400, 100, (line("Beware of the dog", 10, 10),), (), (), "photo", WHITE)
    located = find("dog", screen)
    assert [item.text for item in located.found] == ["dog"]
    assert any("written words" in notice for notice in located.notices)
    assert not any("written words" in notice for notice in find('"dog"', screen).notices)


def test_nearest_candidates_are_named_but_not_drawn() -> None:
    located = find("where does it say Tutal")
    assert located.found == () or "Total" in str(located.notices)
    missing = find("Order 68").missing
    assert "“Order 66”" in missing


def test_a_typo_is_told() -> None:
    located = find("Remenber me")
    assert boxes(located) == [(50, 260, 149, 276)]
    assert any("“Remember me”" in notice for notice in located.notices)


def test_reasons_name_the_filter_that_left_nothing() -> None:
    assert "none of them is blue" in find("the blue button").missing
    assert "only 3 such fields" in find("the fourth field").missing
    assert "“Logout”" in find("the button right of Logout").missing
    assert "Delete" in find("the Sign up button").missing
    assert "unchecked" in find("the unchecked field").missing


def test_equals_are_all_marked_and_told() -> None:
    located = find("the price")
    assert len(located.found) == 2
    assert any("fit equally well" in notice for notice in located.notices)


def test_a_whole_label_beats_the_same_word_in_a_longer_one() -> None:
    screen = Screen(
        800, 200, (line("Search results", 10, 10), line("Search", 10, 60)), (), (), "screenshot",
        WHITE,
    )  # fmt: skip
    assert boxes(find("Search", screen)) == [(10, 60, 64, 76)]


def test_a_button_without_outline_is_its_text_and_that_is_told() -> None:
    screen = Screen(800, 200, (line("Sign in", 10, 10),), (), (), "screenshot", WHITE)
    located = find("the Sign in button", screen)
    assert boxes(located) == [(10, 10, 73, 26)]
    assert any("No button was recognised" in notice for notice in located.notices)
    assert find("the Sign in field", screen).found == ()


def test_words_of_a_wrapped_label_are_found_across_lines() -> None:
    screen = Screen(
        800, 200, (line("I accept the terms", 10, 10), line("and conditions", 10, 30)), (), (),
        "screenshot", WHITE,
    )  # fmt: skip
    assert boxes(find("where does it say the terms and conditions", screen)) != []


def test_words_that_look_like_modifiers_are_tried_as_words() -> None:
    lines = (line("First name", 20, 10), line("name", 20, 60), line("Red", 40, 110))
    button = Element("button", Box(20, 100, 120, 136), "Red", (200, 200, 200))
    screen = Screen(800, 200, lines, (button,), (), "screenshot", WHITE)
    assert boxes(find("First name", screen)) == [(20, 10, 110, 26)]
    assert boxes(find("the red button", screen)) == [(20, 100, 120, 136)]


def test_chinese() -> None:
    lines = (line("登录", 40, 110), line("注册", 240, 110), line("密码", 20, 40))
    elements = (
        Element("field", Box(80, 34, 300, 64), fill=WHITE, border=BLACK),
        Element("button", Box(20, 100, 120, 136), "登录", BLUE),
        Element("button", Box(220, 100, 320, 136), "注册", GREEN),
    )
    screen = Screen(800, 200, lines, elements, (), "screenshot", WHITE)
    assert boxes(find("“登录”按钮", screen)) == [(20, 100, 120, 136)]
    assert boxes(find("登录右边的按钮", screen)) == [(220, 100, 320, 136)]
    assert boxes(find("密码右边的输入框", screen)) == [(80, 34, 300, 64)]
    assert boxes(find("绿色的按钮", screen)) == [(220, 100, 320, 136)]
    assert boxes(find("第二个按钮", screen)) == [(220, 100, 320, 136)]
    assert len(find("所有按钮", screen).found) == 2
    assert boxes(find("红色的圆", screen)) == [(520, 320, 580, 380)]


def test_an_empty_screen_answers_everything_with_a_sentence() -> None:
    empty = Screen(100, 100, (), (), (), "blank", WHITE)
    for question, _ in FOUND:
        located = locate(parse(question), empty, tuple)
        assert not located.found and located.missing


def test_a_part_of_the_page_by_its_name_is_a_guess_and_says_so() -> None:
    bar = Element("panel", Box(0, 0, 800, 50), fill=(30, 30, 30))
    located = find("the header", Screen(800, 600, (), (bar,), (), "screenshot", WHITE))
    assert boxes(located) == [(0, 0, 800, 50)]
    assert any("guess" in notice for notice in located.notices)
    assert find("the sidebar").missing.startswith("No sidebars were found")


def test_a_panel_is_not_called_by_the_colour_of_its_words() -> None:
    words = line("Due", 20, 20, RED)
    panel = Element("panel", Box(0, 0, 400, 300), fill=(240, 240, 240))
    screen = Screen(800, 600, (words,), (panel,), (), "screenshot", WHITE)
    assert boxes(locate(parse("everything red"), screen, tuple)) in ([], [(20, 20, 47, 36)])
    assert boxes(locate(parse("the red one"), screen, tuple)) == [(20, 20, 47, 36)]


def test_of_a_list_what_is_missing_is_told() -> None:
    located = find("the Sign in and Logout buttons")
    assert boxes(located) == [BUTTONS[1]]
    assert any("“Logout”" in notice for notice in located.notices)


def test_a_switch_may_be_called_a_checkbox_and_a_list_a_field_but_that_is_told() -> None:
    lines = (line("Dark mode", 60, 10), line("Country", 20, 60), line("France", 30, 92))
    elements = (
        Element("switch", Box(20, 8, 50, 28), "Dark mode", checked=True),
        Element("button", Box(20, 84, 320, 116), "France", WHITE, (118, 118, 118)),
    )
    screen = Screen(800, 200, lines, elements, (), "screenshot", WHITE)
    located = find("the Dark mode checkbox", screen)
    assert boxes(located) == [(20, 8, 50, 28)]
    assert any("as a switch" in notice for notice in located.notices)
    located = find("the Country field", screen)
    assert boxes(located) == [(20, 84, 320, 116)]
    assert any("as a button" in notice for notice in located.notices)
    assert find("all checkboxes", screen).found == ()
