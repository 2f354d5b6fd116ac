"""One thing wrong at a time: its fault leads, and says what and by how much."""

import re
from dataclasses import replace

import pytest

from agents.fidelity.faults import common_path
from model.tasks.webpage import Fault
from tests.agents.fidelity.conftest import Lab


def changed(market: Lab, old: str, new: str) -> tuple[Fault, ...]:
    assert old in market.html
    return market.compare(market.draw(market.html.replace(old, new, 1))).faults


ONE_BY_ONE = [
    (
        '<h2>Plan a visit</h2>',
        '<h2 style="visibility:hidden">Plan a visit</h2>',
        "missing text",
        "The text 'Plan a visit' is missing.",
    ),
    (
        "</main>",
        "</main><p style='margin:0 32px'>Parking is free</p>",
        "extra text",
        "The paragraph 'Parking is free' is not on the screenshot.",
    ),
    (
        "<h3>Orchard Lane</h3>",
        "<h3>Orchid Line</h3>",
        "wrong text",
        "The heading 'Orchid Line' should read 'Orchard Lane'.",
    ),
    (
        "Riverside Market</b>",
        "Riverside Market</b><i style='width:40px'></i>",
        "moved",
        "The 3 texts from 'Stalls' to 'Plan a visit' stand 64 px too far right.",
    ),
    (
        "<h1>",
        '<h1 style="color:#111">',
        "color",
        "The heading 'Fresh from forty farms' is black (#111111) where the screenshot has white",
    ),
    (
        "Save the date</button>",
        "<span style='font-size:12px;line-height:24px'>Save the date</span></button>",
        "size",
        "The text 'Save the date' is 25 % too small.",
    ),
    (
        '<canvas data-hue="10">',
        '<canvas data-hue="10" style="visibility:hidden">',
        "picture",
        "where the screenshot has",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "sentence"), ONE_BY_ONE)
def test_the_costliest_fault_names_the_damage(
    market: Lab, old: str, new: str, kind: str, sentence: str
) -> None:
    first, *rest = changed(market, old, new)
    assert first.kind == kind
    assert sentence in first.sentence
    assert first.loss > 0.08
    assert sum(fault.loss for fault in rest) < max(1.0, 1.5 * first.loss)


def test_faults_say_where(market: Lab) -> None:
    first = changed(market, "<h1>", '<h1 style="margin-left:30px">')[0]
    assert first.kind == "moved" and "30 px too far right" in first.sentence
    assert first.path == "body > section > h1"
    assert first.target is not None and first.rendered is not None
    assert first.rendered.x1 - first.target.x1 == pytest.approx(30, abs=0.5)


def test_a_page_that_is_off_as_a_whole_is_one_fault(market: Lab) -> None:
    moved = [fault for fault in market.of("shifted 16 px").faults if fault.kind == "moved"]
    assert [fault.sentence for fault in moved] == [
        "The page as a whole, 25 texts, stands 16 px too low and 16 px too far right."
    ]


def test_a_taller_box_round_the_same_ink_is_no_other_size(market: Lab) -> None:
    """Fonts of one size have boxes of different heights."""
    taller = tuple(
        replace(line, box=replace(line.box, y1=line.box.y1 - 6, y2=line.box.y2 + 6))
        for line in market.page.lines
    )
    found = market.compare(replace(market.page, lines=taller))
    assert "size" not in {fault.kind for fault in found.faults}


def test_a_missing_picture_is_found_where_it_was(market: Lab) -> None:
    first = changed(
        market, '<canvas data-hue="140">', '<canvas data-hue="140" style="visibility:hidden">'
    )[0]
    canvas = [one for one in market.page.elements if one.tag == "canvas"][1]
    assert first.target is not None
    assert first.target.contains(canvas.box.center)
    assert first.target.iou(canvas.box) > 0.5


def test_losses_are_points_of_the_score(market: Lab) -> None:
    """Mending the costliest fault brings about what it was said to cost."""
    broken = market.html.replace("<h1>", '<h1 style="color:#111">', 1)
    twice = broken.replace("<h3>Green Acre</h3>", "<h3>Green</h3>", 1)
    before = market.compare(market.draw(twice))
    after = market.compare(market.draw(twice.replace(' style="color:#111"', "", 1)))
    fault = before.faults[0]
    assert fault.kind == "color"
    assert after.score - before.score == pytest.approx(fault.loss, abs=0.5)


@pytest.mark.parametrize(
    ("paths", "shared"),
    [
        (["body > main > p", "body > main > h1"], "body > main"),
        (["body > main > p"], "body > main > p"),
        (["body > p", ""], ""),
        ([], ""),
    ],
)
def test_common_path(paths: list[str], shared: str) -> None:
    assert common_path(paths) == shared


def test_sentences_are_plain(lab: Lab) -> None:
    pattern = re.compile(r"^(The|\d+ lines) .{8,200}\.$")
    for name in ("shifted 16 px", "no style", "inverted", "a third gone", "larger type", "blank"):
        for fault in lab.of(name).faults:
            assert pattern.match(fault.sentence), fault.sentence
