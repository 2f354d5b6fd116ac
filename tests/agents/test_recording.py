"""A recorded run: driven in the real Chromium once, then kept, filmed, exported and replayed."""

import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from agents import recording
from agents.gui_agent import Control, Errand, run
from agents.recording import Run, StartPage, Step
from agents.sandbox import Browser, Viewport
from model.actions import Answer, Click, Drag, Key, Scroll, Select, Type, Wait
from model.errors import InputError, TooLarge, UnreadableFile
from model.geometry import Box, Mark, Point, Polygon
from model.service import ModelService
from model.settings import Settings
from model.tasks.act import Verdict
from model.wire.actions import write_action
from tests.agents.paper import draw
from tests.agents.replies import Replies

SETTINGS = Settings(heartbeat_s=0.05)
VIEW = Viewport(900, 640)
WHERE = """(words) => {
  const node = [...document.querySelectorAll("button, input, .grip")].find((one) =>
    (one.placeholder || one.getAttribute("aria-label") || one.textContent) === words);
  const box = node.getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""


@pytest.fixture(scope="module")
def driven() -> Run:
    """Adds a task to the to-do list, ticks one off and drags a line, by scripted replies."""
    browser = Browser(SETTINGS)
    try:
        with browser.open(VIEW) as sandbox:
            from agents.sites import site

            sandbox.load(site("todo"))

            def at(words: str) -> Point:
                return Point(*sandbox.evaluate(WHERE, words))

            grip = at("Move")
            actions = [
                Click(at("What needs doing?"), target="What needs doing?"),
                Type("Buy stamps — 邮票"),
                Key(("Enter",)),
                Click(at("Call the dentist"), target="Call the dentist"),
                Drag(grip, Point(grip.x, grip.y + 130)),
                Scroll("down", 60),
            ]
            size = (VIEW.width, VIEW.height)
            replies = [write_action(action, size) for action in actions]
            backend = Replies(*replies, "DONE()", "Verdict: yes\nReason: It is there.")
            service = ModelService(SETTINGS, {"embedded": backend})
            errand = Errand(
                'Add "Buy stamps", tick """one""" \\ off',
                StartPage("site", "todo"),
                approval="none",
            )
            *_, ended = run(errand, service, sandbox, None, None, Control())
    finally:
        browser.close()
    assert ended.run.end == "done", ended.run.why
    assert [step.outcome for step in ended.run.steps[:6]] == ["Success."] * 6
    return ended.run


def test_a_run_comes_back_from_its_zip_as_it_was(driven):
    assert recording.from_zip(recording.to_zip(driven)) == driven


def test_a_run_of_everything_comes_back(driven):
    picture = draw("x")
    mark = Mark(Polygon((Point(1, 2), Point(3, 4), Point(5, 6))), "n", "measured", score=0.5)
    every = replace(
        driven.steps[0],
        action=Select("é\u2028", Point(1, 2), Box(1, 2, 3, 4)),
        before=picture,
        after=picture,
        suspicious=("a", "b"),
        asked="refused",
        by_user=True,
    )
    whole = Run(
        "t", StartPage("html", "<p>", hosts=("a.example",)), "marks", (320, 200), 1.0,
        steps=(every, replace(every, action=None), replace(every, action=Answer("42"))),
        verdict=Verdict(None, "?", (mark, Mark(Point(1, 1)))), log=("x",),
    )  # fmt: skip
    assert recording.from_zip(recording.to_zip(whole)) == whole


def test_screenshots_are_kept_once(driven):
    with zipfile.ZipFile(io.BytesIO(recording.to_zip(driven))) as parcel:
        shots = [name for name in parcel.namelist() if name.startswith("shots/")]
    digests = {shot.digest for step in driven.steps for shot in (step.before, step.after)}
    assert len(shots) == len(digests)


def parcel(**files: bytes | str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name.replace("__", "/").replace("_DOT_", "."), data)
    return buffer.getvalue()


def changed(driven: Run, change) -> bytes:
    """The run's zip with its JSON changed by hand."""
    source = io.BytesIO(recording.to_zip(driven))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "run.json":
                whole = json.loads(data)
                change(whole)
                data = json.dumps(whole).encode()
            new.writestr(name, data)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 not really",
        b"\x89PNG\r\n\x1a\n",
        parcel(other_DOT_txt="x"),
        parcel(run_DOT_json=""),
        parcel(run_DOT_json="[" * 100_000),
        parcel(run_DOT_json="{}"),
        parcel(run_DOT_json=b"\xff\xfe"),
        parcel(run_DOT_json='{"sightline": "run", "version": 99, "run": {}}'),
        parcel(run_DOT_json='{"sightline": "run", "version": 1, "run": {"is": "Run"}}'),
        parcel(run_DOT_json='{"sightline": "run", "version": 1, "run": null}'),
    ],
)
def test_what_is_no_record_is_refused_in_a_sentence(data):
    with pytest.raises(UnreadableFile) as found:
        recording.from_zip(data)
    assert str(found.value).endswith(".") and "Traceback" not in str(found.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole["run"].update(task=3),
        lambda whole: whole["run"].update(extra=3),
        lambda whole: whole["run"].update(scale=float("nan")),
        lambda whole: whole["run"].update(scale=99.0),
        lambda whole: whole["run"].update(size=[900]),
        lambda whole: whole["run"].update(size=[901_000, 640]),
        lambda whole: whole["run"].update(end="happy"),
        lambda whole: whole["run"].update(steps={}),
        lambda whole: whole["run"].pop("task"),
        lambda whole: whole["run"]["steps"][0].update(action={"is": "Picture"}),
        lambda whole: whole["run"]["steps"][0].update(action={"is": "Click"}),
        lambda whole: whole["run"]["steps"][0].update(changed=1),
        lambda whole: whole["run"]["steps"][0]["before"].update(file="../../etc/passwd"),
        lambda whole: whole["run"]["steps"][0]["before"].update(file="shots/" + "0" * 64 + ".png"),
    ],
)
def test_a_record_that_was_changed_by_hand_is_refused(driven, change):
    with pytest.raises(UnreadableFile):
        recording.from_zip(changed(driven, change))


def test_a_swapped_screenshot_is_noticed(driven):
    source, target = io.BytesIO(recording.to_zip(driven)), io.BytesIO()
    other = io.BytesIO()
    Image.new("RGB", (900, 640), "red").save(other, "PNG")
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, other.getvalue() if "shots" in name else old.read(name))
    with pytest.raises(UnreadableFile, match="not the one that was recorded"):
        recording.from_zip(target.getvalue())


def test_bombs_are_not_unpacked(driven):
    small = replace(SETTINGS, max_upload_mb=1)
    with pytest.raises(TooLarge):
        recording.from_zip(parcel(run_DOT_json=b" " * 40_000_000), small)
    with pytest.raises(TooLarge):
        recording.from_zip(parcel(run_DOT_json=b" " * 17_000_000), SETTINGS)
    with pytest.raises(TooLarge):
        recording.from_zip(b"x" * 1_000_001, small)
    many = {f"shots__{n}": b"" for n in range(1_300)}
    with pytest.raises(TooLarge):
        recording.from_zip(parcel(run_DOT_json="{}", **many))
    with pytest.raises(TooLarge):
        recording.from_zip(recording.to_zip(driven), replace(SETTINGS, session_pictures_mb=4))


def test_frames_show_pointer_and_target(driven):
    moments = list(recording.frames(driven, 450, captions=False))
    assert {moment.image.size for moment in moments} == {(450, 320)}
    assert [moment.step for moment in moments] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 0]
    first = moments[0].image
    x, y = (round(side / 2) for side in (driven.steps[0].action.at.x, driven.steps[0].action.at.y))
    around = first.crop((x - 20, y - 20, x + 20, y + 20)).getcolors(2000)
    assert any(r > 180 and g < 110 and b < 120 for _, (r, g, b) in around)  # the ring
    assert any(max(color) < 80 for _, color in around)  # the pointer
    plain = driven.steps[0].before.pixels.resize((450, 320))
    assert first.tobytes() != plain.tobytes()


def test_captions_hold_any_words(driven):
    long = replace(driven.steps[0], thought="猫 and dogs and " * 60)
    heights = {moment.image.height for moment in recording.frames(replace(driven, steps=(long,)))}
    assert heights == {640 + 64}


def test_the_gif_shows_every_moment(driven):
    with Image.open(io.BytesIO(recording.to_gif(driven))) as film:
        assert film.n_frames >= 11 and film.size == (900, 704)
        film.seek(0)
        assert film.info["duration"] == 1500
    with Image.open(io.BytesIO(recording.to_gif(driven, speed=3))) as film:
        assert film.info["duration"] == 500


def test_the_webm_film_plays(driven, tmp_path):
    import cv2

    path = tmp_path / "run.webm"
    path.write_bytes(recording.to_webm(driven, speed=2))
    film = cv2.VideoCapture(str(path))
    count, (found, frame) = 1, film.read()
    assert found and frame.shape == (704, 900, 3)
    while film.read()[0]:
        count += 1
    film.release()
    seconds = sum(moment.seconds for moment in recording.frames(driven))
    assert abs(count / 4 - seconds / 2) < 3


@pytest.mark.parametrize("export", [recording.to_gif, recording.to_webm, recording.to_script])
def test_a_run_without_steps_has_nothing_to_export(driven, export):
    with pytest.raises(InputError, match="no step"):
        export(replace(driven, steps=()))


def replay(script: str, tmp_path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script alone: in an empty folder, without our packages on the path."""
    path = tmp_path / "replay.py"
    path.write_text(script, "utf-8")
    return subprocess.run(
        [sys.executable, "-I", str(path), *arguments],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_exported_script_replays_the_run_and_finds_the_same_end(driven, tmp_path):
    script = recording.to_script(driven)
    assert "from agents" not in script and "import agents" not in script
    assert "hand.type('Buy stamps — 邮票')" in script and "hand.drag(" in script
    shot = tmp_path / "end.png"
    done = replay(script, tmp_path, "--save", str(shot))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("OK")
    with Image.open(shot) as end:
        assert end.convert("RGB").tobytes() == driven.steps[-1].after.pixels.tobytes()


def test_the_exported_script_fails_when_the_end_looks_different(driven, tmp_path):
    *others, last = driven.steps
    # The same clicks, but the task was recorded with another word.
    typed = [
        replace(step, action=Type("Buy snacks"))
        if step.action == Type("Buy stamps — 邮票")
        else step
        for step in others
    ]
    failed = replay(recording.to_script(replace(driven, steps=(*typed, last))), tmp_path)
    assert failed.returncode == 1
    assert "FAILED: the last screen differs" in failed.stderr


def test_the_exported_script_fails_when_it_ends_elsewhere(driven, tmp_path):
    *others, last = driven.steps
    last = replace(last, url="https://page.sightline.invalid/thanks.html")
    failed = replay(recording.to_script(replace(driven, steps=(*others, last))), tmp_path)
    assert failed.returncode == 1 and "'/thanks.html'" in failed.stderr


def test_a_script_of_pasted_html_with_a_list_a_date_and_a_wait(tmp_path):
    html = (
        "<title>T</title><select><option>Red</option><option>Blue</option></select>"
        "<input type=date><p id=out></p><script>document.querySelector('select').onchange ="
        " event => out.textContent = event.target.value</script>"
    )
    view = Viewport(320, 240, 2.0)
    box = "s => { const b = document.querySelector(s).getBoundingClientRect();"
    box += " return [2 * (b.x + 10), 2 * (b.y + b.height / 2)]; }"
    browser = Browser(SETTINGS)
    try:
        with browser.open(view) as sandbox:
            sandbox.load(html)
            select, day = (Point(*sandbox.evaluate(box, one)) for one in ("select", "input"))
        actions = [Select("Blue", select), Type("2026-03-04", day, clear=True), Wait(0.1)]
        replies = [write_action(action, (640, 480)) for action in actions]
        backend = Replies(*replies, "DONE()", "Verdict: yes")
        service = ModelService(SETTINGS, {"embedded": backend})
        with browser.open(view) as sandbox:
            errand = Errand("x", StartPage("html", html), approval="none")
            *_, ended = run(errand, service, sandbox)
    finally:
        browser.close()
    first: Step = ended.run.steps[0]
    assert first.changed and ended.run.scale == 2.0, first.outcome
    done = replay(recording.to_script(ended.run), tmp_path)
    assert done.returncode == 0, done.stderr
