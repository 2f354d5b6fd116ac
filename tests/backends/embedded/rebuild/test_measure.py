from collections.abc import Callable

import numpy as np
import pytest

from agents.fidelity import score
from agents.rendering import BrowserRenderer
from model.backends.embedded.rebuild.absolute import write_absolute
from model.backends.embedded.rebuild.measure import measure
from model.backends.embedded.rebuild.parts import Surface, TextRun
from model.geometry import Box
from tests.backends.embedded.rebuild.conftest import Measured
from tests.backends.embedded.rebuild.rebuild_pages import PAGES

Measure = Callable[[str], Measured]


def run_of(measured: Measured, start: str) -> TextRun:
    found = [run for run in measured.sheet.runs if run.text.startswith(start)]
    assert found, [run.text for run in measured.sheet.runs]
    return found[0]


def surface_at(measured: Measured, box: Box) -> Surface:
    return max(measured.sheet.surfaces, key=lambda surface: surface.box.iou(box))


@pytest.mark.parametrize(
    ("start", "size", "weight", "kind"),
    [
        ("Quarterly", 32, 700, "sans"),
        ("Revenue", 16, 400, "sans"),
        ("Three", 16, 700, "sans"),
        ("Prepared", 13, 400, "sans"),
        ("A serif", 20, 400, "serif"),
        ("print", 15, 400, "mono"),
        ("中文", 16, 400, "cjk"),
    ],
)
def test_type_is_fitted(measured: Measure, start: str, size: float, weight: int, kind: str) -> None:
    style = run_of(measured("type"), start).style
    assert abs(style.size - size) <= 0.5
    assert (style.weight, style.kind) == (weight, kind)
    assert abs(style.spacing) <= 0.02 * size


def test_baselines_and_pens_are_those_of_the_page(measured: Measure) -> None:
    page = measured("type")
    for start in ("Quarterly", "Revenue", "Three", "Prepared"):
        run = run_of(page, start)
        assert abs(run.left - 40) <= 1
        (line,) = [line for line in page.page.lines if line.text.startswith(start)]
        assert abs(run.left + run.advance - line.box.x2) <= 1.5
    assert run_of(page, "Quarterly").baseline == 59


def test_a_link_in_a_line_is_a_run_of_its_own(measured: Measure) -> None:
    page = measured("type")
    link = run_of(page, "annual")
    assert link.text == "annual summary"
    assert link.style.underline
    assert max(abs(a - b) for a, b in zip(link.style.color, (6, 69, 173), strict=True)) <= 24
    assert not run_of(page, "Read the").style.underline
    assert run_of(page, "Read the").baseline == link.baseline


def test_a_card_with_its_corners_and_shadow(measured: Measure) -> None:
    card = surface_at(measured("surfaces"), Box(40, 110, 340, 290))
    assert card.box.iou(Box(40, 110, 340, 290)) > 0.98
    assert card.fill == (255, 255, 255)
    assert abs(card.radius - 12) <= 1.5
    assert card.shadow is not None
    assert abs(card.shadow.dy - 6) <= 2
    assert abs(card.shadow.blur - 18) <= 6
    assert abs(card.shadow.opacity - 0.16) <= 0.05


def test_a_border_a_gradient_and_a_rule(measured: Measure) -> None:
    page = measured("surfaces")
    framed = surface_at(page, Box(400, 110, 600, 200))
    assert framed.box == Box(400, 110, 600, 200)
    assert [edge and (edge.width, edge.color) for edge in framed.edges] == [
        (2.0, (136, 146, 166))
    ] * 4
    blend = surface_at(page, Box(400, 240, 800, 300))
    assert blend.gradient is not None
    assert blend.gradient.angle == 90
    first, last = blend.gradient.stops[0][0], blend.gradient.stops[-1][0]
    assert np.abs(np.subtract(first, (255, 85, 0))).max() <= 6
    assert np.abs(np.subtract(last, (34, 102, 238))).max() <= 6
    assert surface_at(page, Box(40, 360, 800, 361)).box == Box(40, 360, 800, 361)
    assert page.sheet.background == (243, 244, 248)


def test_an_icon_is_kept_as_a_picture_and_never_as_a_letter(measured: Measure) -> None:
    page = measured("surfaces")
    icons = [crop for crop in page.sheet.crops if crop.kind == "icon"]
    assert any(crop.box.iou(Box(43, 403, 76, 436)) > 0.6 for crop in icons)
    assert [run.text for run in page.sheet.runs] == ["Search everything"]


def test_text_on_a_gradient_is_white_and_gone_from_what_lies_behind(measured: Measure) -> None:
    page = measured("crossed")
    for start in ("Summer", "Ferries"):
        run = run_of(page, start)
        assert min(run.style.color) > 235
    assert not page.sheet.crops
    banner = surface_at(page, Box(0, 0, 900, 300))
    assert banner.gradient is not None and banner.gradient.angle == 180


def test_controls_are_put_together(measured: Measure) -> None:
    sheet = measured("form").sheet
    controls = {control.kind: control for control in sheet.controls if control.kind != "field"}
    named, empty = [control for control in sheet.controls if control.kind == "field"]
    assert (named.text, named.placeholder) == ("Ada Lovelace", False)
    assert (empty.text, empty.placeholder) == ("Where you live", True)
    assert named.surface is not None
    assert controls["button"].text == "Create account"
    assert controls["checkbox"].checked
    assert controls["checkbox"].label == "Send me the newsletter"
    assert controls["link"].text == "Sign in instead"
    used = [index for control in sheet.controls for index in control.runs]
    assert len(used) == len(set(used))


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_absolute_page_looks_like_the_picture(
    measured: Measure, renderer: BrowserRenderer, name: str
) -> None:
    page = measured(name)
    html = write_absolute(page.sheet)
    drawn = renderer.render(html, 900, 600)
    assert "`" not in html
    assert drawn.picture.size == page.picture.size
    fidelity = score(
        page.picture, drawn, target_lines=page.page.lines, target_elements=page.page.elements
    )
    assert fidelity.score > 95, fidelity.faults[:4]


def test_what_is_asked_of_a_control_in_the_absolute_page(
    measured: Measure, renderer: BrowserRenderer
) -> None:
    drawn = renderer.render(write_absolute(measured("form").sheet), 900, 600)
    roles = sorted(element.role for element in drawn.elements if element.role)
    assert roles == ["button", "checkbox", "link", "textbox", "textbox"]


def test_without_a_browser_free_fonts_do(measured: Measure) -> None:
    page = measured("type")
    sheet = measure(page.picture, page.screen, None)
    sizes = {run.text: run.style.size for run in sheet.runs}
    for run in page.sheet.runs:
        if run.style.kind == "sans":
            assert abs(sizes[run.text] - run.style.size) <= 1.5
