"""The builder's loop with scripted replies, drawn by the real browser and really scored."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from agents.building.drawing import view_of, without_scripts
from agents.rendering import BrowserRenderer
from agents.web_builder import (
    Brief,
    BuildEvent,
    Built,
    Round,
    Writing,
    accept,
    build,
    by_hand,
    repair,
    wish,
)
from model.backends.base import Connection, Options
from model.errors import BackendError, InputError, NoBrowser, ServerFailed, TooLarge
from model.events import Answer, Event, Finished, Notice, Progress, Usage
from model.media.images import picture_of
from model.messages import Message, Picture
from model.rendering import Rendered, TypeMetrics
from model.service import ModelService
from model.settings import Settings
from model.tasks import Rebuild, Refine, Task

if TYPE_CHECKING:
    from agents.sandbox import Browser

SIZE = (640, 400)
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Shop</title>
<style>
body { margin: 0; font: 18px sans-serif; background: #ffffff; color: #202020 }
header { background: #123a6b; color: #ffffff; padding: 20px }
main { padding: 20px }
button { background: #d9480f; color: #ffffff; border: 0; padding: 12px 24px; font-size: 18px }
</style></head><body>
<header><b>Corner Shop</b></header>
<main><h1>Fresh bread today</h1><p>Baked at six in the morning.</p><button>Order now</button></main>
</body></html>"""
PALE = PAGE.replace("#123a6b", "#e8f0fa").replace("color: #ffffff; padding: 20px", "padding: 20px")
SHORT = PALE.replace("<p>Baked at six in the morning.</p>", "")
BARE = SHORT.replace("<button>Order now</button>", "")
DEAD = PAGE.replace("</main>", "</main><script>while (true) {}</script>")


class Writer:
    """Answers each task with the next reply, in pieces; an error in a reply is raised there."""

    def __init__(self, *replies: Sequence[str | Exception] | str | Exception) -> None:
        self.replies = list(replies)
        self.tasks: list[Task] = []
        self.open = 0

    def stream(
        self, task: Task, messages: Sequence[Message], connection: Connection, options: Options
    ) -> Iterator[Event]:
        self.tasks.append(task)
        reply = self.replies.pop(0)
        pieces = [reply] if isinstance(reply, str | Exception) else reply
        self.open += 1
        try:
            yield Progress("Writing")
            for piece in pieces:
                if isinstance(piece, Exception):
                    raise piece
                yield Answer(piece)
            yield Usage(10, 20)
            yield Finished(raw="")
        finally:
            self.open -= 1

    def close(self) -> None:
        pass


def service(writer: Writer, **limits: Any) -> ModelService:
    return ModelService(Settings(updates_per_s=1_000_000, **limits), {"endpoint": writer})


ENDPOINT = Connection("endpoint")


@pytest.fixture(scope="module")
def renderer(sandboxes: "Browser") -> Iterator[BrowserRenderer]:
    with BrowserRenderer(sandboxes, *SIZE) as renderer:
        yield renderer


@pytest.fixture(scope="module")
def target(renderer: BrowserRenderer) -> Picture:
    return renderer.render(PAGE, *SIZE).picture


def run(
    writer: Writer, brief: Brief, renderer: BrowserRenderer, **limits: Any
) -> tuple[list[BuildEvent], Built]:
    events = list(build(brief, service(writer, **limits), renderer, ENDPOINT))
    built = events[-1]
    assert isinstance(built, Built)
    assert [event for event in events if isinstance(event, Round)] == list(built.rounds)
    return events, built


def notices(events: list[BuildEvent]) -> str:
    return "\n".join(event.text for event in events if isinstance(event, Notice))


def test_a_draft_as_good_as_the_target_needs_no_repair(
    renderer: BrowserRenderer, target: Picture
) -> None:
    writer = Writer(f"```html\n{PAGE}\n```")
    _, built = run(writer, Brief(target), renderer)
    (only,) = built.rounds
    assert (only.origin, only.number, only.parent, only.kept) == ("draft", 0, None, True)
    assert only.fidelity.score > 99
    assert built.best == 0
    (task,) = writer.tasks
    assert isinstance(task, Rebuild)
    assert task.seen is not None
    assert any("Fresh bread" in line.text for line in task.seen.lines)


def test_each_round_repairs_one_fault_from_the_best_and_worse_ones_are_not_kept(
    renderer: BrowserRenderer, target: Picture
) -> None:
    writer = Writer(SHORT, BARE, PALE, PAGE)
    events, built = run(writer, Brief(target, rounds=3), renderer)
    draft, worse, better, best = built.rounds
    assert [one.kept for one in built.rounds] == [True, False, True, True]
    assert worse.fidelity.score < draft.fidelity.score < better.fidelity.score
    assert [one.parent for one in built.rounds] == [None, 0, 0, 2]
    assert built.best == 3
    assert best.fidelity.score > 99
    assert "Round 1 is listed but not kept: it scores less" in notices(events)
    refines = [task for task in writer.tasks if isinstance(task, Refine)]
    assert [task.html for task in refines] == [draft.html, draft.html, better.html]
    assert [len(task.tried) for task in refines] == [0, 1, 2]
    assert refines[0].fault == draft.fidelity.faults[0] == worse.fault
    assert refines[1].fault != refines[0].fault
    assert refines[1].tried == (refines[0].fault.sentence,)  # type: ignore[union-attr]


def test_it_stops_at_the_target_and_when_the_rounds_are_over(
    renderer: BrowserRenderer, target: Picture
) -> None:
    _, built = run(Writer(SHORT, PAGE, "never asked"), Brief(target, rounds=5), renderer)
    assert len(built.rounds) == 2
    _, built = run(Writer(SHORT), Brief(target, rounds=0), renderer)
    assert len(built.rounds) == 1


def test_the_page_is_shown_while_it_is_written(renderer: BrowserRenderer, target: Picture) -> None:
    pieces = [PAGE[at : at + 60] for at in range(0, len(PAGE), 60)]
    events, _ = run(Writer(["Sure:\n```html\n", *pieces, "\n```"]), Brief(target), renderer)
    written = [event.html for event in events if isinstance(event, Writing)]
    assert len(written) > 5
    assert all(html.endswith("</html>") for html in written)
    assert sum(map(len, written[1:])) > sum(map(len, written[:-1])), "it grows"


def test_variants_follow_each_other_and_one_that_fails_takes_none_along(
    renderer: BrowserRenderer, target: Picture
) -> None:
    writer = Writer(ServerFailed("The server broke."), SHORT, PAGE)
    events, built = run(writer, Brief(target, variants=3, rounds=0), renderer)
    assert [(one.variant, one.number) for one in built.rounds] == [(1, 0), (2, 0)]
    assert built.best == 1
    assert "Draft 1 came to nothing. The server broke." in notices(events)
    assert [task.variant for task in writer.tasks if isinstance(task, Rebuild)] == [0, 1, 2]


def test_no_page_at_all_is_the_error(renderer: BrowserRenderer, target: Picture) -> None:
    told: list[BuildEvent] = []
    asked = build(Brief(target), ModelService(Settings(), {"embedded": Writer("Sorry.")}), renderer)
    with pytest.raises(ServerFailed, match=r"'Sorry\.'\. Try again, or let another model"):
        told.extend(asked)
    assert not notices(told), "it is told once"
    with pytest.raises(BackendError, match="broke"):
        run(Writer(BackendError("It broke.")), Brief(target), renderer)


def test_a_reply_cut_off_by_the_server_is_kept_and_mended(
    renderer: BrowserRenderer, target: Picture
) -> None:
    half = PAGE[: PAGE.index("<button>")]
    writer = Writer([half, BackendError("The connection was lost.")])
    events, built = run(writer, Brief(target, rounds=0), renderer)
    (only,) = built.rounds
    assert "cut off" in " ".join(only.mended)
    assert "The connection was lost. What had been written until then is kept." in notices(events)
    assert only.fidelity.score > 50


def test_a_round_that_fails_or_changes_nothing_is_said_and_the_next_is_tried(
    renderer: BrowserRenderer, target: Picture
) -> None:
    writer = Writer(BARE, "I can't.", BARE, PAGE)
    events, built = run(writer, Brief(target, rounds=2), renderer)
    assert [one.number for one in built.rounds] == [0, 2]
    assert "Round 1 came to nothing." in notices(events)
    assert "The repair changed nothing:" in notices(events)


def test_a_page_that_its_own_script_brings_down_is_drawn_without_it(
    sandboxes: "Browser", target: Picture
) -> None:
    with BrowserRenderer(sandboxes, *SIZE) as own:
        _, built = run(Writer(DEAD), Brief(target, rounds=0), own)
    (only,) = built.rounds
    assert "<script" not in only.html
    assert "scripts were taken out" in " ".join(only.mended)
    assert only.fidelity.score > 99


def test_stop_closes_the_stream(renderer: BrowserRenderer, target: Picture) -> None:
    writer = Writer([PAGE[:300], PAGE[300:]])
    events = build(Brief(target), service(writer), renderer, ENDPOINT)
    for event in events:
        if isinstance(event, Writing):
            break
    assert writer.open == 1
    events.close()  # type: ignore[attr-defined]
    assert writer.open == 0


class NoChromium:
    """A renderer where there is no browser."""

    def measure(self, samples: object) -> list[TypeMetrics]:
        raise NoBrowser("No Chromium was found.")

    def render(self, html: str, width: int, height: int) -> Rendered:
        raise NoBrowser("No Chromium was found.")


def test_without_a_browser_nothing_goes_on(target: Picture) -> None:
    writer = Writer(PAGE, PAGE)
    with pytest.raises(NoBrowser):
        list(build(Brief(target, variants=2), service(writer), NoChromium(), ENDPOINT))
    assert len(writer.tasks) == 1


def draft_of(html: str, renderer: BrowserRenderer, target: Picture) -> Round:
    return run(Writer(html), Brief(target, rounds=0), renderer)[1].rounds[0]


def test_a_wish_changes_what_it_is_told_and_is_kept_whatever_it_scores(
    renderer: BrowserRenderer, target: Picture
) -> None:
    base = draft_of(PAGE, renderer, target)
    writer = Writer(PALE)
    brief = Brief(target)
    events = list(
        wish(
            brief, (base,), base, "Make it pale", "header", "<header>", service(writer), renderer,
            ENDPOINT,
        )
    )  # fmt: skip
    built = events[-1]
    assert isinstance(built, Built)
    first, new = built.rounds
    assert first is base
    assert (new.origin, new.number, new.parent, new.kept) == ("wish", 1, 0, True)
    assert new.instruction == "Make it pale"
    assert new.fidelity.score < base.fidelity.score
    assert built.best == 1
    (task,) = writer.tasks
    assert isinstance(task, Refine)
    assert (task.instruction, task.path, task.element) == ("Make it pale", "header", "<header>")


def test_a_wish_that_changes_nothing_says_so(renderer: BrowserRenderer, target: Picture) -> None:
    base = draft_of(PAGE, renderer, target)
    events = list(
        wish(Brief(target), (base,), base, "x", "", "", service(Writer(PAGE)), renderer, ENDPOINT)
    )
    assert "nothing was changed" in notices(events)
    assert events[-1] == Built((base,), 0)


def test_a_fault_that_the_user_chose_is_repaired_and_kept_only_if_better(
    renderer: BrowserRenderer, target: Picture
) -> None:
    base = draft_of(PALE, renderer, target)
    fault = base.fidelity.faults[-1]
    worse = PALE.replace("<main>", "<main hidden>")
    for reply, kept in ((PAGE, True), (worse, False)):
        writer = Writer(reply)
        own = service(writer)
        events = list(repair(Brief(target), (base,), base, fault, own, renderer, ENDPOINT))
        built = events[-1]
        assert isinstance(built, Built)
        new = built.rounds[1]
        assert (new.origin, new.fault, new.parent, new.kept) == ("repair", fault, 0, kept)
        assert built.best == (1 if kept else 0)
        assert ("not kept" in notices(events)) is not kept
        (task,) = writer.tasks
        assert isinstance(task, Refine) and task.fault == fault
    events = list(
        repair(Brief(target), (base,), base, fault, service(Writer(PALE)), renderer, ENDPOINT)
    )
    assert "changed nothing" in notices(events) and events[-1] == Built((base,), 0)


def test_dead_controls_are_mended_and_tried_again(
    renderer: BrowserRenderer, sandboxes: "Browser", target: Picture
) -> None:
    base = draft_of(PAGE, renderer, target)
    alive = PAGE.replace("<button>", "<button onclick=\"this.textContent='Thanks'\">")
    ugly = alive.replace("<main>", "<main hidden>") + "<button onclick='alert(1)'>Order now"
    still = PAGE.replace("Fresh bread", "Fresh rolls")
    for reply, kept, said in (
        (alive, True, "1 of 1 controls respond."),
        (still, False, "no fewer of its controls are dead"),
        (ugly, False, "it looks worse"),
    ):
        writer = Writer(reply)
        own = service(writer)
        events = list(accept(Brief(target), (base,), base, sandboxes, own, renderer, ENDPOINT))
        built = events[-1]
        assert isinstance(built, Built)
        assert (built.rounds[1].origin, built.rounds[1].kept) == ("acceptance", kept)
        assert built.best == (1 if kept else 0)
        assert "0 of 1 controls respond." in notices(events)
        assert said in notices(events)
        (task,) = writer.tasks
        assert isinstance(task, Refine)
        assert "'Order now'" in task.instruction


def test_a_page_whose_controls_all_respond_is_left_alone(
    renderer: BrowserRenderer, sandboxes: "Browser", target: Picture
) -> None:
    alive = PAGE.replace("<button>", "<button onclick=\"this.textContent='Thanks'\">")
    base = draft_of(alive, renderer, target)
    writer = Writer()
    own = service(writer)
    events = list(accept(Brief(target), (base,), base, sandboxes, own, renderer, ENDPOINT))
    assert events[-1] == Built((base,), 0)
    assert writer.tasks == []


def test_a_page_edited_by_hand_is_drawn_as_it_stands(
    renderer: BrowserRenderer, target: Picture
) -> None:
    base = draft_of(SHORT, renderer, target)
    own = PAGE.replace("Shop", "Store")
    new = by_hand(Brief(target), (base,), base, own, renderer)
    assert (new.html, new.origin, new.number, new.parent) == (own, "hand", 1, 0)
    assert new.fidelity.score > base.fidelity.score


@pytest.mark.parametrize(
    ("html", "error"), [("", InputError), ("  ", InputError), ("\0\1", InputError)]
)
def test_what_is_no_page_is_refused(
    html: str, error: type[InputError], renderer: BrowserRenderer, target: Picture
) -> None:
    base = draft_of(PAGE, renderer, target)
    with pytest.raises(error):
        by_hand(Brief(target), (base,), base, html, renderer)
    with pytest.raises(TooLarge, match="limit is 4 MB"):
        by_hand(Brief(target), (base,), base, "é" * 2_100_000, renderer)


@pytest.mark.parametrize(
    ("size", "view"),
    [
        ((1280, 800), (1280, 800)),
        ((390, 844), (390, 844)),
        ((1280, 8000), (1280, 800)),
        ((40, 30), (160, 160)),
        ((8000, 6000), (4096, 4096)),
    ],
)
def test_the_view_is_what_the_screenshot_shows(
    size: tuple[int, int], view: tuple[int, int]
) -> None:
    from PIL import Image

    assert view_of(picture_of(Image.new("RGB", size), "x")) == view


def test_scripts_are_taken_out_whole() -> None:
    assert without_scripts("a<script>b</script >c<SCRIPT src=x>d</script>e<script>f") == "ace"
