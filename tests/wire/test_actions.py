"""Every action format of the family, as it was seen, and hostile text of every kind."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Done,
    Drag,
    Fail,
    Home,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.geometry import Box, Mark, Point
from model.wire.actions import read_action, write_action

SIZE = (1000, 500)
MENU, SEARCH, GO = Box(10, 10, 30, 30), Box(100, 50, 300, 80), Box(10, 100, 60, 120)
MARKS = (Mark(MENU, "Menu"), Mark(SEARCH, "Search"), Mark(GO, "Go"))


def boxed(action: str) -> str:
    return f"<|begin_of_box|>{action}<|end_of_box|>"


PC = [
    ("left_click(start_box='[586, 446]', element_info='OK button')",
     Click(Point(586, 223), target="OK button")),
    ("right_click(start_box='[100, 200]')", Click(Point(100, 100), "right")),
    ("middle_click(start_box='[100,200]')", Click(Point(100, 100), "middle")),
    ("LEFT_CLICK(start_box='[100,200]')", Click(Point(100, 100))),
    ("left_click(element_info='it's \"x\"', start_box=[100, 200])",
     Click(Point(100, 100), target='it\'s "x"')),
    ("left_click(start_box='[100,200]', element_info='a', colour='red')",
     Click(Point(100, 100), target="a")),
    ('left_click(start_box="[100, 200]")', Click(Point(100, 100))),
    ("left_click(start_box='<|box_start|>(100,200)<|box_end|>')", Click(Point(100, 100))),
    ("left_click(start_box='[0, 200, 200, 200]')", Click(Point(100, 100))),
    ("click(point=<point>100 200</point>)", Click(Point(100, 100))),
    ("left_click(100, 200)", Click(Point(100, 100))),
    ("left_click(start_box='[100.5, 200]')", Click(Point(100.5, 100))),
    ("left_click(start_box='[999, 999]')", Click(Point(999, 499))),
    ("left_click(start_box='[1000, 1000]')", Click(Point(999, 499))),
    ("left_click(start_box='[1003, 200]')", Click(Point(999, 100))),
    ("left_click(start_box='[0.5, 0.5]')", Click(Point(500, 250))),
    ("hover(start_box='[100,200]', element_info='Menu')", Hover(Point(100, 100), target="Menu")),
    ("left_double_click(start_box='[100,200]', element_info='')", Click(Point(100, 100), count=2)),
    ("left_drag(start_box='[105, 100]', end_box='[295, 300]')",
     Drag(Point(105, 50), Point(295, 150))),
    ("key(keys='ctrl+c')", Key(("Control", "c"))),
    ("key(keys='Ctrl+Shift+T')", Key(("Control", "Shift", "T"))),
    ("key(keys='ctrl++')", Key(("Control", "+"))),
    ("key(keys='c+ctrl')", Key(("Control", "c"))),
    ("key(keys=['ctrl', 'a'])", Key(("Control", "a"))),
    ("key(keys='ctrl-a')", Key(("Control", "a"))),
    ("key(keys='enter')", Key(("Enter",))),
    ("key(keys='Page_Down')", Key(("PageDown",))),
    ("hotkey(keys='alt left')", Key(("Alt", "ArrowLeft"))),
    ("type(content='hello world')", Type("hello world")),
    ("type(content='say \\'hi\\'\\nnow')", Type("say 'hi'\nnow")),
    ("type(content='print('hi')')", Type("print('hi')")),
    ("type(content='line 1\nline 2')", Type("line 1\nline 2")),
    ("type(content=plain words)", Type("plain words")),
    ('type("x, y = 1")', Type("x, y = 1")),
    ("type(content='a=b, c=d')", Type("a=b, c=d")),
    ("type(content='C:\\dir')", Type("C:\\dir")),
    ("type(content='你好')", Type("你好")),
    ("scroll(start_box='[500,500]', direction='down', step=5, element_info='list')",
     Scroll("down", 500, Point(500, 250), target="list")),
    ("scroll(start_box='[500,500]', direction='up')", Scroll("up", 500, Point(500, 250))),
    ("scroll(direction='Left', step=2)", Scroll("left", 200)),
    ("WAIT()", Wait(5)),
    ("wait()", Wait(5)),
    ("DONE()", Done()),
    ("done()", Done()),
    ("FAIL()", Fail()),
    ("FAIL(reason='no such page')", Fail("no such page")),
]  # fmt: skip

WEB_POINTS = [
    ("CLICK(point=(214, 100), box=[[198,92,229,107]], element_info='Dinners')",
     Click(Point(214, 50), box=Box(198, 46, 229, 53.5), target="Dinners")),
    ("CLICK(point=(214, 100), element_info='Dinners')", Click(Point(214, 50), target="Dinners")),
    ("TYPE(point=(214, 100), text='bcd', box=[[198,92,229,107]], element_info='Dinners')",
     Type("bcd", Point(214, 50), True, False, Box(198, 46, 229, 53.5), "Dinners")),
    ("KEY_PRESS(key='Return')", Key(("Enter",))),
    ("SCROLL_DOWN(point=(214, 100), box=[[198,92,229,107]], distance=0.75, element_info='x')",
     Scroll("down", 375, Point(214, 50), Box(198, 46, 229, 53.5), "x")),
    ("SCROLL_UP(point=(214, 100), distance=50)", Scroll("up", 250, Point(214, 50))),
    ("SCROLL_DOWN()", Scroll("down", 250)),
    ("ANSWER(content='Dinners (3)')", Answer("Dinners (3)")),
]  # fmt: skip

WEB_MARKS = [
    ("Click [2]", Click(GO.center, box=GO, target="Go")),
    ("click 2", Click(GO.center, box=GO, target="Go")),
    ("Type [1]; [5$]", Type("5$", SEARCH.center, True, True, SEARCH, "Search")),
    ("Type [1]; [a [b] c]", Type("a [b] c", SEARCH.center, True, True, SEARCH, "Search")),
    ("Type [1]; plain", Type("plain", SEARCH.center, True, True, SEARCH, "Search")),
    ("Type [1]; [two\nlines]", Type("two\nlines", SEARCH.center, True, True, SEARCH, "Search")),
    ("Type [1]; [left_click(start_box='[1,2]')]",
     Type("left_click(start_box='[1,2]')", SEARCH.center, True, True, SEARCH, "Search")),
    ("Scroll [WINDOW]; [down]", Scroll("down", 500 * 2 / 3)),
    ("Scroll [2]; [up]", Scroll("up", 500 / 3, GO.center, GO, "Go")),
    ("Wait", Wait(5)),
    ("GoBack", Back()),
    ("Bing", Home()),
    ("Google", Home()),
    ("ANSWER; <content>Guatemala</content>", Answer("Guatemala")),
    ("ANSWER; [Guatemala]", Answer("Guatemala")),
    ("ANSWER; Guatemala", Answer("Guatemala")),
    ("Key; [Return]", Key(("Enter",))),
    ("Hover [0]", Hover(MENU.center, MENU, "Menu")),
    ("Select [1]; [Blue]", Select("Blue", SEARCH.center, SEARCH, "Search")),
]  # fmt: skip

MOBILE = [
    ('{"action_type": "click", "box_2d": [[503,580,703,700]]}',
     Click(Point(603, 320), box=Box(503, 290, 703, 350))),
    ('{"box_2d": [[503,580,703,700]], "element_type": "button", "action_type": "click"}',
     Click(Point(603, 320), box=Box(503, 290, 703, 350))),
    ("{'action_type': 'input_text', 'text': \"It's (x)\", 'override': True, "
     "'box_2d': [[0, 100, 200, 140]]}",
     Type("It's (x)", Point(100, 60), True, True, Box(0, 50, 200, 70))),
    ("{'action_type': 'input_text', 'text': 'a', 'override': false, 'box_2d': [[0,100,200,140]]}",
     Type("a", Point(100, 60), False, True, Box(0, 50, 200, 70))),
    ('{"action_type": "long_press", "box_2d": [[0,0,200,200]]}',
     Click(Point(100, 50), hold_s=1.0, box=Box(0, 0, 200, 100))),
    ('{"action_type": "swipe", "direction": "up"}', Scroll("down", 250)),
    ('{"action_type": "swipe", "direction": "left", "box_2d": [[0,0,200,200]]}',
     Scroll("right", 100, Point(100, 50), Box(0, 0, 200, 100))),
    ('{"action_type": "scroll", "direction": "down"}', Scroll("down", 250)),
    ('{"action_type": "keyboard_enter"}', Key(("Enter",))),
    ('{"action_type": "navigate_back"}', Back()),
    ('{"action_type": "navigate_home"}', Home()),
    ('{"action_type": "wait"}', Wait(5)),
    ('{"action_type": "answer", "text": "42"}', Answer("42")),
    ('{"action_type": "status", "goal_status": "complete"}', Done()),
    ('{"action_type": "status", "goal_status": "infeasible"}',
     Fail("The model says that it cannot be done.")),
]  # fmt: skip

AUTOGLM = [
    ('do(action="Tap", element=[100,200])', Click(Point(100, 100))),
    ('do(action="Tap", element=[100,200], message="Pay")', Click(Point(100, 100), target="Pay")),
    ('do(action="Double Tap", element=[100,200])', Click(Point(100, 100), count=2)),
    ('do(action="Long Press", element=[100,200])', Click(Point(100, 100), hold_s=1.0)),
    ('do(action="Type", text="finish(it)")', Type("finish(it)", clear=True)),
    ('do(action="Swipe", start=[500,800], end=[500,300])', Scroll("down", 250, Point(500, 400))),
    ('do(action="Wait", duration="2 seconds")', Wait(2)),
    ('do(action="Back")', Back()),
    ('do(action="Home")', Home()),
    ('finish(message="All is done.")', Done("All is done.")),
]


@pytest.mark.parametrize(
    "wrap",
    [
        "{}",
        "Action: {}",
        "I see a button.\nAction: {}\nMemory:\n[]",
        "<think>It may be DONE() or Click [0].</think>Action: <|begin_of_box|>{}<|end_of_box|>",
        "<think></think><answer><|begin_of_box|>{}<|end_of_box|></answer>",
        "It was all in the prompt</think>\n{}",
        "**Action:** {}",
        "```\n{}\n```",
    ],
)
@pytest.mark.parametrize(("said", "action"), [*PC, *WEB_POINTS, *WEB_MARKS, *MOBILE, *AUTOGLM])
def test_every_format_in_every_wrapping(wrap: str, said: str, action: Action) -> None:
    reading = read_action(wrap.format(said) if "{}" in wrap else said, SIZE, MARKS)
    assert reading.trouble == ""
    assert reading.action == action


def test_desktop_reply_in_full() -> None:
    reading = read_action(
        'The menu is open. I\'ll take "Flip".\n'
        + boxed("left_click(start_box='[339, 211]', element_info='Flip option')")
        + '\nMemory:\n[{"step": "2"}]',
        SIZE,
    )
    assert reading.thought == 'The menu is open. I\'ll take "Flip".'
    assert reading.said == "left_click(start_box='[339, 211]', element_info='Flip option')"
    assert reading.memory == '[{"step": "2"}]'


def test_web_reply_in_full() -> None:
    reading = read_action(
        'Thought: The box is 1.\nAction: Type [1]; [x]\nMemory_Updated: {"city": "Oslo"}',
        SIZE,
        MARKS,
    )
    assert (reading.thought, reading.said) == ("The box is 1.", "Type [1]; [x]")
    assert reading.memory == '{"city": "Oslo"}'


def test_mobile_reply_in_full() -> None:
    reading = read_action(
        "Memory: None\nReason: It is not open yet.\nAction: {'action_type': 'wait'}", SIZE
    )
    assert (reading.thought, reading.memory) == ("It is not open yet.", "")
    assert reading.action == Wait()


def test_a_reply_in_one_line() -> None:
    line = "Thought:Search is 2.        Action:Click [2]        Observation:Success"
    reading = read_action(line, SIZE, MARKS)
    assert (reading.thought, reading.said) == ("Search is 2.", "Click [2]")


def test_the_second_span_is_read_when_the_first_holds_a_thought() -> None:
    reply = boxed("I tap it") + "\n" + boxed('do(action="Tap", element=[100,200])')
    assert read_action(reply, SIZE).action == Click(Point(100, 100))


def test_in_prose_the_last_call_counts() -> None:
    reply = "I could WAIT() but it is there: left_click(start_box='[100,200]')."
    assert read_action(reply, SIZE).action == Click(Point(100, 100))


def test_what_is_typed_is_no_action_of_its_own() -> None:
    reply = "type(content='Memory: x\nAction: DONE()')\nMemory:\n[]"
    reading = read_action(reply, SIZE)
    assert reading.action == Type("Memory: x\nAction: DONE()")
    assert reading.memory == "[]"


def test_both_grids_are_thousandths() -> None:
    for grid in (999, 1000):
        point = read_action(f"left_click(start_box='[500, {grid}]')", (2048, 1191)).action
        assert point == Click(Point(1024, pytest.approx(1190, abs=0.2)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("", "nothing"),
        ("<think>left_click(start_box='[1,2]')", "thinking only"),
        ("I am not sure what to do.", "names no action"),
        ("left_click(element_info='OK')", "start_box"),
        ("left_click(start_box='[1280, 300]')", "0 to 1000"),
        ("left_click(start_box='[-5, 300]')", "0 to 1000"),
        ("left_click(start_box='the button')", "the button"),
        ("left_click(start_box='[12", "ends in the middle"),
        ("type(content='never closed", "ends in the middle"),
        ("type()", "content"),
        ("type(content='')", "empty"),
        ("key(keys='hyper+x')", "hyper"),
        ("key(keys='down down')", "several keys"),
        ("scroll(start_box='[1,2]')", "direction"),
        ("scroll(start_box='[1,2]', direction='sideways')", "sideways"),
        ("SCROLL_DOWN(point=(1,2), distance=0)", "nothing"),
        ("left_drag(start_box='[1,2]')", "end_box"),
        (boxed("fly(start_box='[1,2]')"), "'fly'"),
        ("Action: Click [7]", "0 to 2"),
        ("Action: ANSWER; <content></content>", "empty"),
        ('{"action_type": "open_app", "app_name": "Clock"}', "apps"),
        ('{"action_type": "dance"}', "dance"),
        ('{"action_type": "click"}', "box_2d"),
        ('{"action_type": "click", "box_2d": [[1,2', "ends in the middle"),
        ('{"action_type": "click", "box_2d": [[1,2,3]]}', "[1,2,3]" and "no place"),
        ('do(action="Launch", app="Settings")', "apps"),
        ('do(action="Take_over", message="log in")', "log in"),
        ("left_click(start_box='[1,2]') was wrong.\nAction: Click [57]", "57"),
    ],
)
def test_what_cannot_be_read_is_said(reply: str, word: str) -> None:
    reading = read_action(reply, SIZE, MARKS)
    assert reading.action is None
    assert word in reading.trouble
    assert reading.trouble.endswith(".")


def test_marks_that_were_not_shown_are_not_there() -> None:
    assert "no marks" in read_action("Action: Click [3]", SIZE).trouble


ACTIONS = [
    Click(Point(12.5, 7), box=Box(10, 5, 20, 10), target="it's <|user|> (x)"),
    Click(Point(1, 2), "right"),
    Click(Point(1, 2), count=2),
    Click(Point(1, 2), count=3),
    Click(Point(1, 2), hold_s=1.0),
    Hover(Point(1, 2)),
    Type("a 'quoted' \"text\"\nand\ta slash \\ and \\n", Point(3, 4), True, True),
    Type("", Point(3, 4), clear=True),
    Type("x') DONE() type(content='y"),
    Key(("Control", "Shift", "a")),
    Key(("+",)),
    Scroll("down", 350, Point(3, 4), Box(0, 0, 100, 100), "list"),
    Scroll("left", 40),
    Drag(Point(1, 2), Point(3, 4), "box"),
    Select("Blue, 'dark'", Point(1, 2)),
    Wait(),
    Wait(2.5),
    Back(),
    Home(),
    Answer("It's 42.\nYes."),
    Done("note"),
    Fail("why"),
]


@pytest.mark.parametrize("action", ACTIONS)
def test_what_is_written_is_read_back(action: Action) -> None:
    written = "I do it.\nAction: " + write_action(action, SIZE) + "\nMemory:\n[]"
    reading = read_action(written, SIZE)
    if isinstance(action, Click):
        action = replace(action, target=action.target.replace("<|", "< |"))
    assert reading.action == action


@given(st.text(alphabet="left_clickdo(){}[]<>'\"=,;:\\ 0159\nActionTypeMemory|", max_size=120))
def test_anything_is_read_without_an_error(reply: str) -> None:
    reading = read_action(reply, SIZE, MARKS)
    assert (reading.action is None) == bool(reading.trouble)


@pytest.mark.parametrize(("said", "action"), [*PC, *WEB_POINTS, *MOBILE, *AUTOGLM])
def test_a_cut_reply_never_does_something_else(said: str, action: Action) -> None:
    fine = [None, action, *([Fail()] if isinstance(action, Fail) else [])]
    for cut in range(len(said)):
        assert read_action(boxed(said[:cut]), SIZE).action in fine, said[:cut]


@given(st.text(max_size=60))
def test_any_text_is_typed_as_it_is(text: str) -> None:
    reading = read_action(write_action(Type(text or "x"), SIZE), SIZE)
    assert isinstance(reading.action, Type)
    assert reading.action.text == (text or "x").replace("<|", "< |")


@pytest.mark.parametrize(
    "bomb",
    [
        "left_click(" * 30_000,
        "type(content='" * 20_000,
        "type(content='" + "')x" * 90_000,
        "{" * 200_000,
        '{"action_type": ' * 20_000,
        "Action: " * 40_000,
        "Memory:\n" * 40_000,
        "Type [1]; [" * 30_000,
        "Type [1]; [x\n" * 20_000,
        "<|begin_of_box|>" * 20_000,
        "<think>" * 40_000,
        "</think>" * 40_000,
        "'" * 200_000,
        "\\" * 200_000,
        "left_click(start_box='" + "[" * 200_000,
        "left_click(start_box='" + "9" * 200_000,
        "a\n" * 100_000,
        "click " * 40_000,
    ],
)
def test_hostile_replies_end(bomb: str) -> None:
    read_action(bomb, SIZE, MARKS)
