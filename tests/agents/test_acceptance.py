"""Which controls of a page respond when a hand uses them."""

import pytest

from agents.acceptance import Acceptance, trying
from agents.sandbox import Browser, Sandbox, Viewport
from agents.sites import FOLDER
from model.errors import PageFailed
from model.events import Progress
from model.settings import Settings

PAGE = """<!doctype html><title>Controls</title>
<body style="margin:20px;font:16px sans-serif">
<style>button:hover, a:hover { background: yellow } div { margin: 6px }</style>
<div><a href="#there">Works there</a> <a href="#">Nowhere</a> <a>No address</a>
<a href="/other.html">Works elsewhere</a></div>
<div><button onclick="this.textContent = 'Works, yes'">Works by words</button>
<button>Idle</button> <button disabled>Grey</button>
<button onclick="alert('hello')">Works by a dialog</button>
<span onclick="this.style.color = 'red'">Works by colour</span>
<span onclick="1">Idle span</span></div>
<div><input placeholder="Works as a field">
<input placeholder="Fixed" readonly value="x">
<input type="checkbox" aria-label="Works as a box">
<input type="checkbox" aria-label="Held" onclick="return false">
<input type="radio" name="r" checked aria-label="Works as a radio">
<input type="range" aria-label="Works as a slider">
<input type="date" aria-label="Works as a date"></div>
<div><select aria-label="Works as a list"><option>A</option><option>B</option></select>
<select aria-label="Lonely"><option>A</option></select>
<textarea placeholder="Works as an area"></textarea></div>
<details><summary>Works as a section</summary>Inside</details>
<div style="position:relative"><button onclick="this.remove()">Covered</button>
<p style="position:absolute;left:0;top:-4px;width:200px;height:40px;margin:0;background:#eee">
On top</p></div>
<div style="height:900px"></div><p id="there">There</p>
<button onclick="document.body.append('x')">Works below</button>
<form onsubmit="return false"><button>Works as a form</button></form>
"""
DEAD = {
    "Nowhere": "leads nowhere",
    "No address": "leads nowhere",
    "Idle": "does nothing when it is clicked",
    "Idle span": "does nothing",
    "Fixed": "takes no text",
    "Held": "does not change",
    "Lonely": "no other option",
    "Covered": "lies over it",
}


def try_controls(sandbox: Sandbox, html: str) -> Acceptance:
    *_, found = trying(sandbox, html)
    assert isinstance(found, Acceptance)
    return found


@pytest.fixture(scope="module")
def sandbox():
    browser = Browser(Settings())
    with browser.open(Viewport(700, 500)) as opened:
        yield opened
    browser.close()


def test_every_control_is_tried_and_the_dead_ones_are_named(sandbox):
    events = list(trying(sandbox, PAGE))
    found = events[-1]
    assert isinstance(found, Acceptance) and found.left == 0
    assert all(isinstance(event, Progress) for event in events[:-1])
    dead = {one.name or one.path: one.fault for one in found.tried if one.dead}
    assert dead.keys() == DEAD.keys(), dead
    for name, words in DEAD.items():
        assert words in dead[name] and repr(name) in dead[name]
    assert [one.name for one in found.tried if one.skipped] == ["Grey"]
    names = {one.name for one in found.tried}
    assert len([name for name in names if name.startswith("Works")]) == 15
    assert found.alive == 15 and len(found.dead) == len(DEAD)


def test_a_control_that_hangs_the_page_is_a_fault_of_its_own(sandbox):
    html = "<button onclick='while(1){}'>Hang</button><button onclick='this.remove()'>Go</button>"
    found = try_controls(sandbox, html)
    hang, go = found.tried
    assert "makes the page fail" in hang.fault and not go.dead


def test_a_page_without_controls(sandbox):
    assert try_controls(sandbox, "<p>Words</p>") == Acceptance()


def test_a_page_that_cannot_be_opened(sandbox):
    with pytest.raises(PageFailed):
        try_controls(sandbox, "\x00\x01" * 4000)


@pytest.mark.parametrize("name", ["todo", "teahouse"])
def test_our_own_demo_pages_have_no_dead_control(sandbox, name):
    assert try_controls(sandbox, (FOLDER / name / "index.html").read_text("utf-8")).dead == ()
