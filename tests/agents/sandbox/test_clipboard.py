"""One Chromium has one clipboard; a session finds there only what it put there itself."""

from agents.sandbox import Browser, Sandbox
from model.actions import Click, Key
from model.geometry import Point

PAGE = """<!doctype html>
<style>textarea,button{position:absolute;left:20px;width:300px;height:40px}</style>
<textarea id=one style='top:20px'></textarea><textarea id=two style='top:80px'></textarea>
<button style='top:140px' onclick="navigator.clipboard.writeText('by script')">Copy</button>
<script>addEventListener('paste', (e) => window.seen = e.clipboardData.getData('text'));
const has = () => true; Array.prototype.includes = has; Event.prototype.preventDefault = () => {};
DataTransfer.prototype.getData = () => 'mine';</script>"""
FIRST, SECOND, BUTTON = Point(100, 40), Point(100, 100), Point(100, 160)


def press(sandbox: Sandbox, at: Point, *keys: str) -> None:
    sandbox.act(Click(at))
    for key in keys:
        sandbox.act(Key(("Control", key)))


def texts(sandbox: Sandbox) -> list[str]:
    found: list[str] = sandbox.evaluate("() => [one.value, two.value, window.seen ?? '']")
    return found


def test_what_was_copied_is_pasted_only_in_its_own_session(sandboxes: Browser) -> None:
    with sandboxes.open() as mine, sandboxes.open() as theirs:
        for sandbox in (mine, theirs):
            sandbox.load(PAGE)
        mine.evaluate("() => { one.value = 'my secret' }")
        press(mine, FIRST, "a", "c")
        press(theirs, SECOND, "v")
        assert texts(theirs) == ["", "", ""]
        press(mine, SECOND, "v")
        assert texts(mine)[:2] == ["my secret", "my secret"]
        press(mine, FIRST, "a", "x")
        press(mine, SECOND, "a", "v")
        assert texts(mine)[:2] == ["", "my secret"]


def test_a_button_that_copies_works_for_its_own_session(sandboxes: Browser) -> None:
    with sandboxes.open() as mine, sandboxes.open() as theirs:
        for sandbox in (mine, theirs):
            sandbox.load(PAGE)
        mine.act(Click(BUTTON))
        press(theirs, FIRST, "v")
        press(mine, FIRST, "v")
        assert texts(theirs)[0] == ""
        assert texts(mine)[0] == "by script"
